import { call } from '../../client';
import { apply, Manifest, tryApply, until } from '../../kubernetes';
import { KubeApiServer } from '../../peers/KubeApiServer';
import { workerManifests } from '../applications/composition';

jest.setTimeout(300_000);

/** The project's namespaces, and what else a worker has. */
const NAMESPACES = ['app-shop', 'argocd', 'kube-system'];
const LABEL = 'pod-security.kubernetes.io/enforce';

const namespace = (
  name: string,
  labels?: Record<string, string>,
): Manifest => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, ...(labels && { labels }) },
});
const configMap = (to: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: to },
  data: { a: 'b' },
});
const application: Manifest = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop', namespace: 'argocd' },
  spec: { project: 'workloads', destination: {} },
};
const rolebinding = (role: string): Manifest => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'everything', namespace: 'app-shop' },
  roleRef: {
    apiGroup: 'rbac.authorization.k8s.io',
    kind: 'ClusterRole',
    name: role,
  },
  subjects: [
    { kind: 'ServiceAccount', name: 'default', namespace: 'app-shop' },
  ],
});

describe('what the Composition puts into a worker, on a real API server', () => {
  let server: KubeApiServer;
  let workloads: KubeApiServer;
  let applications: KubeApiServer;

  beforeAll(async () => {
    server = await KubeApiServer.start({ name: 'worker' });
    await apply(server, namespace('argocd'));
    const manifests = workerManifests('https://git.example.org/a/b.git');
    for (const manifest of manifests.filter(m => m.kind !== 'AppProject')) {
      await apply(server, manifest);
    }
    await apply(server, namespace('app-shop', { [LABEL]: 'baseline' }));
    const as = async (name: string) =>
      Object.assign(Object.create(server), {
        token: await server.serviceAccountToken('argocd', name),
      });
    workloads = await as('sync-workloads');
    applications = await as('sync-applications');
    // Policies are in force a moment after they are written.
    await until(async () => {
      const [unlabelled, elsewhere] = [
        await tryApply(server, namespace('app-probe'), { dryRun: true }),
        await tryApply(workloads, configMap('argocd'), { dryRun: true }),
      ];
      if (unlabelled.status !== 422 || elsewhere.status !== 422) {
        throw new Error('The policies are not in force.');
      }
    });
  });
  afterAll(() => server?.close());

  it.each([
    ['without labels', undefined, 422],
    ['with the level privileged', { [LABEL]: 'privileged' }, 422],
    [
      'held to an old version of the level',
      { [LABEL]: 'baseline', [`${LABEL}-version`]: 'v1.20' },
      422,
    ],
    ['with the level baseline', { [LABEL]: 'baseline' }, 200],
    [
      'with the level restricted in its latest version',
      { [LABEL]: 'restricted', [`${LABEL}-version`]: 'latest' },
      200,
    ],
  ])('a namespace app-* %s', async (_, labels, status) => {
    for (const name of ['app-new', 'app-shop']) {
      const answer = await tryApply(server, namespace(name, labels), {
        dryRun: true,
      });
      expect([name, answer.status < 300 ? 200 : answer.status]).toEqual([
        name,
        status,
      ]);
      expect(answer.body.message ?? '').toMatch(
        status === 422 ? /pod-security|enforce/ : /^$/,
      );
    }
  });

  it('leaves other namespaces alone', async () => {
    const { status } = await tryApply(server, namespace('team-a'), {
      dryRun: true,
    });
    expect(status).toBe(201);
  });

  it.each(NAMESPACES)(
    'sync-workloads writes into namespaces app-* only: %s',
    async to => {
      const mine = to.startsWith('app-');
      const write = await tryApply(workloads, configMap(to), { dryRun: true });
      expect(write.status).toBe(mine ? 201 : 422);
      expect(write.body.message ?? '').toMatch(
        mine ? /^$/ : /into namespaces app-\* only/,
      );
      const rename = await tryApply(
        workloads,
        namespace(to, { [LABEL]: 'baseline', a: 'b' }),
        { dryRun: true },
      );
      expect(rename.status).toBe(mine ? 200 : 422);
      const remove = await call(
        workloads,
        'DELETE',
        `/api/v1/namespaces/${to}?dryRun=All`,
      );
      // Kubernetes' own namespaces nobody deletes: 403.
      expect(mine ? [200] : [403, 422]).toContain(remove.status);
    },
  );

  it('sync-workloads deletes in namespaces app-* only', async () => {
    await apply(server, configMap('argocd'));
    const path = '/api/v1/namespaces/argocd/configmaps/settings';
    expect((await call(workloads, 'DELETE', path)).status).toBe(422);
    expect((await call(server, 'GET', path)).status).toBe(200);
  });

  it('sync-workloads gives no more rights than it has, and writes no kind that it was not given', async () => {
    for (const object of [
      rolebinding('cluster-admin'),
      { ...configMap('app-shop'), kind: 'ResourceQuota', data: undefined },
    ]) {
      const answer = await tryApply(workloads, object as Manifest, {
        dryRun: true,
      });
      expect([object.kind, answer.status]).toEqual([object.kind, 403]);
    }
    await apply(workloads, rolebinding('sync-workloads'), { dryRun: true });
  });

  it('sync-applications writes Applications in the namespace of Argo CD only', async () => {
    const path = (to: string) =>
      `/apis/argoproj.io/v1alpha1/namespaces/${to}/applications`;
    const post = (to: string) =>
      call(applications, 'POST', `${path(to)}?dryRun=All`, {
        body: { ...application, metadata: { name: 'shop', namespace: to } },
      });
    // The kind is not served here: who may write it gets as far as "not found".
    expect((await post('argocd')).status).toBe(404);
    expect((await post('app-shop')).status).toBe(403);
    const write = await tryApply(applications, configMap('argocd'), {
      dryRun: true,
    });
    expect(write.status).toBe(403);
  });
});
