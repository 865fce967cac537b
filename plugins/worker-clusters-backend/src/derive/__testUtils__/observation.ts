import {
  countApplications,
  type LifecyclePhase,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type {
  ArgoApplication,
  ClaimObservation,
  ClusterObservation,
  ComposedResource,
  CompositionShape,
  Condition,
  ObjectMeta,
  WorkerObservation,
} from '../../observe/types';
import type { ClusterRequest, ClusterState } from '../../store/types';

/** Minutes after the claim was created, as RFC 3339. */
export function at(minutes: number): string {
  return new Date(
    Date.UTC(2026, 10, 23, 7, 0) + minutes * 60_000,
  ).toISOString();
}

/** The moment at which the tests derive, in minutes after the claim was created. */
export const NOW = 60;

export function nowAt(minutes = NOW): Date {
  return new Date(at(minutes));
}

export function condition(
  type: string,
  status: Condition['status'],
  rest: Partial<Condition> = {},
): Condition {
  return { type, status, lastTransitionTime: at(5), ...rest };
}

export function meta(name: string, rest: Partial<ObjectMeta> = {}): ObjectMeta {
  return {
    uid: `uid-${name}`,
    name,
    creationTimestamp: at(0),
    ...rest,
  };
}

const SYNCED = condition('Synced', 'True', { reason: 'ReconcileSuccess' });

/** A resource of each stage, as the Composition of the tests has them: name, kind, stage. */
export const SHAPE: CompositionShape = {
  name: 'workercluster-aws',
  resources: [
    { name: 'vpc', kind: 'VPC', stage: 'network' },
    { name: 'subnet-a', kind: 'Subnet', stage: 'network' },
    { name: 'role-node', kind: 'Role', stage: 'identity' },
    { name: 'cluster', kind: 'Cluster', stage: 'control-plane' },
    { name: 'nodegroup', kind: 'NodeGroup', stage: 'nodes' },
    { name: 'argocd-release', kind: 'Release', stage: 'argocd' },
    { name: 'application', kind: 'Object', stage: 'applications' },
  ],
};

/** A composed resource of the Composition of the tests that became ready `readyAt` minutes after the claim. */
export function composed(
  name: string,
  readyAt: number | undefined,
  rest: Partial<ComposedResource> = {},
): ComposedResource {
  const shape = SHAPE.resources.find(r => r.name === name);
  return {
    apiVersion: 'eks.aws.m.upbound.io/v1beta1',
    kind: shape?.kind ?? 'Thing',
    metadata: meta(`dev-${name}`, {
      creationTimestamp: at(Math.max(0, (readyAt ?? 1) - 1)),
    }),
    compositionResourceName: name,
    stage: shape?.stage,
    conditions: [
      SYNCED,
      readyAt === undefined
        ? condition('Ready', 'False', { reason: 'Creating' })
        : condition('Ready', 'True', {
            reason: 'Available',
            lastTransitionTime: at(readyAt),
          }),
    ],
    ...rest,
  };
}

/** Resources of the first `count` names of the Composition, ready; one every two minutes. */
export function readyUpTo(count: number): ComposedResource[] {
  return SHAPE.resources
    .slice(0, count)
    .map((r, i) => composed(r.name, 2 * (i + 1)));
}

export const ALL_READY = readyUpTo(SHAPE.resources.length);

/** The resources with one of them replaced by name. */
export function replacing(
  resources: ComposedResource[],
  name: string,
  change: Partial<ComposedResource> | undefined,
): ComposedResource[] {
  return resources.flatMap(r => {
    if (r.compositionResourceName !== name) return [r];
    return change ? [{ ...r, ...change }] : [];
  });
}

export const XR_READY = [
  SYNCED,
  condition('Ready', 'True', {
    reason: 'Available',
    lastTransitionTime: at(15),
  }),
];

export const XR_CREATING = [
  SYNCED,
  condition('Ready', 'False', {
    reason: 'Creating',
    message: 'Unready resources: nodegroup',
  }),
];

export function claim(rest: Partial<ClaimObservation> = {}): ClaimObservation {
  return {
    apiVersion: 'platform.example.org/v1alpha1',
    kind: 'WorkerCluster',
    metadata: meta('dev', { namespace: 'clusters-dev', generation: 1 }),
    environment: 'dev',
    region: 'eu-central-1',
    owner: 'group:default/payments',
    kubernetesVersion: '1.34',
    nodes: { size: 'small', min: 1, max: 3 },
    conditions: XR_READY,
    status: { version: '1.34', clusterStatus: 'ACTIVE' },
    ...rest,
  };
}

export function application(
  name: string,
  rest: Partial<ArgoApplication> = {},
): ArgoApplication {
  return {
    metadata: meta(name, { namespace: 'argocd', creationTimestamp: at(14) }),
    project: 'workloads',
    health: 'Healthy',
    sync: 'Synced',
    conditions: [],
    sources: [],
    reconciledAt: at(59),
    externalUrls: [],
    resourceCount: 3,
    outOfSyncCount: 0,
    missingCount: 0,
    childApplications: [],
    ...rest,
  };
}

export function worker(
  rest: Partial<WorkerObservation> = {},
): WorkerObservation {
  return {
    connection: { status: 'live', since: at(16), lastSeen: at(59) },
    apiServer: 'https://dev.eks.example.org',
    serverVersion: 'v1.34.1-eks-5a1b2c',
    workloads: [
      {
        name: 'argocd-server',
        image: 'quay.io/argoproj/argocd:v3.1.0',
        desired: 1,
        ready: 1,
      },
    ],
    argocdUrl: 'https://argocd.dev.example.org',
    applications: [application('web')],
    complete: true,
    ...rest,
  };
}

/** A cluster that is ready, with one healthy application, unless told otherwise. */
export function observation(
  rest: Partial<ClusterObservation> = {},
): ClusterObservation {
  return {
    ref: { managementCluster: 'main', namespace: 'clusters-dev', name: 'dev' },
    claim: claim(),
    composed: ALL_READY,
    composition: SHAPE,
    worker: worker(),
    ...rest,
  };
}

/** The stored state of the same claim in a phase that began 20 minutes after the claim was created. */
export function stored(
  phase: LifecyclePhase,
  rest: Partial<ClusterState> = {},
): ClusterState {
  return {
    ref: { managementCluster: 'main', namespace: 'clusters-dev', name: 'dev' },
    uid: 'uid-dev',
    phase: { phase, reason: 'Before', message: 'Before.', since: at(20) },
    applications: countApplications([]),
    connection: { status: 'live', since: at(16) },
    timeline: [],
    blocking: [],
    ...rest,
  };
}

export function request(
  state: ClusterRequest['pullRequest']['state'],
  rest: Partial<ClusterRequest['pullRequest']> = {},
): ClusterRequest {
  return {
    ref: { managementCluster: 'main', namespace: 'clusters-dev', name: 'dev' },
    claimPath: 'crossplane/claims/dev/dev.yaml',
    environment: 'dev',
    region: 'eu-central-1',
    owner: 'group:default/payments',
    kubernetesVersion: '1.34',
    pullRequest: {
      number: 12,
      url: 'https://git.example.org/platform/gitops/pulls/12',
      title: 'Add worker cluster dev',
      state,
      createdAt: at(-30),
      ...(state !== 'open' && { finishedAt: at(-2) }),
      ...rest,
    },
  };
}
