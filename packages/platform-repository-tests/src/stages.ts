import {
  compose,
  isUsage,
  KubernetesObject,
  readPipeline,
} from '@worker-clusters/sandbox';
import { ClusterApi } from './repository';

/** The desired state of the composite resource at one moment of the creation of a cluster. */
export interface Stage {
  name: string;
  /** The desired resources of this stage, without Usages, by their name in the Composition. */
  desired: Map<string, KubernetesObject>;
  /** Usages that function-sequencer makes of what there is: they order the deletion. */
  usages: Map<string, KubernetesObject>;
  /** What there is at this moment, by its name in the Composition. */
  observed: Map<string, KubernetesObject>;
  /** What function-sequencer says of what waits. */
  waiting: string[];
  /** Status of the composite resource, without conditions. */
  status: object;
}

/** Up to which stage of the timeline everything is ready, in order. */
const STEPS: Array<[name: string, ready: string[]]> = [
  ['1-empty', []],
  ['2-network', ['network', 'identity']],
  ['3-cluster', ['network', 'identity', 'control-plane']],
  ['4-nodes', ['network', 'identity', 'control-plane', 'nodes']],
  ['5-release', ['network', 'identity', 'control-plane', 'nodes', 'argocd']],
  [
    '6-applications',
    ['network', 'identity', 'control-plane', 'nodes', 'argocd', 'applications'],
  ],
];

/** The stage of the timeline that a resource belongs to; undefined for a Usage. */
export function stageOf({ metadata }: KubernetesObject): string | undefined {
  return metadata.annotations?.['worker-clusters.backstage.io/stage'];
}

/** A claim as people write it, with what the API server adds. */
export function compositeResource(
  api: ClusterApi,
  spec: object,
): KubernetesObject {
  const { group, names, versions, claimNames } = api.xrd.spec;
  return {
    apiVersion: `${group}/${versions[0].name}`,
    kind: names.kind,
    metadata: claimNames
      ? { name: 'payments-dev-x7k2p' }
      : { name: 'payments-dev', namespace: 'clusters-dev' },
    spec: {
      ...spec,
      ...(claimNames && {
        claimRef: { name: 'payments-dev', namespace: 'clusters-dev' },
      }),
    },
  };
}

/**
 * Renders a Composition stage by stage with the sandbox's engine: desired resources are taken as created and ready,
 * as far as the stage has come, until no new one is desired.
 */
export function renderStages(
  api: ClusterApi,
  composite: KubernetesObject,
): Stage[] {
  const pipeline = readPipeline(api.composition);
  return STEPS.map(([name, readyStages]) => {
    const observed = new Map<string, KubernetesObject>();
    let status: object = {};
    for (;;) {
      const result = compose(pipeline, { ...composite, status }, observed);
      status = result.status;
      const fresh = result.desired.filter(({ object, name: resource }) => {
        const stage = stageOf(object) ?? '';
        return readyStages.includes(stage) && !observed.has(resource);
      });
      if (fresh.length === 0) {
        const all = result.desired.map(d => [d.name, d.object] as const);
        return {
          name,
          desired: new Map(all.filter(([, object]) => !isUsage(object))),
          usages: new Map(all.filter(([, object]) => isUsage(object))),
          observed,
          waiting: [...new Set(result.delays)],
          status,
        };
      }
      for (const { name: resource, object } of fresh) {
        observed.set(resource, asMade(resource, object, composite));
      }
    }
  });
}

/** `status.atProvider` of what the Composition reads, by kind. */
const REPORTS: Record<string, (object: KubernetesObject) => object> = {
  LaunchTemplate: () => ({ id: 'lt-0a1b2c3d4e5f60718', latestVersion: 1 }),
  Cluster: ({ metadata, spec }) => ({
    id: metadata.annotations!['crossplane.io/external-name'],
    arn: 'arn:aws:eks:eu-west-1:111111111111:cluster/payments-dev',
    endpoint: 'https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com',
    status: 'ACTIVE',
    version: spec.forProvider.version,
    platformVersion: 'eks.5',
    certificateAuthority: [{ data: 'LS0tLS1CRUdJTg==' }],
    identity: [
      {
        oidc: [{ issuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/0123' }],
      },
    ],
    vpcConfig: { vpcId: 'vpc-0a1b2c3d4e5f60718' },
  }),
  NodeGroup: ({ spec }) => ({
    status: 'ACTIVE',
    scalingConfig: {
      desiredSize: spec.initProvider.scalingConfig.desiredSize,
    },
    resources: [
      { autoscalingGroups: [{ name: 'eks-payments-dev-nodes-0a1b2c3d' }] },
    ],
  }),
  Release: () => ({ state: 'deployed', revision: 1 }),
  Object: ({ spec }) => ({
    manifest: {
      ...spec.forProvider.manifest,
      ...(spec.forProvider.manifest.kind === 'Application' && {
        status: {
          sync: { status: 'Synced', revision: '5f1c2e0' },
          health: { status: 'Healthy' },
          reconciledAt: '2026-11-23T08:00:00Z',
        },
      }),
    },
  }),
};

/**
 * The resource as it is on the server, with what its provider reports: of one that is not ready, nothing yet.
 */
export function asMade(
  name: string,
  object: KubernetesObject,
  composite: KubernetesObject,
  ready = true,
): KubernetesObject {
  const { namespace } = composite.metadata;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      name: object.metadata.name ?? `payments-dev-${name}`,
      ...(namespace && { namespace }),
      annotations: {
        ...object.metadata.annotations,
        'crossplane.io/composition-resource-name': name,
      },
    },
    // Of a ClusterProfile nobody writes the status.
    ...(object.kind !== 'ClusterProfile' && {
      status: {
        conditions: [
          ready
            ? { type: 'Ready', status: 'True', reason: 'Available' }
            : { type: 'Ready', status: 'False', reason: 'Creating' },
          { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' },
        ],
        atProvider: (ready && REPORTS[object.kind]?.(object)) || {},
      },
    }),
  };
}
