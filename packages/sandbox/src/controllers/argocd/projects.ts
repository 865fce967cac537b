import { minimatch } from 'minimatch';
import type { KubernetesObject } from '../../apiserver/types';
import { groupOf } from '../runtime/keys';

interface GroupKind {
  group: string;
  kind: string;
}

/**
 * Why an Application may not be what it is in its project, in Argo CD's words; undefined if it may.
 */
export function checkApplication(
  application: KubernetesObject,
  project: KubernetesObject | undefined,
): string | undefined {
  const { spec } = application;
  if (!project) {
    return `application references project ${spec.project} which does not exist`;
  }
  const { sourceRepos = [], destinations = [] } = project.spec;
  const { repoURL } = spec.source ?? {};
  if (!sourceRepos.some((pattern: string) => matches(pattern, repoURL ?? ''))) {
    return `application repo ${repoURL} is not permitted in project '${spec.project}'`;
  }
  const { server, namespace = '' } = spec.destination ?? {};
  if (!allowsDestination(destinations, server ?? '', namespace)) {
    return `application destination server '${server}' and namespace '${namespace}' do not match any of the allowed destinations in project '${spec.project}'`;
  }
  return undefined;
}

/** Why an object may not be deployed under a project; undefined if it may. */
export function checkObject(
  object: KubernetesObject,
  project: KubernetesObject,
): string | undefined {
  const { spec } = project;
  const kind = { group: groupOf(object.apiVersion), kind: object.kind };
  const refused = `resource ${kind.group}:${kind.kind} is not permitted in project ${project.metadata.name}`;
  const { namespace } = object.metadata;
  if (!namespace) {
    return listed(spec.clusterResourceWhitelist ?? [], kind)
      ? undefined
      : refused;
  }
  if (
    (spec.namespaceResourceWhitelist &&
      !listed(spec.namespaceResourceWhitelist, kind)) ||
    listed(spec.namespaceResourceBlacklist ?? [], kind)
  ) {
    return refused;
  }
  return (spec.destinations ?? []).length &&
    !allowsDestination(
      spec.destinations,
      'https://kubernetes.default.svc',
      namespace,
    )
    ? `namespace ${namespace} is not permitted in project '${project.metadata.name}'`
    : undefined;
}

/** A destination that begins with `!` forbids; it wins. */
function allowsDestination(
  destinations: Array<{ server?: string; namespace?: string }>,
  server: string,
  namespace: string,
): boolean {
  let allowed = false;
  for (const entry of destinations) {
    if (!matches(entry.server ?? '', server)) continue;
    const pattern = entry.namespace ?? '';
    if (pattern.startsWith('!')) {
      if (matches(pattern.slice(1), namespace)) return false;
    } else if (matches(pattern, namespace)) {
      allowed = true;
    }
  }
  return allowed;
}

function listed(list: GroupKind[], kind: GroupKind): boolean {
  return list.some(
    entry => matches(entry.group, kind.group) && matches(entry.kind, kind.kind),
  );
}

function matches(pattern: string, value: string): boolean {
  return pattern === '*' || pattern === value || minimatch(value, pattern);
}
