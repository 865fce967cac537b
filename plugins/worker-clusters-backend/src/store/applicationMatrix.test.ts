import { TestDatabases } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import type {
  ApplicationMatrix,
  ApplicationMatrixQuery,
  ApplicationSource,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import type { DatabaseFleetStore } from './DatabaseFleetStore';
import { growthOf } from '../__testUtils__/growthOf';
import { repositoryKey } from './applicationIndex';
import { aCluster, anApplication, openStore } from './__testUtils__/fleet';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const git = (repoUrl: string): ApplicationSource[] => [
  {
    type: 'git',
    repoUrl,
    targetRevision: 'main',
    revision: { value: 'a'.repeat(40), kind: 'commit' },
  },
];
const SHOP = git('https://git.example.org/Shop/Web.git');
const web = (tag: string, rest = {}) =>
  anApplication('web', { sources: SHOP, images: [`x/web:${tag}`], ...rest });

const FLEET = [
  aCluster('prod-a', { environment: 'prod', owner: 'group:default/search' }, [
    web('1.4.2'),
    anApplication('api', { images: ['x/api:7'], health: 'Degraded' }),
  ]),
  aCluster('prod-b', { environment: 'prod' }, [
    // The same repository, written in another way.
    web('1.4.1', {
      sources: git('git@git.example.org:shop/web'),
      sync: 'OutOfSync',
    }),
    anApplication('api', { images: ['x/api:7'] }),
  ]),
  aCluster('dev-a', { environment: 'dev' }, [
    web('1.5.0'),
    // Of another team: another application.
    anApplication('web', {
      namespace: 'team-b',
      sources: git('https://git.example.org/other/web'),
      images: ['x/web:2'],
    }),
    // Two Applications of one application in one cluster.
    anApplication('jobs', { namespace: 'team-a', images: ['x/jobs:1'] }),
    anApplication('jobs', {
      namespace: 'team-b',
      images: ['x/jobs:3'],
      health: 'Missing',
    }),
  ]),
  aCluster('dev-new', { environment: 'dev' }, []),
];

/** `web shop: 0=1.4.2 …`: a row, by the names of the clusters. */
const lines = ({ columns, rows }: ApplicationMatrix) =>
  rows.map(
    row =>
      `${row.name} ${row.repository
        ?.split('/')
        .slice(-2)
        .join('/')}: ${row.cells
        .map(
          cell =>
            `${columns[cell.cluster].name}=${cell.versions
              .map(v => row.versions[v])
              .join('+')}`,
        )
        .join(' ')}`,
  );

describe.each(databases.eachSupportedId())('the matrix on %s', id => {
  let store: DatabaseFleetStore;
  let knex: Knex;
  beforeAll(async () => {
    ({ store, knex } = await openStore(databases, id));
    await store.writeClusters(FLEET);
  });

  it('has a row for each name and repository, and a column for each cluster that was heard', async () => {
    const matrix = await store.applicationMatrix({});
    expect(matrix.columns.map(c => `${c.environment} ${c.name}`)).toEqual([
      'dev dev-a',
      'prod prod-a',
      'prod prod-b',
    ]);
    expect(matrix.unreported).toBe(1);
    expect(lines(matrix)).toEqual(
      expect.arrayContaining([
        'api platform/gitops: prod-a=7 prod-b=7',
        'jobs platform/gitops: dev-a=1+3',
        'web shop/web: dev-a=1.5.0 prod-a=1.4.2 prod-b=1.4.1',
        'web other/web: dev-a=2',
      ]),
    );
    expect(matrix.totalItems).toBe(4);
    expect(matrix.nextCursor).toBeUndefined();
  });

  it('gives the worst of several Applications of one cluster', async () => {
    const { rows } = await store.applicationMatrix({ search: 'jobs' });
    expect(rows[0].cells).toEqual([
      {
        cluster: 0,
        versions: [0, 1],
        health: 'Missing',
        sync: 'Synced',
        namespace: 'team-a',
        count: 2,
      },
    ]);
  });

  it.each<[ApplicationMatrixQuery, string[]]>([
    [
      { environment: ['prod'], search: 'web' },
      ['web shop/web: prod-a=1.4.2 prod-b=1.4.1'],
    ],
    [{ environment: ['none'] }, []],
    [{ environment: ['\0'] }, []],
    [
      { version: '1.4.2' },
      ['web shop/web: dev-a=1.5.0 prod-a=1.4.2 prod-b=1.4.1'],
    ],
    [
      { version: 'V1.4' },
      ['web shop/web: dev-a=1.5.0 prod-a=1.4.2 prod-b=1.4.1'],
    ],
    [{ version: '4.2' }, []],
    [{ version: '\0' }, []],
    [
      { only: ['drift'] },
      [
        'jobs platform/gitops: dev-a=1+3',
        'web shop/web: dev-a=1.5.0 prod-a=1.4.2 prod-b=1.4.1',
      ],
    ],
    [
      { only: ['drift'], environment: ['prod'] },
      ['web shop/web: prod-a=1.4.2 prod-b=1.4.1'],
    ],
    [
      { only: ['unhealthy'], environment: ['prod'] },
      ['api platform/gitops: prod-a=7 prod-b=7'],
    ],
    [{ only: ['unhealthy', 'drift'] }, ['jobs platform/gitops: dev-a=1+3']],
    [
      { search: 'SHOP web' },
      ['web shop/web: dev-a=1.5.0 prod-a=1.4.2 prod-b=1.4.1'],
    ],
    [{ search: 'prod-a' }, []],
  ])('%j', async (query, expected) => {
    const matrix = await store.applicationMatrix(query);
    expect(lines(matrix)).toEqual(expected);
    expect(matrix.totalItems).toBe(expected.length);
  });

  it('shows nothing of a cluster that the permission hides, for any query', async () => {
    const filter = (query: Knex.QueryBuilder) =>
      query.where('owner', 'group:default/search').orWhere('owner', 'none');
    for (const query of [
      {},
      { search: 'web' },
      { version: '1.4' },
      { environment: ['prod', 'dev'] },
      { only: ['unhealthy' as const] },
    ]) {
      const matrix = await store.applicationMatrix(query, filter);
      const text = JSON.stringify(matrix);
      expect(
        matrix.columns.map(c => c.name).filter(n => n !== 'prod-a'),
      ).toEqual([]);
      expect(matrix.unreported).toBe(0);
      for (const hidden of [
        '1.4.1',
        '1.5.0',
        'jobs',
        'other',
        'prod-b',
        'dev-',
      ]) {
        expect(text).not.toContain(hidden);
      }
      expect(matrix.totalItems).toBe(matrix.rows.length);
    }
    // They differ only in what is hidden.
    await expect(
      store.applicationMatrix({ only: ['drift'] }, filter),
    ).resolves.toMatchObject({ rows: [], totalItems: 0 });
    await expect(
      store.applicationMatrix({ version: '1.4.1' }, filter),
    ).resolves.toMatchObject({ rows: [], totalItems: 0 });
  });

  it('pages without a gap', async () => {
    const whole = await store.applicationMatrix({});
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page: ApplicationMatrix = await store.applicationMatrix({
        limit: 1,
        cursor,
      });
      expect(page.totalItems).toBe(cursor ? undefined : 4);
      expect(page.rows).toHaveLength(1);
      names.push(...lines(page));
      cursor = page.nextCursor;
    } while (cursor);
    expect(names).toEqual(lines(whole));
  });

  it.each<ApplicationMatrixQuery>([
    { limit: 0 },
    { limit: 201 },
    { cursor: 'x' },
    { search: 'x'.repeat(201) },
    { version: 'x'.repeat(129) },
    { only: ['nothing' as any] },
  ])('refuses %j', async query => {
    await expect(store.applicationMatrix(query)).rejects.toThrow(InputError);
  });

  it('follows a new version, and one that an older replica wrote without its columns', async () => {
    const after = aCluster(
      'prod-a',
      { environment: 'prod', owner: 'group:default/search' },
      [web('1.4.3'), anApplication('api')],
    );
    await store.writeClusters([after]);
    const read = () =>
      store.applicationMatrix({ search: 'web', environment: ['prod'] });
    expect(lines(await read())).toEqual([
      'web shop/web: prod-a=1.4.3 prod-b=1.4.1',
    ]);
    await knex('application_index')
      .where('cluster_key', 'main/clusters-dev/prod-a')
      .update({
        repository: '',
        repository_hash: '',
        version: '',
        version_text: '',
      });
    await knex('clusters')
      .where('key', 'main/clusters-dev/prod-a')
      .update({ applications_hash: 'of the older replica' });
    await store.writeClusters([after]);
    expect(lines(await read())).toEqual([
      'web shop/web: prod-a=1.4.3 prod-b=1.4.1',
    ]);
  });

  it('stores a worker that sends the longest names', async () => {
    const long = '\u20ac'.repeat(253);
    await store.writeClusters([
      aCluster('prod-z', { environment: 'prod' }, [
        anApplication(long, {
          namespace: long,
          sources: git(`https://${'\u20ac'.repeat(900)}`),
          images: [`x/web:${long}`],
        }),
      ]),
    ]);
    const { rows } = await store.applicationMatrix({ search: '\u20ac' });
    expect(rows).toHaveLength(1);
  });
});

describe('repositoryKey', () => {
  it.each([
    [
      'https://user:pw@Git.example.org/Shop/Web.git/',
      'git.example.org/shop/web',
    ],
    ['git@git.example.org:shop/web.git', 'git.example.org/shop/web'],
    ['ssh://git@git.example.org:22/shop/web', 'git.example.org:22/shop/web'],
    ['oci://ghcr.io/shop/web', 'ghcr.io/shop/web'],
    [undefined, ''],
  ])('writes %s as %s', (repoUrl, expected) => {
    expect(repositoryKey({ type: 'git', repoUrl })).toBe(expected);
  });

  it('reads a hostile address in time proportional to its length', () => {
    const read = (size: number) => {
      const repoUrl = `https://a${'/'.repeat(size)}x`;
      for (let i = 0; i < 20; i++) {
        repositoryKey({ type: 'git', repoUrl: `${repoUrl}${i}` });
      }
    };
    expect(growthOf(read, { size: 2000, bound: 20 })).toBeLessThan(20);
  });

  it('tells charts of one repository apart', () => {
    expect(
      repositoryKey({
        type: 'helm',
        repoUrl: 'https://charts.example.org',
        chart: 'web',
      }),
    ).toBe('charts.example.org/web');
  });
});
