import { call } from '../../client';
import {
  apply,
  loadDefinitions,
  Manifest,
  tryApply,
  until,
} from '../../kubernetes';
import { KubeApiServer } from '../../peers/KubeApiServer';
import { freeDefinitions } from '../../platform/definitions';
import { workerManifests } from '../applications/composition';

const GIT = 'https://git.example.org/a/b.git';

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
const workerProject = (name: string): any =>
  workerManifests(GIT).find(
    m => m.kind === 'AppProject' && m.metadata.name === name,
  );
/** `IngressClass` → `ingressclasses` */
const pluralOf = (kind: string) =>
  `${kind.toLowerCase()}${kind.endsWith('s') ? 'es' : 's'}`;
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
  let addons: KubeApiServer;

  const postApplication = (to: string, project: string) =>
    call(
      applications,
      'POST',
      `/apis/argoproj.io/v1alpha1/namespaces/${to}/applications?dryRun=All`,
      {
        body: {
          ...application,
          metadata: { name: 'shop', namespace: to },
          spec: { ...application.spec, project },
        },
      },
    );

  beforeAll(async () => {
    server = await KubeApiServer.start({ name: 'worker' });
    await loadDefinitions(server, freeDefinitions([application]));
    await apply(server, namespace('argocd'));
    await apply(server, namespace('platform-addons'));
    const manifests = workerManifests(GIT);
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
    addons = await as('sync-platform-addons');
    // Policies are in force a moment after they are written.
    await until(async () => {
      const answers = [
        await tryApply(server, namespace('app-probe'), { dryRun: true }),
        await tryApply(workloads, configMap('argocd'), { dryRun: true }),
        await postApplication('argocd', 'platform-addons'),
      ];
      if (answers.some(answer => answer.status !== 422)) {
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
    expect((await postApplication('argocd', 'workloads')).status).toBe(201);
    expect((await postApplication('app-shop', 'workloads')).status).toBe(403);
    const write = await tryApply(applications, configMap('argocd'), {
      dryRun: true,
    });
    expect(write.status).toBe(403);
  });

  it.each([
    ['applications', 201],
    ['workloads', 201],
    ['platform-addons', 422],
    ['default', 422],
  ])(
    'sync-applications puts Applications into the projects of teams only: %s',
    async (project, status) => {
      const answer = await postApplication('argocd', project);
      expect(answer.status).toBe(status);
      expect(answer.body.message ?? '').toMatch(
        status === 422 ? /is in the project workloads/ : /^$/,
      );
    },
  );

  it('the policy for Applications holds nobody else: Crossplane makes that of the add-ons', async () => {
    const { status } = await tryApply(
      server,
      {
        ...application,
        metadata: { name: 'platform-addons', namespace: 'argocd' },
        spec: { ...application.spec, project: 'platform-addons' },
      },
      { dryRun: true },
    );
    expect(status).toBe(201);
  });

  it('sync-platform-addons may make every kind that its project names', async () => {
    const { spec } = workerProject('platform-addons');
    const kinds: Array<{ group: string; kind: string }> = [
      ...spec.clusterResourceWhitelist,
      ...spec.namespaceResourceWhitelist,
    ];
    expect(kinds.length).toBeGreaterThan(10);
    const denied: string[] = [];
    for (const { group, kind } of kinds) {
      for (const verb of ['get', 'create', 'patch', 'delete']) {
        const { body } = await call(
          addons,
          'POST',
          '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
          {
            body: {
              apiVersion: 'authorization.k8s.io/v1',
              kind: 'SelfSubjectAccessReview',
              spec: {
                resourceAttributes: {
                  group,
                  resource: pluralOf(kind),
                  verb,
                  namespace: 'platform-addons',
                },
              },
            },
          },
        );
        if (!body.status.allowed) denied.push(`${verb} ${group}/${kind}`);
      }
    }
    expect(denied).toEqual([]);
  });

  it('sync-platform-addons gives the controllers of the charts rights that it does not have itself', async () => {
    const role: Manifest = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'traefik' },
      rules: [
        { apiGroups: [''], resources: ['secrets'], verbs: ['list', 'watch'] },
      ],
    };
    expect((await tryApply(addons, role)).status).toBe(201);
    const binding = (name: string): Manifest => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'traefik',
      },
      subjects: [
        {
          kind: 'ServiceAccount',
          name: 'traefik',
          namespace: 'platform-addons',
        },
      ],
    });
    expect((await tryApply(addons, binding('traefik'))).status).toBe(201);
    // Those of the teams have no such right.
    expect((await tryApply(workloads, binding('mine'))).status).toBe(403);
  });

  it.each([
    ['a Secret', { ...configMap('platform-addons'), kind: 'Secret' }],
    ['a Namespace', namespace('other')],
    [
      'an Application',
      {
        ...application,
        metadata: { name: 'shop', namespace: 'platform-addons' },
      },
    ],
  ])('sync-platform-addons makes no other kind: %s', async (_, object) => {
    const answer = await tryApply(addons, object as Manifest, { dryRun: true });
    expect(answer.status).toBe(403);
  });
});
