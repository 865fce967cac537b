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
/** Characters of a query in a URL: with the path, nginx takes 8 kB of it by default, and Node.js 16 kB with all headers. */
const MAX_QUERY = 6000;

/**
 * Which Applications deploy an entity, by its annotations; undefined if none of them says that. The annotations of
 * Roadie's and the community's Argo CD plugins are understood: `argocd/app-name`, `argocd/app-selector`,
 * `argocd/app-namespace`, `argocd/project-name` and `argocd/instance-name`, which is the name of a worker cluster here. Names
 * win over a selector, as in Roadie's plugin; the annotations of this project win over those of the other plugins. The values
 * that do not fit into the URL of a request (6,000 characters) are left out.
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
  return withinUrl(
    Object.fromEntries(
      Object.entries(result).filter(([, value]) => value !== undefined),
    ),
  );
}

/**
 * The query with as many values of each of its lists as fit into one URL. Undefined if a part would be left out: without one
 * the query finds more.
 */
function withinUrl(
  query: ListDeploymentsQuery,
): ListDeploymentsQuery | undefined {
  const lists = Object.values(query).filter(Array.isArray).length;
  const selectorLength = lengthOf('selector', query.selector ?? '');
  if (selectorLength > MAX_QUERY) return undefined;
  const share = (MAX_QUERY - selectorLength) / lists;
  const parts = Object.entries(query).map(([key, value]) => [
    key,
    Array.isArray(value) ? fitting(key, value, share) : value,
  ]);
  return parts.some(([, value]) => Array.isArray(value) && !value.length)
    ? undefined
    : Object.fromEntries(parts);
}

function fitting(key: string, values: string[], max: number): string[] {
  let length = 0;
  const end = values.findIndex(value => {
    length += lengthOf(key, value);
    return length > max;
  });
  return end < 0 ? values : values.slice(0, end);
}

/** Characters of a parameter in a URL. */
function lengthOf(key: string, value: string): number {
  return `${new URLSearchParams({ [key]: value })}&`.length;
}

/** Undefined for nothing; an empty list for a value that is too long, which no request can have. */
function one(text: string | undefined): string[] | undefined {
  const value = text?.trim();
  return value ? [value].filter(isBounded) : undefined;
}

/** As {@link one}, of values that are separated by commas. */
function list(text: string | undefined): string[] | undefined {
  const values = (text ?? '')
    .split(',')
    .map(value => value.trim())
    .filter(Boolean);
  return values.length
    ? [...new Set(values)].filter(isBounded).slice(0, MAX_VALUES)
    : undefined;
}

function isBounded(value: string): boolean {
  return value.length <= MAX_VALUE;
}

function selector(text: string | undefined): string | undefined {
  const value = text?.trim();
  return value && value.length <= MAX_SELECTOR ? value : undefined;
}
