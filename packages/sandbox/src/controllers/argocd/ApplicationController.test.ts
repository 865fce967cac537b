import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createCertificateAuthority, startApiServer } from '../../apiserver';
import type { ApiServer, KubernetesObject } from '../../apiserver/types';
import { startGitHost } from '../../githost';
import type { GitHost } from '../../githost/types';
import { renderArgoCdChart } from '../providers/argocdChart';
import { Pace } from '../runtime/Pace';
import { ApplicationController } from './ApplicationController';
import { ApplicationSetController } from './ApplicationSetController';
import { ManifestSource } from './ManifestSource';

jest.setTimeout(60_000);

const API_VERSION = 'argoproj.io/v1alpha1';
const configMap = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data: { value: '1' },
});

let directory: string;
let gitHost: GitHost;
let server: ApiServer;
let repoURL: string;
let isAway = false;
const controllers: Array<{ close(): Promise<void> }> = [];

const appKey = (name: string) => ({
  apiVersion: API_VERSION,
  kind: 'Application',
  namespace: 'argocd',
  name,
});
const configMapKey = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace,
  name,
});

/** Makes an Application of the folder `web`, unless told otherwise. */
function create(name: string, spec: object = {}): void {
  server.client.create({
    apiVersion: API_VERSION,
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'workloads',
      source: { repoURL, path: 'web', targetRevision: 'main' },
      destination: {
        server: 'https://kubernetes.default.svc',
        namespace: `app-${name}`,
      },
      syncPolicy: {
        automated: {},
        syncOptions: ['CreateNamespace=true'],
      },
      ...spec,
    },
  });
}

/** `status` of an Application once the condition holds. */
async function statusOnce(
  name: string,
  holds: (status: any) => boolean,
): Promise<any> {
  const end = Date.now() + 20_000;
  for (;;) {
    const status = server.client.get(appKey(name))?.status;
    if (status && holds(status)) return status;
    if (Date.now() > end) throw new Error(JSON.stringify(status, null, 1));
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

const isSynced = (status: any) => status.sync?.status === 'Synced';

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'argocd-'));
  gitHost = await startGitHost({
    host: '127.0.0.1',
    port: 0,
    directory,
    users: [],
  });
  repoURL = `${gitHost.url}/acme/platform.git`;
  await gitHost.ensureRepository({
    owner: 'acme',
    name: 'platform',
    files: {
      'web/a.yaml': stringify(configMap('a')),
      'web/b.yaml': stringify(configMap('b')),
      'other/a.yaml': stringify(configMap('a')),
      'refused/quota.yaml': stringify({
        ...configMap('a'),
        kind: 'ResourceQuota',
      }),
    },
  });
  server = await startApiServer({
    name: 'worker',
    version: 'v1.34.1',
    ca: await createCertificateAuthority(),
    tokens: [],
  });
  const { client } = server;
  client.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'argocd' },
  });
  for (const object of renderArgoCdChart({
    version: '10.1.1',
    namespace: 'argocd',
    values: {},
  })) {
    client.create(object);
  }
  const project = (name: string, sourceRepos: string[]): KubernetesObject => ({
    apiVersion: API_VERSION,
    kind: 'AppProject',
    metadata: { name, namespace: 'argocd' },
    spec: {
      sourceRepos,
      destinations: [
        { server: 'https://kubernetes.default.svc', namespace: 'app-*' },
      ],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
      namespaceResourceBlacklist: [{ group: '', kind: 'ResourceQuota' }],
    },
  });
  client.create(project('workloads', [repoURL]));
  client.create(project('anywhere', ['*']));
  const log = () => {};
  const started = [
    new ApplicationController({
      name: 'worker',
      client,
      manifests: new ManifestSource({
        ...gitHost,
        head: async (...args) => {
          if (isAway) throw new Error('the Git host is away');
          return gitHost.head(...args);
        },
      }),
      pace: new Pace(200),
      log,
    }),
    new ApplicationSetController({ name: 'worker', client, log }),
  ];
  started.forEach(controller => controller.start());
  controllers.push(...started);
});

afterAll(async () => {
  await Promise.all(controllers.map(c => c.close()));
  await server.close();
  await gitHost.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('ApplicationController', () => {
  it('syncs, and keeps neither the health of resources nor a message', async () => {
    create('synced');
    const status = await statusOnce('synced', isSynced);
    const revision = await gitHost.head('acme', 'platform', 'main');
    expect(status).toMatchObject({
      health: { status: 'Healthy' },
      sync: { revision, comparedTo: { source: { repoURL } } },
      resourceHealthSource: 'appTree',
      operationState: {
        phase: 'Succeeded',
        syncResult: { revision },
        operation: { retry: { limit: 5 } },
      },
      history: [{ id: 0, revision }],
    });
    expect(status.reconciledAt).toBeDefined();
    expect(status).not.toHaveProperty('conditions');
    expect(status.health).not.toHaveProperty('message');
  });

  const source = (over: object) => ({
    source: { repoURL, path: 'web', targetRevision: 'main', ...over },
  });
  it.each<[string, () => object, RegExp, string]>([
    [
      'missing-path',
      () => source({ path: 'nowhere' }),
      /^Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = nowhere: app path does not exist$/,
      'main',
    ],
    [
      'unknown-branch',
      () => source({ targetRevision: 'not-there' }),
      /rpc error: code = Unknown desc = unable to resolve 'not-there' to a commit SHA$/,
      'not-there',
    ],
    [
      'refused-connection',
      () => ({
        project: 'anywhere',
        ...source({ repoURL: 'http://127.0.0.1:1/nobody/nothing.git' }),
      }),
      /failed to list refs: Get ".*": dial tcp 127\.0\.0\.1:1: connect: connection refused$/,
      'main',
    ],
    [
      'unknown-host',
      () => ({
        project: 'anywhere',
        ...source({ repoURL: 'https://git.example.com/a/b.git' }),
      }),
      /dial tcp: lookup git\.example\.com on .*: no such host$/,
      'main',
    ],
    [
      'unknown-repository',
      () => ({
        project: 'anywhere',
        ...source({ repoURL: `${gitHost.url}/acme/other.git` }),
      }),
      /failed to list refs: repository not found$/,
      'main',
    ],
  ])(
    'is Healthy and Unknown with a ComparisonError: %s',
    async (name, spec, message, revision) => {
      create(name, spec());
      const status = await statusOnce(name, s => s.conditions);
      expect(status.conditions).toEqual([
        {
          type: 'ComparisonError',
          message: expect.stringMatching(message),
          lastTransitionTime: expect.any(String),
        },
      ]);
      // What the target revision says stands in the place of a commit.
      expect(status.sync).toMatchObject({ status: 'Unknown', revision });
      expect(status.health.status).toBe('Healthy');
      expect(status.reconciledAt).toBeDefined();
    },
  );

  it('is Unknown and was never compared with an InvalidSpecError', async () => {
    create('forbidden', {
      destination: {
        server: 'https://kubernetes.default.svc',
        namespace: 'kube-system',
      },
    });
    const status = await statusOnce('forbidden', s => s.conditions);
    expect(status.conditions).toEqual([
      expect.objectContaining({
        type: 'InvalidSpecError',
        message: expect.stringContaining(
          "namespace 'kube-system' do not match",
        ),
      }),
    ]);
    expect(status.sync.status).toBe('Unknown');
    expect(status.health.status).toBe('Unknown');
    expect(status).not.toHaveProperty('reconciledAt');
  });

  it('takes an error back once it is gone', async () => {
    create('mended', source({ path: 'nowhere' }));
    await statusOnce('mended', s => s.conditions);
    server.client.patch(appKey('mended'), { spec: source({}) });
    const status = await statusOnce('mended', isSynced);
    expect(status).not.toHaveProperty('conditions');
  });

  it('reports a repository that is away once it is away for long, with what is left of the Application', async () => {
    create('away');
    const before = await statusOnce('away', isSynced);
    const left = Date.now();
    isAway = true;
    // Any change of it is a reason to compare it.
    server.client.patch(appKey('away'), { metadata: { labels: { a: 'b' } } });
    const status = await statusOnce('away', s => s.conditions);
    isAway = false;
    // 180 s at this pace.
    expect(Date.now() - left).toBeGreaterThan(850);
    expect(status).toMatchObject({
      sync: { status: 'Unknown', revision: 'main' },
      health: { status: 'Healthy' },
      conditions: [
        {
          type: 'ComparisonError',
          message: expect.stringContaining('the Git host is away'),
        },
      ],
      history: before.history,
    });
    expect(status.resources.map((r: any) => r.status)).toEqual([
      'Unknown',
      'Unknown',
    ]);
  });

  it('compares all sources, each with its revision, and warns of what they repeat', async () => {
    create('several', {
      source: undefined,
      sources: [
        { repoURL, path: 'web', targetRevision: 'main' },
        { repoURL, path: 'other', targetRevision: 'main' },
        { repoURL, ref: 'values', targetRevision: 'main' },
      ],
    });
    const status = await statusOnce('several', isSynced);
    const revision = await gitHost.head('acme', 'platform', 'main');
    const revisions = [revision, revision, revision];
    expect(status).toMatchObject({
      sync: { revisions },
      operationState: { syncResult: { revisions } },
      history: [{ revisions }],
      conditions: [
        {
          type: 'RepeatedResourceWarning',
          message:
            'Resource /ConfigMap/app-several/a appeared 2 times among application resources.',
        },
      ],
    });
    expect(status.sync).not.toHaveProperty('revision');
  });

  it.each([
    ['leaves a drift alone', 'drifted', {}, 'OutOfSync', 'Missing'],
    ['heals a drift', 'healed', { selfHeal: true }, 'Synced', 'Healthy'],
  ])('%s', async (_, name, automated, expected, healthOnce) => {
    create(name, {
      syncPolicy: { automated, syncOptions: ['CreateNamespace=true'] },
    });
    await statusOnce(name, isSynced);
    const { resourceVersion } = server.client.get(appKey(name))!.metadata;
    server.client.delete(configMapKey(`app-${name}`, 'b'));
    await statusOnce(name, s => {
      const app = server.client.get(appKey(name))!;
      return (
        app.metadata.resourceVersion !== resourceVersion &&
        s.sync.status === expected
      );
    });
    const { health, resources } = server.client.get(appKey(name))!.status;
    // A ConfigMap has no health check, but the chart's argocd-cm customizes its kind: one that is Missing counts.
    expect(health.status).toBe(healthOnce);
    expect(resources.map((r: any) => r.status)).toEqual(['Synced', expected]);
  });

  it('retries a sync that fails, and gives up', async () => {
    create('failing', {
      source: { repoURL, path: 'refused', targetRevision: 'main' },
      syncPolicy: {
        automated: {},
        retry: { limit: 2, backoff: { duration: '5s' } },
        syncOptions: ['CreateNamespace=true'],
      },
    });
    const { operationState } = await statusOnce(
      'failing',
      s => s.operationState?.phase === 'Running',
    );
    expect(operationState.message).toMatch(
      /^one or more synchronization tasks are not valid\. Retrying attempt #\d at \d+:\d\d[AP]M\.$/,
    );
    expect(operationState.syncResult.resources).toEqual([
      expect.objectContaining({
        status: 'SyncFailed',
        message: expect.stringMatching(
          /is not permitted in project workloads$/,
        ),
      }),
    ]);
    const status = await statusOnce('failing', s => s.conditions);
    expect(status.operationState).toMatchObject({
      phase: 'Failed',
      retryCount: 2,
      message: expect.stringMatching(/\(retried 2 times\)\.$/),
    });
    expect(status.conditions).toEqual([
      expect.objectContaining({
        type: 'SyncError',
        message: expect.stringMatching(
          /^Failed last sync attempt to \[[0-9a-f]{40}\]: one or more synchronization tasks/,
        ),
      }),
    ]);
    expect(status).not.toHaveProperty('history');
  });

  it('compares at once what is asked for by annotation', async () => {
    create('refreshed');
    const { reconciledAt } = await statusOnce('refreshed', isSynced);
    await new Promise(resolve => setTimeout(resolve, 1100));
    server.client.patch(appKey('refreshed'), {
      metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } },
    });
    await statusOnce('refreshed', s => s.reconciledAt > reconciledAt);
    expect(
      server.client.get(appKey('refreshed'))!.metadata.annotations ?? {},
    ).not.toHaveProperty('argocd.argoproj.io/refresh');
  });
});

describe('ApplicationSetController', () => {
  const setKey = {
    apiVersion: API_VERSION,
    kind: 'ApplicationSet',
    namespace: 'argocd',
    name: 'set',
  };

  it('makes an Application for each element, owns it, and deletes it', async () => {
    server.client.create({
      apiVersion: API_VERSION,
      kind: 'ApplicationSet',
      metadata: { name: 'set', namespace: 'argocd' },
      spec: {
        goTemplate: true,
        generators: [{ list: { elements: [{ n: 'one' }, { n: 'two' }] } }],
        template: {
          metadata: { name: 'set-{{.n}}' },
          spec: {
            project: 'workloads',
            source: { repoURL, path: 'web', targetRevision: 'main' },
            destination: {
              server: 'https://kubernetes.default.svc',
              namespace: 'app-set-{{.n}}',
            },
            syncPolicy: {
              automated: {},
              syncOptions: ['CreateNamespace=true'],
            },
          },
        },
      },
    });
    await statusOnce('set-one', isSynced);
    await statusOnce('set-two', isSynced);
    expect(
      server.client.get(appKey('set-one'))!.metadata.ownerReferences,
    ).toEqual([
      {
        apiVersion: API_VERSION,
        kind: 'ApplicationSet',
        name: 'set',
        uid: server.client.get(setKey)!.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
    server.client.patch(setKey, {
      spec: { generators: [{ list: { elements: [{ n: 'one' }] } }] },
    });
    const end = Date.now() + 10_000;
    while (server.client.get(appKey('set-two')) && Date.now() < end) {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    expect(server.client.get(appKey('set-two'))).toBeUndefined();
    expect(server.client.get(appKey('set-one'))).toBeDefined();
  });
});
