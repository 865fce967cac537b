import { readFile } from 'node:fs/promises';
import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import type { Config } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import type { ConfigProblem } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  readPortalGitops,
  readPortalPolicy,
  readPortalSigningKeys,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { ConfigProblems } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import request from 'supertest';
import { readObserveConfig } from './observe/config';
import { workerClustersPlugin } from './plugin';
import { readIsolationConfig } from './reconcile';
import { readRequestsConfig } from './requests';

jest.setTimeout(120_000);

/** Nothing of it may reach a log or a browser. */
const SECRET = 'tRa6-never-shown';
const first = { name: 'first', url: 'https://127.0.0.1:1', token: SECRET };
const second = { ...first, name: 'second', title: 'Second' };
const sound = {
  managementClusters: [first, second],
  gitops: { repoUrl: 'git.example.org?owner=platform&repo=gitops' },
};
const withSecond = (change: object) => ({
  managementClusters: [first, { ...second, ...change }],
});
const SECOND = 'workerClusters.managementClusters[1]';

let backend: TestBackend | undefined;
afterEach(async () => {
  await backend?.stop();
  backend = undefined;
});

/** The keys of a tree of `knownKeys.json` that stand for values. */
function leavesOf(tree: any, path: string): string[] {
  return Object.entries(tree).flatMap(([key, below]: [string, any]) => {
    const next = key === '[]' ? `${path}[]` : `${path}.${key}`;
    return Object.keys(below).length ? leavesOf(below, next) : [next];
  });
}

/** A configuration that notes each key of which it is asked for the value. */
function recorded(config: Config, read: Set<string>, prefix = ''): Config {
  return new Proxy(config, {
    get(target, method: keyof Config) {
      const value = target[method] as any;
      if (typeof value !== 'function') return value;
      return (key?: string) => {
        const path = key === undefined ? prefix : `${prefix}${key}`;
        const result = value.call(target, key);
        if (/Config$/.test(method)) {
          return result && recorded(result, read, `${path}.`);
        }
        if (/ConfigArray$/.test(method)) {
          return result?.map((one: Config) =>
            recorded(one, read, `${path}[].`),
          );
        }
        if (key !== undefined) read.add(path);
        return result;
      };
    },
  });
}

/** The plugin as it is, with a configuration. */
async function start(workerClusters: unknown, rest: object = {}) {
  const logger = mockServices.rootLogger.mock();
  logger.child.mockReturnValue(logger);
  backend = await startTestBackend({
    features: [
      workerClustersPlugin,
      catalogServiceMock.factory({ entities: [] }),
      createServiceFactory({
        service: eventsServiceRef,
        deps: {},
        factory: () => mockServices.events(),
      }),
      mockServices.rootConfig.factory({
        data: {
          integrations: {
            gitea: [
              { host: 'git.example.org', username: 'a', password: SECRET },
            ],
          },
          workerClusters,
          ...rest,
        } as any,
      }),
      logger.factory,
    ],
  });
  const get = async (path: string) => {
    const { body, status } = await request(backend!.server).get(
      `/api/worker-clusters${path}`,
    );
    expect(status).toBe(200);
    return body;
  };
  const fleet = await get('/v1/fleet');
  const health = await get('/v1/health');
  const logged = logger.warn.mock.calls
    .map(([text]) => String(text))
    .filter(text => text.startsWith('Configuration: '));
  const problems: ConfigProblem[] = fleet.configProblems ?? [];
  expect(health.configuration).toEqual(problems);
  // Each of them once.
  expect(logged).toHaveLength(problems.length);
  expect(new Set(logged).size).toBe(logged.length);
  expect(JSON.stringify([fleet, health, logger])).not.toContain(SECRET);
  return { get, fleet, health, problems, logged };
}

it('has nothing to say of a configuration that is right', async () => {
  const { problems, health } = await start(sound);
  expect(problems).toEqual([]);
  expect(health.problems.join()).not.toContain('Configuration');
});

it.each<[string, object, string, ConfigProblem['severity']?]>([
  // One management cluster.
  ['a url of http', withSecond({ url: 'http://second' }), SECOND],
  ['no url', withSecond({ url: undefined }), SECOND],
  ['a url that is a number', withSecond({ url: 7 }), SECOND],
  [
    'a url with a password',
    withSecond({ url: `http://admin:${SECRET}@second` }),
    SECOND,
  ],
  ['a CA that is none', withSecond({ caData: SECRET }), SECOND],
  ['a token that is an object', withSecond({ token: { a: SECRET } }), SECOND],
  ['a tokenFile that is a list', withSecond({ tokenFile: ['a'] }), SECOND],
  ['claims that are a text', withSecond({ claims: 'WorkerCluster' }), SECOND],
  ['claims without a kind', withSecond({ claims: [{ kind: 'A' }] }), SECOND],
  ['allowedCompositions', withSecond({ allowedCompositions: 'a' }), SECOND],
  ['argocdNamespace', withSecond({ argocdNamespace: 7 }), SECOND],
  ['a name with a slash', withSecond({ name: 'a/b' }), SECOND],
  ['two of a name', withSecond({ name: 'first' }), SECOND],
  ['a name that is a number', withSecond({ name: 7 }), SECOND],
  // Everything else.
  [
    'managementClusters that are a text',
    { managementClusters: 'first' },
    'workerClusters.managementClusters',
  ],
  [
    'an API server that cannot be allowed',
    { workers: { dangerouslyAllowApiServers: ['a/b'] } },
    'workerClusters.workers.dangerouslyAllowApiServers',
  ],
  [
    "a namespace of the workers' Argo CD",
    { workers: { argocdNamespace: ['argocd'] } },
    'workerClusters.workers.argocdNamespace',
  ],
  [
    'a column without an id',
    { fleet: { columns: [{ title: 'A' }] } },
    'workerClusters.fleet.columns[0]',
  ],
  [
    'columns that are an object',
    { fleet: { columns: { a: 1 } } },
    'workerClusters.fleet.columns',
  ],
  [
    'an age of credentials',
    { isolation: { maxCredentialAge: 'long' } },
    'workerClusters.isolation.maxCredentialAge',
  ],
  [
    'a retention of history',
    { history: { retention: -1 } },
    'workerClusters.history.retention',
  ],
  [
    'a refresh interval',
    { requests: { refreshInterval: 'often' } },
    'workerClusters.requests.refreshInterval',
  ],
  [
    'a signing key that is too short',
    { requests: { signingKeys: [SECRET] } },
    'workerClusters.requests.signingKeys',
  ],
  ['no repoUrl', { gitops: { branch: 'main' } }, 'workerClusters.gitops'],
  [
    'a Git host without an integration',
    { gitops: { repoUrl: `https://a:${SECRET}@b?owner=o&repo=r` } },
    'workerClusters.gitops.repoUrl',
  ],
  [
    'a management cluster of the repository that there is not',
    { gitops: { ...sound.gitops, managementCluster: 'third' } },
    'workerClusters.gitops.managementCluster',
  ],
  ['a policy that is a text', { policy: 'strict' }, 'workerClusters.policy'],
  [
    'a name pattern',
    { policy: { name: { pattern: '(' } } },
    'workerClusters.policy',
  ],
  [
    'prices',
    { policy: { prices: { currency: 'USD', cluster: 'much', nodes: {} } } },
    'workerClusters.policy.prices',
  ],
  [
    'dates of support',
    { supportLife: { kubernetes: { versions: { '1.34': 'soon' } } } },
    'workerClusters.supportLife.kubernetes.versions."1.34"',
  ],
  [
    'a budget of calls',
    { gitHosts: { callsPerMinute: 'many' } },
    'workerClusters.gitHosts.callsPerMinute',
  ],
  [
    'a step of the tab Access',
    { access: { steps: [{ title: 'Log in', command: 7 }] } },
    'workerClusters.access.steps[0]',
  ],
  // Keys that nothing reads.
  [
    'managmentClusters',
    { managmentClusters: [] },
    'workerClusters.managmentClusters',
    'warning',
  ],
  [
    'policy.quotas',
    { policy: { quotas: {} } },
    'workerClusters.policy.quotas',
    'warning',
  ],
])(
  'starts with %s, names it, and serves the rest',
  async (_, change, key, severity = 'error') => {
    const { fleet, health, problems } = await start({ ...sound, ...change });
    const wrong = problems.find(problem => problem.key === key);
    expect(wrong).toMatchObject({ severity, effect: expect.any(String) });
    expect(health.problems.join('\n').includes(key)).toBe(severity === 'error');
    // None of them is observed where the list is none.
    const names = fleet.managementClusters.map((m: any) => m.name);
    expect(names.slice(0, 1)).toEqual(
      key === 'workerClusters.managementClusters' ? [] : ['first'],
    );
  },
);

it('shows a management cluster whose configuration is wrong with what was known of it', async () => {
  const { fleet } = await start({ ...sound, ...withSecond({ url: 7 }) });
  expect(fleet.managementClusters).toEqual([
    expect.objectContaining({ name: 'first' }),
    expect.objectContaining({
      name: 'second',
      connection: expect.objectContaining({
        status: 'unknown',
        message: `Its configuration is wrong (${SECOND}).`,
      }),
    }),
  ]);
});

it('starts with a configuration that is a text', async () => {
  const { problems } = await start('on');
  expect(problems.map(({ key }) => key)).toEqual(
    expect.arrayContaining([
      'workerClusters.managementClusters',
      'workerClusters.policy',
    ]),
  );
});

it('reads no key that no config.d.ts declares', async () => {
  const known = JSON.parse(
    await readFile(
      require
        .resolve(
          '@worker-clusters/backstage-plugin-worker-clusters-node/package.json',
        )
        .replace('package.json', 'src/config/knownKeys.json'),
      'utf8',
    ),
  );
  const declared = new Set(leavesOf(known, 'workerClusters'));
  const read = new Set<string>();
  const config = recorded(
    mockServices.rootConfig({
      data: {
        workerClusters: {
          ...sound,
          policy: {
            network: { pool: '10.0.0.0/8' },
            quota: { clustersPerOwner: 3 },
            environments: { dev: { lifetime: { longest: '3 days' } } },
          },
        },
      },
    }),
    read,
  );
  const problems = new ConfigProblems(mockServices.logger.mock());
  readObserveConfig(config, problems);
  readRequestsConfig(config, problems);
  readIsolationConfig(config, problems);
  readPortalGitops(config, problems);
  readPortalPolicy(config, problems);
  readPortalSigningKeys(config, problems);
  expect(problems.list()).toEqual([]);
  const generic = [...read].map(key =>
    key.replace('.environments.dev.', '.environments.*.'),
  );
  expect(generic.length).toBeGreaterThan(30);
  const isDeclared = (key: string) =>
    [...declared].some(
      leaf => leaf === key || leaf.startsWith(`${key}.`) || leaf === `${key}[]`,
    );
  expect(generic.filter(key => !isDeclared(key))).toEqual([]);
});
