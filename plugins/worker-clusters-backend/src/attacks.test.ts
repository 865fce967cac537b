import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  type ClusterRef,
  parseRequestedCluster,
  workerClusterReadPermission,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { parseXrd } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  createWorkerClusterConditionalDecision,
  workerClusterConditions,
} from '@worker-clusters/backstage-plugin-worker-clusters-node/permissions';
import { readGitopsFiles } from '@worker-clusters/sandbox';
import fc from 'fast-check';
import { eventually } from './__testUtils__/eventually';
import { FakeGit } from './__testUtils__/FakeGit';
import { FakeObserver } from './__testUtils__/FakeObserver';
import { serviceHeader, startPortal } from './__testUtils__/testBackend';
import { claim, meta, observation } from './derive/__testUtils__/observation';
import { PREVIEWS_PER_MINUTE } from './serve/claimRoutes';

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
    const seen = (ref: ClusterRef, owner: string, vpcCidr: string) =>
      observation({
        ref,
        claim: claim({
          metadata: meta(ref.name, { namespace: ref.namespace }),
          environment: 'dev',
          owner,
          vpcCidr,
        }),
      });
    observer.list('other', seen(OTHER, 'group:default/data', '10.5.0.0/16'));
    observer.list('main', seen(MAIN, 'group:default/payments', '10.4.0.0/16'));
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

    const REQUESTS: Array<[string, object, number]> = [
      ['its own team', create('group:default/payments'), 200],
      ['its own team by its short name', create('Payments'), 200],
      ['another team', create('group:default/data'), 403],
      ['another environment', create('group:default/payments', 'prod'), 403],
      ['no owner', create(undefined), 403],
      ['a list of owners', create(['group:default/payments']), 403],
      ['an object', create({ toString: 'group:default/payments' }), 403],
    ];
    it('decides on the requested cluster', async () => {
      await start({
        decisions: { 'worker-clusters.cluster.create': paymentsInDev },
      });
      for (const [what, input, status] of REQUESTS) {
        git.calls.length = 0;
        const answer = await preview(input);
        const named = /'worker-clusters.cluster.create'/.test(
          answer.body.error?.message,
        );
        const refused = status === 403;
        expect([what, answer.status, named]).toEqual([what, status, refused]);
        expect([what, refused && filesRead().length]).toEqual([
          what,
          refused && 0,
        ]);
      }
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

  describe('on the teams of others', () => {
    const teams = ['group:default/payments'];
    const policy = { requireOwnership: true };
    const ofData = { verb: 'create', environment: 'dev', name: 'search-dev' };
    const errors = ({ body }: { body: any }) =>
      body.findings.filter((f: any) => f.severity === 'error');

    it('requests no cluster for them, whatever the policy of permissions allows', async () => {
      await start({ policy, teams });
      const create = (owner: string) =>
        preview({
          ...ofData,
          spec: { region: 'eu-west-1', owner, kubernetesVersion: '1.34' },
        });
      expect(errors(await create('group:default/payments'))).toEqual([]);
      expect(errors(await create('group:default/data'))).toMatchObject([
        {
          rule: 'ownership',
          message: expect.stringContaining('for your own teams only'),
        },
      ]);
    });

    it.each(['update', 'decommission'])(
      'requests no %s of their clusters',
      async verb => {
        await start({ policy, teams: ['group:default/data'] });
        const input = { verb, environment: 'dev', name: NAME };
        const update = verb === 'update' && {
          // What the form says of the owner is not believed.
          spec: { owner: 'group:default/data', nodes: { max: 9 } },
        };
        expect(errors(await preview({ ...input, ...update }))).toMatchObject([
          {
            rule: 'ownership',
            message: expect.stringContaining(
              'belongs to group:default/payments, which is none of your teams',
            ),
          },
        ]);
        await portal.stop();
        await start({ policy, teams });
        expect(
          errors(
            await preview({
              ...input,
              ...(verb === 'update' && { spec: { nodes: { max: 9 } } }),
            }),
          ),
        ).toEqual([]);
      },
    );

    it('offers own teams and their clusters only', async () => {
      await start({ policy, teams });
      const names = async () =>
        (await portal.get('/v1/clusters?may=update')).body.items.map(
          (c: ClusterRef) => c.name,
        );
      expect(await names()).toEqual([NAME]);
      expect((await portal.get('/v1/claims/form')).body.owners).toEqual(teams);
      await portal.stop();
      await start({ policy, teams: ['group:default/data'] });
      expect(await names()).toEqual([]);
    });

    it('makes no request as a service that the policy does not name', async () => {
      await start({ policy });
      const answer = await portal.post(
        '/v1/requests/preview',
        { verb: 'decommission', environment: 'dev', name: NAME },
        serviceHeader('plugin:worker-clusters'),
      );
      expect(errors(answer)).toMatchObject([{ rule: 'ownership' }]);
    });
  });

  describe('on what is hidden', () => {
    /** Reads nothing of the fleet, and may request clusters. */
    const blind = { 'worker-clusters.cluster.read': deny };
    const SECRETS = [
      NAME,
      'group:default/payments',
      'clusters-dev',
      'git.example.org',
      'ready',
      'awaited',
    ];
    const create = (name: string, vpcCidr: string, owner = 'payments') => ({
      verb: 'create',
      environment: 'prod',
      name,
      spec: {
        region: 'eu-west-1',
        owner: `group:default/${owner}`,
        kubernetesVersion: '1.34',
        network: { vpcCidr },
      },
    });

    it('names no cluster whose address range overlaps', async () => {
      await start({ decisions: blind });
      for (const [vpcCidr, overlaps] of [
        ['10.4.0.0/16', 1],
        ['10.5.128.0/20', 1],
        ['10.0.0.0/8', 1],
        ['10.6.0.0/16', 0],
      ] as const) {
        const { body } = await preview(create('probe', vpcCidr, 'data'));
        expect(body.findings.filter((f: any) => f.rule === 'cidr')).toEqual(
          Array(overlaps).fill({
            severity: 'error',
            rule: 'cidr',
            field: 'spec.network.vpcCidr',
            ...writeMessage('range-taken-hidden', { range: vpcCidr }),
          }),
        );
        const text = JSON.stringify(body.findings);
        expect(SECRETS.filter(secret => text.includes(secret))).toEqual([]);
      }
    });

    it.each([
      ['a claim in Git', NAME],
      ['a claim in Git of another environment', 'ledger-prod'],
      ['an open pull request', 'awaited'],
    ])('says no more than that a name is taken: %s', async (_, name) => {
      await start({ decisions: blind });
      git.ask('awaited', { environment: 'dev' });
      const { body } = await preview(create(name, '10.250.0.0/16', 'data'));
      const taken = body.findings.filter((f: any) => f.rule === 'taken');
      expect(taken).toEqual([
        {
          severity: 'error',
          rule: 'taken',
          ...writeMessage('name-taken', { name }),
        },
      ]);
      expect(JSON.stringify(body.checks)).not.toMatch(
        /git\.example\.org|ready/,
      );
    });

    it('names no cluster of a quota', async () => {
      await start({
        decisions: blind,
        policy: { quota: { clustersPerOwner: 1 } },
      });
      const { body } = await preview(create('probe', '10.250.0.0/16'));
      expect(body.findings.filter((f: any) => f.rule === 'quota')).toEqual([
        {
          severity: 'error',
          rule: 'quota',
          field: 'spec.owner',
          ...writeMessage('quota-used-hidden', {
            owner: 'group:default/payments',
          }),
        },
      ]);
    });

    it('names clusters to those who may read them', async () => {
      await start();
      const { body } = await preview(create(NAME, '10.250.0.0/16'));
      expect(JSON.stringify(body.findings)).toContain('git.example.org');
    });
  });

  describe('on the preview', () => {
    const VALID = {
      verb: 'create',
      environment: 'dev',
      name: 'search-dev',
      spec: {
        region: 'eu-west-1',
        owner: 'group:default/payments',
        kubernetesVersion: '1.34',
        nodes: { size: 'small', min: 1, max: 3 },
        network: { vpcCidr: '10.250.0.0/16' },
      },
    };
    let caller = 0;
    /** Each call by another user, so that no limit ends the test. */
    const send = (body: unknown) =>
      portal
        .post(
          '/v1/requests/preview',
          body as object,
          mockCredentials.user.header(`user:default/caller-${(caller += 1)}`),
        )
        .set('Content-Type', 'application/json');
    const nested = (levels: number, inner = '1') =>
      `${'{"a":'.repeat(levels)}${inner}${'}'.repeat(levels)}`;
    const withSpec = (spec: string) =>
      JSON.stringify({ ...VALID, spec: '?' }).replace('"?"', spec);

    const BODIES: Array<[string, unknown, number]> = [
      ['no JSON', '{', 400],
      ['a text', '"create"', 400],
      ['a list', [VALID], 400],
      ['nothing', '', 400],
      ['another verb', { ...VALID, verb: 'delete' }, 400],
      [
        'an environment that leaves the folder',
        { ...VALID, environment: '../x' },
        400,
      ],
      ['a spec that is a list', { ...VALID, spec: [] }, 400],
      ['1,000 levels', withSpec(nested(1_000)), 400],
      ['15,000 levels', withSpec(nested(15_000)), 400],
      [
        'levels of lists',
        withSpec(`{"zones":${'['.repeat(40_000)}${']'.repeat(40_000)}}`),
        400,
      ],
      ['20,000 values', withSpec(`{"zones":[${'1,'.repeat(20_000)}1]}`), 400],
      ['a prototype', withSpec('{"__proto__":{"owner":"x"}}'), 400],
      ['a prototype deep below', withSpec('{"nodes":{"__proto__":{}}}'), 400],
      ['more than 100 kB', withSpec(`{"a":"${'x'.repeat(120_000)}"}`), 400],
      [
        'an owner that is an object',
        { ...VALID, spec: { ...VALID.spec, owner: { kind: 'group' } } },
        200,
      ],
      [
        'a region that is a list',
        { ...VALID, spec: { ...VALID.spec, region: [] } },
        200,
      ],
      [
        'nodes that are a text',
        { ...VALID, spec: { ...VALID.spec, nodes: 'x' } },
        200,
      ],
      [
        'a range that is a number',
        { ...VALID, spec: { ...VALID.spec, network: { vpcCidr: 1 } } },
        200,
      ],
      [
        'an update to null',
        {
          verb: 'update',
          environment: 'dev',
          name: NAME,
          spec: { owner: null, nodes: null, network: null },
        },
        200,
      ],
    ];
    it('answers every body with no error of its own', async () => {
      await start();
      for (const [what, body, status] of BODIES) {
        const answer = await send(body);
        const { error, allowed } = answer.body;
        expect([what, answer.status, typeof error?.message, allowed]).toEqual(
          status === 200
            ? [what, 200, 'undefined', false]
            : [what, status, 'string', undefined],
        );
      }
    });

    it('answers no body with 500', async () => {
      await start({
        policy: {
          environments: { dev: { regions: ['eu-west-1'], maxNodes: 4 } },
          quota: { clustersPerOwner: 3 },
          network: { pool: '10.0.0.0/8' },
          prices: { currency: 'USD', cluster: 1, nodes: { small: 1 } },
        },
      });
      const json = fc.jsonValue({ maxDepth: 4 });
      const field = fc.constantFrom(
        ...['environment', 'region', 'owner', 'kubernetesVersion', 'nodes'],
        ...['network', 'argocd', 'applications', 'crossplane', 'constructor'],
        ...['compositionRef', '__proto__', 'toString', ''],
      );
      const spec = fc
        .dictionary(field, json, { maxKeys: 4 })
        .map(change => ({ ...VALID.spec, ...change }));
      const body = fc.oneof(
        json,
        fc.record(
          {
            verb: fc.oneof(
              fc.constantFrom('create', 'update', 'decommission'),
              json,
            ),
            environment: fc.oneof(fc.constantFrom('dev', 'constructor'), json),
            name: fc.oneof(fc.constantFrom(NAME, 'search-dev', 'a b'), json),
            spec: fc.oneof(spec, json),
          },
          { requiredKeys: [] },
        ),
        fc.record({
          verb: fc.constantFrom('create', 'update', 'decommission'),
          environment: fc.constant('dev'),
          name: fc.constantFrom(NAME, 'search-dev'),
          spec,
        }),
      );
      await fc.assert(
        fc.asyncProperty(body, async value => {
          const { status } = await send(JSON.stringify(value));
          expect([200, 400, 404, 409]).toContain(status);
        }),
        { numRuns: 150 },
      );
    });

    it('answers one user so often a minute, and others all the same', async () => {
      await start();
      const statuses = new Map<number, number>();
      let wait: string | undefined;
      for (let i = 0; i <= PREVIEWS_PER_MINUTE; i++) {
        const { status, headers } = await preview({ ...VALID, verb: 'x' });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        wait = headers['retry-after'];
      }
      // Bodies that do not fit the document are refused before.
      expect([...statuses]).toEqual([[400, PREVIEWS_PER_MINUTE + 1]]);
      for (let i = 0; i < PREVIEWS_PER_MINUTE; i++) {
        expect((await preview(VALID)).status).toBe(200);
      }
      const { status, headers } = await preview(VALID);
      wait = headers['retry-after'];
      expect([status, Number(wait) > 0 && Number(wait) <= 60]).toEqual([
        429,
        true,
      ]);
      expect((await send(VALID)).status).toBe(200);
    });

    it('calls the Git host once for many previews', async () => {
      await start({ policy: { network: { pool: '10.0.0.0/8' } } });
      const XRD = 'crossplane/xrds/workercluster.yaml';
      observer.define({
        definition: parseXrd(files[XRD], XRD),
        source: 'management-cluster',
        resources: [],
      });
      await eventually(async () => {
        const { body } = await portal.get('/v1/claims/form');
        expect(body.source).toBe('management-cluster');
      });
      const calls = async (name: string) => {
        git.calls.length = 0;
        expect((await send({ ...VALID, name })).status).toBe(200);
        // The rest may be the tracker's.
        return filesRead().length;
      };
      // Three claims of the name, and whether there is a kustomization.
      expect(await calls('search-dev')).toBe(6);
      expect(await calls('search-dev')).toBe(0);
      expect(await calls('search-two')).toBe(3);
    });
  });
});
