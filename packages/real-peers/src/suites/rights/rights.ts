import { TestDatabases } from '@backstage/backend-test-utils';
import { call } from '../../client';
import { apply, Manifest, until } from '../../kubernetes';
import {
  ApiServerTarget,
  installPlatform,
  Platform,
  syncedApplication,
} from '../../platform/platform';
import { Portal, startPortal } from '../../portal';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/** A right that is taken away, and where the portal says so. */
interface MissingRight {
  group: string;
  resource: string;
  /** `management`: the state of the management cluster; `cluster`: on the page of each cluster that has such resources. */
  where: 'management' | 'cluster';
  message: RegExp;
}

const MISSING: MissingRight[] = [
  {
    group: 'apiextensions.crossplane.io',
    resource: 'compositeresourcedefinitions',
    where: 'management',
    message:
      /get, list and watch on compositeresourcedefinitions.*apiextensions\.crossplane\.io/,
  },
  {
    group: 'apiextensions.crossplane.io',
    resource: 'compositions',
    where: 'management',
    message:
      /get, list and watch on compositions.*apiextensions\.crossplane\.io/,
  },
  {
    group: 'argoproj.io',
    resource: 'applications',
    where: 'management',
    message: /get, list and watch on applications.*argoproj\.io/,
  },
  {
    group: 'ec2.aws.m.upbound.io',
    resource: 'vpcs',
    where: 'cluster',
    message: /get, list and watch on vpcs.*ec2\.aws\.m\.upbound\.io/,
  },
  {
    group: 'kubernetes.m.crossplane.io',
    resource: 'objects',
    where: 'cluster',
    message: /get, list and watch on objects.*kubernetes\.m\.crossplane\.io/,
  },
  {
    group: 'rbac.authorization.k8s.io',
    resource: 'roles',
    where: 'cluster',
    message: /get, list and watch on roles.*rbac\.authorization\.k8s\.io/,
  },
];

/**
 * The portal's backend with exactly the identity and the rights of the platform repository, on a management cluster with a
 * Composition's objects and on a worker.
 */
export function rightsSuite(
  name: string,
  start: () => Promise<ApiServerTarget>,
  definitions?: Manifest[],
) {
  describe(`the shipped rights on ${name}`, () => {
    const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
    let management: ApiServerTarget;
    let worker: ApiServerTarget;
    let platform: Platform;
    let portal: Portal;
    let shipped: any;
    let undo: (() => Promise<void>) | undefined;

    beforeAll(async () => {
      management = await start();
      worker = await start();
      platform = await installPlatform({
        management,
        worker,
        definitions,
      });
      shipped = (
        await call(
          management,
          'GET',
          `${RBAC}/clusterroles/${platform.roles[0]}`,
        )
      ).body;
    });
    afterAll(async () => {
      await worker?.close();
      await management?.close();
    });
    afterEach(async () => {
      await portal?.stop();
      await undo?.();
      undo = undefined;
    });

    const putRole = (rules: unknown[]) =>
      apply(management, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: platform.roles[0] },
        rules,
      });
    const takeAway = async (group: string, resource: string) => {
      undo = async () => {
        await putRole(shipped.rules);
      };
      await putRole(without(shipped.rules, group, resource));
    };
    const begin = async () => {
      portal = await startPortal(
        { url: management.url, ca: management.ca, token: platform.token },
        databases,
      );
    };

    it('suffice: everything is live, and nothing is forbidden', async () => {
      await begin();
      const expectReady = (cluster: string) =>
        until(async () => {
          expect(await portal.cluster(cluster)).toMatchObject({
            phase: { phase: 'ready' },
            connection: { status: 'live' },
          });
        });
      for (const cluster of Object.values(platform.clusters)) {
        await expectReady(cluster);
        expect((await portal.cluster(cluster)).unread).toBeUndefined();
        expect(await portal.applications(cluster)).toMatchObject([
          { name: 'welcome', health: 'Healthy', sync: 'Synced' },
        ]);
      }
      await until(async () => {
        expect(await portal.management()).toMatchObject({
          connection: { status: 'live' },
          clusters: 2,
        });
      });
      expect(portal.answers.filter(a => [401, 403].includes(a.status))).toEqual(
        [],
      );
      expect(portal.answers.filter(a => /usages/i.test(a.path))).toEqual([]);
    });

    it('suffice for Applications in any namespace of a worker', async () => {
      await apply(worker, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'team-a' },
      });
      await apply(worker, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'argocd-cmd-params-cm', namespace: 'argocd' },
        data: { 'application.namespaces': 'team-*' },
      });
      await apply(worker, syncedApplication('team-a', 'checkout'));
      undo = async () => {
        await call(
          worker,
          'DELETE',
          '/api/v1/namespaces/argocd/configmaps/argocd-cmd-params-cm',
        );
      };
      await begin();
      await until(async () => {
        const items = await portal.applications(platform.clusters.v2);
        expect(items.map(a => `${a.namespace}/${a.name}`).sort()).toEqual([
          'argocd/welcome',
          'team-a/checkout',
        ]);
      });
      expect(portal.answers.filter(a => [401, 403].includes(a.status))).toEqual(
        [],
      );
    });

    it('allow the portal to read no other resources of Argo CD and no Secrets in the other namespaces of a worker', async () => {
      const allowed = async (verb: string, resource: string, group: string) =>
        (
          await call(
            worker,
            'POST',
            '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
            {
              as: 'system:serviceaccount:argocd:portal-reader',
              body: {
                apiVersion: 'authorization.k8s.io/v1',
                kind: 'SelfSubjectAccessReview',
                spec: {
                  resourceAttributes: {
                    verb,
                    resource,
                    group,
                    namespace: 'team-a',
                  },
                },
              },
            },
          )
        ).body.status.allowed;
      expect(await allowed('list', 'applications', 'argoproj.io')).toBe(true);
      expect(await allowed('patch', 'applications', 'argoproj.io')).toBe(false);
      expect(await allowed('list', 'appprojects', 'argoproj.io')).toBe(false);
      expect(await allowed('get', 'secrets', '')).toBe(false);
    });

    it('allow the portal to change nothing, and to read no other Secret', async () => {
      const as = (method: string, path: string) =>
        call(management, method, path, { token: platform.token });
      const secrets = '/api/v1/namespaces/clusters-dev/secrets';
      expect((await as('GET', secrets)).status).toBe(403);
      expect((await as('GET', `${secrets}/payments-dev-portal`)).status).toBe(
        200,
      );
      expect(
        (await as('GET', `${secrets}/payments-dev-admin-kubeconfig`)).status,
      ).toBe(403);
      const claims = `/apis/${platform.group}/v1alpha1/namespaces/clusters-dev/workerclusters`;
      expect((await as('DELETE', `${claims}/payments-dev`)).status).toBe(403);
    });

    it.each(MISSING.filter(m => m.where === 'management'))(
      'name $resource ($group) when they lack it',
      async ({ group, resource, message }) => {
        await takeAway(group, resource);
        await begin();
        await until(async () => {
          const { connection } = await portal.management();
          expect(connection.message).toMatch(message);
          expect(connection.status).toBe('forbidden');
        });
      },
    );

    it.each(MISSING.filter(m => m.where === 'cluster'))(
      'name $resource ($group) when they lack it, on the clusters that have some',
      async ({ group, resource, message }) => {
        await takeAway(group, resource);
        await begin();
        await until(async () => {
          const { unread } = await portal.cluster(platform.clusters.v2);
          expect(unread?.map(u => u.message).join('\n')).toMatch(message);
        });
        expect(portal.warnings().join('\n')).toMatch(message);
        expect(portal.warnings().join('\n')).toContain(platform.clusters.v2);
        await until(async () => {
          const { connection } = await portal.management();
          expect(connection.status).toBe('live');
        });
      },
    );

    it('name the claims when they lack them', async () => {
      await takeAway(platform.group, '*');
      await begin();
      await until(async () => {
        const { connection } = await portal.management();
        expect(connection.message).toMatch(
          /get, list and watch on workerclusters/,
        );
        expect(connection.status).toBe('forbidden');
      });
    });

    it("name the Secret with the worker's token when they lack it", async () => {
      const path = `${RBAC}/namespaces/clusters-dev/roles/payments-dev-portal`;
      const { body: role } = await call(management, 'GET', path);
      await call(management, 'DELETE', path);
      undo = async () => {
        await apply(management, {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'Role',
          metadata: { name: 'payments-dev-portal', namespace: 'clusters-dev' },
          rules: role.rules,
        });
      };
      await begin();
      await until(async () => {
        const { connection } = await portal.cluster(platform.clusters.v2);
        expect(connection.message).toMatch(
          /get, list and watch on secrets, resource name payments-dev-portal, in namespace clusters-dev/,
        );
      });
      // The other cluster has a Role of its own.
      await until(async () => {
        const { connection } = await portal.cluster(platform.clusters.v1);
        expect(connection.status).toBe('live');
      });
    });

    it('name the Applications of the worker when they lack them there', async () => {
      const read = async (path: string) =>
        (await call(worker, 'GET', `${RBAC}/${path}/portal-reader`)).body.rules;
      const inNamespace = await read('namespaces/argocd/roles');
      const everywhere = await read('clusterroles');
      const apiVersion = 'rbac.authorization.k8s.io/v1';
      const put = async (rulesOf: (rules: any[]) => any[]) => {
        await apply(worker, {
          apiVersion,
          kind: 'Role',
          metadata: { name: 'portal-reader', namespace: 'argocd' },
          rules: rulesOf(inNamespace),
        });
        await apply(worker, {
          apiVersion,
          kind: 'ClusterRole',
          metadata: { name: 'portal-reader' },
          rules: rulesOf(everywhere),
        });
      };
      undo = () => put(rules => rules);
      await put(rules => without(rules, 'argoproj.io', '*'));
      await begin();
      await until(async () => {
        const { connection } = await portal.cluster(platform.clusters.v2);
        expect(connection.message).toMatch(
          /get, list and watch on applications.*argoproj\.io/,
        );
        expect(connection.status).toBe('forbidden');
      });
    });
  });
}

/** Rules without one resource of one group (`*`: all that are named). */
function without(rules: any[], group: string, resource: string): any[] {
  return rules.flatMap(rule => {
    if (!rule.apiGroups.includes(group)) return [rule];
    const rest = rule.apiGroups.filter((g: string) => g !== group);
    const others =
      resource === '*'
        ? []
        : rule.resources.filter((r: string) => r !== resource);
    return [
      ...(rest.length ? [{ ...rule, apiGroups: rest }] : []),
      ...(others.length
        ? [{ ...rule, apiGroups: [group], resources: others }]
        : []),
    ];
  });
}
