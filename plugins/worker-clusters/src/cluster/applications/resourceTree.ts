import {
  type ApplicationResource,
  HEALTH_STATUSES,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { webLink } from '../../format';

/** The resources of one kind in one namespace. */
export interface ResourceKind {
  kind: string;
  resources: ApplicationResource[];
  /** How many of them are not healthy or not in sync. */
  problems: number;
}

/** The resources in one namespace; without a name those that are in none. */
export interface ResourceNamespace {
  namespace?: string;
  kinds: ResourceKind[];
}

/** Whether something is to be said of a resource. `Suspended` is as intended. */
export const isProblem = ({ health, sync }: ApplicationResource): boolean =>
  (health !== undefined && HEALTH_STATUSES.indexOf(health) > 1) ||
  (sync !== undefined && sync !== 'Synced');

/** A group of resources in the order in which their first one comes. */
function groupBy<T>(items: T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

/**
 * Resources by namespace and kind. The order is theirs (failing first), so that the first branch is the one with the worst
 * resource.
 */
export function resourceTree(
  resources: ApplicationResource[],
): ResourceNamespace[] {
  return groupBy(resources, r => r.namespace ?? '').map(inNamespace => {
    const kinds = groupBy(inNamespace, r => `${r.group}/${r.kind}`).map(of => ({
      kind: of[0].kind,
      resources: of,
      problems: of.filter(isProblem).length,
    }));
    return { namespace: inNamespace[0].namespace, kinds };
  });
}

/**
 * Where Argo CD shows a resource of an Application.
 *
 * Source: argo-cd, `ui/src/app/applications/components/utils.tsx`, `nodeKey` and `NodeInfo`.
 *
 * @param url - of the Application in its Argo CD
 * @returns undefined for what is no http(s) address
 */
export function argocdResourceUrl(
  url: string | undefined,
  { group = '', kind, namespace = '', name }: ApplicationResource,
): string | undefined {
  const page = webLink(url);
  if (!page) return undefined;
  const address = new URL(page);
  // The container, of a Pod, comes last.
  const node = [group, kind, namespace, name, 0].join('/');
  address.searchParams.set('node', node);
  address.searchParams.set('tab', 'summary');
  return address.href;
}
