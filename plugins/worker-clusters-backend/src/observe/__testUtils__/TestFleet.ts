import { mockServices } from '@backstage/backend-test-utils';
import { ConfigProblems } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import {
  type ApiServer,
  type CertificateAuthority,
  createCertificateAuthority,
  type KubernetesObject,
  type ObjectKey,
  startApiServer,
} from '@worker-clusters/sandbox';
import { createFleetObserver } from '../createFleetObserver';
import type { Assignment, FleetChange } from '../types';
import type { ReflectorTimings } from '../watch/Reflector';
import { FAST } from './testReflector';

/** To the only replica. */
const EVERYTHING: Assignment = { owns: () => true, handover: false };

export const TOKEN = 'portal-token-0123456789';

function definition(
  group: string,
  kind: string,
  scope: 'Namespaced' | 'Cluster',
  version = 'v1alpha1',
): KubernetesObject {
  const singular = kind.toLowerCase();
  const free = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.${group}` },
    spec: {
      group,
      scope,
      names: {
        kind,
        listKind: `${kind}List`,
        plural: `${singular}s`,
        singular,
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: free },
        },
      ],
    },
  };
}

const CROSSPLANE = 'apiextensions.crossplane.io';
export const APPLICATIONS_DEFINITION = definition(
  'argoproj.io',
  'Application',
  'Namespaced',
);
const DEFINITIONS = [
  definition('platform.example.org', 'WorkerCluster', 'Namespaced'),
  definition('legacy.example.org', 'WorkerCluster', 'Namespaced'),
  definition('legacy.example.org', 'XWorkerCluster', 'Cluster'),
  definition('eks.aws.m.upbound.io', 'Cluster', 'Namespaced', 'v1beta1'),
  definition('eks.aws.upbound.io', 'Cluster', 'Cluster', 'v1beta1'),
  APPLICATIONS_DEFINITION,
  definition('argoproj.io', 'AppProject', 'Namespaced'),
  definition(CROSSPLANE, 'Composition', 'Cluster', 'v1'),
  definition(CROSSPLANE, 'CompositeResourceDefinition', 'Cluster', 'v1'),
];

/** The kind of {@link claim}, which no XRD defines here. */
const CLAIMS = {
  apiVersion: 'platform.example.org/v1alpha1',
  kind: 'WorkerCluster',
};

/** Real API servers on loopback, with the kinds that the portal reads. */
export class TestFleet {
  readonly #servers: ApiServer[] = [];
  readonly #observers: Array<{ abort: AbortController; ended: Promise<void> }> =
    [];

  private constructor(readonly ca: CertificateAuthority) {}

  static async create() {
    return new TestFleet(await createCertificateAuthority());
  }

  /** @param groups - of the portal's user: the administrators, unless given */
  async startServer(
    name: string,
    groups = ['system:masters'],
  ): Promise<ApiServer> {
    const server = await startApiServer({
      name,
      version: 'v1.34.1',
      ca: this.ca,
      tokens: [{ user: 'portal', token: TOKEN, groups }],
    });
    this.#servers.push(server);
    for (const kind of DEFINITIONS) server.client.create(kind);
    for (const namespace of ['argocd', 'team-a', 'team-b']) {
      server.client.create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace },
      });
    }
    return server;
  }

  /** @param managements - by name */
  observe(
    managements: Record<string, { url: string }>,
    options: {
      timings?: ReflectorTimings;
      claims?: Array<{ apiVersion: string; kind: string }>;
      composedKinds?: Array<{ apiVersion: string; kind: string }>;
      token?: string;
      assignment?: Assignment;
    } = {},
  ) {
    const logger = mockServices.logger.mock();
    logger.child.mockReturnValue(logger);
    const observer = createFleetObserver({
      problems: new ConfigProblems(logger),
      config: mockServices.rootConfig({
        data: {
          workerClusters: {
            managementClusters: Object.entries(managements).map(
              ([name, { url }]) => ({
                name,
                url,
                caData: this.caData,
                token: options.token ?? TOKEN,
                claims: options.claims ?? [CLAIMS],
                ...(options.composedKinds && {
                  composedKinds: options.composedKinds,
                }),
              }),
            ),
            workers: { dangerouslyAllowApiServers: ['127.0.0.1'] },
          },
        },
      }),
      logger,
      timings: options.timings ?? FAST,
    });
    const changes: FleetChange[] = [];
    observer.subscribe(change => changes.push(change));
    const abort = new AbortController();
    observer.start(abort.signal);
    observer.assign(options.assignment ?? EVERYTHING);
    this.#observers.push({ abort, ended: observer.stopped });
    return { observer, changes, logger, stop: () => abort.abort() };
  }

  get caData() {
    return Buffer.from(this.ca.certificate).toString('base64');
  }

  async close() {
    for (const { abort, ended } of this.#observers) {
      abort.abort();
      await ended;
    }
    for (const server of this.#servers) await server.close();
  }
}

/** Names an object for the client of a sandbox API server. */
export const keyOf = (object: KubernetesObject): ObjectKey => ({
  apiVersion: object.apiVersion,
  kind: object.kind,
  namespace: object.metadata.namespace,
  name: object.metadata.name,
});

/** A Crossplane v2 composite resource whose worker is at `endpoint`. */
export const claim = (
  name: string,
  endpoint?: string,
  namespace = 'team-a',
): KubernetesObject => ({
  apiVersion: 'platform.example.org/v1alpha1',
  kind: 'WorkerCluster',
  metadata: {
    name,
    namespace,
    annotations: {
      'argocd.argoproj.io/tracking-id': `worker-cluster-dev:platform.example.org/WorkerCluster:${namespace}/${name}`,
      'platform.example.org/requested-by': 'user:default/guest',
    },
  },
  spec: {
    environment: 'dev',
    region: 'eu-west-1',
    owner: 'group:default/a',
    kubernetesVersion: '1.34',
    nodes: { size: 'small', min: 1, max: 3 },
    crossplane: {
      compositionRef: { name: 'workerclusters' },
      resourceRefs: [
        {
          apiVersion: 'eks.aws.m.upbound.io/v1beta1',
          kind: 'Cluster',
          name: `${name}-cluster`,
        },
      ],
    },
  },
  status: {
    conditions: [{ type: 'Ready', status: 'True', reason: 'Available' }],
    ...(endpoint && {
      cluster: { endpoint, status: 'ACTIVE', version: '1.34' },
      access: { portalSecretName: `${name}-portal` },
    }),
  },
});

export const portalSecret = (
  name: string,
  data: Record<string, string>,
  namespace = 'team-a',
): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: `${name}-portal`, namespace },
  data: Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value).toString('base64'),
    ]),
  ),
});

export const composed = (
  owner: KubernetesObject,
  name: string,
  apiVersion = 'eks.aws.m.upbound.io/v1beta1',
): KubernetesObject => ({
  apiVersion,
  kind: 'Cluster',
  metadata: {
    name,
    ...(owner.metadata.namespace && { namespace: owner.metadata.namespace }),
    labels: { 'crossplane.io/composite': owner.metadata.name },
    annotations: {
      'crossplane.io/composition-resource-name': 'cluster',
      'worker-clusters.backstage.io/stage': 'control-plane',
    },
    ownerReferences: [
      {
        apiVersion: owner.apiVersion,
        kind: owner.kind,
        name: owner.metadata.name,
        uid: owner.metadata.uid!,
        controller: true,
      },
    ],
  },
  status: { conditions: [{ type: 'Ready', status: 'False' }] },
});

export const application = (
  name: string,
  resources: object[] = [],
): KubernetesObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, namespace: 'argocd' },
  spec: { project: 'default' },
  status: {
    health: { status: 'Healthy' },
    sync: { status: 'Synced', revision: 'abc' },
    resources,
  },
});

const composition = (
  name: string,
  compositeTypeRef: { apiVersion: string; kind: string },
  apiVersion: string,
): KubernetesObject => ({
  apiVersion: `${CROSSPLANE}/v1`,
  kind: 'Composition',
  metadata: { name },
  spec: {
    compositeTypeRef,
    pipeline: [
      {
        step: 'compose',
        input: {
          kind: 'Resources',
          resources: [
            {
              name: 'cluster',
              base: {
                apiVersion,
                kind: 'Cluster',
                metadata: {
                  annotations: {
                    'worker-clusters.backstage.io/stage': 'control-plane',
                  },
                },
              },
            },
          ],
        },
      },
    ],
  },
});

export const COMPOSITION = composition(
  'workerclusters',
  { apiVersion: 'platform.example.org/v1alpha1', kind: 'WorkerCluster' },
  'eks.aws.m.upbound.io/v1beta1',
);

/** Crossplane v1: the XRD of claims in the group `legacy.example.org`, with the portal's label, and its Composition. */
export const LEGACY_DEFINITION: KubernetesObject = {
  apiVersion: `${CROSSPLANE}/v1`,
  kind: 'CompositeResourceDefinition',
  metadata: {
    name: 'xworkerclusters.legacy.example.org',
    labels: { 'worker-clusters.backstage.io/claims': 'true' },
  },
  spec: {
    group: 'legacy.example.org',
    names: { kind: 'XWorkerCluster' },
    claimNames: { kind: 'WorkerCluster' },
    versions: [{ name: 'v1alpha1', served: true, referenceable: true }],
  },
};

export const LEGACY_COMPOSITION = composition(
  'workerclusters-v1',
  { apiVersion: 'legacy.example.org/v1alpha1', kind: 'XWorkerCluster' },
  'eks.aws.upbound.io/v1beta1',
);

/** An Argo CD with the Application `checkout`. */
export function installArgoCd(server: ApiServer) {
  server.client.create(application('checkout'));
  server.client.create({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'argocd-cm', namespace: 'argocd' },
    data: { url: 'https://argocd.orders.example.org' },
  });
  for (const [kind, name] of [
    ['Deployment', 'argocd-server'],
    ['StatefulSet', 'argocd-application-controller'],
  ]) {
    const workload = server.client.create({
      apiVersion: 'apps/v1',
      kind,
      metadata: {
        name,
        namespace: 'argocd',
        labels: { 'app.kubernetes.io/part-of': 'argocd' },
      },
      spec: {
        replicas: 1,
        template: {
          spec: {
            containers: [{ image: 'quay.io/argoproj/argocd:v3.1.0' }],
          },
        },
      },
    });
    server.client.patchStatus(keyOf(workload), { readyReplicas: 1 });
  }
}
