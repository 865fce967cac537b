import type { RemovedObject } from '@worker-clusters/argocd-manifests';
import type { ClusterChanges } from './clusterChanges';
import type { Problem } from './validate';

/** Kinds without which claims are gone as well. */
const FOUNDATIONS = [
  'CompositeResourceDefinition',
  'CustomResourceDefinition',
  'Namespace',
];

/** Whether a removal takes a protected claim with it. */
function isProtected(
  { group, kind, namespace, name }: RemovedObject,
  claims: ClusterChanges['protected'],
): boolean {
  if (kind === 'Namespace') return claims.some(c => c.namespace === name);
  // `<plural>.<group>`
  if (FOUNDATIONS.includes(kind)) {
    return claims.some(c => name.endsWith(`.${c.group}`));
  }
  return claims.some(
    c => c.group === group && c.namespace === namespace && c.name === name,
  );
}

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

/**
 * What is to be said of the clusters that a change deletes, of what cannot be evaluated, and of what stands among the claims.
 *
 * @param severity - of a deletion, and of what was there before and cannot be rendered. Always errors are the deletion of what
 *   is protected, what the change leads to and cannot be rendered, and what is no claim.
 */
export function deletionProblems(
  { removed, problems, foreign, ...changes }: ClusterChanges,
  severity: Problem['severity'],
): Problem[] {
  return [
    ...removed.map(object => {
      const held = isProtected(object, changes.protected);
      return {
        severity: held ? ('error' as const) : severity,
        rule: 'deletion',
        path: object.path,
        line: 1,
        message: `${describeRemoval({
          ...object,
          isClaim: !FOUNDATIONS.includes(object.kind),
        })}.${
          held
            ? ' It is protected against deletion: set spec.deletionProtection to disabled in a pull request of its own first.'
            : ''
        }`,
      };
    }),
    ...problems.map(({ type, path, message }) => ({
      severity: type === 'refused' ? ('error' as const) : severity,
      rule: 'rendering',
      path,
      line: 1,
      message: `It cannot be said which clusters Argo CD deletes: ${message}.`,
    })),
    ...foreign.map(({ path, message }) => ({
      severity: 'error' as const,
      rule: 'place',
      path,
      line: 1,
      message,
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
