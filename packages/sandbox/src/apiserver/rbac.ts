import type { RequestInfo } from './requestInfo';
import { BUILT_IN_RESOURCES, Resource } from './resources';
import { labelMatcher } from './selectors';
import type { Store } from './store';
import type { KubernetesObject } from './types';

/** Who makes a request. */
export interface User {
  name: string;
  groups: string[];
}

export interface Decision {
  allowed: boolean;
  /** Which binding allows it, or why bindings could not be followed; empty if there is nothing to say. */
  reason: string;
}

interface Rule {
  verbs?: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

const kind = (name: string): Resource =>
  BUILT_IN_RESOURCES.find(r => r.kind === name)!;
const CLUSTER_ROLE = kind('ClusterRole');
const CLUSTER_ROLE_BINDING = kind('ClusterRoleBinding');
const ROLE = kind('Role');
const ROLE_BINDING = kind('RoleBinding');

/** May do everything, without a look at a role. */
const ADMINISTRATORS = 'system:masters';

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** A user with the groups that the API server adds by itself. */
export function userOf(name: string, groups: string[] = []): User {
  const account = SERVICE_ACCOUNT.exec(name);
  return {
    name,
    groups: [
      ...groups,
      ...(account
        ? ['system:serviceaccounts', `system:serviceaccounts:${account[1]}`]
        : []),
      'system:authenticated',
    ],
  };
}

/**
 * Decides by the Roles, ClusterRoles and their bindings of an API server, as Kubernetes' RBAC authorizer does: what no
 * rule grants is not allowed. The rules of an aggregated ClusterRole are those of the ClusterRoles that it selects.
 */
export function authorize(
  store: Store,
  user: User,
  request: RequestInfo,
): Decision {
  if (user.groups.includes(ADMINISTRATORS)) {
    return { allowed: true, reason: '' };
  }
  const missing: string[] = [];
  for (const binding of store.list(CLUSTER_ROLE_BINDING)) {
    const subject = findSubject(binding, user);
    if (!subject) continue;
    const rules = rulesOf(store, binding, missing);
    if (rules.some(rule => allows(rule, request))) {
      return allowedBy(binding, subject);
    }
  }
  if (request.namespace) {
    for (const binding of store.list(ROLE_BINDING, request.namespace)) {
      const subject = findSubject(binding, user);
      if (!subject) continue;
      const rules = rulesOf(store, binding, missing);
      if (rules.some(rule => allows(rule, request))) {
        return allowedBy(binding, subject);
      }
    }
  }
  const [first] = missing;
  return {
    allowed: false,
    reason: missing.length
      ? `RBAC: ${missing.length > 1 ? `[${missing.join(', ')}]` : first}`
      : '',
  };
}

/**
 * The rules that hold for a user in a namespace, as Kubernetes' RBAC authorizer answers a SelfSubjectRulesReview: of
 * ClusterRoleBindings, and of the namespace's RoleBindings.
 */
export function listRules(
  store: Store,
  user: User,
  namespace: string,
): Pick<Record<string, Rule[]>, 'resourceRules' | 'nonResourceRules'> {
  const bindings = [
    ...store.list(CLUSTER_ROLE_BINDING),
    ...store.list(ROLE_BINDING, namespace),
  ].filter(binding => findSubject(binding, user));
  const all = bindings.flatMap(binding => rulesOf(store, binding, []));
  return {
    resourceRules: all
      .filter(rule => rule.resources?.length)
      .map(({ verbs = [], apiGroups, resources, resourceNames }) => ({
        verbs,
        apiGroups,
        resources,
        ...(resourceNames?.length && { resourceNames }),
      })),
    nonResourceRules: all
      .filter(rule => rule.nonResourceURLs?.length)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
  };
}

function findSubject(
  binding: KubernetesObject,
  user: User,
): Subject | undefined {
  return (binding.subjects ?? []).find((subject: Subject) => {
    switch (subject.kind) {
      case 'User':
        return subject.name === user.name;
      case 'Group':
        return user.groups.includes(subject.name);
      case 'ServiceAccount':
        return (
          user.name ===
          `system:serviceaccount:${
            subject.namespace || binding.metadata.namespace
          }:${subject.name}`
        );
      default:
        return false;
    }
  });
}

/** Rules of the role that a binding names. A role that is not there is noted in `missing`. */
function rulesOf(
  store: Store,
  binding: KubernetesObject,
  missing: string[],
): Rule[] {
  const { kind: roleKind, name } = binding.roleRef;
  const role =
    roleKind === 'ClusterRole'
      ? store.get(CLUSTER_ROLE, undefined, name)
      : store.get(ROLE, binding.metadata.namespace, name);
  if (!role) {
    missing.push(
      `${roleKind.toLowerCase()}.rbac.authorization.k8s.io "${name}" not found`,
    );
    return [];
  }
  const selectors: any[] = role.aggregationRule?.clusterRoleSelectors ?? [];
  if (selectors.length === 0) return role.rules ?? [];
  return store
    .list(CLUSTER_ROLE)
    .filter(candidate => selectors.some(s => isSelected(candidate, s)))
    .flatMap(candidate => candidate.rules ?? []);
}

function isSelected(
  { metadata }: KubernetesObject,
  { matchLabels = {}, matchExpressions = [] }: any,
): boolean {
  const terms = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }: any) =>
      operator === 'Exists' || operator === 'DoesNotExist'
        ? `${operator === 'Exists' ? '' : '!'}${key}`
        : `${key} ${operator.toLowerCase()} (${values.join(',')})`,
    ),
  ];
  return labelMatcher(terms.join(','))({ metadata } as KubernetesObject);
}

function allows(rule: Rule, request: RequestInfo): boolean {
  const covers = (granted: string[] | undefined, wanted: string) =>
    Boolean(granted?.includes('*') || granted?.includes(wanted));
  if (!covers(rule.verbs, request.verb)) return false;
  if (request.path !== undefined) {
    return Boolean(
      rule.nonResourceURLs?.some(
        url =>
          url === '*' ||
          url === request.path ||
          (url.endsWith('*') &&
            request.path!.startsWith(url.replace(/\*+$/, ''))),
      ),
    );
  }
  const { resource, subresource, name = '' } = request;
  const combined = subresource ? `${resource}/${subresource}` : resource;
  return (
    covers(rule.apiGroups, request.apiGroup) &&
    (covers(rule.resources, combined) ||
      Boolean(subresource && rule.resources?.includes(`*/${subresource}`))) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(name))
  );
}

function allowedBy(
  { kind: bindingKind, metadata, roleRef }: KubernetesObject,
  subject: Subject,
): Decision {
  const name = metadata.namespace
    ? `${metadata.name}/${metadata.namespace}`
    : metadata.name;
  const who =
    subject.kind === 'ServiceAccount'
      ? `${subject.name}/${subject.namespace || metadata.namespace}`
      : subject.name;
  return {
    allowed: true,
    reason: `RBAC: allowed by ${bindingKind} "${name}" of ${roleRef.kind} "${roleRef.name}" to ${subject.kind} "${who}"`,
  };
}
