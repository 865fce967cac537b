import type { ApiServer, Fault } from '@worker-clusters/sandbox';
import { eventually } from '../__testUtils__/eventually';
import {
  application,
  claim,
  composed,
  COMPOSITION,
  keyOf,
  portalSecret,
  TestFleet,
  TOKEN,
} from './__testUtils__/TestFleet';
import type { FleetObserver } from './types';

jest.setTimeout(60_000);

const ref = (name: string, namespace = 'team-a') => ({
  managementCluster: 'm',
  namespace,
  name,
});

describe('createFleetObserver, against real API servers', () => {
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

  /** An Argo CD with one Application. */
  function installArgoCd(server: ApiServer) {
    server.client.create(application('checkout'));
    server.client.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'argocd-cm', namespace: 'argocd' },
      data: { url: 'https://argocd.orders.example.org' },
    });
    for (const [kind, name] of [
      ['Deployment', 'argocd-server'],
      ['StatefulSet', 'argocd-application-controller'],
    ]) {
      const workload = server.client.create({
        apiVersion: 'apps/v1',
        kind,
        metadata: {
          name,
          namespace: 'argocd',
          labels: { 'app.kubernetes.io/part-of': 'argocd' },
        },
        spec: {
          replicas: 1,
          template: {
            spec: {
              containers: [{ image: 'quay.io/argoproj/argocd:v3.1.0' }],
            },
          },
        },
      });
      server.client.patchStatus(keyOf(workload), { readyReplicas: 1 });
    }
  }

  it('sees a cluster from its claim to its applications', async () => {
    management.client.create(COMPOSITION);
    management.client.create(application('worker-cluster-dev'));
    const { observer, changes } = fleet.observe({ m: management });
    await eventually(() =>
      expect(observer.listManagementClusters()).toEqual([
        {
          name: 'm',
          title: 'm',
          complete: true,
          connection: {
            status: 'live',
            since: expect.any(String),
            lastSeen: expect.any(String),
          },
        },
      ]),
    );
    expect(observer.listClusters('m')).toEqual([]);

    const created = management.client.create(claim('orders'));
    management.client.create(composed(created, 'orders-cluster'));
    await eventually(() =>
      expect(observer.getCluster(ref('orders'))).toMatchObject({
        ref: ref('orders'),
        claim: {
          kind: 'WorkerCluster',
          environment: 'dev',
          region: 'eu-west-1',
          owner: 'group:default/a',
          requestedBy: 'user:default/guest',
          kubernetesVersion: '1.34',
          nodes: { size: 'small', min: 1, max: 3 },
          conditions: [{ type: 'Ready', status: 'True' }],
        },
        composed: [
          {
            kind: 'Cluster',
            metadata: { name: 'orders-cluster' },
            compositionResourceName: 'cluster',
            stage: 'control-plane',
            conditions: [{ type: 'Ready', status: 'False' }],
          },
        ],
        composition: {
          name: 'workerclusters',
          resources: [
            { name: 'cluster', kind: 'Cluster', stage: 'control-plane' },
          ],
        },
        carrier: {
          metadata: { name: 'worker-cluster-dev' },
          health: 'Healthy',
        },
      }),
    );
    expect(observer.getCluster(ref('orders'))?.worker).toBeUndefined();

    management.client.patchStatus(
      keyOf(created),
      claim('orders', worker.url).status,
    );
    await eventually(() =>
      expect(observer.getCluster(ref('orders'))?.worker).toMatchObject({
        connection: {
          status: 'unknown',
          message: expect.stringContaining('waits for the Secret orders-portal'),
        },
        complete: false,
      }),
    );

    installArgoCd(worker);
    management.client.create(secretFor('orders'));
    await eventually(() =>
      expect(observer.getCluster(ref('orders'))?.worker).toMatchObject({
        connection: { status: 'live', lastSeen: expect.any(String) },
        apiServer: worker.url,
        serverVersion: 'v1.34.1',
        argocdUrl: 'https://argocd.orders.example.org',
        workloads: [
          {
            name: 'argocd-server',
            image: 'quay.io/argoproj/argocd:v3.1.0',
            desired: 1,
            ready: 1,
          },
          { name: 'argocd-application-controller' },
        ],
        applications: [{ metadata: { name: 'checkout' }, health: 'Healthy' }],
        complete: true,
      }),
    );
    expect(observer.getAccess(ref('orders'))).toEqual({
      server: worker.url,
      caData: fleet.caData,
      token: TOKEN,
    });
    await eventually(() =>
      expect(changes).toContainEqual({
        clusters: [ref('orders')],
        managementClusters: [],
      }),
    );

    management.client.delete(keyOf(created));
    await eventually(() =>
      expect(observer.getCluster(ref('orders'))).toBeUndefined(),
    );
    await eventually(() =>
      expect(changes.at(-1)?.clusters).toEqual([ref('orders')]),
    );
    expect(observer.listClusters('m')).toEqual([]);
    expect(observer.getAccess(ref('orders'))).toBeUndefined();
  });

  it('reads a kubeconfig as well as a token', async () => {
    management.client.create(claim('orders', 'https://ignored.example.org'));
    management.client.create(
      portalSecret('orders', { kubeconfig: worker.kubeconfig('portal') }),
    );
    const { observer } = fleet.observe({ m: management });
    await eventually(() =>
      expect(observer.getCluster(ref('orders'))?.worker).toMatchObject({
        connection: { status: 'live' },
        apiServer: worker.url,
      }),
    );
  });

  it('takes a Crossplane v1 claim and the composite resource behind it for one cluster', async () => {
    const composite = management.client.create({
      apiVersion: 'legacy.example.org/v1alpha1',
      kind: 'XWorkerCluster',
      metadata: { name: 'orders-x7k2p' },
      spec: {
        compositionRef: { name: 'workerclusters' },
        resourceRefs: [
          {
            apiVersion: 'eks.aws.upbound.io/v1beta1',
            kind: 'Cluster',
            name: 'orders-x7k2p-cluster',
          },
        ],
      },
      status: claim('orders', worker.url).status,
    });
    management.client.create(
      composed(composite, 'orders-x7k2p-cluster', 'eks.aws.upbound.io/v1beta1'),
    );
    management.client.create(COMPOSITION);
    management.client.create(secretFor('orders'));
    const v1 = claim('orders');
    management.client.create({
      ...v1,
      apiVersion: 'legacy.example.org/v1alpha1',
      spec: {
        environment: 'dev',
        resourceRef: {
          apiVersion: composite.apiVersion,
          kind: composite.kind,
          name: composite.metadata.name,
        },
      },
    });
    const { observer } = fleet.observe(
      { m: management },
      {
        claims: [
          { apiVersion: 'legacy.example.org/v1alpha1', kind: 'WorkerCluster' },
        ],
      },
    );
    await eventually(() =>
      expect(observer.getCluster(ref('orders'))).toMatchObject({
        claim: {
          environment: 'dev',
          status: { endpoint: worker.url, version: '1.34' },
        },
        composed: [{ metadata: { name: 'orders-x7k2p-cluster' } }],
        composition: { name: 'workerclusters' },
        worker: { connection: { status: 'live' } },
      }),
    );
    expect(observer.listClusters('m')).toEqual([ref('orders')]);
  });

  it('finds kinds of claims by the label of their XRD, and loses them with it', async () => {
    management.client.create(claim('orders'));
    const definition = management.client.create({
      apiVersion: 'apiextensions.crossplane.io/v1',
      kind: 'CompositeResourceDefinition',
      metadata: {
        name: 'xworkerclusters.legacy.example.org',
        labels: { 'worker-clusters.backstage.io/claims': 'true' },
      },
      spec: {
        group: 'legacy.example.org',
        names: { kind: 'XWorkerCluster' },
        claimNames: { kind: 'WorkerCluster' },
        versions: [{ name: 'v1alpha1', served: true, referenceable: true }],
      },
    });
    management.client.create({
      ...claim('billing'),
      apiVersion: 'legacy.example.org/v1alpha1',
    });
    const { observer } = fleet.observe({ m: management });
    await eventually(() =>
      expect(observer.listClusters('m')).toEqual([
        ref('orders'),
        ref('billing'),
      ]),
    );
    management.client.delete(keyOf(definition));
    await eventually(() =>
      expect(observer.listClusters('m')).toEqual([ref('orders')]),
    );
  });

  it('keeps two kinds of claims with one name apart', async () => {
    const v1 = { ...claim('orders'), apiVersion: 'legacy.example.org/v1alpha1' };
    management.client.create(claim('orders'));
    management.client.create(v1);
    const { observer } = fleet.observe(
      { m: management },
      {
        claims: [v1, claim('orders')].map(({ apiVersion, kind }) => ({
          apiVersion,
          kind,
        })),
      },
    );
    await eventually(() =>
      expect(observer.listManagementClusters()[0].complete).toBe(true),
    );
    const seen = observer.getCluster(ref('orders'))!.claim!.apiVersion;
    management.client.delete({ ...keyOf(v1), apiVersion: seen });
    await eventually(() =>
      expect(observer.getCluster(ref('orders'))?.claim?.apiVersion).not.toBe(
        seen,
      ),
    );
    expect(observer.listClusters('m')).toEqual([ref('orders')]);
  });

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

    it.each<[Fault, string, RegExp]>([
      [{ kind: 'vanish' }, 'stale', /refuses connections|cut the connection/],
      [{ kind: 'cut' }, 'stale', /cut the connection/],
      [{ kind: 'garbage' }, 'stale', /not JSON/],
      [{ kind: 'unavailable' }, 'stale', /asks for patience \(503\)/],
      [{ kind: 'unauthorized' }, 'unauthorized', /does not accept.*token/],
      [{ kind: 'forbidden' }, 'forbidden', /may not read .*\(403\)/],
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
      worker.addToken({ user: 'portal', token: 'next', access: 'read-only' });
      management.client.patch(
        keyOf(secretFor('orders')),
        { data: { token: Buffer.from('next').toString('base64') } },
      );
      await eventually(() => {
        expect(connection(observer)).toMatchObject({ status: 'live' });
        expect(applications(observer)).toEqual(['checkout']);
      });
      expect(observer.getAccess(ref('orders'))?.token).toBe('next');
    });

    it('is found at its new address', async () => {
      const { observer } = await liveWorker();
      const moved = await fleet.startServer('moved');
      moved.client.create(application('after-the-move'));
      management.client.patchStatus(
        keyOf(claim('orders')),
        { cluster: { endpoint: moved.url } },
      );
      await eventually(() =>
        expect(applications(observer)).toEqual(['after-the-move']),
      );
    });

    it('that is upgraded shows its new version', async () => {
      const { observer } = await liveWorker();
      worker.setVersion('v1.35.0');
      management.client.patchStatus(
        keyOf(claim('orders')),
        { cluster: { version: '1.35' } },
      );
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

    it('whose Secret the portal may not read says so, and the management cluster stays live', async () => {
      const path = '/api/v1/namespaces/team-a/secrets';
      await management.setFaults([{ kind: 'forbidden', pathPrefix: path }]);
      management.client.create(claim('orders', worker.url));
      const { observer } = fleet.observe({ m: management });
      await eventually(() =>
        expect(connection(observer)).toMatchObject({
          status: 'unknown',
          message: expect.stringMatching(
            /may not read the Secret orders-portal .*\(403\)/,
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
      expect(observer.getAccess(ref('orders'))).toBeUndefined();
    });
  });

  describe('a management cluster', () => {
    it('that is down keeps its last state, and catches up', async () => {
      management.client.create(claim('orders'));
      management.client.create(claim('billing'));
      const { observer, logger } = fleet.observe({ m: management });
      await eventually(() =>
        expect(observer.listClusters('m')).toHaveLength(2),
      );
      await management.setFaults([{ kind: 'vanish' }]);
      await eventually(() =>
        expect(observer.listManagementClusters()[0].connection.status).toBe(
          'stale',
        ),
      );
      expect(observer.listClusters('m')).toHaveLength(2);
      management.client.delete(keyOf(claim('billing')));
      await management.setFaults([]);
      await eventually(() =>
        expect(observer.listClusters('m')).toEqual([ref('orders')]),
      );
      await eventually(() =>
        expect(observer.listManagementClusters()[0].connection.status).toBe(
          'live',
        ),
      );
      const said = logger.warn.mock.calls.map(([line]) => line);
      expect(said).toContainEqual(
        expect.stringMatching(/^Management cluster m: stale \(https:/),
      );
    });

    it('without the kind of claims says so', async () => {
      const { observer } = fleet.observe(
        { m: management },
        { claims: [{ apiVersion: 'platform.example.org/v9', kind: 'Nothing' }] },
      );
      await eventually(() =>
        expect(observer.listManagementClusters()[0]).toMatchObject({
          complete: false,
          connection: { message: expect.stringMatching(/does not serve/) },
        }),
      );
    });

    it('whose kind of claims is cluster-scoped says so', async () => {
      const { observer } = fleet.observe(
        { m: management },
        {
          claims: [
            {
              apiVersion: 'legacy.example.org/v1alpha1',
              kind: 'XWorkerCluster',
            },
          ],
        },
      );
      await eventually(() =>
        expect(observer.listManagementClusters()[0].connection.message).toMatch(
          /is cluster-scoped/,
        ),
      );
    });

    it('whose token is wrong is unauthorized', async () => {
      const { observer, logger } = fleet.observe(
        { m: management },
        { token: 'wrong-token-9876' },
      );
      await eventually(() =>
        expect(observer.listManagementClusters()[0]).toMatchObject({
          complete: false,
          connection: { status: 'unauthorized' },
        }),
      );
      await eventually(() => expect(logger.warn).toHaveBeenCalled());
      expect(JSON.stringify(logger.warn.mock.calls)).not.toContain(
        'wrong-token',
      );
    });

    it('is one of several, and their clusters do not mix', async () => {
      const other = await fleet.startServer('other');
      management.client.create(claim('orders'));
      other.client.create(claim('orders'));
      const { observer } = fleet.observe({ m: management, n: other });
      await eventually(() => {
        expect(observer.listClusters('m')).toHaveLength(1);
        expect(observer.listClusters('n')).toHaveLength(1);
      });
      const uid = (managementCluster: string) =>
        observer.getCluster({ ...ref('orders'), managementCluster })?.claim
          ?.metadata.uid;
      expect(uid('m')).not.toBe(uid('n'));
      expect(observer.listClusters('nowhere')).toEqual([]);
    });
  });

  it('tells of one composed resource for its cluster only', async () => {
    const [a, b] = ['a', 'b'].map(name => management.client.create(claim(name)));
    management.client.create(composed(a, 'a-cluster'));
    management.client.create(composed(b, 'b-cluster'));
    const { observer, changes } = fleet.observe({ m: management });
    await eventually(() => {
      for (const name of ['a', 'b']) {
        expect(observer.getCluster(ref(name))?.composed).toHaveLength(1);
      }
    });
    await new Promise(resolve => setTimeout(resolve, 100));
    changes.length = 0;
    management.client.patchStatus(
      keyOf(composed(b, 'b-cluster')),
      { conditions: [{ type: 'Ready', status: 'True' }] },
    );
    await eventually(() => expect(changes).not.toEqual([]));
    expect(changes).toEqual([
      { clusters: [ref('b')], managementClusters: [] },
    ]);
  });

  it('ends when it is told to, also before it has begun', async () => {
    management.client.create(claim('orders', worker.url));
    management.client.create(secretFor('orders'));
    const { observer, changes, stop } = fleet.observe({ m: management });
    await eventually(() => expect(observer.listClusters('m')).toHaveLength(1));
    stop();
    await observer.stopped;
    const before = changes.length;
    management.client.create(claim('billing'));
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(changes).toHaveLength(before);
  });
});
