import { join } from 'node:path';
import { renderPlatformRepository } from '@worker-clusters/sandbox';
/* eslint-disable @backstage/no-forbidden-package-imports -- private packages of this repository */
import { ANSWERS } from '@worker-clusters/platform-repository-tests/src/answers';
import {
  ClusterApi,
  clusterApis,
  objects,
} from '@worker-clusters/platform-repository-tests/src/repository';
import { SPEC } from '@worker-clusters/platform-repository-tests/src/spec';
import {
  compositeResource,
  renderStages,
} from '@worker-clusters/platform-repository-tests/src/stages';
/* eslint-enable @backstage/no-forbidden-package-imports */
import { call, Connection } from '../client';
import { apply, collectionOf, loadDefinitions, Manifest } from '../kubernetes';
import { sharedFolder } from '../shared';
import {
  definitionsOf,
  freeDefinitions,
  objectsIn,
  shippedDefinitions,
} from './definitions';

/** An API server of a suite's target, on which identities can be made. */
export interface ApiServerTarget extends Connection {
  /** Token of a ServiceAccount, with the rights that RBAC gives it. */
  serviceAccountToken(namespace: string, name: string): Promise<string>;
}

/** The platform repository on a management cluster, and a worker cluster of each of its APIs that is ready. */
export interface Platform {
  /** `clusters-dev/<name>`, by version of Crossplane. */
  clusters: Record<'v1' | 'v2', string>;
  /** Names of the ClusterRoles with the portal's rights. */
  roles: string[];
  /** Group of the claims of v2. */
  group: string;
  /** The portal's token in the management cluster. */
  token: string;
}

const NAMESPACE = 'clusters-dev';
/** The portal's ServiceAccount in the management cluster. */
export const PORTAL = {
  namespace: 'crossplane-system',
  name: 'worker-clusters-portal',
};
const READER = { namespace: 'argocd', name: 'portal-reader' };
const COMPOSITE = 'crossplane.io/composite';
const RESOURCE_NAME = 'crossplane.io/composition-resource-name';
const READY = ['Ready', 'Synced'].map(type => ({
  type,
  status: 'True',
  reason: 'Available',
  lastTransitionTime: '2026-11-23T08:00:00Z',
}));

/** `<namespace>/<name>` of the claim of an API. */
const nameOf = ({ xrd }: ClusterApi) =>
  `${NAMESPACE}/${xrd.spec.claimNames ? 'orders-dev' : 'payments-dev'}`;

/** What there is when everything is ready. */
const lastStage = (api: ClusterApi) =>
  renderStages(api, compositeResource(api, SPEC)).at(-1)!;

const composedOf = (api: ClusterApi) =>
  [...lastStage(api).desired.values()] as Manifest[];

const json = (value: unknown) => JSON.parse(JSON.stringify(value));

async function namespace(server: Connection, name: string): Promise<void> {
  await apply(server, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  });
}

/** Applies an object and its status, as its controller writes it. What the kind has no field for is dropped. */
async function applyWithStatus(
  server: Connection,
  { status, ...object }: Manifest,
): Promise<void> {
  await apply(server, object as Manifest);
  if (!status) return;
  const path = `${await collectionOf(server, object as Manifest)}/${
    object.metadata.name
  }/status`;
  const answer = await call(server, 'PATCH', path, {
    body: { status },
    type: 'application/merge-patch+json',
  });
  // Roles and ProviderConfigs have none to write.
  if (answer.status >= 300 && answer.status !== 404) {
    throw new Error(answer.body.message);
  }
}

/**
 * Sets up a management cluster as the platform repository does, with the shipped RBAC, and what Crossplane and the providers
 * would have made of one claim of v2 and one of v1, Usages included. Then a worker cluster with the rights that the Composition
 * gives the portal there.
 *
 * @param options.definitions the CRDs of Crossplane, the providers and Argo CD; kinds without one get one that takes anything
 */
export async function installPlatform(options: {
  management: ApiServerTarget;
  worker: ApiServerTarget;
  definitions?: Manifest[];
}): Promise<Platform> {
  const { management, worker } = options;
  const files = renderPlatformRepository(
    ANSWERS['many accounts, samples and the v1 API'],
  );
  const apis = clusterApis(files);
  const repository = objects(files, ['crossplane/', 'argocd/']).map(
    ({ object }) => object as Manifest,
  );
  const given = options.definitions ?? [];
  const kinds = new Set(
    given.map(({ spec }) => `${spec.group} ${spec.names.kind}`),
  );
  const definitions = [
    ...given,
    ...freeDefinitions([
      ...repository,
      ...apis.flatMap(composedOf),
      ...usagesOf('v1'),
      ...usagesOf('v2'),
    ]).filter(({ spec }) => !kinds.has(`${spec.group} ${spec.names.kind}`)),
  ];
  await loadDefinitions(management, [
    ...definitions,
    ...shippedDefinitions(files),
    ...apis.flatMap(definitionsOf),
  ]);
  await loadDefinitions(
    worker,
    definitions.filter(d => d.spec.group === 'argoproj.io'),
  );
  for (const name of ['argocd', 'crossplane-system', NAMESPACE]) {
    await namespace(management, name);
  }
  for (const manifest of repository) {
    if (manifest.metadata.namespace?.startsWith('clusters-')) continue;
    await apply(management, manifest);
  }

  await installWorker(worker, apis);
  const token = await worker.serviceAccountToken(READER.namespace, READER.name);
  for (const api of apis) await installCluster(api, options, token);
  const [v1, v2] = [true, false].map(
    old => apis.find(api => Boolean(api.xrd.spec.claimNames) === old)!,
  );
  return {
    clusters: { v1: nameOf(v1), v2: nameOf(v2) },
    roles: [PORTAL.name, `${PORTAL.name}-v1`],
    group: v2.xrd.spec.group,
    token: await management.serviceAccountToken(PORTAL.namespace, PORTAL.name),
  };
}

/** What the Composition puts into the worker cluster for the portal, and some of Argo CD. */
async function installWorker(
  worker: Connection,
  apis: ClusterApi[],
): Promise<void> {
  await namespace(worker, READER.namespace);
  const composed = lastStage(apis[0]).desired;
  for (const name of [
    'sa',
    'role',
    'clusterrole',
    'rolebinding',
    'clusterrolebinding',
    'viewbinding',
  ]) {
    const object = composed.get(`portal-${name}`)!;
    await apply(worker, object.spec.forProvider.manifest);
  }
  await apply(worker, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'argocd-cm', namespace: 'argocd' },
    data: { url: 'https://argocd.payments-dev.example.org' },
  });
  await apply(worker, syncedApplication('argocd', 'welcome'));
}

/** An Application that Argo CD has synced, and that is healthy. */
export function syncedApplication(inNamespace: string, name: string): Manifest {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: inNamespace },
    spec: {
      project: 'default',
      source: { repoURL: 'https://git.example.org/a/b.git', path: name },
      destination: { server: 'https://kubernetes.default.svc' },
    },
    status: {
      sync: { status: 'Synced', revision: 'a'.repeat(40) },
      health: { status: 'Healthy' },
      reconciledAt: '2026-11-23T08:00:00Z',
    },
  };
}

/** A claim, its composite resource, and everything composed for it, ready. */
async function installCluster(
  api: ClusterApi,
  { management, worker }: { management: Connection; worker: Connection },
  workerToken: string,
): Promise<void> {
  const { xrd, composition } = api;
  const old = Boolean(xrd.spec.claimNames);
  const name = nameOf(api).split('/')[1];
  /** The stages name their cluster payments-dev; names must be unique in the fleet. */
  const renamed = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value).replaceAll('payments-dev', name));
  const composite = renamed(compositeResource(api, SPEC));
  const stage = lastStage(api);
  const desired = new Map(renamed([...stage.desired]));
  const observed = new Map(renamed([...stage.observed]));

  const all: Manifest[] = [...desired].map(([resource, object]) => ({
    ...object,
    ...(observed.get(resource)?.status && {
      status: {
        ...observed.get(resource)!.status,
        conditions: READY,
      },
    }),
    metadata: {
      ...object.metadata,
      name: object.metadata.name ?? `${composite.metadata.name}-${resource}`,
      ...(!old && { namespace: object.metadata.namespace ?? NAMESPACE }),
      labels: {
        ...object.metadata.labels,
        [COMPOSITE]: composite.metadata.name,
      },
      annotations: {
        ...object.metadata.annotations,
        [RESOURCE_NAME]: resource,
      },
    },
  }));
  for (const object of all) await applyWithStatus(management, json(object));
  const usages = renamed(usagesOf(old ? 'v1' : 'v2'));
  for (const usage of usages) await apply(management, usage);

  const refs = [...all, ...usages].map(({ apiVersion, kind, metadata }) => ({
    apiVersion,
    kind,
    name: metadata.name,
  }));
  const status = {
    conditions: READY,
    cluster: {
      name,
      endpoint: worker.url,
      status: 'ACTIVE',
      version: '1.34',
    },
    access: { portalSecretName: `${composite.metadata.name}-portal` },
  };
  const compositionRef = { name: composition.metadata.name };
  const { claimRef, ...spec } = composite.spec;
  if (old) {
    await grantByHand(management, status.access.portalSecretName);
    const claim: Manifest = {
      apiVersion: composite.apiVersion,
      kind: xrd.spec.claimNames.kind,
      metadata: { name, namespace: NAMESPACE },
      spec: {
        ...spec,
        compositionRef,
        resourceRef: {
          apiVersion: composite.apiVersion,
          kind: composite.kind,
          name: composite.metadata.name,
        },
      },
      status,
    };
    await applyWithStatus(management, claim);
    await applyWithStatus(management, {
      ...composite,
      spec: {
        ...spec,
        compositionRef,
        resourceRefs: refs,
        claimRef: {
          ...claimRef,
          apiVersion: claim.apiVersion,
          kind: claim.kind,
        },
      },
      status,
    });
  } else {
    await applyWithStatus(management, {
      ...composite,
      spec: { ...spec, crossplane: { compositionRef, resourceRefs: refs } },
      status,
    });
  }
  await apply(management, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: status.access.portalSecretName, namespace: NAMESPACE },
    data: {
      token: Buffer.from(workerToken).toString('base64'),
      'ca.crt': Buffer.from(worker.ca!).toString('base64'),
    },
  });
}

/** Crossplane v1 composes managed resources only, so that the platform team grants this right by hand. */
async function grantByHand(server: Connection, secret: string): Promise<void> {
  const meta = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    metadata: { name: secret, namespace: NAMESPACE },
  };
  await apply(server, {
    ...meta,
    kind: 'Role',
    rules: [
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: [secret],
        verbs: ['get', 'list', 'watch'],
      },
    ],
  });
  await apply(server, {
    ...meta,
    kind: 'RoleBinding',
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'Role',
      name: secret,
    },
    subjects: [{ kind: 'ServiceAccount', ...PORTAL }],
  });
}

/** The Usages that the sequencer made in Crossplane's own render; none where that data is not beside the project. */
function usagesOf(version: 'v1' | 'v2'): Manifest[] {
  const folder = sharedFolder('real/render');
  if (!folder) return [];
  return objectsIn(join(folder, version, '6-applications'), 'rendered.yaml')
    .filter(object => /Usage$/.test(object.kind))
    .map(({ metadata, ...usage }) => {
      const { ownerReferences, ...rest } = metadata;
      return { ...usage, metadata: rest } as Manifest;
    });
}
