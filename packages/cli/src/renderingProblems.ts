import type { RemovedObject } from '@worker-clusters/argocd-manifests';
import type { ClusterChanges } from './clusterChanges';
import type { Problem } from './validate';

/** What a removal means, in a sentence without a full stop. */
function describeRemoval({
  kind,
  namespace,
  name,
  cause,
  isClaim,
}: RemovedObject & { isClaim: boolean }): string {
  return isClaim
    ? `Merged as it is, this deletes the cluster ${namespace}/${name} with everything in it: ${cause}`
    : `Merged as it is, this deletes the ${kind} ${name}, and all claims with it: ${cause}`;
}

const FOUNDATIONS = [
  'CompositeResourceDefinition',
  'CustomResourceDefinition',
  'Namespace',
];

/**
 * What is to be said of the clusters that a change deletes, and of what cannot be evaluated.
 *
 * @param severity - of a deletion, and of what was there before and cannot be rendered; what the change leads to and cannot
 *   be rendered is always an error
 */
export function deletionProblems(
  { removed, problems }: ClusterChanges,
  severity: Problem['severity'],
): Problem[] {
  return [
    ...removed.map(object => ({
      severity,
      rule: 'deletion',
      path: object.path,
      line: 1,
      message: `${describeRemoval({
        ...object,
        isClaim: !FOUNDATIONS.includes(object.kind),
      })}.`,
    })),
    ...problems.map(({ type, path, message }) => ({
      severity: type === 'refused' ? ('error' as const) : severity,
      rule: 'rendering',
      path,
      line: 1,
      message: `It cannot be said which clusters Argo CD deletes: ${message}.`,
    })),
  ];
}

/**
 * Claims of the checkout that no Application applies: a kustomization, `.argocd-source.yaml` or an option of the Application
 * leaves them out. Nothing is said while there is something that cannot be rendered.
 *
 * @param files - claims by file, as seen from the working directory
 */
export function unappliedClaims(
  { claims, problems, prefix }: ClusterChanges,
  files: Array<{ path: string; names: string[] }>,
): Problem[] {
  if (problems.length) return [];
  return files.flatMap(({ path, names }) =>
    names
      .filter(
        name =>
          !claims.some(c => c.path === `${prefix}${path}` && c.name === name),
      )
      .map(name => ({
        severity: 'error' as const,
        rule: 'rendering',
        path,
        line: 1,
        message: `No Application applies the claim of '${name}': look at the path and the directory options of the Application, and for a kustomization, .argocd-source.yaml or +argocd:skip-file-rendering in its folder.`,
      })),
  );
}
