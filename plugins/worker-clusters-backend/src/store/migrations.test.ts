import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { aCluster, openStore } from './__testUtils__/fleet';
import { hashOf } from './content';
import { openDatabase } from './database';
import { DatabaseFleetStore } from './DatabaseFleetStore';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const directory = resolvePackagePath(
  '@worker-clusters/backstage-plugin-worker-clusters-backend',
  'migrations',
);
const TABLES = [
  'clusters',
  'applications',
  'application_index',
  'phase_transitions',
  'stage_durations',
  'requests',
  'review_requests',
  'review_request_clusters',
  'isolation_findings',
  'isolation_checks',
  'replicas',
  'management_clusters',
  'cluster_inputs',
  'lifetime_reminders',
  'notification_records',
  'cluster_reasons',
  'fleet_revision',
];

describe.each(databases.eachSupportedId())('migrations on %s', id => {
  it('go up, down and up again', async () => {
    const knex = await databases.init(id);
    const existing = () =>
      Promise.all(TABLES.map(table => knex.schema.hasTable(table)));
    for (let round = 0; round < 2; round++) {
      await knex.migrate.latest({ directory });
      await expect(existing()).resolves.toEqual(TABLES.map(() => true));
      await knex.migrate.rollback({ directory }, true);
      await expect(existing()).resolves.toEqual(TABLES.map(() => false));
    }
  });

  it('fill what the fleet is filtered by from what was stored before', async () => {
    const knex = await databases.init(id);
    const name = '20261129070500_cluster_states.js';
    await knex.migrate.latest({ directory });
    await knex.migrate.down({ directory, name } as object);
    const rows = Array.from({ length: 250 }, (_, i) => ({
      key: `main/clusters-dev/c${i}`,
      management_cluster: 'main',
      namespace: 'clusters-dev',
      name: `c${i}`,
      phase: 'ready',
      phase_rank: 4,
      search_text: '',
      summary: JSON.stringify(
        i === 0
          ? {}
          : {
              sync: 'OutOfSync',
              connection: { status: 'stale' },
              kubernetesVersion: 'v1.34.2-eks-1',
            },
      ),
      details: '{}',
      content_hash: '',
      revision: 1,
    }));
    await knex.batchInsert('clusters', rows, 50);
    await knex.migrate.latest({ directory });
    const states = await knex('clusters')
      .groupBy('sync', 'connection_status', 'kubernetes_minor')
      .orderBy('connection_status')
      .select('sync', 'connection_status', 'kubernetes_minor')
      .count({ count: '*' });
    expect(states.map(s => ({ ...s, count: Number(s.count) }))).toEqual([
      {
        sync: 'OutOfSync',
        connection_status: 'stale',
        kubernetes_minor: '1.34',
        count: 249,
      },
      {
        sync: null,
        connection_status: 'unknown',
        kubernetes_minor: null,
        count: 1,
      },
    ]);
  });

  it('say of merged requests whether they are applied, from what was stored before', async () => {
    const knex = await databases.init(id);
    const name = '20261129111500_review_request_diffs.js';
    await knex.migrate.latest({ directory });
    await knex.migrate.down({ directory, name } as object);
    const states = [true, false, undefined];
    await knex('review_requests').insert(
      states.map((applied, number) => ({
        number,
        state: 'merged',
        created_at: '2026-11-23T08:00:00.000Z',
        data: JSON.stringify({ request: { applied } }),
      })),
    );
    await knex.migrate.latest({ directory });
    for (const [number, applied] of states.entries()) {
      const row = await knex('review_requests').where({ number }).first();
      expect(row.applied === null ? undefined : Boolean(row.applied)).toBe(
        applied,
      );
    }
  });

  it('keep the Applications that were stored when they had one source each', async () => {
    const knex = await databases.init(id);
    await knex.migrate.up({ directory });
    const commit = '0123456789abcdef0123456789abcdef01234567';
    const before = {
      health: 'Healthy',
      sync: 'Synced',
      resources: 3,
      repoUrl: 'https://git.example.org/a.git',
      path: 'apps',
      targetRevision: 'main',
      revision: commit,
    };
    const stored: Record<string, object> = {
      one: before,
      child: { ...before, parent: 'root' },
      far: { ...before, parent: 'team/root', revision: 'main' },
      bare: { health: 'Unknown', sync: 'Unknown', resources: 0 },
    };
    const many = Array.from({ length: 600 }, (_, i) => `n${i}`);
    await knex.batchInsert(
      'applications',
      [...Object.keys(stored), ...many].map(name => ({
        cluster_key: 'main/clusters-dev/alpha',
        namespace: 'argocd',
        name,
        data: JSON.stringify(stored[name] ?? before),
        reconciled_at: '2026-11-23T08:00:00.000Z',
      })),
      100,
    );
    const read = async () =>
      Object.fromEntries<any>(
        (await knex('applications')).map(row => [
          row.name,
          JSON.parse(row.data),
        ]),
      );

    await knex.migrate.latest({ directory });
    const after = await read();
    const rest = { health: 'Healthy', sync: 'Synced', resources: 3 };
    const source = {
      type: 'git',
      repoUrl: 'https://git.example.org/a.git',
      path: 'apps',
      targetRevision: 'main',
      revision: { value: commit, kind: 'commit' },
    };
    const owner = { kind: 'Application', namespace: 'argocd', name: 'root' };
    expect(after).toMatchObject({
      one: { ...rest, sources: [source] },
      child: { ...rest, sources: [source], owner },
      far: {
        ...rest,
        sources: [
          { ...source, revision: { value: 'main', kind: 'reference' } },
        ],
        owner: { ...owner, namespace: 'team' },
      },
      bare: { health: 'Unknown', sync: 'Unknown', resources: 0, sources: [] },
    });
    expect(Object.keys(after)).toHaveLength(604);
    expect(Object.values(after).every(data => data.sources)).toBe(true);
    expect(after.one).not.toHaveProperty('repoUrl');
    const index = await knex('application_index');
    expect(index).toHaveLength(604);
    expect(index.find(row => row.name === 'one')).toEqual({
      cluster_key: 'main/clusters-dev/alpha',
      label_text: '',
      namespace: 'argocd',
      name: 'one',
      project: '',
      health_rank: 0,
      sync_rank: 0,
      operation_phase: '',
      destination_namespace: '',
      search_text: 'one\nargocd\nalpha\n\n\nhttps://git.example.org/a.git\n',
      repository: 'git.example.org/a',
      repository_hash: hashOf('git.example.org/a').slice(0, 11),
      version: commit.slice(0, 8),
      version_text: `\n${commit.slice(0, 8)}\n`,
    });

    while ((await knex.migrate.currentVersion({ directory })) > '20261127') {
      await knex.migrate.down({ directory });
    }
    expect(await read()).toMatchObject({
      one: before,
      child: { ...before, parent: 'root' },
      bare: stored.bare,
    });
  });

  it('fill in what requests for review can be filtered and counted by', async () => {
    const knex = await databases.init(id);
    const created_at = '2026-11-28T08:00:00.000Z';
    const change = (name: string, allowed: boolean) => ({
      cluster: { managementCluster: 'main', namespace: 'clusters-dev', name },
      verb: 'update',
      environment: 'dev',
      owner: 'group:default/payments',
      allowed,
    });
    const requests = [
      { changes: [change('alpha', true), change('beta', false)] },
      { changes: [{ ...change('gamma', true), owner: undefined }] },
      { changes: [], problem: 'It is too large.' },
      ...Array.from({ length: 120 }, () => ({ changes: [] })),
    ];
    // The migration before.
    while (!(await knex.schema.hasTable('lifetime_reminders'))) {
      await knex.migrate.up({ directory });
    }
    await knex.batchInsert(
      'review_requests',
      requests.map((request, number) => ({
        number,
        state: 'open',
        created_at,
        data: JSON.stringify({ request }),
      })),
      50,
    );
    await knex('review_request_clusters').insert(
      requests.flatMap(({ changes }, number) =>
        changes.map(({ cluster }) => ({
          number,
          cluster_key: `main/clusters-dev/${cluster.name}`,
        })),
      ),
    );

    await knex.migrate.up({ directory });
    const rows = await knex('review_requests').orderBy('number');
    expect(rows.slice(0, 4).map(row => row.result)).toEqual([
      'refused',
      'allowed',
      'problem',
      'allowed',
    ]);
    expect(rows.every(row => row.result && row.evaluated_at === null)).toBe(
      true,
    );
    const links = await knex('review_request_clusters').orderBy('cluster_key');
    expect(links.map(l => [l.environment, l.owner, l.verb])).toEqual([
      ['dev', 'group:default/payments', 'update'],
      ['dev', 'group:default/payments', 'update'],
      ['dev', null, 'update'],
    ]);
    await knex.migrate.down({ directory });
    expect(await knex('review_requests').first()).not.toHaveProperty('result');
  });

  it('leave to the release before what it reads and writes', async () => {
    const knex = await databases.init(id);
    const layout = async () => {
      const tables: Record<string, Record<string, Knex.ColumnInfo>> = {};
      for (const table of TABLES) {
        if (await knex.schema.hasTable(table)) {
          tables[table] = await knex(table).columnInfo();
        }
      }
      return tables;
    };
    while (!(await knex.schema.hasTable('replicas'))) {
      await knex.migrate.up({ directory });
    }
    // A row that has no value in this column is refused.
    const isRequired = ({ nullable, defaultValue }: Knex.ColumnInfo) =>
      !nullable && defaultValue === null;
    const broken: string[] = [];
    for (;;) {
      const before = await layout();
      const [, [file]] = await knex.migrate.up({ directory });
      if (!file) break;
      const after = await layout();
      for (const [table, columns] of Object.entries(before)) {
        const now = after[table] ?? {};
        for (const column of Object.keys(columns)) {
          if (now[column]?.type !== columns[column].type) {
            broken.push(`${file} changes ${table}.${column}`);
          }
        }
        for (const [column, info] of Object.entries(now)) {
          if (!columns[column] && isRequired(info)) {
            broken.push(`${file} requires ${table}.${column}`);
          }
        }
      }
    }
    expect(broken).toEqual([]);
  });

  it('of a newer release do not stop this one', async () => {
    const knex = await databases.init(id);
    await knex.migrate.latest({ directory });
    await knex('knex_migrations').insert({
      name: '20991231000000_later.js',
      batch: 2,
      migration_time: new Date(),
    });
    await expect(knex.migrate.latest({ directory })).rejects.toThrow(
      'The migration directory is corrupt, the following files are missing: 20991231000000_later.js',
    );
    await openDatabase(
      mockServices.database({ knex, migrations: { skip: false } }),
    );
    await expect(
      knex('knex_migrations').max('batch as batch'),
    ).resolves.toEqual([{ batch: 2 }]);
  });

  it('let this release write what the release before has left out', async () => {
    const { store, knex } = await openStore(databases, id);
    const cluster = aCluster('alpha', { sync: 'OutOfSync' });
    await store.writeClusters([cluster]);
    const { uid, summary, details } = await knex('clusters').first();
    // A release without the column `sync` changed the row and changed it back.
    await knex('clusters').update({
      sync: null,
      content_hash: hashOf(uid ?? '', summary, details),
    });
    await store.writeClusters([cluster]);
    await expect(knex('clusters').first('sync')).resolves.toEqual({
      sync: 'OutOfSync',
    });
  });

  it('are left to the operator where the portal is told so', async () => {
    const knex = await databases.init(id);
    await DatabaseFleetStore.create({
      database: mockServices.database({ knex, migrations: { skip: true } }),
    });
    await expect(knex.schema.hasTable('clusters')).resolves.toBe(false);
  });

  it('leave what is stored to the next start', async () => {
    const knex = await databases.init(id);
    const database = mockServices.database({
      knex,
      migrations: { skip: false },
    });
    const first = await DatabaseFleetStore.create({ database });
    await first.saveRequests([]);
    await knex('fleet_revision').update({ revision: 41 });
    const second = await DatabaseFleetStore.create({ database });
    await expect(second.revision()).resolves.toBe(41);
  });
});
