/**
 * One replica of the backend, in a process of its own: the plugin on PostgreSQL, with what a test says in REPLICA (JSON).
 * It tells the test its port, and each notice that it gives.
 */
import { createServiceFactory } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import Knex from 'knex';
import workerClustersPlugin from '../..';

export interface ReplicaOptions {
  /** Of the PostgreSQL database that the replicas of one test share. */
  connection: object;
  config: object;
}

export type ReplicaMessage =
  | { type: 'listening'; port: number }
  | { type: 'notice'; clusters: string[]; revision: number };

const tell = (message: ReplicaMessage) => process.send?.(message);

async function main() {
  const { connection, config }: ReplicaOptions = JSON.parse(
    process.env.REPLICA!,
  );
  const knex = Knex({
    client: 'pg',
    connection,
    pool: { min: 0, max: 5 },
  });
  const backend = await startTestBackend({
    features: [
      workerClustersPlugin,
      mockServices.rootLogger.factory({ level: 'info' } as any),
      mockServices.database.factory({ knex, migrations: { skip: true } }),
      mockServices.rootConfig.factory({ data: config as any }),
      createServiceFactory({
        service: eventsServiceRef,
        deps: {},
        factory: () => ({
          async publish({ topic, eventPayload }) {
            if (topic !== 'worker-clusters.changed') return;
            tell({ type: 'notice', ...(eventPayload as any) });
          },
          async subscribe() {},
        }),
      }),
    ],
  });
  const { port } = backend.server.address() as { port: number };
  tell({ type: 'listening', port });
  process.on('SIGTERM', async () => {
    await backend.stop();
    await knex.destroy();
    process.exit(0);
  });
  // The test is gone.
  process.on('disconnect', () => process.exit(1));
}

main().catch(error => {
  // eslint-disable-next-line no-console
  console.error(error);
  process.exit(1);
});
