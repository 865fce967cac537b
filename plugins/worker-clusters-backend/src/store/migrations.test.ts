import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
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
  'phase_transitions',
  'requests',
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
