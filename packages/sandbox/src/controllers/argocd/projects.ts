import { minimatch } from 'minimatch';
import type { KubernetesObject } from '../../apiserver/types';
import { groupOf } from '../runtime/keys';
import { checkSources, sourcesOf } from './sources';

interface GroupKind {
  group: string;
  kind: string;
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
    !allowsDestination(spec.destinations, HERE, namespace)
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
