import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  listAllClusters,
  WorkerClustersService,
  workerClustersServiceRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { eventually } from '../__testUtils__/eventually';
import { FakeGit } from '../__testUtils__/FakeGit';
import { FakeObserver } from '../__testUtils__/FakeObserver';
import { startPortal } from '../__testUtils__/testBackend';
import {
  application,
  claim,
  meta,
  observation,
  worker,
} from '../derive/__testUtils__/observation';

jest.setTimeout(60_000);
const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const refOf = (name: string) => ({
  managementCluster: 'main',
  namespace: 'clusters-dev',
  name,
});

/** More than fit on a page of the API. */
const APPLICATIONS = Array.from({ length: 501 }, (_, i) => `app-${1000 + i}`);

/** A plugin that uses the service as any other does. */
function userOf(pluginId: string) {
  let service: WorkerClustersService;
  const feature = createBackendPlugin({
    pluginId,
    register({ registerInit }) {
      registerInit({
        deps: { fleet: workerClustersServiceRef },
        async init({ fleet }) {
          service = fleet;
        },
      });
    },
  });
  return { feature, service: () => service };
}

describe('the fleet service, from another plugin', () => {
  const kubernetes = userOf('kubernetes');
  const scaffolder = userOf('scaffolder');
  const git = new FakeGit();
  let portal: Awaited<ReturnType<typeof startPortal>>;

  beforeAll(async () => {
    const observer = new FakeObserver('main');
    portal = await startPortal({
      observer,
      knex: await databases.init('SQLITE_3'),
      git,
      features: [kubernetes.feature, scaffolder.feature],
    });
    const names = ['alpha', 'beta', 'gamma'];
    observer.list(
      'main',
      ...names.map(name =>
        observation({
          ref: refOf(name),
          claim: claim({ metadata: meta(name, { namespace: 'clusters-dev' }) }),
          worker: worker({
            applications: APPLICATIONS.map(a => application(a)),
          }),
        }),
      ),
    );
    observer.grantAccess(refOf('alpha'), {
      server: 'https://alpha.example.org',
      token: 't',
    });
    await eventually(async () => {
      const { totalItems } = await kubernetes.service().listClusters();
      if (totalItems !== 3) throw new Error(`${totalItems} clusters`);
    });
  });
  afterAll(() => portal?.stop());

  it('reads the fleet', async () => {
    const service = kubernetes.service();
    expect((await listAllClusters(service)).map(c => c.name)).toEqual([
      'alpha',
      'beta',
      'gamma',
    ]);
    expect((await service.listClusters({ name: 'beta' })).items).toHaveLength(
      1,
    );
    expect(await service.getCluster(refOf('alpha'))).toMatchObject({
      name: 'alpha',
      timeline: expect.any(Array),
    });
    expect(await service.getCluster(refOf('nobody'))).toBeUndefined();
    const { items, unknown } = await service.listClusterEntities();
    expect(items.map(c => c.name)).toEqual(['alpha', 'beta', 'gamma']);
    expect(unknown).toEqual([]);
    const applications = await service.listApplications(refOf('alpha'));
    expect(applications?.items.map(a => a.name)).toEqual(APPLICATIONS);
    expect(
      await service.listDeployedClusters({
        name: [APPLICATIONS[0], 'argocd/other'],
        clusterName: ['alpha', 'nobody'],
      }),
    ).toEqual([refOf('alpha')]);
  });

  it('reads on behalf of whom it is told', async () => {
    portal.permissions.authorizeConditional.mockImplementationOnce(
      async (_, options: any) => [
        {
          result:
            options.credentials.principal.userEntityRef === 'user:default/ada'
              ? AuthorizeResult.DENY
              : AuthorizeResult.ALLOW,
        },
      ],
    );
    await expect(
      kubernetes
        .service()
        .listClusters(
          {},
          { credentials: mockCredentials.user('user:default/ada') },
        ),
    ).rejects.toThrow(/403.*|worker-clusters.cluster.read/);
  });

  it('gives access to the kubernetes plugin only', async () => {
    expect(await kubernetes.service().getAccess(refOf('alpha'))).toEqual({
      ref: refOf('alpha'),
      title: 'alpha',
      server: 'https://alpha.example.org',
      token: 't',
    });
    expect(await kubernetes.service().getAccess(refOf('beta'))).toBeUndefined();
    await expect(
      scaffolder.service().getAccess(refOf('alpha')),
    ).rejects.toMatchObject({ statusCode: 403 });
  });

  it('reports requests', async () => {
    const { number, url, title, createdAt } = git.ask('delta');
    await scaffolder.service().reportRequest({
      namespace: 'clusters-dev',
      name: 'delta',
      environment: 'dev',
      claimPath: 'crossplane/claims/dev/delta.yaml',
      pullRequest: { number, url, title, createdAt },
    });
    const found = await eventually(async () => {
      const cluster = await scaffolder.service().getCluster(refOf('delta'));
      if (!cluster) throw new Error('not there yet');
      return cluster;
    });
    expect(found.phase.phase).toBe('requested');
    await expect(
      scaffolder.service().reportRequest({ name: 'x' } as any, {
        credentials: mockCredentials.service('plugin:scaffolder'),
      }),
    ).rejects.toMatchObject({ statusCode: 400 });
  });

  it('ends a call that is aborted', async () => {
    await expect(
      kubernetes
        .service()
        .listClusters({}, { signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough');
  });
});
