import type { ListDeploymentsQuery } from './applications';

/**
 * Annotation of an entity with the names of the Applications that deploy it, separated by commas: `shop, argocd/shop-worker`.
 * A name with a namespace in front is the Application in that namespace.
 *
 * @public
 */
export const ANNOTATION_APPLICATIONS =
  'worker-clusters.backstage.io/applications';

/**
 * Annotation of an entity with a label selector over the labels of Applications, as kubectl takes it.
 *
 * @public
 */
export const ANNOTATION_APPLICATION_SELECTOR =
  'worker-clusters.backstage.io/application-selector';

/**
 * Annotation of an entity with the names of the worker clusters that are looked at, separated by commas; all without it.
 *
 * @public
 */
export const ANNOTATION_APPLICATION_CLUSTERS =
  'worker-clusters.backstage.io/application-clusters';

/** What a request may have of one parameter (`/v1/deployments`). */
const MAX_VALUES = 100;
const MAX_VALUE = 255;
const MAX_SELECTOR = 1000;

/**
 * Which Applications deploy an entity, by its annotations; undefined if none of them says that. The annotations of
 * Roadie's and the community's Argo CD plugins are understood: `argocd/app-name`, `argocd/app-selector`,
 * `argocd/app-namespace`, `argocd/project-name` and `argocd/instance-name`, which is the name of a worker cluster here. Names
 * win over a selector, as in Roadie's plugin; the annotations of this project win over those of the other plugins.
 *
 * @public
 */
export function deploymentsOfAnnotations(
  annotations: Record<string, string> = {},
): ListDeploymentsQuery | undefined {
  const own = toQuery({
    name: list(annotations[ANNOTATION_APPLICATIONS]),
    selector: selector(annotations[ANNOTATION_APPLICATION_SELECTOR]),
    clusterName: list(annotations[ANNOTATION_APPLICATION_CLUSTERS]),
  });
  return (
    own ??
    toQuery({
      // One name each: a comma is no separator there.
      name: one(annotations['argocd/app-name']),
      selector: selector(annotations['argocd/app-selector']),
      project: one(annotations['argocd/project-name']),
      applicationNamespace: one(annotations['argocd/app-namespace']),
      clusterName: list(annotations['argocd/instance-name']),
    })
  );
}

function toQuery(query: ListDeploymentsQuery) {
  const { name, selector: labels, project, ...rest } = query;
  if (!name && !labels && !project) return undefined;
  const result: ListDeploymentsQuery = {
    ...(name ? { name } : { selector: labels }),
    project,
    ...rest,
  };
  return Object.fromEntries(
    Object.entries(result).filter(([, value]) => value !== undefined),
  );
}

function one(text: string | undefined): string[] | undefined {
  const value = text?.trim();
  return value && value.length <= MAX_VALUE ? [value] : undefined;
}

function list(text: string | undefined): string[] | undefined {
  const values = (text ?? '')
    .split(',')
    .map(value => value.trim())
    .filter(value => value && value.length <= MAX_VALUE);
  return values.length ? [...new Set(values)].slice(0, MAX_VALUES) : undefined;
}

function selector(text: string | undefined): string | undefined {
  const value = text?.trim();
  return value && value.length <= MAX_SELECTOR ? value : undefined;
}
