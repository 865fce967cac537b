import { Answer, call, Connection } from '../../client';

jest.setTimeout(90_000);

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const ACCOUNT = 'system:serviceaccount:default:reader';

const role = (name: string, rules: object[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name },
  rules,
});

const bound = (
  kind: 'ClusterRoleBinding' | 'RoleBinding',
  name: string,
  subjects: object[],
) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
  subjects,
});

const group = (name: string) => ({
  apiGroup: 'rbac.authorization.k8s.io',
  kind: 'Group',
  name,
});
const user = (name: string) => ({
  apiGroup: 'rbac.authorization.k8s.io',
  kind: 'User',
  name,
});
const account = {
  kind: 'ServiceAccount',
  name: 'reader',
  namespace: 'default',
};

const READ = ['get', 'list', 'watch'];

/** Rules, and to whom they are bound: cluster-wide or in the namespace `default`. */
const GRANTS: Array<{
  name: string;
  rules: object[];
  to: object[];
  namespaced?: boolean;
}> = [
  {
    name: 'nodes-and-metrics',
    rules: [
      { apiGroups: [''], resources: ['nodes'], verbs: READ },
      { nonResourceURLs: ['/metrics', '/debug/*'], verbs: ['get'] },
    ],
    to: [account],
  },
  {
    name: 'named-secret',
    rules: [
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: ['mine'],
        verbs: READ,
      },
      { apiGroups: ['apps'], resources: ['*'], verbs: ['list'] },
      {
        apiGroups: [''],
        resources: ['pods/status', '*/log'],
        verbs: ['get'],
      },
      { apiGroups: ['*'], resources: ['events'], verbs: ['*'] },
    ],
    to: [account],
    namespaced: true,
  },
  {
    name: 'configmaps-of-group',
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: READ }],
    to: [group('system:serviceaccounts:default')],
  },
  {
    name: 'services-of-user',
    rules: [{ apiGroups: [''], resources: ['services'], verbs: READ }],
    to: [user('anna'), group('system:serviceaccounts')],
  },
];

/** Requests of a ServiceAccount to which `GRANTS` are bound, and whether they are allowed. */
const REQUESTS: Array<[string, string, number]> = [
  // Cluster-wide: everywhere, and only what the rule names.
  ['GET', '/api/v1/nodes', 200],
  ['GET', '/api/v1/nodes/none', 404],
  ['DELETE', '/api/v1/nodes/none', 403],
  ['DELETE', '/api/v1/nodes', 403],
  // By groups.
  ['GET', '/api/v1/configmaps', 200],
  ['GET', '/api/v1/namespaces/kube-system/configmaps', 200],
  ['GET', '/api/v1/services', 200],
  // A name: alone, or as a field selector, but not the collection.
  ['GET', '/api/v1/namespaces/default/secrets/mine', 404],
  ['GET', '/api/v1/namespaces/default/secrets/other', 403],
  [
    'GET',
    '/api/v1/namespaces/default/secrets?fieldSelector=metadata.name%3Dmine',
    200,
  ],
  [
    'GET',
    '/api/v1/namespaces/default/secrets?fieldSelector=metadata.name%3Dother',
    403,
  ],
  ['GET', '/api/v1/namespaces/default/secrets', 403],
  ['GET', '/api/v1/secrets', 403],
  // A binding in a namespace is for that namespace.
  ['GET', '/api/v1/namespaces/kube-system/secrets/mine', 403],
  ['GET', '/apis/apps/v1/namespaces/default/deployments', 200],
  ['GET', '/apis/apps/v1/namespaces/default/deployments/none', 403],
  ['GET', '/apis/apps/v1/deployments', 403],
  // Subresources are resources of their own.
  ['GET', '/api/v1/namespaces/default/pods/none', 403],
  ['GET', '/api/v1/namespaces/default/pods/none/status', 404],
  // Authorization comes before the question whether there is such a thing.
  ['GET', '/apis/none.example.org/v1/things', 403],
  ['GET', '/api/v1/namespaces/none/pods', 403],
  // What is no resource.
  ['GET', '/version', 200],
  ['GET', '/apis', 200],
  ['GET', '/api/v1', 200],
  ['GET', '/debug/none', 404],
  ['GET', '/logs', 403],
];

/** 403 in full. */
const MESSAGES: Array<[string, string, object]> = [
  [
    'GET',
    '/api/v1/secrets',
    {
      message: `secrets is forbidden: User "${ACCOUNT}" cannot list resource "secrets" in API group "" at the cluster scope`,
      details: { kind: 'secrets' },
    },
  ],
  [
    'GET',
    '/apis/apps/v1/namespaces/default/deployments/x',
    {
      message: `deployments.apps "x" is forbidden: User "${ACCOUNT}" cannot get resource "deployments" in API group "apps" in the namespace "default"`,
      details: { name: 'x', group: 'apps', kind: 'deployments' },
    },
  ],
  [
    'PATCH',
    '/apis/apps/v1/namespaces/default/deployments/x/status',
    {
      message: `deployments.apps "x" is forbidden: User "${ACCOUNT}" cannot patch resource "deployments/status" in API group "apps" in the namespace "default"`,
    },
  ],
  [
    'GET',
    '/apis/apps/v1/replicasets?watch=true',
    {
      message: `replicasets.apps is forbidden: User "${ACCOUNT}" cannot watch resource "replicasets" in API group "apps" at the cluster scope`,
    },
  ],
  [
    'GET',
    '/logs',
    { message: `forbidden: User "${ACCOUNT}" cannot get path "/logs"` },
  ],
];

/** Who may do what: Roles, ClusterRoles and their bindings as Kubernetes' RBAC authorizer reads them. */
export function rbacContract(server: string, start: () => Promise<Connection>) {
  describe(`${server} authorizes by RBAC`, () => {
    let connection: Connection;
    const post = (path: string, body: unknown, as?: string) =>
      call(connection, 'POST', path, { body, as });
    const request = (method: string, path: string, as = ACCOUNT) =>
      call(connection, method, path, {
        as,
        ...(method === 'PATCH' && {
          body: {},
          type: 'application/merge-patch+json',
        }),
      });
    async function eventually(check: () => Promise<Answer>, status: number) {
      let answer: Answer | undefined;
      for (let i = 0; i < 200; i++) {
        answer = await check();
        if (answer.status === status) return;
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      throw new Error(`It stays ${answer?.status}, not ${status}`);
    }

    beforeAll(async () => {
      connection = await start();
      await eventually(
        () => call(connection, 'GET', '/api/v1/namespaces/default'),
        200,
      );
      for (const { name, rules, to, namespaced } of GRANTS) {
        await post(`${RBAC}/clusterroles`, role(name, rules));
        const answer = await post(
          namespaced
            ? `${RBAC}/namespaces/default/rolebindings`
            : `${RBAC}/clusterrolebindings`,
          bound(namespaced ? 'RoleBinding' : 'ClusterRoleBinding', name, to),
        );
        if (answer.status !== 201) throw new Error(answer.body.message);
      }
      await eventually(() => request('GET', '/api/v1/services'), 200);
    });
    afterAll(() => connection?.close());

    it.each(REQUESTS)('%s %s: %i', async (method, path, status) => {
      expect((await request(method, path)).status).toBe(status);
    });

    it.each(MESSAGES)(
      'refuses %s %s in full',
      async (method, path, expected) => {
        const { body } = await request(method, path);
        expect(body).toMatchObject({
          kind: 'Status',
          apiVersion: 'v1',
          status: 'Failure',
          reason: 'Forbidden',
          code: 403,
          ...expected,
        });
      },
    );

    it('grants a user what is bound to the user, and nobody else', async () => {
      expect((await request('GET', '/api/v1/services', 'anna')).status).toBe(
        200,
      );
      expect((await request('GET', '/api/v1/services', 'bert')).status).toBe(
        403,
      );
    });

    it('names a role that is bound and not there', async () => {
      await post(
        `${RBAC}/clusterrolebindings`,
        bound('ClusterRoleBinding', 'role-that-is-missing', [user('dora')]),
      );
      const expected =
        'nodes is forbidden: User "dora" cannot list resource "nodes" in API group "" at the cluster scope: RBAC: clusterrole.rbac.authorization.k8s.io "role-that-is-missing" not found';
      let message = '';
      for (let i = 0; i < 100 && message !== expected; i++) {
        message = (await request('GET', '/api/v1/nodes', 'dora')).body.message;
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      expect(message).toBe(expected);
    });

    it('answers a SelfSubjectAccessReview by the same rules', async () => {
      const review = async (resourceAttributes: object) =>
        (
          await post(
            '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
            {
              apiVersion: 'authorization.k8s.io/v1',
              kind: 'SelfSubjectAccessReview',
              spec: { resourceAttributes },
            },
            ACCOUNT,
          )
        ).body.status;
      expect(await review({ verb: 'list', resource: 'nodes' })).toEqual({
        allowed: true,
        reason:
          'RBAC: allowed by ClusterRoleBinding "nodes-and-metrics" of ClusterRole "nodes-and-metrics" to ServiceAccount "reader/default"',
      });
      expect(
        await review({
          verb: 'list',
          resource: 'secrets',
          namespace: 'default',
        }),
      ).toEqual({ allowed: false });
    });

    it('answers a SelfSubjectRulesReview with the rules that hold in a namespace', async () => {
      const review = (namespace: string) =>
        post(
          '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
          {
            apiVersion: 'authorization.k8s.io/v1',
            kind: 'SelfSubjectRulesReview',
            spec: { namespace },
          },
          ACCOUNT,
        );
      const rules = async (namespace: string) =>
        (await review(namespace)).body.status;
      const nodes = { apiGroups: [''], resources: ['nodes'], verbs: READ };
      const secret = {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: ['mine'],
        verbs: READ,
      };
      const inDefault = await rules('default');
      expect(inDefault.incomplete).toBe(false);
      expect(inDefault.resourceRules).toEqual(
        expect.arrayContaining([nodes, secret]),
      );
      expect(inDefault.nonResourceRules).toContainEqual({
        nonResourceURLs: ['/metrics', '/debug/*'],
        verbs: ['get'],
      });
      const elsewhere = await rules('kube-system');
      expect(elsewhere.resourceRules).toContainEqual(nodes);
      expect(elsewhere.resourceRules).not.toContainEqual(secret);
      expect((await review('')).body).toMatchObject({
        code: 400,
        reason: 'BadRequest',
        message: 'no namespace on request',
      });
    });

    it('has the default role view, without Secrets and nodes', async () => {
      await post(`${RBAC}/clusterrolebindings`, {
        ...bound('ClusterRoleBinding', 'view', [user('viewer')]),
        metadata: { name: 'viewers' },
      });
      const get = (path: string) => request('GET', path, 'viewer');
      if (connection.controllers) {
        await eventually(() => get('/api/v1/pods'), 200);
        await eventually(() => get('/apis/apps/v1/deployments'), 200);
      }
      expect((await get('/api/v1/secrets')).status).toBe(403);
      expect((await get('/api/v1/nodes')).status).toBe(403);
    });
  });
}
