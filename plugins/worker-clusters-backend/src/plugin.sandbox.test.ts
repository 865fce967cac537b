import { mkdtemp, readFile, rm } from 'node:fs/promises';
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
import type {
  Application,
  WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { claimBranch } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  createGitRepository,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import { Sandbox, startSandbox } from '@worker-clusters/sandbox';
import type { Knex } from 'knex';
import request from 'supertest';
import { parseAllDocuments } from 'yaml';
import { eventually } from './__testUtils__/eventually';
import { claimText } from './__testUtils__/FakeGit';
import { startRecording } from './__testUtils__/recordRequests';
import {
  accessOf,
  grants,
  resourcesOf,
  resourcesOfTable,
  REVIEW,
  type Rule,
} from './__testUtils__/rights';
import { serviceHeader } from './__testUtils__/testBackend';
import workerClustersPlugin from '.';

jest.setTimeout(240_000);
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const PATH = 'crossplane/claims/dev/orders.yaml';
const CLUSTER = '/v1/clusters/sandbox/clusters-dev/orders';
/** A claim of the Crossplane v1 API. */
const OLD_PATH = 'crossplane/claims/dev/billing.yaml';
const OLD = '/v1/clusters/sandbox/clusters-dev/billing';

/** The whole backend over real sockets: API servers and Git host of the sandbox, a real database. */
describe('against the sandbox', () => {
  let directory: string;
  let sandbox: Sandbox;
  let knex: Knex;
  let repository: GitRepository;
  let portal: Awaited<ReturnType<typeof startPortal>>;
  const recording = startRecording();
  /** Rules that the shipped platform repository gives the portal, and the API server that they are for. */
  const granted = new Map<string, Rule[]>();

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
    recording.stop();
    await portal?.stop();
    await sandbox?.close();
    await rm(directory, { recursive: true, force: true });
  });

  const cluster = async (path = CLUSTER): Promise<WorkerClusterDetails> => {
    const { status, body } = await portal.get(path);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  };
  /** Looks for a minute until the cluster is as it should be. */
  const expectCluster = (expected: object, path?: string) =>
    eventually(async () => {
      expect(await cluster(path)).toMatchObject(expected);
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
    ...changes: Array<{ path: string; content?: string; sha?: string }>
  ) => {
    await repository.createBranchWithCommit({
      branch,
      base: 'main',
      message: `change ${changes[0].path}`,
      changes,
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
      claimTracking: 'argocd',
      entityRef: 'resource:default/orders',
    });
    const { timeline, transitions } = await cluster();
    expect(timeline.filter(s => s.state !== 'done')).toEqual([]);
    expect(await cluster()).not.toHaveProperty('unread');
    const phases = transitions.map(t => t.phase);
    expect(phases[0]).toBe('requested');
    expect(phases).toContain('provisioning');
    expect(phases[phases.length - 1]).toBe('ready');
  });

  it('shows why an Application is not compared, what it is made of, and who made it', async () => {
    const { client } = sandbox.worker('orders')!;
    const repoURL = sandbox.repoUrl;
    const project = (spec: object) => ({
      project: 'workloads',
      destination: {
        server: 'https://kubernetes.default.svc',
        namespace: 'app-trial',
      },
      ...spec,
    });
    const application = (name: string, spec: object) =>
      client.create({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name, namespace: 'argocd' },
        spec: project(spec),
      });
    const source = (path: string, targetRevision = 'main') => ({
      repoURL,
      path,
      targetRevision,
    });
    application('lost', { source: source('nowhere') });
    application('renamed', { source: source('crossplane', 'no-such-branch') });
    application('barred', {
      source: source('crossplane'),
      destination: {
        server: 'https://kubernetes.default.svc',
        namespace: 'kube-system',
      },
    });
    const base = 'applications/k8s-manifests/base';
    application('two', {
      sources: [source(`${base}/checkout`), source(`${base}/inventory`)],
    });
    client.create({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      metadata: { name: 'set', namespace: 'argocd' },
      spec: {
        generators: [{ list: { elements: [{ n: 'one' }] } }],
        template: {
          metadata: { name: 'set-{{n}}' },
          spec: project({ source: source(`${base}/checkout`) }),
        },
      },
    });

    const main = {
      kind: 'commit',
      url: expect.stringMatching(/\/commit\/[0-9a-f]{40}$/),
    };
    const condition = (type: string, message: string) => [
      {
        type,
        message: expect.stringContaining(message),
        lastTransitionTime: expect.any(String),
      },
    ];
    const expected: Record<string, object> = {
      lost: {
        health: 'Healthy',
        sync: 'Unknown',
        conditions: condition(
          'ComparisonError',
          'nowhere: app path does not exist',
        ),
        sources: [{ revision: { value: 'main', kind: 'reference' } }],
      },
      renamed: {
        health: 'Healthy',
        sync: 'Unknown',
        conditions: condition(
          'ComparisonError',
          "unable to resolve 'no-such-branch' to a commit SHA",
        ),
      },
      barred: {
        health: 'Unknown',
        sync: 'Unknown',
        conditions: condition('InvalidSpecError', 'do not match any of'),
      },
      two: {
        sync: 'OutOfSync',
        health: 'Missing',
        sources: [
          { path: `${base}/checkout`, revision: main },
          { path: `${base}/inventory`, revision: main },
        ],
      },
      'set-one': {
        owner: { kind: 'ApplicationSet', namespace: 'argocd', name: 'set' },
      },
      // What the root Application of the cluster made.
      checkout: {
        health: 'Healthy',
        sync: 'Synced',
        owner: { kind: 'Application', name: 'dev-applications' },
      },
    };
    await eventually(async () => {
      const { body } = await portal.get(`${CLUSTER}/applications`);
      const found = Object.fromEntries(
        body.items.map((item: Application) => [item.name, item]),
      );
      expect(found).toMatchObject(expected);
    }, 30_000);
    // What could not be compared does not count as Healthy.
    await eventually(async () => {
      const { applications, timeline } = await cluster();
      expect(applications.byHealth.Unknown).toBe(3);
      expect(timeline.find(s => s.id === 'applications')).toMatchObject({
        state: 'failed',
        message: expect.stringMatching(/^(lost|renamed|barred): /),
      });
    }, 30_000);
    for (const name of ['lost', 'renamed', 'barred', 'two']) {
      client.delete({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        namespace: 'argocd',
        name,
      });
    }
    client.delete({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      namespace: 'argocd',
      name: 'set',
    });
    await expectCluster({ health: 'Healthy', sync: 'Synced' });
  });

  it('follows a claim of the Crossplane v1 API', async () => {
    const { number } = await propose(
      claimBranch({ environment: 'dev', name: 'billing' }),
      {
        path: OLD_PATH,
        content: claimText('billing').replace(
          'platform.example.org/',
          'legacy.platform.example.org/',
        ),
      },
    );
    await merge(number);
    await expectCluster(
      { phase: { phase: 'ready' }, connection: { status: 'live' } },
      OLD,
    );
    expect(await cluster(OLD)).not.toHaveProperty('unread');

    const shipped = ['portal-rbac.yaml', 'portal-rbac-v1.yaml'].map(
      async file => {
        const path = `crossplane/config/${file}`;
        const { content } = (await repository.getFile(path, 'main'))!;
        return parseAllDocuments(content)
          .map(document => document.toJS())
          .filter(object => object.kind === 'ClusterRole')
          .find(({ metadata }) => /portal/.test(metadata.name)).rules;
      },
    );
    // From the Composition, as Crossplane and its provider applied it.
    const rulesOf = (
      server: typeof sandbox.management,
      namespace: string,
      name: string,
    ): Rule[] =>
      (
        server.client.get({
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'Role',
          namespace,
          name,
        }) as unknown as { rules: Rule[] }
      ).rules;
    granted.set(new URL(sandbox.managementUrl).origin, [
      ...(await Promise.all(shipped)).flat(),
      ...rulesOf(sandbox.management, 'clusters-dev', 'orders-portal'),
    ]);
    for (const name of ['orders', 'billing']) {
      const worker = sandbox.worker(name)!;
      granted.set(
        new URL(worker.url).origin,
        rulesOf(worker, 'argocd', 'portal-reader'),
      );
    }
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

  it('finds nothing that breaks the isolation of clusters that the platform repository makes', async () => {
    await eventually(async () => {
      for (const name of ['orders', 'billing']) {
        const { body } = await portal.get(
          `/v1/clusters/sandbox/clusters-dev/${name}/isolation`,
        );
        const states = Object.fromEntries(
          body.rules.map((r: any) => [r.rule, r.state]),
        );
        const { 'cluster-secret': secrets, ...rest } = states;
        // The shipped role may not list Secrets.
        expect(secrets).toBe('notChecked');
        expect(Object.values(rest).filter(s => s !== 'ok')).toEqual([]);
        expect(body.findings).toEqual([]);
      }
    }, 30_000);
    const { body } = await portal.get('/v1/findings').expect(200);
    expect(body.items).toEqual([]);
    const rows = [
      ...(await knex('isolation_checks')),
      ...(await knex('isolation_findings')),
    ];
    expect(rows.length).toBeGreaterThan(30);
    expect(JSON.stringify(rows)).not.toMatch(/eyJ|Bearer|BEGIN CERT/);
  }, 60_000);

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
        { name: 'sandbox', clusters: 2, connection: { status: 'unreachable' } },
      ]);
    }, 60_000);
    await sandbox.setFaults('management', []);
    await sandbox.setFaults('git', []);
    await expectCluster({ connection: { status: 'live' } });
  });

  it('sees a cluster go down and forgets it', async () => {
    const { number } = await propose(
      claimBranch({
        environment: 'dev',
        name: 'orders',
        verb: 'decommission',
      }),
      ...(await Promise.all(
        [PATH, OLD_PATH].map(async path => ({
          path,
          sha: (await repository.getFile(path, 'main'))!.sha,
        })),
      )),
    );
    await portal.events.publish({ topic: 'gitea', eventPayload: {} });
    await expectCluster({
      phase: { phase: 'ready' },
      openChanges: [
        { verb: 'decommission', pullRequest: { number, state: 'open' } },
      ],
    });
    await merge(number);
    await expectCluster({ phase: { phase: 'deleting' } });
    await eventually(async () => {
      const { body } = await portal.get('/v1/clusters').expect(200);
      expect(body.items).toEqual([]);
    }, 60_000);
  });

  describe('has the rights that the platform repository gives', () => {
    /** The Composition of the Crossplane v1 API cannot grant it; the README and portal-rbac-v1.yaml say so. */
    const BY_HAND = ['list', 'watch'].map(
      verb => `${verb} secrets. clusters-dev billing-portal`,
    );
    /** Granted by the ClusterRole `view`, whose rules are not among `granted`. */
    const OF_VIEW = ['get namespaces. kube-system'];
    const MANAGEMENT = () => new URL(sandbox.managementUrl).origin;
    const workers = () =>
      [...granted.keys()].filter(origin => origin !== MANAGEMENT());
    const accesses = (origin: string) =>
      recording.requests
        .filter(r => new URL(r.origin).origin === origin)
        .flatMap(r => accessOf(r) ?? []);
    const describeAccess = ({ verb, group, resource, ...rest }: any) =>
      [verb, `${resource}.${group}`, rest.namespace, rest.name]
        .filter(Boolean)
        .join(' ');
    const unused = (origin: string) => {
      const used = accesses(origin).map(a => `${a.resource}.${a.group}`);
      return resourcesOf(granted.get(origin)!).filter(r => !used.includes(r));
    };

    it('to everything that it has asked for', () => {
      for (const [origin, rules] of granted) {
        const asked = accesses(origin);
        expect(asked).not.toEqual([]);
        const refused = asked.filter(a => !rules.some(r => grants(r, a)));
        expect([...new Set(refused.map(describeAccess))].sort()).toEqual(
          origin === MANAGEMENT() ? BY_HAND : OF_VIEW,
        );
      }
    });

    it('with GET alone, but for the reviews of its own rights', () => {
      const others = recording.requests
        .filter(r => granted.has(new URL(r.origin).origin))
        .filter(r => r.method !== 'GET')
        .map(r => `${r.method} ${r.path}`);
      expect([...new Set(others)]).toEqual([`POST ${REVIEW}`]);
      // Once per connection and namespace, whatever happens meanwhile.
      expect(others.length).toBeLessThan(60);
    });

    it('to nothing that it has not asked for', () => {
      expect(unused(MANAGEMENT())).toEqual([]);
      for (const origin of workers()) {
        // For the tab of Backstage's Kubernetes plugin, which reads with the same identity.
        expect(unused(origin)).toEqual(['applicationsets.argoproj.io']);
      }
    });

    it('as the README says', async () => {
      const readme = await readFile(join(__dirname, '../README.md'), 'utf8');
      expect(resourcesOfTable(readme, 'In the **management cluster**')).toEqual(
        resourcesOf(granted.get(MANAGEMENT())!).filter(r => r !== 'secrets.'),
      );
      const [worker] = workers();
      expect(resourcesOfTable(readme, 'In each **worker cluster**')).toEqual(
        resourcesOf(granted.get(worker)!).filter(
          r => !unused(worker).includes(r),
        ),
      );
    });
  });
});
