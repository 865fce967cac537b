import { TestDatabases } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import {
  APPLICATION_SORT_FIELDS,
  type FleetApplication,
  type ListFleetApplicationsQuery,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { type ApplicationScope, findApplications } from './applicationQuery';
import type { DatabaseFleetStore } from './DatabaseFleetStore';
import {
  aCluster,
  anApplication,
  aSource,
  openStore,
  refOf,
  allOf,
} from './__testUtils__/fleet';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const REPO = 'https://git.example.org/Team/Shop.git';

const FLEET = [
  aCluster('alpha', { environment: 'dev' }, [
    anApplication('web', {
      destinationNamespace: 'shop',
      labels: { app: 'shop', tier: 'web' },
    }),
    anApplication('api', {
      labels: { app: 'shop', tier: 'api', 'app.kubernetes.io/name': 'web' },
      health: 'Degraded',
      sync: 'OutOfSync',
      project: 'backend',
      operationPhase: 'Failed',
    }),
    // Healthy says nothing as long as it was not compared.
    anApplication('new', { reconciledAt: undefined, project: undefined }),
  ]),
  aCluster('beta', { environment: 'prod', owner: 'group:default/search' }, [
    anApplication('web', {
      sources: [aSource('1'), { type: 'git', repoUrl: REPO }],
      operationPhase: 'Succeeded',
    }),
    anApplication('50%_off', {
      namespace: 'team-b',
      health: 'Progressing',
      images: ['registry.example.org/offers:1.4.2'],
    }),
  ]),
];

const ids = (items: FleetApplication[]) =>
  items.map(a => `${a.cluster.name}/${a.name}`);

describe.each(databases.eachSupportedId())('applications on %s', id => {
  let store: DatabaseFleetStore;
  beforeAll(async () => {
    ({ store } = await openStore(databases, id));
    await store.writeClusters(FLEET);
  });

  it('gives each application with its cluster', async () => {
    const { items, totalItems } = await store.searchApplications({});
    expect(totalItems).toBe(5);
    expect(items[0]).toEqual({
      ...FLEET[0].applications!.changed[1],
      cluster: refOf('alpha'),
    });
    expect(ids(items)).toEqual([
      'alpha/api',
      'alpha/new',
      'alpha/web',
      'beta/web',
      'beta/50%_off',
    ]);
  });

  it.each<[ListFleetApplicationsQuery, string[]]>([
    [{ health: ['Degraded', 'Progressing'] }, ['alpha/api', 'beta/50%_off']],
    [{ health: ['Unknown'] }, ['alpha/new']],
    [{ health: ['no such health'] }, []],
    [
      { health: [] },
      ['alpha/api', 'alpha/new', 'alpha/web', 'beta/web', 'beta/50%_off'],
    ],
    [{ sync: ['OutOfSync'] }, ['alpha/api']],
    [{ operationPhase: ['Failed'] }, ['alpha/api']],
    [{ project: ['backend'] }, ['alpha/api']],
    [{ project: ['\0'] }, []],
    [{ namespace: ['shop'] }, ['alpha/web']],
    [{ repo: [REPO] }, ['beta/web']],
    [{ repo: [REPO.toLowerCase(), 'x'] }, ['beta/web']],
    [{ repo: [REPO.slice(0, -1)] }, []],
    [{ environment: ['prod'] }, ['beta/web', 'beta/50%_off']],
    [{ cluster: ['main/clusters-dev/beta'] }, ['beta/web', 'beta/50%_off']],
    [{ cluster: ['main/clusters-dev/nobody'] }, []],
    [{ name: ['web'] }, ['alpha/web', 'beta/web']],
    [{ name: ['argocd/web', 'api'] }, ['alpha/api', 'alpha/web', 'beta/web']],
    [{ name: ['team-b/web'] }, []],
    [{ name: ['WEB'] }, []],
    [{ name: ['team-b/50%_off'] }, ['beta/50%_off']],
    [{ name: ['web'], project: ['backend'] }, []],
    [{ applicationNamespace: ['team-b'] }, ['beta/50%_off']],
    [{ clusterName: ['beta', 'nobody'], name: ['web'] }, ['beta/web']],
    [{ selector: 'app=shop' }, ['alpha/api', 'alpha/web']],
    [{ selector: 'app=sho' }, []],
    [{ selector: 'app=shop,tier=web' }, ['alpha/web']],
    [{ selector: 'tier in (web,api)' }, ['alpha/api', 'alpha/web']],
    [{ selector: 'app.kubernetes.io/name' }, ['alpha/api']],
    // As in Kubernetes, also what has no such label.
    [
      { selector: 'tier!=web' },
      ['alpha/api', 'alpha/new', 'beta/web', 'beta/50%_off'],
    ],
    [
      { selector: 'tier notin (web,api)' },
      ['alpha/new', 'beta/web', 'beta/50%_off'],
    ],
    [{ selector: '!tier,app' }, []],
    [{ selector: 'app=shop', name: ['web'] }, ['alpha/web']],
    [{ search: 'WEB' }, ['alpha/web', 'beta/web']],
    [{ search: 'web beta' }, ['beta/web']],
    [{ search: 'team/shop' }, ['beta/web']],
    [{ search: '%_' }, ['beta/50%_off']],
    [{ search: 'offers:1.4.2' }, ['beta/50%_off']],
    [
      { search: 'web', health: ['Healthy'], environment: ['dev'] },
      ['alpha/web'],
    ],
  ])('%j', async (query, expected) => {
    const { items, totalItems } = await store.searchApplications(query);
    expect(ids(items)).toEqual(expected);
    expect(totalItems).toBe(expected.length);
  });

  it.each(['a in (', 'a=b=c', "a' or 1=1"])(
    'refuses the label selector %s',
    async selector => {
      await expect(store.searchApplications({ selector })).rejects.toThrow(
        InputError,
      );
    },
  );

  it('finds the clusters that have an application, within what the permission shows', async () => {
    const names = async (
      query: ListFleetApplicationsQuery,
      filter?: ApplicationScope['filter'],
      limit = 10,
    ) =>
      (await store.findDeployedClusters(query, { filter, limit })).map(
        c => c.name,
      );
    const payments: ApplicationScope['filter'] = query =>
      query.where('owner', 'group:default/payments');
    expect(await names({ name: ['web'] })).toEqual(['alpha', 'beta']);
    expect(await names({ name: ['web'] }, payments)).toEqual(['alpha']);
    expect(await names({ selector: '!app' }, payments)).toEqual(['alpha']);
    expect(await names({ name: ['web'] }, undefined, 1)).toEqual(['alpha']);
    expect(await names({ name: ['50%_off'] }, payments)).toEqual([]);
    expect(await names({ clusterName: ['beta'], name: ['web'] })).toEqual([
      'beta',
    ]);
  });

  it('gives clusters by reference, within what the permission shows', async () => {
    const refs = [refOf('beta'), refOf('nobody'), refOf('alpha')];
    const names = async (filter?: ApplicationScope['filter']) =>
      (await store.listByRef(refs, filter)).map(c => c.name);
    expect(await names()).toEqual(['alpha', 'beta']);
    expect(
      await names(query => query.where('owner', 'group:default/search')),
    ).toEqual(['beta']);
  });

  it('gives those of one cluster', async () => {
    const scope = { ref: refOf('beta') };
    const all = await store.searchApplications({}, scope);
    expect(ids(all.items)).toEqual(['beta/web', 'beta/50%_off']);
    const some = await store.searchApplications({ search: 'web' }, scope);
    expect(ids(some.items)).toEqual(['beta/web']);
  });

  it('returns no application of a cluster that the permission hides, for any query', async () => {
    const scope: ApplicationScope = {
      filter: query =>
        query.where('owner', 'group:default/payments').orWhere('owner', 'none'),
    };
    for (const query of [
      {},
      { search: 'web' },
      { cluster: ['main/clusters-dev/beta', 'main/clusters-dev/alpha'] },
      { environment: ['prod', 'dev'], repo: [REPO, aSource('1').repoUrl!] },
      { search: 'b', sort: 'health', order: 'desc' } as const,
      { name: ['web', 'argocd/web', 'team-b/50%_off'] },
      { selector: '!app' },
      { clusterName: ['beta'], applicationNamespace: ['team-b', 'argocd'] },
    ]) {
      const { items, totalItems } = await store.searchApplications(
        query,
        scope,
      );
      expect(ids(items).filter(name => name.startsWith('beta'))).toEqual([]);
      expect(totalItems).toBe(items.length);
      await expect(
        store.searchApplications(query, { ...scope, ref: refOf('beta') }),
      ).resolves.toEqual({ items: [], totalItems: 0 });
    }
  });

  it.each(
    APPLICATION_SORT_FIELDS.flatMap(sort => [
      [sort, 'asc'] as const,
      [sort, 'desc'] as const,
    ]),
  )('pages by %s %s without a gap', async (sort, order) => {
    const whole = await store.searchApplications({ sort, order });
    const seen: FleetApplication[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.searchApplications({
        sort,
        order,
        limit: 2,
        cursor,
      });
      expect(page.totalItems).toBe(5);
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(whole.items);
    expect(new Set(ids(seen)).size).toBe(5);
  });

  it('sorts by health, worst last', async () => {
    const { items } = await store.searchApplications({ sort: 'health' });
    expect(items.map(a => a.name)).toEqual([
      'web',
      'web',
      '50%_off',
      'api',
      'new',
    ]);
  });

  it('refuses a cursor of another order, and limits out of range', async () => {
    const { nextCursor } = await store.searchApplications({ limit: 1 });
    for (const query of [
      { cursor: nextCursor, sort: 'name' as const },
      { limit: 0 },
      { limit: 501 },
      { sort: 'nothing' as any },
      { search: 'x'.repeat(201) },
    ]) {
      await expect(store.searchApplications(query)).rejects.toThrow(InputError);
    }
  });

  it('follows what is written: a health that is assessed anew, an application that goes, a cluster that goes', async () => {
    const own = await openStore(databases, id);
    await own.store.writeClusters(FLEET);
    const [alpha, beta] = FLEET;
    await own.store.writeClusters([
      { ...alpha, applications: allOf([anApplication('new')]) },
    ]);
    const healthy = await own.store.searchApplications({ health: ['Healthy'] });
    expect(ids(healthy.items)).toEqual(['alpha/new', 'beta/web']);
    await own.store.removeClusters([beta.state.ref]);
    const left = await own.store.searchApplications({});
    expect(ids(left.items)).toEqual(['alpha/new']);
    await expect(own.knex('application_index')).resolves.toHaveLength(1);
  });
});

describe.each(databases.eachSupportedId())('many applications on %s', id => {
  it.each([10_000, 100])(
    'pages without a gap if %s matches are few',
    async few => {
      const { store, knex } = await openStore(databases, id);
      const clusters = Array.from({ length: 25 }, (_, c) =>
        aCluster(
          `c${String(c).padStart(2, '0')}`,
          { environment: c < 20 ? 'dev' : 'prod' },
          Array.from({ length: 200 }, (__, a) =>
            anApplication(`app-${a}`, {
              project: `p${a % 3}`,
              health: a % 5 ? 'Healthy' : 'Degraded',
            }),
          ),
        ),
      );
      await store.writeClusters(clusters);
      for (const [query, total] of [
        [{}, 5000],
        [{ health: ['Healthy'] }, 4000],
        [{ health: ['Healthy'], environment: ['dev'], search: 'app' }, 3200],
      ] as const) {
        for (const sort of APPLICATION_SORT_FIELDS) {
          const wanted: ListFleetApplicationsQuery = {
            ...(query as ListFleetApplicationsQuery),
            sort,
            order: 'desc',
            limit: 500,
          };
          const seen = new Set<string>();
          let cursor: string | undefined;
          do {
            const page: any = await findApplications(
              knex,
              { ...wanted, cursor },
              {},
              few,
            );
            expect(page.totalItems).toBe(total);
            for (const key of page.keys) seen.add(JSON.stringify(key));
            cursor = page.nextCursor;
          } while (cursor);
          expect(seen.size).toBe(total);
        }
      }
    },
  );
});
