import { parse } from 'yaml';
import type { KubernetesObject, ObjectClient } from '../apiserver/types';
import { argoCdDefinitions, renderArgoCdChart } from './providers/argocdChart';

/**
 * Sets up a management cluster as Terraform would: Crossplane's kinds, Argo CD, and the one Application from which
 * everything else follows. Can be repeated.
 *
 * @param files - of the platform repository: Terraform reads `argocd/` too
 */
export function bootstrapManagement(
  client: ObjectClient,
  files: Record<string, string>,
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
    values: parse(files['argocd/management/values.yaml']),
  })
    .filter(o => o.kind !== 'CustomResourceDefinition')
    .forEach(apply);
  // The chart makes it, open to all; the repository closes it with the root Application's first sync.
  apply(parse(files['argocd/infrastructure/default-project.yaml']));
  apply(parse(files['argocd/root.yaml']));
}

/** Kinds of Crossplane itself, and of its providers' configs, which are there before anything is made with them. */
function crossplaneDefinitions(): KubernetesObject[] {
  const extensions = 'apiextensions.crossplane.io';
  const packages = 'pkg.crossplane.io';
  return [
    definition(
      extensions,
      'CompositeResourceDefinition',
      ['v1', 'v2'],
      ['xrd', 'xrds'],
    ),
    definition(extensions, 'Composition', ['v1'], ['comp']),
    definition(extensions, 'CompositionRevision', ['v1'], ['comprev']),
    definition(
      extensions,
      'ManagedResourceActivationPolicy',
      ['v1alpha1'],
      ['mrap'],
    ),
    ...usageDefinitions(),
    definition(packages, 'Provider', ['v1'], []),
    definition(packages, 'Function', ['v1'], []),
    definition(packages, 'DeploymentRuntimeConfig', ['v1beta1'], []),
    definition('aws.m.upbound.io', 'ClusterProviderConfig', ['v1beta1'], []),
    definition('aws.upbound.io', 'ProviderConfig', ['v1beta1'], []),
  ];
}

/** Crossplane v2's Usages, and that of v1, with the columns that the real ones show. */
function usageDefinitions(): KubernetesObject[] {
  const columns = [
    {
      name: 'DETAILS',
      type: 'string',
      jsonPath: '.metadata.annotations.crossplane\\.io/usage-details',
    },
    {
      name: 'READY',
      type: 'string',
      jsonPath: ".status.conditions[?(@.type=='Ready')].status",
    },
    { name: 'AGE', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ];
  const usage = (group: string, kind: string, scope: string) => {
    const crd = definition(group, kind, ['v1beta1'], []);
    crd.spec.scope = scope;
    crd.spec.versions[0].additionalPrinterColumns = columns;
    return crd;
  };
  return [
    usage('protection.crossplane.io', 'Usage', 'Namespaced'),
    usage('protection.crossplane.io', 'ClusterUsage', 'Cluster'),
    usage('apiextensions.crossplane.io', 'Usage', 'Cluster'),
  ];
}

function definition(
  group: string,
  kind: string,
  versions: string[],
  shortNames: string[],
): KubernetesObject {
  const singular = kind.toLowerCase();
  const plural = singular.replace(/(?<![aeiou])y$/, 'ie').concat('s');
  const free = {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
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
