import type { Manifest } from '../../kubernetes';
import { withValues } from './renderedChart';

const params = (data: Record<string, string>): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'argocd-cmd-params-cm' },
  data,
});
const rendered = [
  params({ 'repo.server': 'argocd-repo-server:8081', 'a.strict': 'true' }),
];
const former = {
  global: { domain: 'one.example' },
  configs: { params: { 'a.strict': true } },
};

describe('withValues', () => {
  it("takes away and sets the keys of a ConfigMap, and leaves the chart's own", () => {
    expect(
      withValues(rendered, former, {
        global: { domain: 'two.example' },
        configs: { params: { 'b.limit': 3 } },
      }),
    ).toEqual([
      params({ 'repo.server': 'argocd-repo-server:8081', 'b.limit': '3' }),
    ]);
  });

  it("sets the rules of the controller's ClusterRole, and passes over what only the scheduler reads", () => {
    const role = (rules: object[]): Manifest => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'argocd-application-controller' },
      rules,
    });
    const everything = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
    const read = { ...everything, verbs: ['get', 'list', 'watch'] };
    const today = {
      ...former,
      controller: {
        resources: { requests: { cpu: '100m' } },
        clusterRoleRules: { enabled: true, rules: [read] },
      },
      server: { replicas: 2 },
    };
    expect(withValues([role([everything])], former, today)).toEqual([
      role([read]),
    ]);
    expect(withValues([role([everything])], former, former)).toEqual([
      role([everything]),
    ]);
  });

  it('follows what leads to the server from outside', () => {
    const server = { service: { type: 'ClusterIP' } };
    expect(
      withValues(
        rendered,
        { ...former, server },
        {
          ...former,
          server: {
            ingress: { enabled: true },
            service: { ...server.service, annotations: { a: 'b' } },
          },
        },
      ),
    ).toEqual(rendered);
  });

  it('refuses values that need Helm', () => {
    expect(() =>
      withValues(rendered, former, { ...former, dex: { enabled: true } }),
    ).toThrow(/Render the chart again/);
  });
});
