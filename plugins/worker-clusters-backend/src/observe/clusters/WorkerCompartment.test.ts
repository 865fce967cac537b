import type { ApiServer, Fault } from '@worker-clusters/sandbox';
import { eventually } from '../../__testUtils__/eventually';
import {
  application,
  APPLICATIONS_DEFINITION,
  claim,
  installArgoCd,
  keyOf,
  portalSecret,
  TestFleet,
  TOKEN,
} from '../__testUtils__/TestFleet';
import type { FleetObserver } from '../types';

jest.setTimeout(60_000);

const ref = (name: string, namespace = 'team-a') => ({
  managementCluster: 'm',
  namespace,
  name,
});

describe('WorkerCompartment, against real API servers', () => {
  let fleet: TestFleet;
  let management: ApiServer;
  let worker: ApiServer;

  const secretFor = (name: string) =>
    portalSecret(name, { token: TOKEN, 'ca.crt': fleet.ca.certificate });

  beforeEach(async () => {
    fleet = await TestFleet.create();
    management = await fleet.startServer('management');
    worker = await fleet.startServer('worker');
  });
  afterEach(() => fleet.close());

  describe('a worker', () => {
    const connection = (observer: FleetObserver) =>
      observer.getCluster(ref('orders'))?.worker?.connection;

    async function liveWorker() {
      installArgoCd(worker);
      management.client.create(claim('orders', worker.url));
      management.client.create(secretFor('orders'));
      const started = fleet.observe({ m: management });
      await eventually(() =>
        expect(connection(started.observer)).toMatchObject({ status: 'live' }),
      );
      return started;
    }
    const applications = (observer: FleetObserver) =>
      observer
        .getCluster(ref('orders'))
        ?.worker?.applications.map(a => a.metadata.name);

    it('has its projects, settings, rights and credential read for the isolation rules', async () => {
      worker.client.create({
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: 'team', namespace: 'argocd' },
        spec: { sourceRepos: ['*'] },
      });
      worker.client.create({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {
          name: 'cluster-other',
          namespace: 'argocd',
          labels: { 'argocd.argoproj.io/secret-type': 'cluster' },
        },
        data: { config: 'c2VjcmV0' },
      });
      const { observer } = await liveWorker();
      await eventually(() =>
        expect(observer.getCluster(ref('orders'))?.worker?.isolation).toEqual({
          projects: {
            value: [
              expect.objectContaining({ name: 'team', sourceRepos: ['*'] }),
            ],
          },
          settings: {
            value: expect.objectContaining({
              url: 'https://argocd.orders.example.org',
            }),
          },
          rights: {
            value: [
              {
                namespace: 'argocd',
                rules: expect.arrayContaining([
                  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
                ]),
              },
            ],
          },
          argocdNamespace: 'argocd',
          clusterSecrets: { value: ['cluster-other'] },
          credential: {
            value: {
              object: {
                kind: 'Secret',
                namespace: 'team-a',
                name: 'orders-portal',
              },
              writtenAt: expect.any(String),
            },
          },
          sharedCredential: [],
          sharedServer: [],
        }),
      );
    });

    it('that shares its credential and its server with another is named there, until that is gone', async () => {
      const { observer } = await liveWorker();
      const isolation = (name: string) =>
        observer.getCluster(ref(name))?.worker?.isolation;
      management.client.create(claim('billing', worker.url));
      management.client.create(secretFor('billing'));
      await eventually(() =>
        expect(isolation('orders')).toMatchObject({
          sharedCredential: [ref('billing')],
          sharedServer: [ref('billing')],
        }),
      );
      expect(isolation('billing')).toMatchObject({
        sharedServer: [ref('orders')],
      });
      management.client.delete(keyOf(claim('billing')));
      await eventually(() =>
        expect(isolation('orders')).toMatchObject({
          sharedCredential: [],
          sharedServer: [],
        }),
      );
    });

    it('that forbids the portal to read AppProjects stays live, and says so', async () => {
      worker = await fleet.startServer('strict', []);
      const name = 'portal';
      const group = 'rbac.authorization.k8s.io';
      const rule = (apiGroup: string, ...resources: string[]) => ({
        apiGroups: [apiGroup],
        resources,
        verbs: ['get', 'list', 'watch'],
      });
      worker.client.create({
        apiVersion: `${group}/v1`,
        kind: 'ClusterRole',
        metadata: { name },
        rules: [
          rule('argoproj.io', 'applications'),
          rule('apps', 'deployments', 'statefulsets'),
          rule('', 'configmaps'),
        ],
      });
      worker.client.create({
        apiVersion: `${group}/v1`,
        kind: 'ClusterRoleBinding',
        metadata: { name },
        roleRef: { apiGroup: group, kind: 'ClusterRole', name },
        subjects: [{ apiGroup: group, kind: 'User', name }],
      });
      const { observer } = await liveWorker();
      await eventually(() =>
        expect(
          observer.getCluster(ref('orders'))?.worker?.isolation?.projects,
        ).toEqual({
          notChecked: {
            message: expect.stringMatching(/Not allowed to read AppProjects/),
            messageCode: expect.objectContaining({
              code: 'response-forbidden-because',
            }),
          },
        }),
      );
      expect(connection(observer)?.status).toBe('live');
    });

    it.each<[Fault, string, RegExp]>([
      [{ kind: 'vanish' }, 'stale', /connection refused|connection closed/],
      [{ kind: 'cut' }, 'stale', /connection closed/],
      [{ kind: 'garbage' }, 'stale', /not JSON/],
      [{ kind: 'unavailable' }, 'stale', /to be tried again later \(503\)/],
      [{ kind: 'unauthorized' }, 'unauthorized', /token not accepted \(401\)/],
      [{ kind: 'forbidden' }, 'forbidden', /Not allowed to read .*\(403\)/],
    ])(
      'that has the fault %j is %s, keeps its last state, and recovers',
      async (fault, status, message) => {
        const { observer } = await liveWorker();
        await worker.setFaults([fault]);
        // Garbage shows only once there is something to say.
        if (fault.kind === 'garbage') worker.client.create(application('new'));
        await eventually(() =>
          expect(connection(observer)).toMatchObject({
            status,
            message: expect.stringMatching(message),
          }),
        );
        expect(applications(observer)).toEqual(['checkout']);
        expect(observer.listManagementClusters()[0].connection.status).toBe(
          'live',
        );

        worker.client.apply(application('new'), 'test');
        await worker.setFaults([]);
        await eventually(() => {
          expect(connection(observer)).toMatchObject({ status: 'live' });
          expect(applications(observer)).toEqual(['checkout', 'new']);
        });
        expect(connection(observer)?.message).toBeUndefined();
      },
    );

    it('whose versions are gone is listed anew, and deletions are found', async () => {
      const { observer } = await liveWorker();
      worker.client.create(application('payments'));
      await eventually(() => expect(applications(observer)).toHaveLength(2));
      await worker.setFaults([{ kind: 'gone' }]);
      worker.client.delete(keyOf(application('payments')));
      await worker.setFaults([]);
      await eventually(() =>
        expect(applications(observer)).toEqual(['checkout']),
      );
    });

    it('is reached with a new token as soon as the Secret has it', async () => {
      const { observer } = await liveWorker();
      worker.revokeToken(TOKEN);
      await eventually(() =>
        expect(connection(observer)).toMatchObject({ status: 'unauthorized' }),
      );
      worker.addToken({
        user: 'portal',
        token: 'next',
        groups: ['system:masters'],
      });
      management.client.patch(keyOf(secretFor('orders')), {
        data: { token: Buffer.from('next').toString('base64') },
      });
      await eventually(() => {
        expect(connection(observer)).toMatchObject({ status: 'live' });
        expect(applications(observer)).toEqual(['checkout']);
      });
      expect((await observer.getAccess(ref('orders')))?.token).toBe('next');
    });

    it('is found at its new address', async () => {
      const { observer } = await liveWorker();
      const moved = await fleet.startServer('moved');
      moved.client.create(application('after-the-move'));
      management.client.patchStatus(keyOf(claim('orders')), {
        cluster: { endpoint: moved.url },
      });
      await eventually(() =>
        expect(applications(observer)).toEqual(['after-the-move']),
      );
    });

    it('that is upgraded shows its new version', async () => {
      const { observer } = await liveWorker();
      worker.setVersion('v1.35.0');
      management.client.patchStatus(keyOf(claim('orders')), {
        cluster: { version: '1.35' },
      });
      await eventually(() =>
        expect(observer.getCluster(ref('orders'))?.worker?.serverVersion).toBe(
          'v1.35.0',
        ),
      );
    });

    it('costs the others nothing when it is dead', async () => {
      const dead = await fleet.startServer('dead');
      await dead.setFaults([{ kind: 'hang' }]);
      management.client.create(claim('dead', dead.url));
      management.client.create(secretFor('dead'));
      const { observer } = await liveWorker();
      worker.client.create(application('payments'));
      await eventually(() => expect(applications(observer)).toHaveLength(2));
      expect(observer.getCluster(ref('dead'))?.worker).toMatchObject({
        complete: false,
        connection: { status: 'connecting' },
      });
    });

    it('without Argo CD is live and has no application', async () => {
      worker.client.delete(keyOf(APPLICATIONS_DEFINITION));
      management.client.create(claim('orders', worker.url));
      management.client.create(secretFor('orders'));
      const { observer } = fleet.observe({ m: management });
      await eventually(() =>
        expect(observer.getCluster(ref('orders'))?.worker).toMatchObject({
          connection: { status: 'live' },
          complete: true,
          applications: [],
        }),
      );
      worker.client.create(APPLICATIONS_DEFINITION);
      installArgoCd(worker);
      await eventually(() =>
        expect(applications(observer)).toEqual(['checkout']),
      );
    });

    it('whose Secret the portal may not read says so, and the management cluster stays live', async () => {
      const path = '/api/v1/namespaces/team-a/secrets';
      await management.setFaults([{ kind: 'forbidden', pathPrefix: path }]);
      management.client.create(claim('orders', worker.url));
      const { observer } = fleet.observe({ m: management });
      await eventually(() =>
        expect(connection(observer)).toMatchObject({
          status: 'unknown',
          message: expect.stringMatching(
            /Not allowed to read the Secret orders-portal .*\(403\)/,
          ),
        }),
      );
      await eventually(() =>
        expect(observer.listManagementClusters()[0].connection.status).toBe(
          'live',
        ),
      );
    });

    it.each<[string, Record<string, string>, string, RegExp]>([
      ['no key', {}, 'https://127.0.0.1:1', /neither the key token nor/],
      ['http', { token: 't' }, 'http://127.0.0.1:1', /not an https URL/],
      [
        'a refused address',
        { token: 't' },
        'https://169.254.169.254',
        /link-local/,
      ],
      [
        'a name that leads to a refused address',
        { token: 't' },
        'https://localhost:1',
        /loopback/,
      ],
    ])('whose credentials have %s says so', async (_, data, url, message) => {
      management.client.create(claim('orders', url));
      management.client.create(portalSecret('orders', data));
      const { observer } = fleet.observe({ m: management });
      await eventually(() =>
        expect(connection(observer)).toMatchObject({
          status: 'unknown',
          message: expect.stringMatching(message),
        }),
      );
      await expect(observer.getAccess(ref('orders'))).resolves.toBeUndefined();
    });
  });
});
