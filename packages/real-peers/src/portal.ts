import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import workerClustersPlugin from '@worker-clusters/backstage-plugin-worker-clusters-backend';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import request from 'supertest';

/** How the portal is given a management cluster. */
export interface ManagementAccess {
  url: string;
  /** PEM */
  ca?: string;
  token?: string;
  /** Takes the place of `token`. */
  tokenFile?: string;
}

/** An answer that the portal got from an API server. */
export interface RecordedAnswer {
  origin: string;
  method: string;
  /** Without the query. */
  path: string;
  status: number;
}

/** Published by the backend plugin (`RESPONSE_CHANNEL` of its `observe/http`). */
const CHANNEL = 'worker-clusters:api-server:response';

/** The portal's backend plugin in a backend of its own, over real API servers. */
export async function startPortal(
  management: ManagementAccess,
  databases: TestDatabases,
) {
  const answers: RecordedAnswer[] = [];
  const record = (message: unknown) => {
    const { origin, method, path, statusCode } = message as {
      origin: string;
      method: string;
      path: string;
      statusCode: number;
    };
    answers.push({
      origin,
      method,
      path: path.split('?')[0],
      status: statusCode,
    });
  };
  subscribe(CHANNEL, record);
  const logger = mockServices.rootLogger.mock();
  logger.child.mockReturnValue(logger);
  const backend = await startTestBackend({
    features: [
      workerClustersPlugin,
      logger.factory,
      mockServices.database.factory({
        knex: await databases.init('SQLITE_3'),
      }),
      mockServices.rootConfig.factory({
        data: {
          workerClusters: {
            managementClusters: [
              {
                name: 'real',
                url: management.url,
                ...(management.ca && {
                  caData: Buffer.from(management.ca).toString('base64'),
                }),
                ...(management.tokenFile
                  ? { tokenFile: management.tokenFile }
                  : { token: management.token }),
              },
            ],
            workers: { dangerouslyAllowApiServers: ['127.0.0.1'] },
          },
        },
      }),
    ],
  });
  const get = async (path: string): Promise<any> => {
    const { status, body } = await request(backend.server)
      .get(`/api/worker-clusters${path}`)
      .set('Authorization', mockCredentials.user.header());
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  };
  return {
    /** What API servers answered, oldest first. */
    answers,
    /** Warnings of the backend's log. */
    warnings: () => logger.warn.mock.calls.map(([message]) => message),
    management: async () => (await get('/v1/management-clusters')).items[0],
    /** @param cluster `<namespace>/<name>` */
    cluster: (cluster: string): Promise<WorkerClusterDetails> =>
      get(`/v1/clusters/real/${cluster}`),
    applications: async (cluster: string): Promise<any[]> =>
      (await get(`/v1/clusters/real/${cluster}/applications`)).items,
    async stop() {
      unsubscribe(CHANNEL, record);
      await backend.stop();
    },
  };
}

export type Portal = Awaited<ReturnType<typeof startPortal>>;
