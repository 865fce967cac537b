import type { RecordedRequest } from './recordRequests';

/** A rule of a Role or ClusterRole. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
  resourceNames?: string[];
}

/** What a request needs: a verb on a resource, as kube-apiserver's authorizer sees it. */
export interface Access {
  verb: 'get' | 'list' | 'watch';
  group: string;
  resource: string;
  namespace?: string;
  /** Of the object, also where a list names it in its field selector. */
  name?: string;
}

/** Paths that every identity may read (ClusterRoles `system:discovery` and `system:public-info-viewer`). */
const DISCOVERY =
  /^\/(version|livez|readyz|healthz|api|api\/[^/]+|apis|apis\/[^/]+|apis\/[^/]+\/[^/]+)$/;

/** Every authenticated identity may ask what it may do (ClusterRole `system:basic-user`). */
export const REVIEW = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';

/** @returns undefined for a path that every identity may read */
export function accessOf(request: RecordedRequest): Access | undefined {
  const { pathname, searchParams } = new URL(request.path, 'https://server');
  if (DISCOVERY.test(pathname) || pathname === REVIEW) return undefined;
  const parts = pathname.split('/').filter(Boolean);
  const group = parts[0] === 'apis' ? parts[1] : '';
  const rest = parts.slice(parts[0] === 'apis' ? 3 : 2);
  // A namespace itself, or something in it.
  const within = rest[0] === 'namespaces' && rest.length > 2;
  const namespace = within ? rest[1] : undefined;
  const [resource, object] = namespace ? rest.slice(2) : rest;
  const selected = searchParams
    .get('fieldSelector')
    ?.match(/^metadata\.name=(.+)$/)?.[1];
  let verb: Access['verb'] = 'list';
  if (object) verb = 'get';
  else if (searchParams.get('watch') === 'true') verb = 'watch';
  return { verb, group, resource, namespace, name: object ?? selected };
}

export function grants(rule: Rule, access: Access): boolean {
  const { verb, group, resource, name } = access;
  const covers = (list: string[], value: string) =>
    list.includes(value) || list.includes('*');
  return (
    covers(rule.verbs, verb) &&
    covers(rule.apiGroups, group) &&
    covers(rule.resources, resource) &&
    (!rule.resourceNames ||
      (name !== undefined && rule.resourceNames.includes(name)))
  );
}

/** Each resource of rules, as `<resource>.<group>`, sorted. */
export const resourcesOf = (rules: Rule[]) =>
  [
    ...new Set(
      rules.flatMap(({ apiGroups, resources }) =>
        apiGroups.flatMap(group => resources.map(r => `${r}.${group}`)),
      ),
    ),
  ].sort();

/** The resources that a Markdown table below a heading names, as `<resource>.<group>`, sorted. */
export function resourcesOfTable(markdown: string, before: string): string[] {
  const table = markdown
    .slice(markdown.indexOf(before))
    .split('\n')
    .slice(1)
    .join('\n')
    .match(/(^\|.*\n)+/m)![0];
  const words = (cell: string) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word);
  return table
    .trim()
    .split('\n')
    .slice(2)
    .flatMap(row => {
      const cells = row.split('|').slice(1, -1);
      const groups = cells.slice(0, -1).flatMap(words);
      const [resources] = cells.at(-1)!.split('by name');
      return words(resources).flatMap(resource =>
        (groups.length ? groups : ['']).map(group => `${resource}.${group}`),
      );
    })
    .sort();
}
