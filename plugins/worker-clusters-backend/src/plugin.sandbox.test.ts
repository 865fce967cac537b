import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { ScmIntegrations } from '@backstage/integration';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  claimBranch,
  createGitRepository,
  GitRepository,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { Sandbox, startSandbox } from '@worker-clusters/sandbox';
import type { Knex } from 'knex';
import request from 'supertest';
import { eventually } from './__testUtils__/eventually';
import { claimText } from './__testUtils__/FakeGit';
import { serviceHeader } from './__testUtils__/testBackend';
import workerClustersPlugin from '.';

jest.setTimeout(240_000);
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const PATH = 'crossplane/claims/dev/orders.yaml';
const CLUSTER = '/v1/clusters/sandbox/clusters-dev/orders';

/** The whole backend over real sockets: API servers and Git host of the sandbox, a real database. */
describe('against the sandbox', () => {
  let directory: string;
  let sandbox: Sandbox;
  let knex: Knex;
  let repository: GitRepository;
  let portal: Awaited<ReturnType<typeof startPortal>>;

  async function startPortal() {
    const host = new URL(sandbox.gitUrl).host;
    const config = {
      workerClusters: {
        managementClusters: [
          {
            name: 'sandbox',
            url: sandbox.managementUrl,
            caData: Buffer.from(sandbox.caCertificate).toString('base64'),
            token: sandbox.tokens.managementPortal,
          },
        ],
        workers: { dangerouslyAllowApiServers: ['127.0.0.1'] },
        gitops: {
          repoUrl: `${host}?owner=platform&repo=gitops`,
          branch: 'main',
        },
      },
      integrations: {
        gitea: [
          {
            host,
            baseUrl: sandbox.gitUrl,
            username: 'portal',
            password: sandbox.tokens.gitPortal,
          },
        ],
      },
    };
    const events = mockServices.events();
    const logger = mockServices.rootLogger.mock();
    logger.child.mockReturnValue(logger);
    const backend = await startTestBackend({
      features: [
        workerClustersPlugin,
        logger.factory,
        mockServices.database.factory({ knex }),
        mockServices.rootConfig.factory({ data: config }),
        createServiceFactory({
          service: eventsServiceRef,
          deps: {},
          factory: () => events,
        }),
      ],
    });
    repository = createGitRepository({
      integrations: ScmIntegrations.fromConfig(
        mockServices.rootConfig({ data: config }),
      ),
      repository: config.workerClusters.gitops.repoUrl,
    });
    return {
      events,
      logger,
      get: (path: string, authorization = mockCredentials.user.header()) =>
        request(backend.server)
          .get(`/api/worker-clusters${path}`)
          .set('Authorization', authorization),
      report: (body: object) =>
        request(backend.server)
          .post('/api/worker-clusters/v1/requests')
          .set('Authorization', serviceHeader('plugin:scaffolder'))
          .send(body),
      stop: () => backend.stop(),
    };
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sandbox-'));
    knex = await databases.init('SQLITE_3');
    sandbox = await startSandbox({ directory, speed: 40, fleet: 'none' });
    portal = await startPortal();
  });
  afterAll(async () => {
    await portal?.stop();
    await sandbox?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const cluster = async (): Promise<WorkerClusterDetails> => {
    const { status, body } = await portal.get(CLUSTER);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  };
  /** Looks for a minute until the cluster is as it should be. */
  const expectCluster = (expected: object) =>
    eventually(async () => {
      expect(await cluster()).toMatchObject(expected);
    }, 60_000);
  const merge = async (number: number) => {
    const response = await fetch(
      `${sandbox.gitUrl}/api/v1/repos/platform/gitops/pulls/${number}/merge`,
      {
        method: 'POST',
        headers: {
          Authorization: `token ${sandbox.tokens.gitEngineer}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify({ Do: 'merge' }),
      },
    );
    expect(response.status).toBe(200);
    await portal.events.publish({ topic: 'gitea', eventPayload: {} });
  };
  const propose = async (
    branch: string,
    change: { path: string; content?: string; sha?: string },
  ) => {
    await repository.createBranchWithCommit({
      branch,
      base: 'main',
      message: `change ${change.path}`,
      changes: [change],
    });
    return repository.createPullRequest({
      head: branch,
      base: 'main',
      title: 'Add worker cluster orders',
      body: '',
    });
  };

  it('follows a cluster from the pull request to healthy applications', async () => {
    const pullRequest = await propose(
      claimBranch({ environment: 'dev', name: 'orders' }),
      { path: PATH, content: claimText('orders') },
    );
    const { number, url, title, createdAt } = pullRequest;
    await portal
      .report({
        namespace: 'clusters-dev',
        name: 'orders',
        environment: 'dev',
        claimPath: PATH,
        pullRequest: { number, url, title, createdAt },
      })
      .expect(202);
    await expectCluster({
      phase: { phase: 'requested' },
      pullRequest: { number, state: 'open' },
    });
    await merge(number);
    await expectCluster({
      phase: { phase: 'ready' },
      health: 'Healthy',
      sync: 'Synced',
      connection: { status: 'live' },
      owner: 'group:default/payments',
      argocd: { availability: 'available' },
      pullRequest: { number, state: 'merged' },
      claimPath: PATH,
      claimUrl: repository.fileUrl(PATH, 'main'),
      entityRef: 'resource:default/orders',
    });
    const { timeline, transitions } = await cluster();
    expect(timeline.filter(s => s.state !== 'done')).toEqual([]);
    const phases = transitions.map(t => t.phase);
    expect(phases[0]).toBe('requested');
    expect(phases).toContain('provisioning');
    expect(phases[phases.length - 1]).toBe('ready');
  });

  it('gives the kubernetes plugin access that works', async () => {
    const { body } = await portal
      .get(`${CLUSTER}/access`, serviceHeader('plugin:kubernetes'))
      .expect(200);
    expect(body.server).toBe(sandbox.worker('orders')!.url);
    const logged = JSON.stringify([
      portal.logger.info.mock.calls,
      portal.logger.warn.mock.calls,
      portal.logger.error.mock.calls,
    ]);
    expect(logged).not.toContain(body.token);
    const rows = await knex('clusters').select();
    expect(JSON.stringify(rows)).not.toContain(body.token);
  });

  it('keeps the last known state while a worker is down', async () => {
    await sandbox.setFaults('orders', [{ kind: 'vanish' }]);
    await eventually(async () => {
      expect((await cluster()).connection.status).not.toBe('live');
    }, 60_000);
    const down = await cluster();
    expect(down).toMatchObject({
      phase: { phase: 'ready' },
      health: 'Healthy',
      connection: { lastSeen: expect.any(String) },
    });
    await sandbox.setFaults('orders', []);
    await expectCluster({ connection: { status: 'live' } });
  });

  it('keeps the last known state while management cluster and Git host are down, through a restart', async () => {
    await sandbox.setFaults('management', [{ kind: 'vanish' }]);
    await sandbox.setFaults('git', [{ kind: 'vanish' }]);
    await portal.stop();
    portal = await startPortal();
    expect(await cluster()).toMatchObject({
      phase: { phase: 'ready' },
      health: 'Healthy',
    });
    await expectCluster({
      connection: { status: 'connecting', lastSeen: expect.any(String) },
    });
    await eventually(async () => {
      const { body } = await portal.get('/v1/management-clusters').expect(200);
      expect(body.items).toMatchObject([
        { name: 'sandbox', clusters: 1, connection: { status: 'unreachable' } },
      ]);
    }, 60_000);
    await sandbox.setFaults('management', []);
    await sandbox.setFaults('git', []);
    await expectCluster({ connection: { status: 'live' } });
  });

  it('sees a cluster go down and forgets it', async () => {
    const file = (await repository.getFile(PATH, 'main'))!;
    const { number } = await propose('remove-orders', {
      path: PATH,
      sha: file.sha,
    });
    await merge(number);
    await eventually(async () => {
      const { body } = await portal.get('/v1/clusters').expect(200);
      expect(body.items).toEqual([]);
    }, 60_000);
  });
});
