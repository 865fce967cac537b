import type { KubernetesObject, ObjectClient } from '../apiserver/types';
import { argoCdDefinitions, renderArgoCdChart } from './providers/argocdChart';

const GROUP = 'platform.example.org';

/** The health check stands for itself: the sandbox plays it (`argocd/health.ts`) and reads only that it is there. */
const LUA = `hs = { status = "Progressing", message = "Waiting for conditions" }
if obj.status ~= nil and obj.status.conditions ~= nil then
  for _, c in ipairs(obj.status.conditions) do
    if c.type == "Synced" and c.status == "False" then
      return { status = "Degraded", message = c.message }
    end
    if c.type == "Ready" and c.status == "True" then
      hs = { status = "Healthy", message = "Resource is up-to-date." }
    end
  end
end
return hs
`;

/**
 * Sets up a management cluster as Terraform would: Crossplane's kinds, Argo CD, and the one Application from which
 * everything else follows. Can be repeated.
 */
export function bootstrapManagement(
  client: ObjectClient,
  repoUrl: string,
): void {
  const apply = (object: KubernetesObject) => client.apply(object, 'terraform');
  for (const name of ['argocd', 'crossplane-system', 'sandbox-system']) {
    apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  apply({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'management-1' },
    spec: {},
  });
  argoCdDefinitions().forEach(apply);
  crossplaneDefinitions().forEach(apply);
  renderArgoCdChart({
    version: '10.1.1',
    namespace: 'argocd',
    values: {
      configs: {
        cm: {
          'admin.enabled': 'false',
          'resource.customizations.health.argoproj.io_Application': LUA,
          [`resource.customizations.health.${GROUP}_WorkerCluster`]: LUA,
          [`resource.customizations.health.legacy.${GROUP}_WorkerCluster`]: LUA,
        },
      },
    },
  })
    .filter(o => o.kind !== 'CustomResourceDefinition')
    .forEach(apply);
  apply({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'default', namespace: 'argocd' },
    spec: {
      description: 'The root Application only',
      sourceRepos: [repoUrl],
      destinations: [
        { server: 'https://kubernetes.default.svc', namespace: 'argocd' },
      ],
      namespaceResourceWhitelist: [
        { group: 'argoproj.io', kind: 'Application' },
        { group: 'argoproj.io', kind: 'AppProject' },
      ],
    },
  });
  apply({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'root', namespace: 'argocd' },
    spec: {
      project: 'default',
      source: {
        repoURL: repoUrl,
        targetRevision: 'main',
        path: 'argocd',
        directory: { recurse: true },
      },
      destination: {
        server: 'https://kubernetes.default.svc',
        namespace: 'argocd',
      },
      syncPolicy: { automated: { prune: true, selfHeal: true } },
    },
  });
}

function crossplaneDefinitions(): KubernetesObject[] {
  return [
    definition('CompositeResourceDefinition', ['v1', 'v2'], ['xrd', 'xrds']),
    definition('Composition', ['v1'], ['comp']),
  ];
}

function definition(
  kind: string,
  versions: string[],
  shortNames: string[],
): KubernetesObject {
  const singular = kind.toLowerCase();
  const free = {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.apiextensions.crossplane.io` },
    spec: {
      group: 'apiextensions.crossplane.io',
      names: {
        kind,
        listKind: `${kind}List`,
        plural: `${singular}s`,
        singular,
        shortNames,
        categories: ['crossplane'],
      },
      scope: 'Cluster',
      versions: versions.map(name => ({
        name,
        served: true,
        storage: name === versions.at(-1),
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['spec'],
            properties: { spec: free, status: free },
          },
        },
        subresources: { status: {} },
      })),
    },
  };
}
