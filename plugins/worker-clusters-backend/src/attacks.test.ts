import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  type ClusterRef,
  parseRequestedCluster,
  workerClusterReadPermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  createWorkerClusterConditionalDecision,
  workerClusterConditions,
} from '@worker-clusters/backstage-plugin-worker-clusters-node/permissions';
import { readGitopsFiles } from '@worker-clusters/sandbox';
import { eventually } from './__testUtils__/eventually';
import { FakeGit } from './__testUtils__/FakeGit';
import { FakeObserver } from './__testUtils__/FakeObserver';
import { startPortal } from './__testUtils__/testBackend';
import { claim, meta, observation } from './derive/__testUtils__/observation';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const files = readGitopsFiles({ repoUrl: 'http://git', claims: true });
const NAME = 'payments-dev';
const MAIN = {
  managementCluster: 'main',
  namespace: 'clusters-dev',
  name: NAME,
};
const OTHER = { ...MAIN, managementCluster: 'other' };

const group = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name, namespace: 'default' },
  spec: { type: 'team', children: [] },
});
const allow = { result: AuthorizeResult.ALLOW } as const;
const deny = { result: AuthorizeResult.DENY } as const;

/** Reads the clusters of one management cluster only. */
const readsThoseOf = (managementCluster: string) =>
  createWorkerClusterConditionalDecision(
    workerClusterReadPermission,
    workerClusterConditions.isManagedBy({
      managementClusters: [managementCluster],
    }),
  );

describe('attacks', () => {
  let portal: Awaited<ReturnType<typeof startPortal>>;
  let git: FakeGit;
  let observer: FakeObserver;

  /** Two management clusters, each with a cluster of the same name; the claims in Git are those of `main`. */
  const start = async ({
    decisions,
    ...options
  }: Partial<Parameters<typeof startPortal>[0]> = {}) => {
    const current: typeof decisions = {};
    git = new FakeGit();
    for (const [path, content] of Object.entries(files)) {
      git.files.set(`main:${path}`, content);
    }
    observer = new FakeObserver('main', 'other');
    portal = await startPortal({
      observer,
      knex: await databases.init('SQLITE_3'),
      git,
      entities: [group('payments'), group('data')],
      decisions: current,
      ...options,
    });
    const seen = (ref: ClusterRef, owner: string) =>
      observation({
        ref,
        claim: claim({
          metadata: meta(ref.name, { namespace: ref.namespace }),
          environment: 'dev',
          owner,
        }),
      });
    observer.list('other', seen(OTHER, 'group:default/data'));
    observer.list('main', seen(MAIN, 'group:default/payments'));
    await eventually(async () => {
      const { body } = await portal.get(
        '/v1/summary',
        mockCredentials.user.header('user:default/root'),
      );
      expect(body.total).toBe(2);
    });
    Object.assign(current, decisions);
    git.calls.length = 0;
  };
  const preview = (body: object) =>
    portal.post('/v1/requests/preview', body, mockCredentials.user.header());
  /** The tracker lists pull requests at any time, but reads no file where there are none. */
  const filesRead = () => git.calls.filter(call => call.startsWith('getFile'));
  const claimOf = ({ managementCluster, namespace, name }: ClusterRef) =>
    portal.get(`/v1/clusters/${managementCluster}/${namespace}/${name}/claim`);

  afterEach(async () => {
    await portal?.stop();
  });

  describe('on a cluster through one of the same name in another management cluster', () => {
    const change = {
      verb: 'update',
      environment: 'dev',
      name: NAME,
      spec: { nodes: { max: 9 } },
    };
    const removal = { verb: 'decommission', environment: 'dev', name: NAME };

    it('reads no claim of a cluster that is hidden', async () => {
      await start({
        decisions: { 'worker-clusters.cluster.read': readsThoseOf('other') },
      });
      for (const ref of [MAIN, OTHER]) {
        const { status, text } = await claimOf(ref);
        expect([ref, status]).toEqual([ref, 404]);
        expect(text).not.toContain('payments.example.org');
      }
      expect(filesRead()).toEqual([]);
    });

    it.each([change, removal])(
      'refuses the request to $verb it',
      async input => {
        await start({
          decisions: { 'worker-clusters.cluster.read': readsThoseOf('other') },
        });
        const { status, body } = await preview(input);
        expect(status).toBe(404);
        expect(body.error.message).toBe(
          `There is no worker cluster '${NAME}' in environment dev, or you may not see it`,
        );
        expect(filesRead()).toEqual([]);
      },
    );

    it.each([change, removal])(
      'decides the permission to $verb on the cluster whose claim it is',
      async input => {
        const asked: unknown[] = [];
        const onlyOther = (resourceRef?: string) => {
          asked.push(resourceRef);
          return resourceRef?.startsWith('other/') ? allow : deny;
        };
        await start({
          decisions: {
            'worker-clusters.cluster.update': onlyOther,
            'worker-clusters.cluster.decommission': onlyOther,
          },
        });
        expect((await preview(input)).status).toBe(403);
        expect(asked).toEqual([`main/clusters-dev/${NAME}`]);
        expect(filesRead()).toEqual([]);
      },
    );

    it('lists for a change only clusters whose claims are in the GitOps repository', async () => {
      await start();
      const { body } = await portal.get('/v1/clusters?may=update');
      expect(body.items.map((c: ClusterRef) => c.managementCluster)).toEqual([
        'main',
      ]);
    });

    it('links no cluster to the claim of another one', async () => {
      await start();
      const { body: other } = await portal.get(
        `/v1/clusters/other/clusters-dev/${NAME}`,
      );
      const { body: main } = await portal.get(
        `/v1/clusters/main/clusters-dev/${NAME}`,
      );
      expect(main.claimPath).toBe(`crossplane/claims/dev/${NAME}.yaml`);
      expect(other.claimPath).toBeUndefined();
    });

    it('refuses a claim file of another namespace', async () => {
      await start();
      const path = `crossplane/claims/dev/${NAME}.yaml`;
      git.files.set(
        `main:${path}`,
        files[path].replace('namespace: clusters-dev', 'namespace: elsewhere'),
      );
      const { status, body } = await claimOf(MAIN);
      expect(status).toBe(409);
      expect(body.error.message).toContain('they are not the same cluster');
    });
  });

  describe('on the owner and environment of a request', () => {
    const create = (owner: unknown, environment = 'dev') => ({
      verb: 'create',
      environment,
      name: 'search-dev',
      spec: { region: 'eu-west-1', owner, kubernetesVersion: '1.34' },
    });
    /** New clusters of the team payments in dev. */
    const paymentsInDev = (resourceRef?: string) => {
      const { owner, environment, managementCluster } =
        parseRequestedCluster(resourceRef ?? '') ?? {};
      return owner === 'group:default/payments' &&
        environment === 'dev' &&
        managementCluster === 'main'
        ? allow
        : deny;
    };

    it.each([
      ['its own team', create('group:default/payments'), 200],
      ['its own team by its short name', create('Payments'), 200],
      ['another team', create('group:default/data'), 403],
      ['another environment', create('group:default/payments', 'prod'), 403],
      ['no owner', create(undefined), 403],
      ['a list of owners', create(['group:default/payments']), 403],
      ['an object', create({ toString: 'group:default/payments' }), 403],
    ])('decides on the requested cluster: %s', async (_, input, status) => {
      await start({
        decisions: { 'worker-clusters.cluster.create': paymentsInDev },
      });
      const { status: answered, body } = await preview(input);
      const refused = status === 403;
      expect([answered, filesRead().length === 0]).toEqual([status, refused]);
      expect(/'worker-clusters.cluster.create'/.test(body.error?.message)).toBe(
        refused,
      );
    });

    it('needs the permission to create for handing a cluster on', async () => {
      await start({
        decisions: { 'worker-clusters.cluster.create': paymentsInDev },
      });
      const hand = (owner: string) =>
        preview({
          verb: 'update',
          environment: 'dev',
          name: NAME,
          spec: { owner },
        });
      expect((await hand('group:default/data')).status).toBe(403);
      expect((await hand('group:default/payments')).status).toBe(200);
    });
  });
});
