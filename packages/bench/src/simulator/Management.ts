import {
  renderPlatformRepository,
  sandboxAnswers,
} from '@worker-clusters/sandbox';
import { parse } from 'yaml';
import { type Answer, ApiListener, type TlsServer } from './ApiListener';
import { Collection, type CollectionContent } from './Collection';
import type { FleetState } from './FleetState';
import { field, Template } from './template';

const STAGE = 'worker-clusters.backstage.io/stage';
const VERSION = 500;

interface ComposedResource {
  name: string;
  apiVersion: string;
  kind: string;
  stage: string;
}

/** The XRD and the Composition that the template of a platform repository makes. */
function readPlatform() {
  const files = renderPlatformRepository({
    ...sandboxAnswers('https://git.example.org/platform/gitops.git'),
    crossplaneV1: false,
  });
  const read = (path: string) => parse(files[`crossplane/${path}.yaml`]);
  const definition = read('xrds/workercluster');
  const composition = read('compositions/workercluster-aws');
  for (const object of [definition, composition]) {
    Object.assign(object.metadata, {
      uid: `uid-${object.metadata.name}`,
      resourceVersion: String(VERSION),
      creationTimestamp: '2026-10-01T08:00:00Z',
    });
  }
  const composed: ComposedResource[] = composition.spec.pipeline
    .flatMap((step: any) => step.input?.resources ?? [])
    .map(({ name, base }: any) => ({
      name,
      apiVersion: base.apiVersion,
      kind: base.kind,
      stage: base.metadata?.annotations?.[STAGE] ?? 'argocd',
    }));
  // As Crossplane tells what it made of it.
  definition.status = {
    controllers: {
      compositeResourceType: {
        apiVersion: `${definition.spec.group}/${definition.spec.versions[0].name}`,
        kind: definition.spec.names.kind,
      },
    },
  };
  return { definition, composition, composed };
}

/** The CustomResourceDefinition that Crossplane makes of an XRD, without its schema. */
const generatedDefinition = ({ metadata, spec }: any) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { ...metadata, uid: `crd-${metadata.name}` },
  spec: {
    group: spec.group,
    names: { ...spec.names, categories: ['composite'] },
    scope: spec.scope,
    versions: spec.versions.map(({ name }: any) => ({
      name,
      served: true,
      storage: true,
    })),
  },
});

type Field = 'cluster' | 'environment' | 'uid' | 'index';

function composedTemplate({ apiVersion, kind, name, stage }: ComposedResource) {
  const at = '2026-10-01T08:10:00Z';
  return new Template<Field>({
    apiVersion,
    kind,
    metadata: {
      name: `${field('cluster')}-${name}`,
      namespace: `clusters-${field('environment')}`,
      uid: `${name}-${field('index')}`,
      resourceVersion: String(VERSION),
      creationTimestamp: '2026-10-01T08:00:00Z',
      finalizers: ['finalizer.managedresource.crossplane.io'],
      labels: { 'crossplane.io/composite': field('cluster') },
      annotations: {
        'crossplane.io/composition-resource-name': name,
        'crossplane.io/external-name': `${field('cluster')}-${name}`,
        [STAGE]: stage,
      },
      ownerReferences: [
        {
          apiVersion: 'platform.example.org/v1alpha1',
          kind: 'WorkerCluster',
          name: field('cluster'),
          uid: field('uid'),
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      forProvider: {
        region: 'eu-central-1',
        tags: Object.fromEntries(
          Array.from({ length: 8 }, (_, i) => [
            `platform.example.org/tag-${i}`,
            field('cluster'),
          ]),
        ),
      },
      managementPolicies: ['*'],
      providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' },
    },
    status: {
      atProvider: {
        arn: `arn:aws:eks:eu-central-1:000000000000:${name}/${field(
          'cluster',
        )}`,
        id: `${field('cluster')}-${name}`,
      },
      conditions: ['Ready', 'Synced', 'LastAsyncOperation'].map(type => ({
        type,
        status: 'True',
        reason: type === 'Ready' ? 'Available' : 'ReconcileSuccess',
        lastTransitionTime: at,
      })),
    },
  });
}

const pluralOf = (kind: string) =>
  `${kind.toLowerCase().replace(/(?<![aeiou])y$/, 'ie')}s`;

const pathOf = (apiVersion: string) =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

/** The Application that syncs the claims of an environment. */
const syncingApplication = (environment: string) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: {
    name: `worker-clusters-${environment}`,
    namespace: 'argocd',
    uid: `uid-worker-clusters-${environment}`,
    resourceVersion: String(VERSION),
    creationTimestamp: '2026-10-01T08:00:00Z',
  },
  spec: {
    project: 'infrastructure',
    source: {
      repoURL: 'https://git.example.org/platform/gitops.git',
      path: `crossplane/claims/${environment}`,
      targetRevision: 'main',
    },
    destination: { server: 'https://kubernetes.default.svc' },
  },
  status: {
    health: { status: 'Healthy' },
    sync: { status: 'Synced', revision: 'a'.repeat(40) },
    reconciledAt: '2026-11-02T10:00:00Z',
    resources: [],
  },
});

export interface ManagementOptions {
  state: FleetState;
  /** URL of a worker's API server. */
  workerUrl(cluster: number): string;
  /** CA of the workers, PEM. */
  ca: string;
  /** What the Secrets hold. */
  workerToken: string;
}

/**
 * The management cluster's API server: XRD and Composition of the template, a claim for each cluster, its composed
 * resources, its Secret with the portal's credentials.
 */
export class Management {
  readonly listener: ApiListener;
  /** By `<path of the group and version>/<plural>`. */
  readonly #collections = new Map<string, Collection>();
  readonly #discovery = new Map<string, Map<string, string>>();
  readonly #options: ManagementOptions;
  readonly #claims: Collection;
  /** Requests since the last `resetTraffic`. */
  requests = 0;
  /** Requests that wait for `release`. */
  #held: Array<() => void> | undefined;

  constructor(tls: TlsServer, options: ManagementOptions) {
    this.#options = options;
    const { state } = options;
    const platform = readPlatform();
    // Crossplane 2 serves XRDs in both versions.
    for (const version of ['v1', 'v2']) {
      this.#addFixed([platform.definition], {
        apiVersion: `apiextensions.crossplane.io/${version}`,
        plural: 'compositeresourcedefinitions',
      });
    }
    this.#addFixed([generatedDefinition(platform.definition)], {
      plural: 'customresourcedefinitions',
    });
    this.#addFixed([platform.composition], { plural: 'compositions' });
    this.#addFixed(
      ['dev', 'staging', 'prod'].map(name => syncingApplication(name)),
      { plural: 'applications' },
    );
    this.#claims = this.#add({
      apiVersion: 'platform.example.org/v1alpha1',
      kind: 'WorkerCluster',
      size: state.clusters,
      render: this.#claimOf(platform.composition, platform.composed),
      version: i => state.claimVersion(i),
    });
    this.#add({
      apiVersion: 'v1',
      kind: 'Secret',
      size: state.clusters,
      render: i => this.#secret(i),
      version: () => 0,
      find: name => state.clusterOf(name),
    });
    const byKind = Map.groupBy(
      platform.composed,
      ({ apiVersion, kind }) => `${apiVersion}/${kind}`,
    );
    for (const resources of byKind.values()) this.#addComposed(resources);
    this.listener = new ApiListener(tls, ({ path, query }, answer) => {
      this.requests += 1;
      const reply = () => this.#answer(path, query, answer);
      if (this.#held) this.#held.push(reply);
      else reply();
    });
  }

  /** Answers nothing until `release`. */
  hold() {
    this.#held ??= [];
  }

  release() {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const reply of held) reply();
  }

  /** The claim of a cluster names another group as its owner. */
  changeOwner(cluster: number, team: number) {
    this.#options.state.setTeam(cluster, team);
    this.#claims.changed(cluster);
  }

  bookmark() {
    for (const collection of this.#collections.values()) collection.bookmark();
  }

  /** Paths of all collections. */
  get paths(): string[] {
    return [...this.#collections.keys()];
  }

  #add(content: CollectionContent, plural = pluralOf(content.kind)) {
    const path = pathOf(content.apiVersion);
    const { state } = this.#options;
    const collection = new Collection(content, () => state.newestClaim);
    this.#collections.set(`${path}/${plural}`, collection);
    const kinds = this.#discovery.get(path) ?? new Map<string, string>();
    this.#discovery.set(path, kinds.set(plural, content.kind));
    return collection;
  }

  #addFixed(
    objects: any[],
    {
      plural,
      apiVersion = objects[0].apiVersion,
    }: { plural: string; apiVersion?: string },
  ) {
    const texts = objects.map(object =>
      JSON.stringify({ ...object, apiVersion }),
    );
    const [{ kind }] = objects;
    this.#add(
      {
        apiVersion,
        kind,
        size: texts.length,
        render: i => texts[i],
        version: () => 0,
      },
      plural,
    );
  }

  #addComposed(resources: ComposedResource[]) {
    const { state } = this.#options;
    const templates = resources.map(composedTemplate);
    const [{ apiVersion, kind }] = resources;
    this.#add({
      apiVersion,
      kind,
      size: state.clusters * templates.length,
      render: i => {
        const cluster = Math.floor(i / templates.length);
        return templates[i % templates.length].render({
          cluster: state.clusterName(cluster),
          environment: state.environment(cluster),
          uid: `claim-${cluster}`,
          index: cluster,
        });
      },
      version: () => 0,
    });
  }

  #claimOf(composition: any, composed: ComposedResource[]) {
    const { state, workerUrl } = this.#options;
    return (i: number) => {
      const name = state.clusterName(i);
      const environment = state.environment(i);
      const conditions = ['Ready', 'Synced'].map(type => ({
        type,
        status: 'True',
        reason: type === 'Ready' ? 'Available' : 'ReconcileSuccess',
        lastTransitionTime: '2026-10-01T08:30:00Z',
      }));
      return JSON.stringify({
        apiVersion: 'platform.example.org/v1alpha1',
        kind: 'WorkerCluster',
        metadata: {
          name,
          namespace: `clusters-${environment}`,
          uid: `claim-${i}`,
          resourceVersion: String(state.claimVersion(i)),
          generation: 3,
          creationTimestamp: '2026-10-01T08:00:00Z',
          annotations: {
            // By which TeraSky's ingestor knows an owner.
            'terasky.backstage.io/owner': state.owner(i),
            'argocd.argoproj.io/tracking-id': `worker-clusters-${environment}:platform.example.org/WorkerCluster:clusters-${environment}/${name}`,
          },
        },
        spec: {
          environment,
          region: state.region(i),
          owner: state.owner(i),
          kubernetesVersion: '1.34',
          nodes: { size: 'medium', min: 2, max: 6 },
          network: { vpcCidr: `10.${i % 250}.0.0/16` },
          crossplane: {
            compositionRef: { name: composition.metadata.name },
            resourceRefs: composed.map(({ apiVersion, kind, name: part }) => ({
              apiVersion,
              kind,
              name: `${name}-${part}`,
            })),
          },
        },
        status: {
          conditions,
          cluster: {
            endpoint: workerUrl(i),
            status: 'ACTIVE',
            version: '1.34',
          },
          access: { portalSecretName: `${name}-portal` },
        },
      });
    };
  }

  #secret(i: number) {
    const { state, ca, workerToken } = this.#options;
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: `${state.clusterName(i)}-portal`,
        namespace: `clusters-${state.environment(i)}`,
        uid: `secret-${i}`,
        resourceVersion: String(VERSION),
        creationTimestamp: '2026-10-01T08:30:00Z',
      },
      type: 'connection.crossplane.io/v1alpha1',
      // Each worker has a token of its own.
      data: { token: base64(`${workerToken}-${i}`), 'ca.crt': base64(ca) },
    });
  }

  #answer(path: string, query: URLSearchParams, answer: Answer) {
    if (path === '/version') {
      answer.json('{"major":"1","minor":"34","gitVersion":"v1.34.1"}');
      return;
    }
    const kinds = this.#discovery.get(path);
    if (kinds) {
      answer.json(
        JSON.stringify({
          kind: 'APIResourceList',
          resources: [...kinds].map(([name, kind]) => ({
            name,
            kind,
            namespaced: !/^(Composit|CustomResource)/.test(kind),
            verbs: ['get', 'list', 'watch'],
          })),
        }),
      );
      return;
    }
    const collection = this.#collections.get(
      path.replace(/\/namespaces\/[^/]+/, ''),
    );
    if (!collection) {
      answer.json(
        '{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","message":"the server could not find the requested resource","code":404}',
        404,
      );
    } else if (query.get('watch') === 'true') {
      collection.watch(query, answer);
    } else {
      collection.list(query, answer);
    }
  }
}
