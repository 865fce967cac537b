import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  ListClustersQuery,
  WorkerClustersClient,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { parseXrd } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { readGitopsFiles } from '@worker-clusters/sandbox';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { claimText, FakeGit } from '../__testUtils__/FakeGit';
import { FakeObserver } from '../__testUtils__/FakeObserver';
import { eventually } from '../__testUtils__/eventually';
import { serviceHeader, startPortal } from '../__testUtils__/testBackend';
import {
  application,
  composed,
  observation,
  request,
  XR_CREATING,
  claim,
  worker,
} from '../derive/__testUtils__/observation';
import { DatabaseFleetStore } from '../store';
import { mockServices } from '@backstage/backend-test-utils';
import { spec } from './openapi';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const REF = { managementCluster: 'main', namespace: 'clusters-dev' };

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(spec as object, 'openapi');

/** Whether an answer is what the document promises. */
function problems(schema: string, body: unknown): string[] {
  const validate = ajv.getSchema(`openapi#/components/schemas/${schema}`)!;
  validate(body);
  return (validate.errors ?? []).map(e => `${e.instancePath} ${e.message}`);
}

/** Every operation of the document. */
const operations = Object.entries(spec.paths).flatMap(([path, item]) =>
  Object.entries(item as Record<string, any>).map(([method, operation]) => ({
    id: operation.operationId as string,
    method: method as 'get' | 'post',
    url: path
      .replace('{managementCluster}', 'main')
      .replace('{namespace}', 'clusters-dev')
      .replace('{environment}', 'dev')
      .replace('{name}', 'dev')
      .replace('{number}', '1'),
    schema: (
      operation.responses['200']?.content['application/json'].schema.$ref as
        | string
        | undefined
    )
      ?.split('/')
      .pop(),
    statuses: Object.keys(operation.responses),
  })),
);
const REPORT = {
  namespace: 'clusters-dev',
  name: 'other',
  claimPath: 'crossplane/claims/dev/other.yaml',
  pullRequest: {
    number: 3,
    url: 'https://git.example.org/platform/gitops/pulls/3',
    title: 'Add',
    createdAt: '2026-11-23T07:00:00Z',
  },
};

const PREVIEW = {
  verb: 'update',
  environment: 'dev',
  name: 'dev',
  spec: { kubernetesVersion: '1.35' },
};

/** What the worker's Application reports. */
const READ = {
  application: { namespace: 'argocd', name: 'web' },
  resource: {
    group: 'apps',
    kind: 'Deployment',
    namespace: 'web',
    name: 'web',
  },
};
/** What cannot be left out. */
const QUERIES: Record<string, string> = {
  listDeployedClusters: '?name=web',
  listDeployments: '?name=web&selector=%21hidden',
};
const BODIES: Record<string, object> = {
  compareClaim: {},
  previewRequest: PREVIEW,
  readCommits: { application: READ.application, of: 'history' },
  readApplication: { application: READ.application },
  readResource: READ,
};

describe('the API', () => {
  let portal: Awaited<ReturnType<typeof startPortal>>;
  const decisions: Record<string, any> = {};
  const send = (
    { method, url, id }: (typeof operations)[number],
    authorization?: string,
  ) => {
    const forPlugins: Record<string, string> = {
      getAccess: 'plugin:kubernetes',
      reportRequest: 'plugin:scaffolder',
      listClusterEntities: 'plugin:catalog',
    };
    const header =
      authorization ??
      (forPlugins[id]
        ? serviceHeader(forPlugins[id])
        : mockCredentials.user.header());
    return method === 'get'
      ? portal.get(`${url}${QUERIES[id] ?? ''}`, header)
      : portal.post(url, BODIES[id] ?? REPORT, header);
  };

  beforeAll(async () => {
    const knex = await databases.init('SQLITE_3');
    const observer = new FakeObserver('main');
    const git = new FakeGit();
    const xrd = 'crossplane/xrds/workercluster.yaml';
    const { [xrd]: definition } = readGitopsFiles({
      repoUrl: 'http://git',
      claims: false,
    });
    git.files.set('main:crossplane/claims/dev/dev.yaml', claimText('dev'));
    git.commits.set('b'.repeat(40), {
      message: 'Raise the limit\n\n<b>grün</b>',
      author: 'Ada',
    });
    observer.define({
      source: 'management-cluster',
      definition: parseXrd(definition, xrd),
      resources: [{ kind: 'Subnet', count: 4 }],
    });
    portal = await startPortal({ observer, knex, decisions, git });
    const store = await DatabaseFleetStore.create({
      database: mockServices.database({ knex, migrations: { skip: true } }),
    });
    // A cluster of which everything is known, one that is being built, and one that is asked for.
    await store.saveRequests([
      request('merged', { requestedBy: 'user:default/ada' }),
      {
        ...request('open', { number: git.ask('asked-for').number }),
        ref: { ...REF, name: 'asked-for' },
      },
    ]);
    observer.list(
      'main',
      observation({
        worker: worker({
          applications: [
            application('web', {
              resourceProblems: [{ ...READ.resource, health: 'Degraded' }],
              sources: [
                {
                  repoUrl: 'https://git.example.org/shop/web.git',
                  revision: 'b'.repeat(40),
                },
              ],
            }),
          ],
        }),
        syncedBy: {
          metadata: { name: 'worker-cluster-dev' } as any,
          health: 'Healthy',
          sync: 'Synced',
          reconciledAt: '2026-11-23T07:58:00Z',
          conditions: [],
          sources: [{ revision: '4f2c1a9' }],
          externalUrls: [],
          resourceCount: 1,
          outOfSyncCount: 0,
          missingCount: 0,
          childApplications: [],
        },
      }),
      observation({
        ref: { ...REF, name: 'new' },
        claim: claim({ conditions: XR_CREATING, status: {} }),
        composed: [composed('vpc', undefined)],
        worker: undefined,
      }),
      observation({
        ref: { ...REF, name: 'bare' },
        claim: claim({
          environment: undefined,
          region: undefined,
          owner: undefined,
          nodes: undefined,
          conditions: [],
          status: {},
        }),
        composed: [],
        worker: undefined,
      }),
    );
    observer.see({
      ref: { ...REF, name: 'asked-for' },
      composed: [],
    });
    observer.readings.set('Deployment/web', {
      value: {
        readAt: '2026-11-23T08:00:00.000Z',
        replicas: { desired: 2, ready: 1 },
        conditions: [{ type: 'Available', status: 'False' }],
        events: [{ type: 'Warning', reason: 'BackOff' }],
      },
    });
    observer.claimReadings.set('dev', {
      value: {
        metadata: { annotations: { 'crossplane.io/paused': 'true' } },
        spec: { note: `ghp_${'a'.repeat(36)}` },
      },
    });
    observer.applicationReadings.set('web', {
      value: {
        readAt: '2026-11-23T08:00:00.000Z',
        resources: [{ ...READ.resource, health: 'Degraded' }],
        totalResources: 1,
        images: ['web:1'],
        history: [
          {
            id: 1,
            deployedAt: '2026-11-23T07:00:00.000Z',
            automated: true,
            sources: [
              {
                type: 'git',
                repoUrl: 'https://github.com/shop/web',
                revision: { value: 'a'.repeat(40), kind: 'commit' },
              },
            ],
          },
        ],
        syncResults: [{ kind: 'Job', name: 'migrate', status: 'Failed' }],
        syncWindows: [{ kind: 'deny', schedule: '0 22 * * *', duration: '1h' }],
      },
    });
    observer.grantAccess(
      { ...REF, name: 'dev' },
      { server: 'https://dev.example.org', token: 't' },
    );
    await eventually(async () => {
      const { body } = await portal.get('/v1/clusters');
      const seen = body.items.map((c: any) => c.phase.phase).join(' ');
      if (seen !== 'requested provisioning ready provisioning') {
        throw new Error(`The fleet is not up: ${seen}`);
      }
    });
  });
  afterAll(() => portal?.stop());
  afterEach(() => {
    for (const name of Object.keys(decisions)) delete decisions[name];
  });

  it.each(operations)('$id wants credentials', async operation => {
    const { status, body } = await send(
      operation,
      mockCredentials.none.header(),
    );
    expect(status).toBe(401);
    expect(problems('Error', body)).toEqual([]);
  });

  it('getRequestRights says what a caller may not request', async () => {
    decisions['worker-clusters.cluster.create'] = {
      result: AuthorizeResult.DENY,
    };
    const { body } = await portal.get('/v1/requests/rights').expect(200);
    expect(body).toEqual({ create: false });
  });

  const decided = operations.filter(o => o.id !== 'getRequestRights');
  it.each(decided)('$id respects a DENY', async operation => {
    for (const name of [
      'worker-clusters.cluster.read',
      'worker-clusters.cluster.create',
      'worker-clusters.management-cluster.read',
    ]) {
      decisions[name] = { result: AuthorizeResult.DENY };
    }
    // Decisions about a caller who reads are used again for some seconds.
    const header = [
      'getAccess',
      'listClusterEntities',
      'reportRequest',
    ].includes(operation.id)
      ? undefined
      : mockCredentials.user.header('user:default/denied');
    const { status, body } = await send(operation, header);
    // Of one cluster nobody is told that it exists.
    const ofOne =
      operation.url.includes('/dev') || operation.id === 'previewRequest';
    expect(status).toBe(ofOne ? 404 : 403);
    // By which pages say it in the language of the reader. Tokens are for a service.
    const coded = status === 403 && operation.id !== 'getAccess';
    const { code = '', values } = body.error.messageCode ?? {};
    expect(/^denied-/.test(code)).toBe(coded);
    expect(/^worker-clusters\./.test(values?.permission)).toBe(coded);
    expect(operation.statuses).toContain(String(status));
    expect(problems('Error', body)).toEqual([]);
  });

  it.each([
    ['compareClaim', 'claim-read', 'claims'],
    ['readApplication', 'application-read', 'Applications'],
    ['readCommits', 'application-commits-read', 'commits of Applications'],
    ['readResource', 'resource-read', 'resources'],
  ])(
    '%s is for users with a permission of its own, and is audited as %s',
    async (id, event, what) => {
      const operation = operations.find(o => o.id === id)!;
      expect((await send(operation)).status).toBe(200);
      expect(portal.audited.at(-1)).toBe(`${event}: success`);

      const service = serviceHeader('plugin:kubernetes');
      expect((await send(operation, service)).status).toBe(403);

      decisions['worker-clusters.resource.read'] = {
        result: AuthorizeResult.DENY,
      };
      const { status, body } = await send(operation);
      expect(status).toBe(403);
      expect(body.error.message).toContain(`have ${what} read from this`);
      expect(portal.audited.at(-1)).toBe(`${event}: failure`);
    },
  );

  it.each([
    [{}],
    [{ application: { namespace: 'argocd', name: '' } }],
    [{ application: { namespace: 'argocd', name: 'a'.repeat(300) } }],
    [{ application: { ...READ.application, project: 'x' } }],
  ])('readApplication refuses %j', async body => {
    const { status } = await portal.post(
      '/v1/clusters/main/clusters-dev/dev/applications/read',
      body,
      mockCredentials.user.header(),
    );
    expect(status).toBe(400);
  });

  it.each([
    [{}],
    [{ application: READ.application }],
    [{ application: READ.application, of: 'all' }],
    // Which revisions, and of which repository, is not the caller's to say.
    [
      {
        application: READ.application,
        of: 'current',
        revision: 'a'.repeat(40),
      },
    ],
    [
      {
        application: { ...READ.application, repoUrl: 'http://127.0.0.1/a/b' },
        of: 'current',
      },
    ],
  ])('readCommits refuses %j', async body => {
    const { status } = await portal.post(
      '/v1/clusters/main/clusters-dev/dev/applications/commits',
      body,
      mockCredentials.user.header(),
    );
    expect(status).toBe(400);
  });

  it('reads the commits that an Application names, from hosts that are configured', async () => {
    const commits = async (of: string, name = 'web') =>
      portal.post(
        '/v1/clusters/main/clusters-dev/dev/applications/commits',
        { application: { namespace: 'argocd', name }, of },
        mockCredentials.user.header(),
      );
    const history = await commits('history');
    expect(history.body).toEqual({
      items: [
        {
          repoUrl: 'https://github.com/shop/web',
          revision: 'a'.repeat(40),
          // Backstage knows github.com by itself; this portal's configuration does not.
          status: 'hostNotConfigured',
        },
      ],
      totalItems: 1,
    });
    const current = await commits('current');
    expect(current.body).toMatchObject({
      items: [
        {
          revision: 'b'.repeat(40),
          status: 'found',
          title: 'Raise the limit',
          body: '<b>grün</b>',
          author: 'Ada',
        },
      ],
      totalItems: 1,
    });
    expect((await commits('current', 'no-such')).status).toBe(404);
    expect((await commits('history', 'no-such')).status).toBe(404);
  });

  it.each(operations.filter(o => o.schema))(
    '$id answers as the document says',
    async operation => {
      const { status, body } = await send(operation);
      expect(status).toBe(200);
      expect(problems(operation.schema!, body)).toEqual([]);
    },
  );

  it('describes every cluster as the document says', async () => {
    for (const name of ['dev', 'new', 'bare', 'asked-for']) {
      const { body } = await portal
        .get(`/v1/clusters/main/clusters-dev/${name}`)
        .expect(200);
      expect([name, problems('WorkerClusterDetails', body)]).toEqual([
        name,
        [],
      ]);
    }
  });

  it('compares the claim without credentials, whatever their field is called', async () => {
    const { body } = await portal.post(
      '/v1/clusters/main/clusters-dev/dev/claim/compare',
      {},
      mockCredentials.user.header(),
    );
    expect(body.differences).toContainEqual({
      field: 'spec.note',
      label: 'note',
      after: '(hidden)',
    });
    expect(body.diff).toContain('+  note: (hidden)');
    expect(JSON.stringify(body)).not.toContain('ghp_');
  });

  it('links the commits of what was deployed', async () => {
    const { body } = await portal.post(
      '/v1/clusters/main/clusters-dev/dev/applications/read',
      { application: READ.application },
      mockCredentials.user.header(),
    );
    expect(body.history[0].sources[0].revision.url).toBe(
      `https://github.com/shop/web/commit/${'a'.repeat(40)}`,
    );
  });

  it('checks answers in earnest', async () => {
    const { body } = await portal.get('/v1/clusters').expect(200);
    body.items[0].token = 'abc';
    delete body.items[1].phase;
    expect(problems('ClusterList', body)).toEqual([
      '/items/0 must NOT have additional properties',
      "/items/1 must have required property 'phase'",
    ]);
  });

  it('serves the document', async () => {
    const { body } = await portal.get('/openapi.json').expect(200);
    expect(Object.keys(body.paths)).toHaveLength(
      Object.keys(spec.paths).length,
    );
  });

  it.each([
    '/v1/clusters?limit=0',
    '/v1/clusters?limit=501',
    '/v1/clusters?limit=many',
    '/v1/clusters?sort=token',
    '/v1/clusters?order=up',
    '/v1/clusters?cursor=made-up',
    '/v1/clusters?unknown=1',
    `/v1/clusters?search=${'a'.repeat(201)}`,
    '/v1/requests/rights1',
    '/v1/requests/1.5',
    '/v1/requests/99999999999',
    '/v1/requests?applied=perhaps',
    '/v1/fleet?limit=5001',
    '/v1/fleet?cursor=x',
    '/v1/applications?limit=501',
    '/v1/applications?sort=phase',
    '/v1/applications?cursor=made-up',
    '/v1/applications?selector=a%3Db%3Dc',
    '/v1/deployments',
    '/v1/deployments?clusterName=dev',
    '/v1/deployments/clusters',
    '/v1/deployments?selector=in%20(',
    '/v1/deployments?name=web&limit=501',
    `/v1/deployments?selector=${'a'.repeat(1001)}`,
    '/v1/applications/matrix?limit=201',
    '/v1/applications/matrix?only=nothing',
    '/v1/applications/matrix?cursor=made-up',
    '/v1/clusters/main/clusters-dev/dev/applications?cluster=x',
  ])('refuses %s with 400', async path => {
    const { status, body } = await portal.get(path);
    expect(status).toBe(400);
    expect(problems('Error', body)).toEqual([]);
  });

  it('answers the client of the shared package', async () => {
    const { port } = portal.backend.server.address() as { port: number };
    const client = new WorkerClustersClient({
      discoveryApi: {
        getBaseUrl: async id => `http://127.0.0.1:${port}/api/${id}`,
      },
      fetchApi: {
        fetch: (url, init) =>
          fetch(url, {
            ...init,
            headers: {
              ...init?.headers,
              Authorization: mockCredentials.user.header(),
            },
          }),
      },
    });
    const names = async (query: ListClustersQuery) =>
      (await client.listClusters(query)).items.map(c => c.name);
    expect(
      await names({ environment: ['dev', 'prod'], search: 'pay' }),
    ).toEqual(['asked-for', 'dev', 'new']);
    expect(await names({ phase: ['ready'] })).toEqual(['dev']);
    expect(await names({ sort: 'name', order: 'desc', limit: 2 })).toEqual([
      'new',
      'dev',
    ]);
    expect(await names({ name: 'new' })).toEqual(['new']);
    const first = await client.listClusters({ limit: 3 });
    expect(await names({ limit: 3, cursor: first.nextCursor })).toEqual([
      'new',
    ]);

    const dev = await client.getCluster({ ...REF, name: 'dev' });
    expect(dev.pullRequest?.state).toBe('merged');
    // Unchanged: the very same object comes back.
    expect(await client.getCluster({ ...REF, name: 'dev' })).toBe(dev);
    const { items } = await client.listApplications({ ...REF, name: 'dev' });
    expect(items).toHaveLength(1);
    expect((await client.listRequests({ applied: false })).items).toEqual([]);
    expect((await client.getRequest(1)).files).toEqual([
      {
        path: 'crossplane/claims/dev/asked-for.yaml',
        diff: expect.stringContaining('+  region: eu-west-1'),
      },
    ]);
    await expect(client.getRequest(99)).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 404,
    });
    expect((await client.getSummary()).byPhase).toEqual({
      ready: 1,
      provisioning: 2,
      requested: 1,
    });
    expect((await client.listManagementClusters()).items).toMatchObject([
      { name: 'main', clusters: 3, connection: { status: 'live' } },
    ]);
  });
});
