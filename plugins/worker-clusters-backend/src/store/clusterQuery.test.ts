import { TestDatabases } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import {
  CLUSTER_SORT_FIELDS,
  countApplications,
  type ListClustersQuery,
  muteCounts,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import fc from 'fast-check';
import { encodeCursor } from './cursor';
import type { DatabaseFleetStore } from './DatabaseFleetStore';
import {
  aCluster,
  anApplication,
  openStore,
  refOf,
} from './__testUtils__/fleet';
import type { ClusterFilter, DerivedCluster, QueuedRequest } from './types';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const FLEET: DerivedCluster[] = [
  aCluster('alpha', { environment: 'dev', region: 'eu-central-1' }, [
    anApplication('web'),
  ]),
  aCluster(
    'beta',
    { environment: 'prod', region: 'eu-west-1', phase: 'degraded' },
    [anApplication('web', { health: 'Degraded', sync: 'OutOfSync' })],
  ),
  aCluster('gamma_1', { environment: 'prod', owner: 'group:default/search' }),
  aCluster('gammax1', { environment: undefined, phase: 'provisioning' }),
  aCluster('alpha', {
    ref: refOf('alpha', 'second'),
    owner: 'user:default/Jürgen',
    environment: '100%',
  }),
];

const NOW = '2026-11-23T08:00:00.000Z';

function aQueuedRequest(
  number: number,
  name: string,
  verb: 'update' | 'decommission',
  state: 'open' | 'closed' = 'open',
): QueuedRequest {
  const path = `crossplane/claims/dev/${name}.yaml`;
  return {
    head: `branch-${number}`,
    files: [path],
    ranges: [],
    result: 'allowed',
    request: {
      number,
      url: `https://git.example.org/pulls/${number}`,
      title: 'Change a cluster',
      state,
      createdAt: NOW,
      conflicts: [],
      changes: [
        {
          cluster: refOf(name, name === 'away' ? 'second' : 'main'),
          verb,
          environment: 'dev',
          path,
          allowed: true,
          findings: [],
          changes: [],
          consequences: [],
        },
      ],
    },
  };
}

/** What a person who owns the payments clusters and nothing else may see. */
const ownedByPayments: ClusterFilter = query =>
  query.where('owner', 'group:default/payments').orWhere('owner', 'none');

function names(items: WorkerCluster[]) {
  return items.map(c => `${c.managementCluster}/${c.name}`);
}

async function allPages(
  store: DatabaseFleetStore,
  query: ListClustersQuery,
  filter?: ClusterFilter,
) {
  const items: WorkerCluster[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list({ ...query, cursor }, filter);
    expect(page.items.length).toBeLessThanOrEqual(query.limit!);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}

describe.each(databases.eachSupportedId())('the list on %s', id => {
  let store: DatabaseFleetStore;
  beforeAll(async () => {
    ({ store } = await openStore(databases, id));
    await store.writeClusters(FLEET);
  });

  it.each<[string, ListClustersQuery, string[]]>([
    [
      'everything',
      {},
      [
        'main/alpha',
        'second/alpha',
        'main/beta',
        'main/gamma_1',
        'main/gammax1',
      ],
    ],
    [
      'nothing for empty lists',
      { environment: [], phase: [], name: 'beta' },
      ['main/beta'],
    ],
    ['one value', { environment: ['dev'] }, ['main/alpha']],
    [
      'several values of one field',
      { environment: ['dev', 'prod'] },
      ['main/alpha', 'main/beta', 'main/gamma_1'],
    ],
    [
      'several fields',
      { environment: ['prod'], region: ['eu-west-1'] },
      ['main/beta'],
    ],
    [
      'a phase',
      { phase: ['degraded', 'provisioning'] },
      ['main/beta', 'main/gammax1'],
    ],
    ['a health', { health: ['Degraded'] }, ['main/beta']],
    ['a value that nothing has', { owner: ['group:default/nobody'] }, []],
    ['a value that cannot be stored', { owner: ['a\0b'] }, []],
    ['the exact name', { name: 'alpha' }, ['main/alpha', 'second/alpha']],
    ['no part of a name', { name: 'alph' }, []],
    ['a name that cannot be stored', { name: 'al\0pha' }, []],
    [
      'a part of the name',
      { search: 'gamma' },
      ['main/gamma_1', 'main/gammax1'],
    ],
    ['an underscore as itself', { search: 'gamma_' }, ['main/gamma_1']],
    ['a percent sign as itself', { search: '0%' }, ['second/alpha']],
    ['an exclamation mark as itself', { search: '!' }, []],
    ['any case, any language', { search: 'JÜRGEN' }, ['second/alpha']],
    ['every word, in any field', { search: ' Prod  beta ' }, ['main/beta']],
    ['words that do not occur together', { search: 'dev beta' }, []],
    [
      'a search that cannot be stored',
      { search: '\0' },
      [
        'main/alpha',
        'second/alpha',
        'main/beta',
        'main/gamma_1',
        'main/gammax1',
      ],
    ],
    ['SQL as text', { search: "' or 1=1 --" }, []],
  ])('filters by %s', async (_, query, expected) => {
    const { items, totalItems, nextCursor } = await store.list(query);
    expect(names(items)).toEqual(expected);
    expect(totalItems).toBe(expected.length);
    expect(nextCursor).toBeUndefined();
  });

  it.each<[ListClustersQuery, string[]]>([
    [
      { sort: 'environment' },
      [
        'second/alpha',
        'main/alpha',
        'main/beta',
        'main/gamma_1',
        'main/gammax1',
      ],
    ],
    [
      { sort: 'environment', order: 'desc' },
      [
        'main/beta',
        'main/gamma_1',
        'main/alpha',
        'second/alpha',
        'main/gammax1',
      ],
    ],
    [
      { sort: 'health', order: 'desc' },
      [
        'main/beta',
        'main/alpha',
        'main/gamma_1',
        'main/gammax1',
        'second/alpha',
      ],
    ],
    [
      { sort: 'phase' },
      [
        'main/gammax1',
        'main/alpha',
        'main/gamma_1',
        'second/alpha',
        'main/beta',
      ],
    ],
  ])('sorts by %j, what has no value last', async (query, expected) => {
    expect(names((await store.list(query)).items)).toEqual(expected);
  });

  it('sorts versions as versions', async () => {
    const fresh = (await openStore(databases, id)).store;
    const versions = [
      'v1.9.0',
      'v1.34.10',
      'v1.34.9',
      '1.34',
      undefined,
      'junk',
      'v1.35.0-rc.1',
      'v1.35.0',
    ];
    await fresh.writeClusters(
      versions.map((kubernetesVersion, i) =>
        aCluster(`c${i}`, { kubernetesVersion }),
      ),
    );
    const sorted = async (order: 'asc' | 'desc') =>
      (await fresh.list({ sort: 'kubernetesVersion', order })).items.map(
        c => c.kubernetesVersion,
      );
    await expect(sorted('asc')).resolves.toEqual([
      'v1.9.0',
      '1.34',
      'v1.34.9',
      'v1.34.10',
      'v1.35.0-rc.1',
      'v1.35.0',
      undefined,
      'junk',
    ]);
    await expect(sorted('desc')).resolves.toEqual([
      'v1.35.0',
      'v1.35.0-rc.1',
      'v1.34.10',
      'v1.34.9',
      '1.34',
      'v1.9.0',
      undefined,
      'junk',
    ]);
  });

  it.each<[string, ListClustersQuery]>([
    ['limit has to be a number from 1 to 500', { limit: 0 }],
    ['limit has to be a number from 1 to 500', { limit: 501 }],
    ['limit has to be a number from 1 to 500', { limit: NaN }],
    ['sort has to be one of name, environment', { sort: 'revision' as any }],
    ['order has to be asc or desc', { order: 'up' as any }],
    ['search may have at most 200', { search: 'x'.repeat(201) }],
    ['The cursor is not valid', { cursor: 'nonsense' }],
    ['The cursor is not valid', { cursor: '%%%' }],
    [
      'The cursor is not valid',
      { cursor: Buffer.from('[1,2]').toString('base64url') },
    ],
    ['The cursor is not valid', { cursor: 'A'.repeat(5000) }],
    [
      'The cursor is not valid',
      {
        sort: 'name',
        cursor: encodeCursor({
          sort: 'owner',
          order: 'asc',
          values: ['a', 'b'],
        }),
      },
    ],
    [
      'The cursor is not valid',
      {
        order: 'desc',
        cursor: encodeCursor({
          sort: 'name',
          order: 'asc',
          values: ['a', 'b'],
        }),
      },
    ],
    [
      'The cursor is not valid',
      {
        cursor: encodeCursor({
          sort: 'name',
          order: 'asc',
          values: [3, 'b'],
        }),
      },
    ],
    [
      'The cursor is not valid',
      {
        cursor: encodeCursor({
          sort: 'name',
          order: 'asc',
          values: ['a\0', 'b'],
        }),
      },
    ],
    [
      'The cursor is not valid',
      {
        sort: 'phase',
        cursor: encodeCursor({
          sort: 'phase',
          order: 'asc',
          values: [1.5, 'b'],
        }),
      },
    ],
    [
      'The cursor is not valid',
      {
        sort: 'phase',
        cursor: encodeCursor({
          sort: 'phase',
          order: 'asc',
          values: [2 ** 40, 'b'],
        }),
      },
    ],
  ])('refuses with %p', async (message, query) => {
    const answer = store.list(query);
    await expect(answer).rejects.toThrow(InputError);
    await expect(answer).rejects.toThrow(message);
  });

  it('applies the permission to items, totals, counts and single clusters', async () => {
    const { items, totalItems } = await store.list({}, ownedByPayments);
    expect(names(items)).toEqual(['main/alpha', 'main/beta', 'main/gammax1']);
    expect(totalItems).toBe(3);
    // The condition's `or` does not reach out of its brackets.
    const narrowed = await store.list(
      { environment: ['prod'] },
      ownedByPayments,
    );
    expect(names(narrowed.items)).toEqual(['main/beta']);
    await expect(store.summary(ownedByPayments)).resolves.toEqual({
      total: 3,
      byPhase: { ready: 1, degraded: 1, provisioning: 1 },
      byEnvironment: { dev: 1, prod: 1 },
      byRegion: { 'eu-central-1': 2, 'eu-west-1': 1 },
      byOwner: { 'group:default/payments': 3 },
      byManagementCluster: { main: 3 },
      byKubernetesVersion: { '1.34': 3 },
      byHealth: { Healthy: 1, Degraded: 1 },
      bySync: { Synced: 1, OutOfSync: 1 },
      byConnection: { live: 3 },
      byAttention: { any: 1 },
      byVerdict: { green: 1, wrong: 1 },
      byFindings: {},
      byPending: {},
      applications: {
        total: 2,
        byHealth: {
          Healthy: 1,
          Suspended: 0,
          Progressing: 0,
          Missing: 0,
          Degraded: 1,
          Unknown: 0,
        },
        bySync: { Synced: 1, OutOfSync: 1, Unknown: 0 },
        byVerdict: { green: 1, pending: 0, muted: 0, wrong: 1 },
      },
      findings: { high: 0, medium: 0, low: 0 },
      revision: 1,
    });
    await expect(
      store.countByManagementCluster(ownedByPayments),
    ).resolves.toEqual(new Map([['main', 3]]));
    await expect(store.countByManagementCluster()).resolves.toEqual(
      new Map([
        ['main', 4],
        ['second', 1],
      ]),
    );
    await expect(
      store.get(refOf('gamma_1'), ownedByPayments),
    ).resolves.toBeUndefined();
    await expect(
      store.get(refOf('beta'), ownedByPayments),
    ).resolves.toMatchObject({ name: 'beta' });
    await expect(
      store.list({}, q => q.whereRaw('1 = 0')),
    ).resolves.toMatchObject({ items: [], totalItems: 0 });
  });

  describe('by how clusters stand', () => {
    const counts = countApplications([
      { health: 'Healthy', sync: 'Synced', reconciledAt: NOW },
    ]);
    let fleet: DatabaseFleetStore;
    beforeAll(async () => {
      ({ store: fleet } = await openStore(databases, id));
      await fleet.writeClusters([
        aCluster('good', { kubernetesVersion: 'v1.35.2-eks-1' }, [
          anApplication('web', { reconciledAt: NOW }),
        ]),
        aCluster('drift', {
          sync: 'OutOfSync',
          applications: muteCounts(counts),
        }),
        aCluster('away', {
          ref: refOf('away', 'second'),
          connection: { status: 'unreachable', since: NOW },
          kubernetesVersion: undefined,
        }),
      ]);
      await fleet.findings.write(
        [
          {
            subject: refOf('good'),
            findings: [
              {
                rule: 'project-clusters',
                severity: 'high',
                object: { kind: 'AppProject', name: 'web' },
                evidence: '*',
              },
            ],
            outcomes: [],
          },
        ],
        new Date(NOW),
      );
      await fleet.requestQueue.write([
        aQueuedRequest(7, 'drift', 'update'),
        aQueuedRequest(8, 'away', 'decommission', 'closed'),
      ]);
    });

    it.each<[ListClustersQuery, string[]]>([
      [{ sync: ['OutOfSync'] }, ['main/drift']],
      [{ sync: ['Synced'] }, ['main/good']],
      [{ connection: ['unreachable'] }, ['second/away']],
      [{ connection: ['live', 'paused'] }, ['main/drift', 'main/good']],
      [{ connection: ['\0'] }, []],
      [{ kubernetesVersion: ['1.35'] }, ['main/good']],
      [{ kubernetesVersion: ['1.3'] }, []],
      [{ managementCluster: ['second'] }, ['second/away']],
      [{ verdict: ['muted'] }, ['main/drift']],
      [{ verdict: ['green', 'wrong'] }, ['main/good']],
      [{ verdict: ['nonsense'] }, []],
      [{ attention: ['any'] }, ['second/away', 'main/good']],
      [{ attention: ['nonsense'] }, []],
      [{ findings: ['high', 'low'] }, ['main/good']],
      [{ findings: ['medium'] }, []],
      [{ pending: ['update', 'create'] }, ['main/drift']],
      [{ pending: ['decommission'] }, []],
      [{ findings: ['high'], sync: ['OutOfSync'] }, []],
      [
        { sort: 'applications', order: 'desc' },
        ['main/drift', 'main/good', 'second/away'],
      ],
      [
        { sort: 'outOfSync', order: 'desc' },
        ['main/drift', 'main/good', 'second/away'],
      ],
    ])('lists by %j', async (query, expected) => {
      expect(names((await fleet.list(query)).items)).toEqual(expected);
    });

    it('counts clusters by each of these', async () => {
      const { summary } = await fleet.fleetTotals();
      expect(summary).toMatchObject({
        byManagementCluster: { main: 2, second: 1 },
        byKubernetesVersion: { '1.34': 1, '1.35': 1 },
        bySync: { OutOfSync: 1, Synced: 1 },
        byConnection: { live: 2, unreachable: 1 },
        byVerdict: { green: 1, muted: 1 },
        byAttention: { any: 2 },
        byFindings: { high: 1 },
        byPending: { update: 1 },
      });
      const { revision: _, ...counted } = await fleet.summary();
      expect(counted).toEqual(summary);
      const { summary: some } = await fleet.fleetTotals(query =>
        query.where('management_cluster', 'second'),
      );
      expect(some).toMatchObject({ byFindings: {}, byPending: {}, total: 1 });
    });

    it('counts and finds a cluster that is waited for as connecting', async () => {
      await fleet.markWaiting(['main'], NOW);
      const totals = await fleet.fleetTotals();
      const { clusters } = await fleet.fleet(
        { connection: ['connecting'] },
        totals,
      );
      expect(names(clusters)).toEqual(['main/drift', 'main/good']);
      expect(totals.summary.byConnection).toEqual({
        connecting: 2,
        unreachable: 1,
      });
    });
  });

  it('counts an empty fleet', async () => {
    const fresh = (await openStore(databases, id)).store;
    await expect(fresh.summary()).resolves.toMatchObject({
      total: 0,
      byPhase: {},
      applications: {
        total: 0,
        byHealth: { Healthy: 0 },
        bySync: { Synced: 0 },
      },
      revision: 0,
    });
    await expect(fresh.list({})).resolves.toEqual({
      items: [],
      totalItems: 0,
      revision: 0,
    });
  });

  it('meets each cluster exactly once, whatever it pages by', async () => {
    const maybe = <T>(values: fc.Arbitrary<T>) =>
      fc.option(values, { nil: undefined });
    const cluster = fc.record({
      environment: maybe(fc.constantFrom('dev', 'prod', 'Prod', 'ärgo', '-')),
      region: maybe(fc.constantFrom('eu-central-1', 'us-east-1')),
      owner: maybe(fc.string({ maxLength: 4 })),
      phase: fc.constantFrom(
        'ready' as const,
        'failed' as const,
        'closed' as const,
      ),
      kubernetesVersion: maybe(
        fc.constantFrom('v1.9.1', 'v1.34.0', '1.34', 'x'),
      ),
      health: maybe(fc.constantFrom('Healthy' as const, 'Degraded' as const)),
      createdAt: maybe(
        fc.constantFrom('2026-11-23T06:40:00.000Z', '2026-01-01T00:00:00.000Z'),
      ),
      managementCluster: fc.constantFrom('main', 'second'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(cluster, { maxLength: 25 }),
        fc.constantFrom(...CLUSTER_SORT_FIELDS),
        fc.constantFrom('asc' as const, 'desc' as const),
        fc.integer({ min: 1, max: 7 }),
        async (clusters, sort, order, limit) => {
          const fresh = store;
          await fresh.removeClusters([
            ...(await fresh.listRefs('main')),
            ...(await fresh.listRefs('second')),
          ]);
          await fresh.writeClusters(
            clusters.map(({ managementCluster, ...state }, i) =>
              aCluster(`c${i % 9}`, {
                ...state,
                ref: {
                  ...refOf(`c${i % 9}`, managementCluster),
                  namespace: `n${i}`,
                },
              }),
            ),
          );
          const paged = await allPages(fresh, { sort, order, limit });
          const whole = await fresh.list({ sort, order, limit: 500 });
          expect(paged).toEqual(whole.items);
          expect(
            new Set(
              paged.map(c => `${c.managementCluster}/${c.namespace}/${c.name}`),
            ).size,
          ).toBe(clusters.length);
          expect(whole.totalItems).toBe(clusters.length);
          expect(whole.nextCursor).toBeUndefined();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keeps its place when rows come and go between two pages', async () => {
    const fresh = (await openStore(databases, id)).store;
    await fresh.writeClusters(['b', 'd', 'f', 'h'].map(n => aCluster(n)));
    const first = await fresh.list({ limit: 2 });
    await fresh.writeClusters([aCluster('a'), aCluster('e')]);
    await fresh.removeClusters([refOf('d')]);
    const second = await fresh.list({ limit: 2, cursor: first.nextCursor });
    expect(first.items.map(c => c.name)).toEqual(['b', 'd']);
    expect(second.items.map(c => c.name)).toEqual(['e', 'f']);
  });
});
