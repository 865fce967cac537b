import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  parseXrd,
  type PlatformDefinition,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { readGitopsFiles } from '@worker-clusters/sandbox';
import { eventually } from './__testUtils__/eventually';
import { FakeGit } from './__testUtils__/FakeGit';
import { FakeObserver } from './__testUtils__/FakeObserver';
import { startPortal } from './__testUtils__/testBackend';
import { claim, meta, observation } from './derive/__testUtils__/observation';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const XRD = 'crossplane/xrds/workercluster.yaml';
const files = readGitopsFiles({ repoUrl: 'http://git', claims: true });
const PATH = 'crossplane/claims/dev/payments-dev.yaml';

const group = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'payments', namespace: 'default' },
  spec: { type: 'team', children: [] },
};
const SPEC = {
  region: 'eu-west-1',
  owner: 'group:default/payments',
  kubernetesVersion: '1.34',
};

describe('claims and previews', () => {
  let portal: Awaited<ReturnType<typeof startPortal>>;
  let git: FakeGit;
  let observer: FakeObserver;

  const start = async (
    options: { decisions?: object; policy?: object } = {},
  ) => {
    git = new FakeGit();
    for (const [path, content] of Object.entries(files)) {
      git.files.set(`main:${path}`, content);
    }
    observer = new FakeObserver('main');
    portal = await startPortal({
      observer,
      knex: await databases.init('SQLITE_3'),
      git,
      entities: [group],
      ...(options as any),
    });
    observer.list(
      'main',
      observation({
        ref: {
          managementCluster: 'main',
          namespace: 'clusters-dev',
          name: 'payments-dev',
        },
        claim: claim({
          metadata: meta('payments-dev', { namespace: 'clusters-dev' }),
          environment: 'dev',
          vpcCidr: '10.4.0.0/16',
        }),
      }),
    );
    await eventually(async () => {
      const { body } = await portal.get('/v1/clusters');
      expect(body.totalItems).toBe(1);
    });
    await git.settle();
    git.calls.length = 0;
  };
  const ask = (body: object) =>
    portal.post('/v1/requests/preview', body, mockCredentials.user.header());

  afterEach(async () => {
    await portal?.stop();
  });

  /** The management cluster says what claims are. */
  async function define(live: PlatformDefinition) {
    observer.define(live);
    await eventually(async () => {
      const { body } = await portal.get('/v1/claims/form');
      expect(body.source).toBe('management-cluster');
    });
  }

  it('takes the schema from the management cluster, and from Git as long as that is not known', async () => {
    await start();
    expect((await portal.get('/v1/claims/definition')).status).toBe(404);
    const { body } = await portal.get('/v1/claims/form');
    expect(body).toMatchObject({
      apiVersion: 'platform.example.org/v1alpha1',
      kind: 'WorkerCluster',
      source: 'repository',
      environments: [{ name: 'dev' }, { name: 'staging' }, { name: 'prod' }],
    });
    expect(body.immutable).toEqual(
      expect.arrayContaining(['environment', 'region', 'network.vpcCidr']),
    );

    await define({
      source: 'management-cluster',
      definition: parseXrd(files[XRD], XRD),
      resources: [{ kind: 'Subnet', count: 4 }],
    });
    git.calls.length = 0;
    const live = await portal.get('/v1/claims/form');
    expect(live.body.source).toBe('management-cluster');
    expect((await portal.get('/v1/claims/definition')).body).toMatchObject({
      source: 'management-cluster',
      resources: [{ kind: 'Subnet', count: 4 }],
    });
    // The form costs no call, neither to a cluster nor to Git.
    expect(git.calls).toEqual([]);
  });

  it('offers what the policy allows, and an address range that is free', async () => {
    await start({
      policy: {
        environments: {
          dev: { regions: ['eu-west-1'], maxNodes: 5 },
          prod: { secondApprover: { teams: ['leads'] } },
        },
        network: { pool: '10.0.0.0/8', reserved: ['10.0.0.0/14'] },
      },
    });
    const { body } = await portal.get('/v1/claims/form');
    expect(body.environments).toEqual([
      { name: 'dev', regions: ['eu-west-1'], maxNodes: 5 },
      { name: 'prod', secondApprover: 'leads' },
    ]);
    expect(body.freeCidr).toBe('10.5.0.0/16');
    expect(body.allowed).toEqual({
      'applications.repoURL': ['http://git'],
      'applications.targetRevision': ['main'],
      'applications.basePath': ['applications/k8s-manifests/overlays'],
      'argocd.chartVersion': ['10.1.1', '9.4.18'],
      'argocd.oidc.issuer': ['https://login.example.org/realms/example'],
      'argocd.oidc.clientID': ['argocd'],
    });
  });

  it('shows a claim as it stands in Git, with what is asked for', async () => {
    await start();
    git.ask('payments-dev', { head: 'worker-cluster/dev/payments-dev/update' });
    const { body } = await portal.get(
      '/v1/clusters/main/clusters-dev/payments-dev/claim',
    );
    expect(body).toMatchObject({
      path: PATH,
      text: files[PATH],
      spec: { environment: 'dev', argocd: { chartVersion: '10.1.1' } },
      openRequests: [{ number: 1 }],
    });
    for (const ref of [
      'main/clusters-dev/nobody',
      'main/clusters-prod/payments-dev',
      'main/..%2F..%2Fx/payments-dev',
    ]) {
      const { status } = await portal.get(`/v1/clusters/${ref}/claim`);
      expect([ref, status]).toEqual([ref, 404]);
    }
  });

  it('previews a new cluster: the file, what will be made, and the verdict', async () => {
    await start({ policy: { network: { pool: '10.0.0.0/8' } } });
    await define({
      source: 'management-cluster',
      definition: parseXrd(files[XRD], XRD),
      resources: [{ kind: 'Subnet', count: 4 }],
    });
    const { status, body } = await ask({
      verb: 'create',
      environment: 'dev',
      name: 'search-dev',
      spec: SPEC,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      allowed: true,
      path: 'crossplane/claims/dev/search-dev.yaml',
      title: 'worker-cluster: create search-dev (eu-west-1)',
      resources: [{ kind: 'Subnet', count: 4 }],
    });
    expect(body.after).toContain('vpcCidr: 10.0.0.0/16');
    expect(body.after).toContain('requested-by: user:default/mock');
    expect(body.diff.split('\n')[0]).toBe(
      '+apiVersion: platform.example.org/v1alpha1',
    );
  });

  it('says everything that is wrong with it, and writes nothing', async () => {
    await start();
    const { body } = await ask({
      verb: 'create',
      environment: 'dev',
      name: 'payments-dev',
      spec: { ...SPEC, region: 'mars-1', owner: 'group:default/nobody' },
    });
    expect(body.allowed).toBe(false);
    expect(body.findings.map((f: any) => f.rule)).toEqual([
      'schema',
      'owner',
      'taken',
    ]);
  });

  it('previews a change and a removal of a cluster', async () => {
    await start();
    const change = await ask({
      verb: 'update',
      environment: 'dev',
      name: 'payments-dev',
      spec: { nodes: { max: 9 } },
    });
    expect(change.body).toMatchObject({
      allowed: true,
      before: files[PATH],
      after: files[PATH].replace('max: 4', 'max: 9'),
      changes: [{ label: 'Maximum number of nodes', before: '4', after: '9' }],
    });
    const removal = await ask({
      verb: 'decommission',
      environment: 'dev',
      name: 'payments-dev',
    });
    expect(removal.body).toMatchObject({ allowed: true, before: files[PATH] });
    expect(removal.body.after).toBeUndefined();
    expect(removal.body.consequences.join(' ')).toContain(
      'It cannot be undone',
    );
  });

  it.each(['Git', 'the management cluster'])(
    'knows claims of the Crossplane v1 API, too, by the XRD of %s',
    async source => {
      await start();
      observer.list(
        'main',
        observation({
          ref: {
            managementCluster: 'main',
            namespace: 'clusters-prod',
            name: 'ledger-prod',
          },
          claim: claim({
            metadata: meta('ledger-prod', { namespace: 'clusters-prod' }),
            environment: 'prod',
          }),
        }),
      );
      await eventually(async () => {
        const { body } = await portal.get('/v1/clusters?name=ledger-prod');
        expect(body.totalItems).toBe(1);
      });
      const V1 = 'crossplane/xrds/workercluster-v1.yaml';
      if (source !== 'Git') {
        await define({
          source: 'management-cluster',
          definition: parseXrd(files[XRD], XRD),
          others: [parseXrd(files[V1], V1)],
        });
      }
      const legacy = await portal.get(
        '/v1/clusters/main/clusters-prod/ledger-prod/claim',
      );
      expect(legacy.body).toMatchObject({
        text: expect.stringContaining('legacy.platform.example.org'),
        spec: { environment: 'prod' },
      });
      const { max } = legacy.body.spec.nodes;
      const change = await ask({
        verb: 'update',
        environment: 'prod',
        name: 'ledger-prod',
        spec: { nodes: { max: max + 1 } },
      });
      expect(change.body).toMatchObject({
        allowed: true,
        changes: [{ before: String(max), after: String(max + 1) }],
      });
      const removal = await ask({
        verb: 'decommission',
        environment: 'prod',
        name: 'ledger-prod',
      });
      // Clusters of this environment are protected by its XRD.
      expect(removal.body).toMatchObject({
        allowed: false,
        findings: [{ rule: 'protected' }],
      });
    },
  );

  it.each([
    [
      'worker-clusters.cluster.create',
      { verb: 'create', name: 'search-dev', spec: SPEC },
    ],
    [
      'worker-clusters.cluster.update',
      { verb: 'update', name: 'payments-dev', spec: {} },
    ],
    [
      'worker-clusters.cluster.decommission',
      { verb: 'decommission', name: 'payments-dev' },
    ],
  ])('asks for the permission %s', async (permission, input) => {
    await start({
      decisions: { [permission]: { result: AuthorizeResult.DENY } },
    });
    const { status, body } = await ask({ environment: 'dev', ...input });
    expect(status).toBe(403);
    expect(body.error.message).toContain(`'${permission}'`);
    expect(git.calls).toEqual([]);
  });

  it('hides clusters that the caller may not see, and lists those that may be changed', async () => {
    await start({
      decisions: {
        'worker-clusters.cluster.update': { result: AuthorizeResult.DENY },
      },
    });
    expect(
      (await portal.get('/v1/clusters?may=decommission')).body.totalItems,
    ).toBe(1);
    expect((await portal.get('/v1/clusters?may=update')).body).toMatchObject({
      items: [],
      totalItems: 0,
    });
    await portal.stop();
    await start({
      decisions: {
        'worker-clusters.cluster.read': { result: AuthorizeResult.ALLOW },
      },
    });
  });
});
