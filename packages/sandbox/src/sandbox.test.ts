import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject } from './apiserver/types';
import { GiteaUser } from './fleet/gitea';
import { writeIncidents } from './fleet/seedFleet';
import { Sandbox, startSandbox } from './sandbox';

// A fleet is built in these tests, beside all others: nothing here measures time.
jest.setTimeout(900_000);

const V2 = 'platform.example.org/v1alpha1';
const V1 = 'legacy.platform.example.org/v1alpha1';
const AUTHOR = { name: 'Guest', email: 'guest@example.org' };

let directory: string;
let sandbox: Sandbox;

const start = (fleet: 'full' | 'none' = 'none') =>
  startSandbox({ directory, speed: 40, fleet });

const engineer = () =>
  new GiteaUser({
    url: sandbox.gitUrl,
    repository: 'platform/gitops',
    token: sandbox.tokens.gitEngineer,
  });

async function waitUntil(what: string, holds: () => unknown): Promise<void> {
  const end = Date.now() + 120_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise(resolve => setTimeout(resolve, 25));
  }
}

function claimText(options: {
  name: string;
  apiVersion?: string;
  region?: string;
  version?: string;
  minNodes?: number;
}): string {
  const { name, apiVersion = V2, region = 'eu-west-1' } = options;
  return `apiVersion: ${apiVersion}
kind: WorkerCluster
metadata:
  name: ${name}
  namespace: clusters-dev
spec:
  environment: dev
  region: ${region}
  owner: group:default/payments
  kubernetesVersion: "${options.version ?? '1.34'}"
${options.minNodes ? `  nodes: { min: ${options.minNodes}, max: 4 }\n` : ''}`;
}

let counter = 0;

async function mergeFile(
  path: string,
  content: string | undefined,
  exists = false,
): Promise<void> {
  counter += 1;
  const number = await engineer().openPullRequest({
    branch: `test/${counter}`,
    title: `change ${path}`,
    body: '',
    author: AUTHOR,
    changes: [{ path, content, exists }],
  });
  await engineer().merge(number);
}

const pathOf = (name: string) => `crossplane/claims/dev/${name}.yaml`;

const claim = (name: string, apiVersion = V2) =>
  sandbox.management.client.get({
    apiVersion,
    kind: 'WorkerCluster',
    namespace: 'clusters-dev',
    name,
  });

const condition = (object: KubernetesObject | undefined, type: string) =>
  object?.status?.conditions?.find((c: any) => c.type === type);

const isReady = (name: string, apiVersion = V2) =>
  condition(claim(name, apiVersion), 'Ready')?.status === 'True';

const applications = (name: string) =>
  sandbox.worker(name)?.client.list('argoproj.io/v1alpha1', 'Application') ??
  [];

const isHealthy = (name: string) =>
  applications(name).length > 5 &&
  applications(name).every(a => a.status?.health?.status === 'Healthy');

const managementApp = (name: string) =>
  sandbox.management.client.get({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    namespace: 'argocd',
    name,
  });

/** A request over TLS, as any client makes it. */
function call(
  url: string,
  token: string,
  method = 'GET',
  body?: object,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method,
        ca: sandbox.caCertificate,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
        },
      },
      response => {
        response.resume();
        response.on('end', () => resolve(response.statusCode!));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body && JSON.stringify(body));
  });
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sandbox-'));
});

afterEach(async () => {
  await sandbox?.close();
  rmSync(directory, { recursive: true, force: true });
});

it('plays the whole life of a cluster', async () => {
  sandbox = await start();
  await mergeFile(pathOf('life'), claimText({ name: 'life' }));
  await waitUntil('the cluster is ready', () => isReady('life'));
  await waitUntil('its applications are healthy', () => isHealthy('life'));

  const live = claim('life')!;
  expect(live.status.cluster).toMatchObject({
    name: 'life',
    status: 'ACTIVE',
    version: '1.34',
    endpoint: sandbox.worker('life')!.url,
  });
  expect(live.status.argocd).toMatchObject({
    namespace: 'argocd',
    releaseState: 'deployed',
  });
  // There is no ingress in the sandbox.
  expect(live.status.argocd).not.toHaveProperty('url');
  expect(live.status.access.portalSecretName).toBe('life-portal');

  // The portal's token reads, and does no more.
  const secret = sandbox.management.client.get({
    apiVersion: 'v1',
    kind: 'Secret',
    namespace: 'clusters-dev',
    name: 'life-portal',
  })!;
  const token = Buffer.from(secret.data.token, 'base64').toString();
  expect(Buffer.from(secret.data['ca.crt'], 'base64').toString()).toBe(
    sandbox.caCertificate,
  );
  const apps = `${live.status.cluster.endpoint}/apis/argoproj.io/v1alpha1/namespaces/argocd/applications`;
  expect(await call(apps, token)).toBe(200);
  expect(await call(apps, token, 'POST', applications('life')[0])).toBe(403);
  expect(await call(apps, 'wrong')).toBe(401);
  // What the Composition's role and `view` do not grant is refused.
  const { endpoint } = live.status.cluster;
  expect(await call(`${endpoint}/api/v1/pods`, token)).toBe(200);
  expect(await call(`${endpoint}/api/v1/secrets`, token)).toBe(403);
  expect(await call(`${endpoint}/api/v1/nodes`, token)).toBe(403);

  // In the management cluster it has the rights of crossplane/config/portal-rbac.yaml, and its own Secret.
  const asPortal = (path: string, method?: string) =>
    call(
      `${sandbox.managementUrl}${path}`,
      sandbox.tokens.managementPortal,
      method,
    );
  const secrets = '/api/v1/namespaces/clusters-dev/secrets';
  expect(await asPortal(`/apis/${V2}/workerclusters`)).toBe(200);
  expect(await asPortal(`${secrets}/life-portal`)).toBe(200);
  expect(await asPortal(secrets)).toBe(403);
  expect(await asPortal('/api/v1/secrets')).toBe(403);
  expect(await asPortal(`${secrets}/life-admin-kubeconfig`)).toBe(403);
  expect(await asPortal('/apis/protection.crossplane.io/v1beta1/usages')).toBe(
    403,
  );
  const own = `/apis/${V2}/namespaces/clusters-dev/workerclusters/life`;
  expect(await asPortal(own, 'DELETE')).toBe(403);

  // Upgrade: one minor version, by pull request.
  await mergeFile(
    pathOf('life'),
    claimText({ name: 'life', version: '1.35' }),
    true,
  );
  await waitUntil(
    'the upgrade is done',
    () =>
      claim('life')?.status.cluster.version === '1.35' &&
      claim('life')?.status.cluster.status === 'ACTIVE',
  );
  await waitUntil('the nodes are new', () =>
    sandbox
      .worker('life')!
      .client.list('v1', 'Node')
      .every(n => /^v1\.35\./.test(n.status.nodeInfo.kubeletVersion)),
  );

  // More nodes at least: the autoscaler adds one.
  await mergeFile(
    pathOf('life'),
    claimText({ name: 'life', version: '1.35', minNodes: 3 }),
    true,
  );
  await waitUntil(
    'there are three nodes',
    () =>
      sandbox.worker('life')!.client.list('v1', 'Node').length === 3 &&
      claim('life')?.status.nodes.desired === 3,
  );

  // EKS refuses nodes that are newer than their control plane, and bounds that do not fit their number: neither was requested.
  const events: any[] = sandbox.management.client.list('v1', 'Event');
  expect(
    events
      .filter(
        e => e.type === 'Warning' && e.involvedObject.kind === 'NodeGroup',
      )
      .map(e => e.message),
  ).toEqual([]);

  await waitUntil('it is ready', () => isReady('life') && isHealthy('life'));

  // What was there is there after a restart, and nothing is made again.
  const url = sandbox.managementUrl;
  const { uid } = claim('life')!.metadata;
  await sandbox.close();
  sandbox = await start();
  expect(sandbox.managementUrl).toBe(url);
  expect(claim('life')?.metadata.uid).toBe(uid);
  expect(isReady('life')).toBe(true);
  expect(isHealthy('life')).toBe(true);
  expect(await call(apps, token)).toBe(200);

  // Deletion goes the other way.
  const gone: string[] = [];
  const { client } = sandbox.management;
  const kinds: Array<[string, string]> = claim(
    'life',
  )!.spec.crossplane.resourceRefs.map((r: any) => [r.apiVersion, r.kind]);
  const stops = [...new Set(kinds.map(k => k.join(' ')))].map(kind => {
    const [apiVersion, name] = kind.split(' ');
    return client.watch(apiVersion, name, ({ type, object }) => {
      if (type === 'DELETED') {
        gone.push(
          object.metadata.annotations![
            'crossplane.io/composition-resource-name'
          ],
        );
      }
    });
  });
  await mergeFile(pathOf('life'), undefined, true);
  await waitUntil('the cluster is being deleted', () => {
    const object = claim('life');
    return !object || condition(object, 'Ready')?.reason === 'Deleting';
  });
  await waitUntil('the claim is gone', () => !claim('life'));
  stops.forEach(stop => stop());
  expect(sandbox.worker('life')).toBeUndefined();
  const order = [
    'argocd-application',
    'argocd-release',
    'argocd-namespace',
    'nodegroup',
    'cluster',
    'vpc',
  ].map(name => gone.indexOf(name));
  expect(order).not.toContain(-1);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(
    sandbox.management.client
      .list('v1', 'Secret', { namespace: 'clusters-dev' })
      .map(s => s.metadata.name),
  ).toEqual([]);
  await waitUntil(
    'the Usages are gone',
    () => client.list('protection.crossplane.io/v1beta1', 'Usage').length === 0,
  );
});

it('plays a claim of Crossplane v1', async () => {
  sandbox = await start();
  await mergeFile(
    pathOf('old'),
    claimText({ name: 'old', apiVersion: V1, version: '1.33' }),
  );
  await waitUntil('the claim is ready', () => isReady('old', V1));
  await waitUntil('its applications are healthy', () => isHealthy('old'));
  const live = claim('old', V1)!;
  const xr = sandbox.management.client.get(live.spec.resourceRef)!;
  expect(xr.metadata.namespace).toBeUndefined();
  expect(xr.spec.claimRef).toMatchObject({
    namespace: 'clusters-dev',
    name: 'old',
  });
  expect(xr.spec.resourceRefs.length).toBeGreaterThan(40);
  expect(live.status.access.portalSecretName).toBe('old-portal');
  await mergeFile(pathOf('old'), undefined, true);
  await waitUntil('the claim is gone', () => !claim('old', V1));
  expect(sandbox.management.client.list(V1, 'XWorkerCluster')).toEqual([]);
});

it('shows a bad claim, which hurts nobody else', async () => {
  sandbox = await start();
  await mergeFile(pathOf('good'), claimText({ name: 'good' }));
  await waitUntil('the claim is there', () => claim('good'));
  await mergeFile(pathOf('bad'), claimText({ name: 'bad', region: 'mars-1' }));
  await waitUntil(
    'the sync has failed',
    () =>
      managementApp('worker-cluster-dev')?.status.operationState?.phase ===
      'Failed',
  );
  expect(
    managementApp('worker-cluster-dev')?.status.operationState.message,
  ).toMatch(/mars-1.*eu-west-1/);
  expect(claim('bad')).toBeUndefined();
  await waitUntil('the other cluster is ready', () => isReady('good'));

  await mergeFile(pathOf('bad'), 'kind: [', true);
  await waitUntil('the folder cannot be read', () =>
    managementApp('worker-cluster-dev')?.status.conditions?.some((c: any) =>
      /Failed to unmarshal "bad.yaml"/.test(c.message),
    ),
  );
  expect(managementApp('worker-cluster-dev')?.status.sync.status).toBe(
    'Unknown',
  );
  expect(claim('good')?.metadata.deletionTimestamp).toBeUndefined();

  await mergeFile(pathOf('bad'), undefined, true);
  await waitUntil(
    'all is well',
    () => managementApp('worker-cluster-dev')?.status.sync.status === 'Synced',
  );
  expect(managementApp('worker-cluster-dev')?.status.conditions ?? []).toEqual(
    [],
  );
});

it("deletes an environment's only cluster, and neither its namespace nor everything at once", async () => {
  sandbox = await start();
  const { client } = sandbox.management;
  const namespace = () =>
    client.get({ apiVersion: 'v1', kind: 'Namespace', name: 'clusters-dev' });
  // There before the first claim: the portal's Secrets and Git's credentials are kept in it.
  await waitUntil('the namespace is there', namespace);
  await mergeFile(pathOf('only'), claimText({ name: 'only' }));
  await waitUntil('the claim is there', () => claim('only'));

  // A folder that is empty: nothing is deleted.
  counter += 1;
  const emptied = await engineer().openPullRequest({
    branch: `test/${counter}`,
    title: 'Empty the folder',
    body: '',
    author: AUTHOR,
    changes: ['only', '_namespace'].map(name => ({
      path: pathOf(name),
      exists: true,
    })),
  });
  await engineer().merge(emptied);
  await waitUntil('Argo CD refuses to prune everything', () =>
    managementApp('worker-cluster-dev')?.status.conditions?.some((c: any) =>
      /auto-sync will wipe out all resources$/.test(c.message),
    ),
  );
  expect(claim('only')?.metadata.deletionTimestamp).toBeUndefined();

  // A kustomization that leaves everything out: the Application reads plain files.
  await mergeFile('crossplane/claims/dev/Kustomization', 'resources: []\n');
  await mergeFile(pathOf('only'), claimText({ name: 'only' }));
  await mergeFile(
    pathOf('_namespace'),
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'clusters-dev' },
    }),
  );
  await waitUntil(
    'all is well',
    () => managementApp('worker-cluster-dev')?.status.sync.status === 'Synced',
  );
  expect(claim('only')?.metadata.deletionTimestamp).toBeUndefined();

  await mergeFile(pathOf('only'), undefined, true);
  await waitUntil('the only claim is gone', () => !claim('only'));
  expect(namespace()?.metadata.deletionTimestamp).toBeUndefined();
});

it('deletes a protected cluster by the second of two pull requests, and holds up no other claim meanwhile', async () => {
  sandbox = await start();
  const { client } = sandbox.management;
  const text = (name: string, fields = '') =>
    `${claimText({ name }).replace(/\bdev\b/g, 'prod')}${fields}`;
  const file = (name: string) => `crossplane/claims/prod/${name}.yaml`;
  const key = (name: string) => ({
    apiVersion: V2,
    kind: 'WorkerCluster',
    namespace: 'clusters-prod',
    name,
  });
  const live = (name: string) => client.get(key(name));
  const refused =
    /^workerclusters\.platform\.example\.org "ledger" is forbidden: ValidatingAdmissionPolicy 'worker-cluster-deletion-protection' with binding 'worker-cluster-deletion-protection' denied request: The cluster ledger is protected against deletion/;
  await mergeFile(file('ledger'), text('ledger'));
  await waitUntil('the claim is there', () => live('ledger'));
  await waitUntil('the policy is there', () =>
    client.get({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      name: 'worker-cluster-deletion-protection',
    }),
  );
  expect(() =>
    client.delete(key('ledger'), { propagationPolicy: 'Foreground' }),
  ).toThrow(refused);

  // Merged past the checks: the deletion is refused, and another claim is applied all the same.
  await mergeFile(file('ledger'), undefined, true);
  await waitUntil('the deletion was refused', () =>
    managementApp(
      'worker-cluster-prod',
    )?.status.operationState?.syncResult?.resources.some(
      (r: any) => r.name === 'ledger' && refused.test(r.message),
    ),
  );
  await mergeFile(file('other'), text('other'));
  await waitUntil('the other claim is there', () => live('other'));
  expect(live('ledger')?.metadata.deletionTimestamp).toBeUndefined();

  await mergeFile(
    file('ledger'),
    text('ledger', '  deletionProtection: disabled\n'),
  );
  await waitUntil(
    'the protection is off',
    () => live('ledger')?.spec.deletionProtection === 'disabled',
  );
  await mergeFile(file('ledger'), undefined, true);
  await waitUntil('the cluster is gone', () => !live('ledger'));
  expect(live('other')).toBeDefined();
});

it('applies nothing of a folder of claims with something else in it', async () => {
  sandbox = await start();
  const { client } = sandbox.management;
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'mallory' },
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'cluster-admin',
    },
    subjects: [{ kind: 'User', name: 'mallory' }],
  };
  for (const [path, object] of [
    ['dev/admin.yaml', binding],
    [
      'staging/other.yaml',
      {
        apiVersion: V2,
        kind: 'WorkerCluster',
        metadata: { name: 'other', namespace: 'clusters-prod' },
        spec: {
          environment: 'prod',
          region: 'eu-west-1',
          owner: 'group:default/payments',
          kubernetesVersion: '1.34',
        },
      },
    ],
  ] as const) {
    await mergeFile(`crossplane/claims/${path}`, JSON.stringify(object));
    const app = `worker-cluster-${path.split('/')[0]}`;
    await waitUntil(`${app} has refused ${path}`, () =>
      /^one or more synchronization tasks are not valid/.test(
        managementApp(app)?.status.operationState?.message ?? '',
      ),
    );
  }
  expect(
    client.get({
      apiVersion: binding.apiVersion,
      kind: binding.kind,
      name: 'mallory',
    }),
  ).toBeUndefined();
  expect(client.list(V2, 'WorkerCluster')).toEqual([]);
});

it('plays incidents of the cloud for as long as they last', async () => {
  sandbox = await start();
  const { client } = sandbox.management;
  const nodeGroup = () =>
    client.list('eks.aws.m.upbound.io/v1beta1', 'NodeGroup')[0];
  writeIncidents(client, [
    {
      cluster: 'unlucky',
      resource: 'nodegroup',
      effect: 'fails',
      message: 'ResourceLimitExceeded',
    },
  ]);
  await mergeFile(pathOf('unlucky'), claimText({ name: 'unlucky' }));
  await waitUntil(
    'the node group is refused',
    () => condition(nodeGroup(), 'Synced')?.status === 'False',
  );
  expect(condition(nodeGroup(), 'Synced').message).toMatch(
    /ResourceLimitExceeded/,
  );
  expect(condition(claim('unlucky'), 'Ready')).toMatchObject({
    status: 'False',
    // The sequencer holds something back: it calls the cluster not ready, and gives no names.
    reason: 'Creating',
  });
  writeIncidents(client, []);
  await waitUntil('the cluster is ready', () => isReady('unlucky'));
  writeIncidents(client, [
    {
      cluster: 'unlucky',
      resource: 'nodegroup',
      effect: 'unhealthy',
      message: 'NodeCreationFailure',
    },
  ]);
  await waitUntil('it is not any more', () => !isReady('unlucky'));
  expect(nodeGroup().status.atProvider.status).toBe('DEGRADED');
});

it('has controls for faults, and keeps its secrets to itself', async () => {
  sandbox = await start();
  const put = (path: string, body: object, token = sandbox.tokens.admin) =>
    fetch(`${sandbox.adminUrl}${path}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
  const down = { faults: [{ kind: 'unavailable' }] };
  expect((await put('/faults/management', down, 'wrong')).status).toBe(401);
  expect((await put('/faults/nobody', down)).status).toBe(404);
  expect(
    (await put('/faults/git', { faults: [{ kind: 'gone' }] })).status,
  ).toBe(400);
  const compositions = `${sandbox.managementUrl}/apis/apiextensions.crossplane.io/v1/compositions`;
  const { managementPortal } = sandbox.tokens;
  expect(await call(compositions, managementPortal)).toBe(200);
  expect((await put('/faults/management', down)).status).toBe(200);
  expect(await call(compositions, managementPortal)).toBe(503);
  expect((await put('/faults/management', { faults: [] })).status).toBe(200);
  expect(await call(compositions, managementPortal)).toBe(200);

  expect(statSync(directory).mode & 0o077).toBe(0);
  for (const file of [
    'state.json',
    'admin-token',
    'config/management-token',
    'config/git-token',
    'kubeconfigs/management.yaml',
    'ca/key.pem',
  ]) {
    expect({
      file,
      mode: statSync(join(directory, file)).mode & 0o777,
    }).toEqual({ file, mode: 0o600 });
  }
  expect(
    Buffer.from(
      readFileSync(join(directory, 'config/management-ca.pem.b64'), 'utf8'),
      'base64',
    ).toString(),
  ).toBe(sandbox.caCertificate);
});

it('names the port that is taken, and the setting', async () => {
  const other = createServer();
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as { port: number };
  try {
    await expect(
      startSandbox({ directory, gitPort: port, fleet: 'none' }),
    ).rejects.toThrow(
      `Port ${port} is taken: stop what uses it, or set SANDBOX_GIT_PORT to another port`,
    );
  } finally {
    other.close();
  }
});

it('starts with a fleet that has something of everything', async () => {
  sandbox = await start('full');
  const { client } = sandbox.management;
  const all = [
    ...client.list(V2, 'WorkerCluster'),
    ...client.list(V1, 'WorkerCluster'),
  ];
  const readyOnes = all.filter(c => condition(c, 'Ready')?.status === 'True');
  expect(all).toHaveLength(14);
  expect(readyOnes.length).toBeGreaterThanOrEqual(8);
  const get = (name: string) => all.find(c => c.metadata.name === name)!;
  expect(get('data-dev').status.cluster.status).toBe('CREATING');
  // Crossplane names nothing that is not ready while the sequencer holds something back: the Release tells.
  const releases = client.list('helm.m.crossplane.io/v1beta1', 'Release');
  const argocd = releases.find(
    ({ metadata: { labels, annotations } }) =>
      labels?.['crossplane.io/composite'] === 'logistics-dev' &&
      annotations?.['crossplane.io/composition-resource-name'] ===
        'argocd-release',
  );
  expect(condition(argocd, 'Ready')?.status).toBe('False');
  expect(condition(get('logistics-dev'), 'Ready')?.status).toBe('False');
  expect(get('storefront-staging').status.cluster.status).toBe('UPDATING');
  expect(get('platform-lab').metadata.deletionTimestamp).toBeDefined();
  await waitUntil('one is degraded', () =>
    client
      .list('eks.aws.m.upbound.io/v1beta1', 'NodeGroup')
      .some(n => n.status?.atProvider?.status === 'DEGRADED'),
  );
  const degraded = sandbox
    .workers()
    .filter(name =>
      applications(name).some(a => a.status?.health?.status === 'Degraded'),
    );
  expect(degraded.sort()).toEqual(['data-staging', 'storefront-dev']);
  const trial = (name: string) =>
    applications('data-staging').find(a => a.metadata.name === name);
  await waitUntil('an ApplicationSet has made its applications', () =>
    Boolean(trial('ledger-report-fr')?.status?.sync),
  );
  expect(trial('ledger-report-fr')!.metadata.ownerReferences![0].kind).toBe(
    'ApplicationSet',
  );
  const said = (name: string) => {
    const { health, sync, conditions = [] } = trial(name)!.status;
    const types = conditions.map((c: any) => c.type);
    return [health.status, sync.status, ...types].join(' ');
  };
  expect(said('ledger-archive')).toBe('Healthy Unknown ComparisonError');
  expect(said('fraud-scoring')).toBe('Healthy Unknown ComparisonError');
  expect(said('node-metrics')).toBe('Unknown Unknown InvalidSpecError');
  expect(said('feature-flags')).toBe('Missing OutOfSync');
  expect(said('catalogue')).toBe('Healthy Synced');
  expect(trial('catalogue')!.status.sync.revisions).toHaveLength(2);
  await waitUntil('an application answers', () =>
    applications('storefront-prod').some(
      a =>
        a.status?.health?.status === 'Healthy' &&
        a.status.summary?.externalURLs?.[0] === 'https://shop.example.org',
    ),
  );
  await expect(
    call(`${sandbox.worker('data-prod')!.url}/version`, 'x'),
  ).rejects.toThrow(/ECONNREFUSED/);
  const pulls: any[] = await (
    await fetch(
      `${sandbox.gitUrl}/api/v1/repos/platform/gitops/pulls?state=all&limit=50`,
      { headers: { authorization: `token ${sandbox.tokens.gitPortal}` } },
    )
  ).json();
  const create = pulls.filter(p => /\/create$/.test(p.head.ref));
  expect(create.filter(p => p.state === 'open')).toHaveLength(2);
  expect(create.filter(p => p.state === 'closed' && !p.merged)).toHaveLength(1);
});
