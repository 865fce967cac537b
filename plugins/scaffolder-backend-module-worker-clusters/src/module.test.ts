import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type BackendFeature,
  coreServices,
  createServiceFactory,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { ScmIntegrations } from '@backstage/integration';
import type { JsonObject } from '@backstage/types';
import {
  parseClaim,
  workerClustersServiceRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  createGitRepository,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import { startGitHost } from '@worker-clusters/sandbox';
import request from 'supertest';
import { parse } from 'yaml';
import {
  createFleet,
  ENTITIES,
  REPOSITORY_FILES,
} from './__testUtils__/platform';
import module_ from '.';

jest.setTimeout(60_000);

/** The form's answers. */
const SPEC = {
  owner: 'group:default/payments',
  region: 'eu-west-1',
  kubernetesVersion: '1.34',
  nodes: { size: 'small', min: 2, max: 4 },
};
const VALUES = {
  name: 'payments-dev',
  environment: 'dev',
  spec: SPEC,
  review: { allowed: true },
};
const BRANCH = 'worker-cluster/dev/payments-dev/create';
const PATH = 'crossplane/claims/dev/payments-dev.yaml';
const TOKEN = 'portal-t0ken-of-the-test';

describe('template New cluster, through the scaffolder, against the sandbox Git host', () => {
  let directory: string;
  let host: Awaited<ReturnType<typeof startGitHost>>;
  let repository: GitRepository;
  let portal: Awaited<ReturnType<typeof startPortal>>;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'githost-'));
    host = await startGitHost({
      directory,
      users: [
        {
          login: 'portal',
          fullName: 'Portal',
          email: 'portal@example.org',
          token: TOKEN,
        },
      ],
    });
    await host.ensureRepository({
      owner: 'platform',
      name: 'gitops',
      files: REPOSITORY_FILES,
      protectMain: true,
    });
    portal = await startPortal(host.url);
    repository = portal.repository;
  });

  afterEach(async () => {
    await portal?.stop();
    await host?.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('ends in one branch, one pull request and links to it', async () => {
    const task = await portal.run(VALUES);
    expect(task.log).toContain('Opened pull request #');
    expect(task.status).toBe('completed');

    const [pullRequest, ...others] = await repository.listPullRequests({
      state: 'open',
    });
    expect(others).toEqual([]);
    expect(pullRequest).toMatchObject({
      title: 'worker-cluster: create payments-dev (eu-west-1)',
      head: BRANCH,
      base: 'main',
      state: 'open',
    });
    expect(pullRequest.body).toContain('| Region | eu-west-1 |');
    expect(pullRequest.body).toContain(`/create/tasks/${task.id}`);

    const file = await repository.getFile(PATH, BRANCH);
    expect(parseClaim(file!.content)).toMatchObject({
      metadata: {
        name: 'payments-dev',
        namespace: 'clusters-dev',
        annotations: {
          'platform.example.org/requested-by': 'user:default/mock',
        },
      },
      spec: { nodes: { size: 'small', min: 2, max: 4 } },
    });
    expect(await repository.getFile(PATH, 'main')).toBeUndefined();
    expect(task.output).toMatchObject({
      links: [
        { title: `Pull request #${pullRequest.number}`, url: pullRequest.url },
        { url: '/worker-clusters' },
      ],
    });
    expect(portal.reports).toMatchObject([
      { name: 'payments-dev', pullRequest: { number: pullRequest.number } },
    ]);
    expect(task.log).not.toContain(TOKEN);
  });

  it('keeps the pull request when the task is tried again', async () => {
    const task = await portal.run(VALUES);
    const again = await portal.retry(task.id);
    expect(again.status).toBe('completed');
    expect(await repository.listPullRequests({ state: 'all' })).toHaveLength(1);
  });

  it.each([
    ['another person', 'bob'],
    ['the same person', 'mock'],
  ])(
    'names the pull request of the first request to the second (%s)',
    async (_, user) => {
      const tasks = await Promise.all([
        portal.run(VALUES),
        portal.run(VALUES, user),
      ]);
      expect(tasks.map(t => t.status).sort()).toEqual(['completed', 'failed']);
      const [pullRequest, ...others] = await repository.listPullRequests({
        state: 'all',
      });
      expect(others).toEqual([]);
      const { log } = tasks.find(t => t.status === 'failed')!;
      expect(log).toMatch(/requested already, in pull request/);
      expect(log).toContain(`#${pullRequest.number}: ${pullRequest.url}`);
    },
  );

  it.each([
    [
      'taken',
      { name: 'taken-prod', environment: 'prod' },
      "The name 'taken-prod' is taken",
    ],
    [
      'no DNS label',
      { name: 'Payments' },
      "The name 'Payments' has uppercase letters",
    ],
    [
      'an unknown region',
      { spec: { ...SPEC, region: 'mars-1' } },
      "Region 'mars-1' is not offered: choose one of eu-west-1, us-east-1",
    ],
  ])('refuses a request: %s', async (_, change, message) => {
    const task = await portal.runUnchecked({ ...VALUES, ...change });
    expect(task.status).toBe('failed');
    expect(task.log).toContain(message);
    expect(await repository.listPullRequests({ state: 'all' })).toEqual([]);
    expect(await repository.getBranch(BRANCH)).toBeUndefined();
  });

  it.each(['unavailable', 'vanish'] as const)(
    'says what to do when the Git host is down (%s), leaves no branch, and carries on later',
    async fault => {
      await host.setFaults([fault]);
      const task = await portal.run(VALUES);
      expect(task.status).toBe('failed');
      expect(task.log).toMatch(
        /The Git host http:\/\/127\.0\.0\.1:\d+ .*if it stays down tell the platform team\..*Nothing was written\./,
      );
      expect(task.log).not.toContain(TOKEN);

      await host.setFaults([]);
      expect(await repository.getBranch(BRANCH)).toBeUndefined();
      const again = await portal.retry(task.id);
      expect(again.status).toBe('completed');
      expect(await repository.listPullRequests({ state: 'open' })).toHaveLength(
        1,
      );
    },
  );

  it('checks everything and writes nothing in a dry run', async () => {
    const { status, body } = await portal.dryRun(VALUES);
    expect(status).toBe(200);
    expect(JSON.stringify(body.log)).toContain(`Dry run: would change ${PATH}`);
    expect(await repository.getBranch(BRANCH)).toBeUndefined();
  });
});

describe('a request of an agent', () => {
  let directory: string;
  let host: Awaited<ReturnType<typeof startGitHost>>;
  const stops: Array<() => Promise<unknown>> = [];
  const REQUEST = {
    verb: 'create',
    name: 'payments-dev',
    environment: 'dev',
    spec: SPEC,
    reason: 'For the new shop',
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'githost-'));
    host = await startGitHost({
      directory,
      users: [
        {
          login: 'portal',
          fullName: 'Portal',
          email: 'portal@example.org',
          token: TOKEN,
        },
      ],
    });
    await host.ensureRepository({
      owner: 'platform',
      name: 'gitops',
      files: REPOSITORY_FILES,
      protectMain: true,
    });
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await host?.close();
    await rm(directory, { recursive: true, force: true });
  });
  const start = async (extra?: Parameters<typeof startPortal>[1]) => {
    const portal = await startPortal(host.url, extra);
    stops.push(() => portal.stop());
    return portal;
  };

  it('ends in one pull request that says so, on behalf of the user', async () => {
    const { agent, repository, reports } = await start();
    const { status, body } = await agent(REQUEST);
    expect(status).toBe(200);
    const [pullRequest, ...others] = await repository.listPullRequests({
      state: 'open',
    });
    expect(others).toEqual([]);
    expect(body.output).toMatchObject({
      pullRequestUrl: pullRequest.url,
      claimPath: PATH,
      entityRef: 'resource:default/payments-dev',
    });
    expect(body.output.log.join('\n')).not.toContain(TOKEN);
    expect(pullRequest.body).toContain('Opened by an agent');
    expect(pullRequest.body).toContain('user:default/mock');
    expect(pullRequest.body).not.toContain('/create/tasks/');
    const file = await repository.getFile(PATH, BRANCH);
    expect(parseClaim(file!.content)).toMatchObject({
      metadata: {
        annotations: {
          'platform.example.org/requested-by': 'user:default/mock',
        },
      },
    });
    expect(reports).toMatchObject([{ name: 'payments-dev' }]);
  });

  it('is refused with the reason of any request, and writes nothing', async () => {
    const { agent, repository } = await start();
    const region = await agent({
      ...REQUEST,
      spec: { ...SPEC, region: 'mars-1' },
    });
    expect(region.error).toContain("Region 'mars-1' is not offered");
    const unconfirmed = await agent({
      verb: 'decommission',
      name: 'taken-prod',
      environment: 'prod',
    });
    expect(unconfirmed.error).toContain('type its name once more');
    const elsewhere = await agent({ ...REQUEST, verb: 'delete' });
    expect(elsewhere.error).toContain('Invalid input');
    expect(await repository.listPullRequests({ state: 'all' })).toEqual([]);
    expect(await repository.getBranch(BRANCH)).toBeUndefined();
  });

  it('is made for a user only', async () => {
    const { agent, repository } = await start();
    const { status, error } = await agent(
      REQUEST,
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.service('plugin:mcp-actions'),
        targetPluginId: 'scaffolder',
      }),
    );
    expect([status, error]).toEqual([
      403,
      expect.stringMatching(/^Only a user/),
    ]);
    expect(await repository.listPullRequests({ state: 'all' })).toEqual([]);
  });

  it('needs the permission of the user', async () => {
    const permissions = mockServices.permissions.mock();
    permissions.authorize.mockImplementation(async queries =>
      queries.map(({ permission }) => ({
        result: permission.name.startsWith('worker-clusters.')
          ? AuthorizeResult.DENY
          : AuthorizeResult.ALLOW,
      })),
    );
    permissions.authorizeConditional.mockImplementation(async queries =>
      queries.map(({ permission }) => ({
        result: permission.name.startsWith('worker-clusters.')
          ? AuthorizeResult.DENY
          : AuthorizeResult.ALLOW,
      })),
    );
    const { agent, repository } = await start({
      features: [permissions.factory],
    });
    const { status, error } = await agent(REQUEST);
    expect([status, error]).toEqual([
      403,
      expect.stringContaining('worker-clusters.cluster.create'),
    ]);
    expect(await repository.listPullRequests({ state: 'all' })).toEqual([]);
  });

  it("is refused where pull requests need the user's own token", async () => {
    const { agent, repository } = await start({
      config: { scaffolder: { requireScmUserCredentials: true } },
    });
    const { status, error } = await agent(REQUEST);
    expect([status, error]).toEqual([
      400,
      expect.stringContaining('scaffolder.requireScmUserCredentials'),
    ]);
    expect(await repository.listPullRequests({ state: 'all' })).toEqual([]);
  });
});

/** The configuration of a portal that is joined to a Git host. */
const configOf = (gitUrl: string) => ({
  app: { baseUrl: 'http://portal.test' },
  workerClusters: {
    gitops: { repoUrl: `${new URL(gitUrl).host}?owner=platform&repo=gitops` },
  },
  integrations: {
    gitea: [
      {
        host: new URL(gitUrl).host,
        baseUrl: gitUrl,
        username: 'portal',
        password: TOKEN,
      },
    ],
  },
});

/** The scaffolder with our module and template, joined to a Git host. */
async function startPortal(
  gitUrl: string,
  extra: { features?: BackendFeature[]; config?: JsonObject } = {},
) {
  const template = parse(
    await readFile(
      resolvePackagePath(
        '@worker-clusters/backstage-plugin-scaffolder-backend-module-worker-clusters',
        '../../templates/new-cluster/template.yaml',
      ),
      'utf8',
    ),
  );
  template.metadata.namespace = 'default';
  // The same without the form's own checks, which an API client need not pass through.
  const unchecked = structuredClone(template);
  unchecked.metadata.name = 'unchecked';
  unchecked.spec.parameters = {};

  const config = { ...configOf(gitUrl), ...extra.config };
  const { fleet, reports } = createFleet();
  const backend = await startTestBackend({
    features: [
      scaffolderPlugin,
      module_,
      mockServices.rootConfig.factory({ data: config }),
      ...(extra.features ?? []),
      catalogServiceMock.factory({
        entities: [
          ...ENTITIES,
          template,
          unchecked,
          { ...ENTITIES[1], metadata: { name: 'mock', namespace: 'default' } },
        ],
      }),
      // Everybody is in the team, as the sign-in says.
      createServiceFactory({
        service: coreServices.userInfo,
        deps: {},
        factory: () =>
          mockServices.userInfo({
            ownershipEntityRefs: ['group:default/payments'],
          }),
      }),
      createServiceFactory({
        service: workerClustersServiceRef,
        deps: {},
        factory: () => fleet,
      }),
    ],
  });
  const { server } = backend;
  const as = (user: string) =>
    mockCredentials.user.header(`user:default/${user}`);
  const authorization = as('mock');

  const finished = async (id: string) => {
    for (;;) {
      const { body: task } = await request(server)
        .get(`/api/scaffolder/v2/tasks/${id}`)
        .set('Authorization', authorization);
      if (['completed', 'failed', 'cancelled'].includes(task.status)) {
        const { body: events } = await request(server)
          .get(`/api/scaffolder/v2/tasks/${id}/events`)
          .set('Authorization', authorization);
        const completion = events
          .filter((e: any) => e.type === 'completion')
          .pop();
        return {
          id,
          status: task.status as string,
          log: events
            .map((e: any) => `${e.body.message} ${e.body.error?.message ?? ''}`)
            .join('\n') as string,
          output: completion?.body.output,
        };
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  };
  const start = async (name: string, values: object, user = 'mock') => {
    const { status, body } = await request(server)
      .post('/api/scaffolder/v2/tasks')
      .set('Authorization', as(user))
      .send({ templateRef: `template:default/${name}`, values });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return finished(body.id);
  };
  return {
    reports,
    repository: createGitRepository({
      integrations: ScmIntegrations.fromConfig(
        mockServices.rootConfig({ data: config }),
      ),
      repository: config.workerClusters.gitops.repoUrl,
    }),
    /** What an agent of a user, or of a plugin, is answered. */
    agent: async (input: object, authorized = authorization) => {
      const { status, body } = await request(server)
        .post(
          '/api/scaffolder/.backstage/actions/v1/actions/scaffolder:open-worker-cluster-request/invoke',
        )
        .set('Authorization', authorized)
        .send(input);
      return { status, body, error: body.error?.message as string };
    },
    run: (values: object, user?: string) => start('new-cluster', values, user),
    runUnchecked: (values: object) => start('unchecked', values),
    retry: async (id: string) => {
      const { status, body } = await request(server)
        .post(`/api/scaffolder/v2/tasks/${id}/retry`)
        .set('Authorization', authorization)
        .send({});
      if (status >= 300) throw new Error(JSON.stringify(body));
      return finished(id);
    },
    dryRun: (values: object) =>
      request(server)
        .post('/api/scaffolder/v2/dry-run')
        .set('Authorization', authorization)
        .send({ template, values, secrets: {}, directoryContents: [] }),
    stop: () => backend.stop(),
  };
}
