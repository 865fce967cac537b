import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createCertificateAuthority, startApiServer } from '../../apiserver';
import { StatusError } from '../../apiserver/status';
import type { ApiServer } from '../../apiserver/types';
import { startGitHost } from '../../githost';
import type { GitHost } from '../../githost/types';
import { renderArgoCdChart } from '../providers/argocdChart';
import { Pace } from '../runtime/Pace';
import { ApplicationController } from './ApplicationController';
import { ManifestSource } from './ManifestSource';

jest.setTimeout(60_000);

const HERE = 'https://kubernetes.default.svc';
const manifest = (name: string, annotations?: object) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, annotations },
  });

let directory: string;
let gitHost: GitHost;
let server: ApiServer;
let controller: ApplicationController;
const clone = () => join(directory, 'clone');
const git = (...args: string[]) =>
  promisify(execFile)(
    'git',
    ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args],
    { cwd: clone(), timeout: 20_000 },
  );

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'removed-'));
  gitHost = await startGitHost({
    host: '127.0.0.1',
    port: 0,
    directory: join(directory, 'host'),
    users: [
      {
        login: 'ada',
        fullName: 'Ada',
        email: 'ada@example.org',
        token: 'secret',
        admin: true,
      },
    ],
  });
  await gitHost.ensureRepository({
    owner: 'acme',
    name: 'platform',
    files: { 'README.md': 'Claims' },
    protectMain: false,
  });
  mkdirSync(clone());
  const url = `${gitHost.url}/acme/platform.git`;
  await git('clone', '-q', url.replace('://', '://ada:secret@'), '.');
  const ca = await createCertificateAuthority();
  server = await startApiServer({
    name: 'management',
    version: 'v1.34.1',
    ca,
    tokens: [],
  });
  const { client } = server;
  for (const name of ['argocd', 'claims']) {
    client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  for (const object of renderArgoCdChart({
    version: '10.1.1',
    namespace: 'argocd',
    values: {},
  })) {
    client.create(object);
  }
  client.create({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'infrastructure', namespace: 'argocd' },
    spec: {
      sourceRepos: [url],
      destinations: [{ server: HERE, namespace: 'claims' }],
    },
  });
  controller = new ApplicationController({
    name: 'management',
    client,
    manifests: new ManifestSource(gitHost),
    pace: new Pace(200),
    log: () => {},
  });
  controller.start();
});

afterAll(async () => {
  await controller.close();
  await server.close();
  await gitHost.close();
  rmSync(directory, { recursive: true, force: true });
});

async function push(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(clone(), path)), { recursive: true });
    writeFileSync(join(clone(), path), text);
  }
  await git('add', '--all');
  await git('commit', '-q', '-m', 'Change');
  await git('push', '-q', 'origin', 'HEAD:main');
}

const read = (name: string) =>
  server.client.get({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    namespace: 'argocd',
    name,
  });
const claims = (application: string) =>
  server.client
    .list('v1', 'ConfigMap', { namespace: 'claims' })
    .map(c => c.metadata.name)
    .filter(name => name.startsWith(`${application}-`))
    .sort();

async function eventually(holds: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('It did not come to that.');
    await new Promise(resolve => setTimeout(resolve, 30));
  }
}

/** An Application with two objects, as the template's: it prunes, down to the last object. */
async function start(
  name: string,
  directoryOptions?: object,
  options: { syncOptions?: string[]; annotations?: object } = {},
): Promise<void> {
  await push({
    [`${name}/a.yaml`]: manifest(`${name}-a`, options.annotations),
    [`${name}/b.yaml`]: manifest(`${name}-b`),
  });
  server.client.create({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'infrastructure',
      source: {
        repoURL: `${gitHost.url}/acme/platform.git`,
        path: name,
        targetRevision: 'main',
        ...(directoryOptions && { directory: directoryOptions }),
      },
      destination: { server: HERE, namespace: 'claims' },
      syncPolicy: {
        automated: { prune: true, selfHeal: true, allowEmpty: true },
        syncOptions: options.syncOptions,
      },
    },
  });
  await eventually(() => claims(name).length === 2);
}

it.each<[string, Record<string, string>, string[]]>([
  ['kustomization', { Kustomization: 'resources: []' }, []],
  ['some', { 'kustomization.yml': 'resources: [b.yaml]' }, ['some-b']],
  [
    'excluded',
    { '.argocd-source.yaml': 'directory: {exclude: "a*"}' },
    ['excluded-b'],
  ],
  [
    'skipped',
    { 'a.yaml': `# +argocd:skip-file-rendering\n${manifest('x')}` },
    ['skipped-b'],
  ],
])(
  'deletes what Argo CD does not render any more: %s',
  async (name, files, left) => {
    await start(name);
    await push(
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [`${name}/${path}`, text]),
      ),
    );
    await eventually(() => claims(name).length === left.length);
    expect(claims(name)).toEqual(left);
  },
);

it('deletes nothing by a kustomization where the Application says that it is a directory', async () => {
  await start('pinned', { include: '*.yaml' });
  await push({
    'pinned/Kustomization': 'resources: []',
    'pinned/c.yaml': manifest('pinned-c'),
  });
  await eventually(() => claims('pinned').includes('pinned-c'));
  expect(claims('pinned')).toHaveLength(3);
});

it('deletes nothing while it cannot render the folder', async () => {
  await start('patched');
  await push({
    'patched/kustomization.yaml': 'resources: []\npatches: []',
  });
  server.client.patch(
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      namespace: 'argocd',
      name: 'patched',
    },
    { metadata: { annotations: { 'argocd.argoproj.io/refresh': 'hard' } } },
  );
  await eventually(() => read('patched')?.status?.sync?.status === 'Unknown');
  expect(read('patched')?.status.conditions).toContainEqual(
    expect.objectContaining({
      type: 'ComparisonError',
      message: expect.stringContaining(
        "the field 'patches' is not rendered here",
      ),
    }),
  );
  expect(claims('patched')).toHaveLength(2);
});

it('waits with Prune=confirm of the Application until the deletion is confirmed', async () => {
  await start('confirmed', undefined, { syncOptions: ['Prune=confirm'] });
  await push({ 'confirmed/Kustomization': 'resources: []' });
  await eventually(
    () => read('confirmed')?.status?.operationState?.phase === 'Running',
  );
  expect(read('confirmed')?.status.operationState.message).toBe(
    'waiting for pruning confirmation of /ConfigMap/confirmed-a and 1 more resources',
  );
  expect(claims('confirmed')).toHaveLength(2);
  server.client.patch(
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      namespace: 'argocd',
      name: 'confirmed',
    },
    {
      metadata: {
        annotations: {
          'argocd.argoproj.io/deletion-approved': new Date().toISOString(),
        },
      },
    },
  );
  await eventually(() => claims('confirmed').length === 0);
});

it('holds up what else is to be applied while a confirmation is missing', async () => {
  await start('pending', undefined, { syncOptions: ['Prune=confirm'] });
  await push({
    'pending/Kustomization': 'resources: [b.yaml, c.yaml]',
    'pending/c.yaml': manifest('pending-c'),
  });
  await eventually(
    () => read('pending')?.status?.operationState?.phase === 'Running',
  );
  expect(claims('pending')).toEqual(['pending-a', 'pending-b']);
});

it.each<[string, string, string[], string[]]>([
  ['holds up', 'stuck', [], ['a', 'b']],
  [
    'with PruneLast does not hold up',
    'last',
    ['PruneLast=true', 'ApplyOutOfSyncOnly=true'],
    ['a', 'b', 'c'],
  ],
])(
  'a deletion that the API server refuses %s what else is to be applied',
  async (_, name, syncOptions, left) => {
    server.setDeletionWebhook(object => {
      if (object.metadata.name === `${name}-a`) {
        throw new StatusError(403, 'Forbidden', 'it is protected', {});
      }
    });
    await start(name, undefined, { syncOptions });
    await push({
      [`${name}/Kustomization`]: 'resources: [b.yaml, c.yaml]',
      [`${name}/c.yaml`]: manifest(`${name}-c`),
    });
    await eventually(() =>
      /^one or more objects failed to apply, reason: it is protected/.test(
        read(name)?.status?.operationState?.message ?? '',
      ),
    );
    expect(claims(name)).toEqual(left.map(l => `${name}-${l}`));
  },
);

it('prunes last once what was applied is healthy', async () => {
  await start('healthy', undefined, { syncOptions: ['PruneLast=true'] });
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'healthy', namespace: 'claims' },
    spec: { replicas: 1 },
  };
  await push({
    'healthy/Kustomization': 'resources: [b.yaml, d.yaml]',
    'healthy/d.yaml': JSON.stringify(deployment),
  });
  await eventually(
    () =>
      read('healthy')?.status?.operationState?.message ===
      'waiting for healthy state of apps/Deployment/healthy',
  );
  expect(claims('healthy')).toEqual(['healthy-a', 'healthy-b']);
  server.client.patchStatus(
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'claims',
      name: 'healthy',
    },
    {
      observedGeneration: 1,
      replicas: 1,
      readyReplicas: 1,
      updatedReplicas: 1,
      availableReplicas: 1,
    },
  );
  await eventually(() => claims('healthy').length === 1);
  expect(claims('healthy')).toEqual(['healthy-b']);
});

it('keeps an object with Prune=false, whatever the Application says', async () => {
  await start('kept', undefined, {
    syncOptions: ['Prune=confirm'],
    annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false' },
  });
  await push({ 'kept/Kustomization': 'resources: [b.yaml]' });
  await eventually(() =>
    (read('kept')?.status?.operationState?.syncResult?.resources ?? []).some(
      (r: any) => r.status === 'PruneSkipped',
    ),
  );
  expect(claims('kept')).toEqual(['kept-a', 'kept-b']);
});
