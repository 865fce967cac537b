import { minimatch } from 'minimatch';
import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { groupOf } from '../runtime/keys';
import { checkSources, sourcesOf } from './sources';

interface GroupKind {
  group: string;
  kind: string;
  /** Of cluster-scoped kinds only (Argo CD 3.3 and later); a pattern. All names if it is absent or empty. */
  name?: string;
}

const HERE = 'https://kubernetes.default.svc';

/** Why an Application may not be what it is in its project, in Argo CD's words; empty if it may. */
export function checkApplication(
  application: KubernetesObject,
  project: KubernetesObject | undefined,
): string[] {
  const { spec } = application;
  if (!project) {
    return [
      `Application referencing project ${spec.project} which does not exist`,
    ];
  }
  const invalid = checkSources(application);
  if (invalid) return [invalid];
  const { sourceRepos = [], destinations = [] } = project.spec;
  const refusals = sourcesOf(application)
    .filter(
      ({ repoURL }) =>
        !sourceRepos.some((pattern: string) => matches(pattern, repoURL)),
    )
    .map(
      ({ repoURL }) =>
        `application repo ${repoURL} is not permitted in project '${spec.project}'`,
    );
  const destination = checkDestination(spec.destination ?? {});
  if (destination) return [...refusals, destination];
  const { namespace = '' } = spec.destination ?? {};
  if (!allowsDestination(destinations, HERE, namespace)) {
    refusals.push(
      `application destination server '${
        spec.destination?.name ?? HERE
      }' and namespace '${namespace}' do not match any of the allowed destinations in project '${
        spec.project
      }'`,
    );
  }
  return refusals;
}

/** Each Argo CD of the sandbox knows its own cluster and no other. */
function checkDestination(destination: {
  server?: string;
  name?: string;
}): string | undefined {
  const { server, name } = destination;
  if (server && name) {
    return `application destination can't have both name and server defined: ${name} ${server}`;
  }
  if (server) {
    return server === HERE
      ? undefined
      : `error getting cluster by server "${server}": rpc error: code = NotFound desc = cluster "${server}" not found`;
  }
  if (name) {
    return name === 'in-cluster'
      ? undefined
      : `there are no clusters with this name: ${name}`;
  }
  return 'Destination server missing from app spec';
}

/** Why an object may not be deployed under a project; undefined if it may. */
export function checkObject(
  object: KubernetesObject,
  project: KubernetesObject,
): string | undefined {
  const { spec } = project;
  const kind = { group: groupOf(object.apiVersion), kind: object.kind };
  const refused = `resource ${kind.group}:${kind.kind} is not permitted in project ${project.metadata.name}`;
  const { name, namespace } = object.metadata;
  if (!namespace) {
    return listed(spec.clusterResourceWhitelist ?? [], kind, name) &&
      !listed(spec.clusterResourceBlacklist ?? [], kind, name)
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
    !allowsDestination(spec.destinations, HERE, namespace)
    ? `namespace ${namespace} is not permitted in project '${project.metadata.name}'`
    : undefined;
}

/**
 * Why an Application may not be synced where `application.sync.impersonation.enabled` is set: its project names no service
 * account for its destination. Undefined if it may.
 */
export function impersonationRefusal(
  application: KubernetesObject,
  project: KubernetesObject,
  client: Pick<ObjectClient, 'get'>,
): string | undefined {
  const settings = client.get({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace: 'argocd',
    name: 'argocd-cm',
  })?.data;
  if (settings?.['application.sync.impersonation.enabled'] !== 'true') {
    return undefined;
  }
  const { server, namespace = '' } = application.spec.destination ?? {};
  const accounts: Array<{ server: string; namespace?: string }> =
    project.spec.destinationServiceAccounts ?? [];
  return accounts.some(
    entry =>
      matches(entry.server, HERE) && matches(entry.namespace ?? '', namespace),
  )
    ? undefined
    : `failed to find a matching service account to impersonate: no matching service account found for destination server ${
        server ?? ''
      } and namespace ${namespace || application.metadata.namespace}`;
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

/** @param name - of an object of a cluster-scoped kind; the lists of namespaced kinds know no names */
function listed(list: GroupKind[], kind: GroupKind, name?: string): boolean {
  return list.some(
    entry =>
      matches(entry.group, kind.group) &&
      matches(entry.kind, kind.kind) &&
      (!name || !entry.name || matches(entry.name, name)),
  );
}

function matches(pattern: string, value: string): boolean {
  return pattern === '*' || pattern === value || minimatch(value, pattern);
}
