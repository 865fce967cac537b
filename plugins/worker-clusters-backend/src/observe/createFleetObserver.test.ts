import type { ApiServer } from '@worker-clusters/sandbox';
import { eventually } from '../__testUtils__/eventually';
import { recordRequests } from '../__testUtils__/recordRequests';
import {
  application,
  APPLICATIONS_DEFINITION,
  claim,
  composed,
  COMPOSITION,
  installArgoCd,
  keyOf,
  LEGACY_COMPOSITION,
  LEGACY_DEFINITION,
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

const APPLICATIONS = keyOf(APPLICATIONS_DEFINITION);

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
          unread: [],
          argocdInstalled: true,
          isolation: {
            // The portal of this test is in system:masters.
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
            clusterSecrets: { value: [] },
            credential: {
              value: { object: { kind: 'ServiceAccount', name: 'm' } },
            },
            foreignApplications: { value: [] },
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
        syncedBy: {
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
          message: expect.stringContaining(
            'waits for the Secret orders-portal',
          ),
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
    await expect(observer.getAccess(ref('orders'))).resolves.toEqual({
      server: worker.url,
      caData: fleet.caData,
      token: TOKEN,
    });
    await eventually(() =>
      expect(changes).toContainEqual({
        clusters: [ref('orders')],
        claims: [],
        managementClusters: [],
      }),
    );

    management.client.delete(keyOf(created));
    await eventually(() =>
      expect(observer.getCluster(ref('orders'))).toBeUndefined(),
    );
    await eventually(() =>
      expect(changes.flatMap(c => c.clusters).at(-1)).toEqual(ref('orders')),
    );
    expect(observer.listClusters('m')).toEqual([]);
    await expect(observer.getAccess(ref('orders'))).resolves.toBeUndefined();
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
        compositionRef: { name: 'workerclusters-v1' },
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
    management.client.create(LEGACY_COMPOSITION);
    // Without the portal's label: the configuration names the claims.
    management.client.create({
      ...LEGACY_DEFINITION,
      metadata: { name: LEGACY_DEFINITION.metadata.name },
    });
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
        composition: { name: 'workerclusters-v1' },
        worker: { connection: { status: 'live' } },
      }),
    );
    expect(observer.listClusters('m')).toEqual([ref('orders')]);
  });

  it('finds kinds of claims by the label of their XRD, and loses them with it', async () => {
    management.client.create(claim('orders'));
    const definition = management.client.create(LEGACY_DEFINITION);
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
    const v1 = {
      ...claim('orders'),
      apiVersion: 'legacy.example.org/v1alpha1',
    };
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
        {
          claims: [{ apiVersion: 'platform.example.org/v9', kind: 'Nothing' }],
        },
      );
      await eventually(() =>
        expect(observer.listManagementClusters()[0]).toMatchObject({
          complete: false,
          connection: { message: expect.stringMatching(/does not serve/) },
        }),
      );
    });

    it('tells a claim that Argo CD tracks from one that was applied by hand', async () => {
      const byHand = claim('by-hand');
      delete byHand.metadata.annotations;
      management.client.create(claim('orders'));
      management.client.create(byHand);
      const { observer } = fleet.observe({ m: management });
      const tracking = (name: string) =>
        observer.getCluster(ref(name))?.claimTracking;
      await eventually(() => {
        expect(tracking('orders')).toBe('argocd');
        expect(tracking('by-hand')).toBe('none');
      });
      // Argo CD may track by label: its Application lists the claim then.
      management.client.create(
        application('apps', [
          {
            group: 'platform.example.org',
            version: 'v1alpha1',
            kind: 'WorkerCluster',
            namespace: 'team-a',
            name: 'by-hand',
          },
        ]),
      );
      await eventually(() => expect(tracking('by-hand')).toBe('argocd'));
    });

    it('without Argo CD is live and says so', async () => {
      management.client.delete(APPLICATIONS);
      const byHand = claim('orders');
      delete byHand.metadata.annotations;
      management.client.create(byHand);
      const { observer } = fleet.observe({ m: management });
      await eventually(() =>
        expect(observer.listManagementClusters()[0]).toMatchObject({
          complete: true,
          connection: { status: 'live' },
          argocdInstalled: false,
        }),
      );
      await eventually(() =>
        expect(observer.getCluster(ref('orders'))?.notSynced).toBeUndefined(),
      );
      expect(observer.getCluster(ref('orders'))?.claimTracking).toBe(
        'noArgoCd',
      );
      management.client.create(APPLICATIONS_DEFINITION);
      await eventually(() =>
        expect(observer.listManagementClusters()[0].argocdInstalled).toBe(true),
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

  describe('marks what it knows as half of it, after a start,', () => {
    const COMPOSED = '/apis/eks.aws.m.upbound.io/v1beta1/clusters';
    const startWith = async (kind: 'unavailable' | 'forbidden') => {
      await management.setFaults([{ kind, pathPrefix: COMPOSED }]);
      management.client.create(COMPOSITION);
      const made = management.client.create(claim('orders'));
      management.client.create(composed(made, 'orders-cluster'));
      const started = fleet.observe({ m: management });
      await eventually(() =>
        expect(started.observer.listManagementClusters()[0]).toMatchObject({
          complete: true,
          connection: { status: 'live' },
        }),
      );
      return started;
    };

    it('until the last list is read', async () => {
      const { observer, changes } = await startWith('unavailable');
      const seen = () => observer.getCluster(ref('orders'));
      expect(seen()).toMatchObject({ notSynced: true, composed: [] });
      // It may still come, as after an outage: a failure that passes by itself counts after a minute.
      expect(seen()?.unread).toBeUndefined();
      changes.length = 0;
      await management.setFaults([]);
      await eventually(() => expect(seen()?.composed).toHaveLength(1));
      await eventually(() => expect(seen()?.notSynced).toBeUndefined());
      await eventually(() =>
        expect(changes.flatMap(c => c.clusters)).toContainEqual(ref('orders')),
      );
    });

    it('but does not wait for a right that is missing', async () => {
      const { observer } = await startWith('forbidden');
      await eventually(() =>
        expect(observer.getCluster(ref('orders'))?.notSynced).toBeUndefined(),
      );
      expect(observer.getCluster(ref('orders'))).toMatchObject({
        composed: [],
        unread: [
          {
            apiVersion: 'eks.aws.m.upbound.io/v1beta1',
            kind: 'Cluster',
            message: expect.stringContaining(
              'get, list and watch on clusters (eks.aws.m.upbound.io)',
            ),
          },
        ],
      });
    });
  });

  describe('watches what is needed, and', () => {
    const COMPOSED = '/apis/eks.aws.m.upbound.io/v1beta1/clusters';
    const state = (observer: FleetObserver) =>
      observer.listManagementClusters()[0];

    it('says of a kind that fails which clusters lack it, until the last of them is gone', async () => {
      management.client.create(COMPOSITION);
      const orders = management.client.create(claim('orders'));
      // Without a Composition yet.
      const { crossplane: _, ...spec } = claim('billing').spec;
      management.client.create({ ...claim('billing'), spec });
      await management.setFaults([{ kind: 'forbidden', pathPrefix: COMPOSED }]);
      const { observer, logger } = fleet.observe({ m: management });
      await eventually(() =>
        expect(state(observer)).toMatchObject({
          connection: { status: 'live' },
          unread: [{ kind: 'Cluster', clusters: [ref('orders')] }],
        }),
      );
      expect(observer.getCluster(ref('orders'))?.unread).toHaveLength(1);
      expect(observer.getCluster(ref('billing'))?.unread).toBeUndefined();
      await eventually(() =>
        expect(logger.warn.mock.calls.flat()).toContainEqual(
          expect.stringMatching(
            /Not allowed to read Cluster .*\(403\).* get, list and watch on clusters \(eks\.aws\.m\.upbound\.io\).* team-a\/orders$/,
          ),
        ),
      );

      management.client.delete(keyOf(orders));
      await eventually(() => expect(state(observer).unread).toEqual([]));
      await recordRequests(async requests => {
        await new Promise(resolve => setTimeout(resolve, 300));
        expect(requests.filter(r => r.path.includes(COMPOSED))).toEqual([]);
      });
    });

    it('stops watching a kind that its Composition names no longer', async () => {
      management.client.create(COMPOSITION);
      const orders = management.client.create(claim('orders'));
      management.client.create(composed(orders, 'orders-cluster'));
      const { observer } = fleet.observe({ m: management });
      const seen = () => observer.getCluster(ref('orders'));
      await eventually(() => expect(seen()?.composed).toHaveLength(1));
      management.client.patch(keyOf(COMPOSITION), { spec: { pipeline: [] } });
      await eventually(() =>
        expect(seen()).toMatchObject({
          composed: [],
          unread: [
            {
              kind: 'Cluster',
              message: expect.stringContaining(
                'neither the Composition workerclusters nor composedKinds',
              ),
            },
          ],
        }),
      );
      management.client.patch(keyOf(COMPOSITION), {
        spec: { pipeline: COMPOSITION.spec.pipeline },
      });
      await eventually(() => expect(seen()?.composed).toHaveLength(1));
      expect(seen()?.unread).toBeUndefined();
    });

    it('reads no kind because a claim names it', async () => {
      await recordRequests(async requests => {
        const { crossplane, ...spec } = claim('orders').spec;
        const resourceRefs = [
          { apiVersion: 'v1', kind: 'Secret', name: 'a' },
          { apiVersion: 'v1', kind: 'ConfigMap', name: 'b' },
          { apiVersion: 'unheard.example.org/v1', kind: 'Anything', name: 'c' },
          ...crossplane.resourceRefs,
        ];
        management.client.create(COMPOSITION);
        const orders = management.client.create({
          ...claim('orders'),
          spec: { ...spec, crossplane: { ...crossplane, resourceRefs } },
        });
        management.client.create(composed(orders, 'orders-cluster'));
        const { observer } = fleet.observe({ m: management });
        const seen = () => observer.getCluster(ref('orders'));
        await eventually(() => expect(seen()?.composed).toHaveLength(1));
        expect(state(observer).connection.status).toBe('live');
        expect(seen()?.unread).toMatchObject([
          { kind: 'ConfigMap' },
          { kind: 'Anything' },
        ]);
        // This portal may do everything, and lists the names of cluster Secrets too.
        const paths = requests
          .map(r => r.path)
          .filter(path => !path.includes('secret-type%3Dcluster'))
          .join('\n');
        expect(paths).toContain('/clusters?');
        expect(paths).not.toMatch(/secrets|configmaps|unheard/);
      });
    });

    it('blames no claim while Compositions are not listed', async () => {
      await management.setFaults([
        {
          kind: 'unavailable',
          pathPrefix: '/apis/apiextensions.crossplane.io/v1/compositions',
        },
      ]);
      management.client.create(COMPOSITION);
      management.client.create(claim('orders'));
      const { observer } = fleet.observe({ m: management });
      const seen = () => observer.getCluster(ref('orders'));
      await eventually(() => expect(seen()).toBeDefined());
      expect(seen()?.unread).toBeUndefined();
      await management.setFaults([]);
      await eventually(() => expect(seen()?.composition).toBeDefined());
      expect(seen()?.unread).toBeUndefined();
    });

    it('reads what the configuration allows besides', async () => {
      const { crossplane, ...spec } = claim('orders').spec;
      // Its resources are made by a function that the portal does not understand.
      management.client.create({
        ...COMPOSITION,
        spec: { ...COMPOSITION.spec, pipeline: [] },
      });
      const orders = management.client.create({
        ...claim('orders'),
        spec: { ...spec, crossplane },
      });
      management.client.create(composed(orders, 'orders-cluster'));
      const { observer } = fleet.observe(
        { m: management },
        {
          composedKinds: [
            { apiVersion: 'eks.aws.m.upbound.io/v1beta1', kind: 'Cluster' },
          ],
        },
      );
      await eventually(() =>
        expect(observer.getCluster(ref('orders'))?.composed).toHaveLength(1),
      );
    });
  });

  it('tells of one composed resource for its cluster only', async () => {
    management.client.create(COMPOSITION);
    const [a, b] = ['a', 'b'].map(name =>
      management.client.create(claim(name)),
    );
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
    management.client.patchStatus(keyOf(composed(b, 'b-cluster')), {
      conditions: [{ type: 'Ready', status: 'True' }],
    });
    await eventually(() => expect(changes).not.toEqual([]));
    expect(changes).toEqual([
      { clusters: [ref('b')], claims: [], managementClusters: [] },
      { clusters: [], claims: [ref('b')], managementClusters: [] },
    ]);
  });

  it('tells of what a management Argo CD deploys elsewhere in one go', async () => {
    management.client.create(claim('orders'));
    for (let i = 0; i < 200; i++) {
      const hub = application(`hub-${i}`);
      const destination = { name: i === 0 ? 'orders' : `elsewhere-${i}` };
      management.client.create({
        ...hub,
        spec: { ...(hub.spec as object), destination },
      });
    }
    const { observer, changes } = fleet.observe({ m: management });
    await eventually(() => {
      expect(observer.getCluster(ref('orders'))).toMatchObject({
        managementApplications: { value: [{ name: 'hub-0' }] },
      });
      const [{ isolation }] = observer.listManagementClusters();
      expect(isolation).toMatchObject({
        foreignApplications: { value: { length: 199 } },
      });
    });
    const notices = changes.filter(c => c.managementClusters.length);
    expect(notices.length).toBeLessThan(60);
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
