import { isDeepStrictEqual } from 'node:util';
import type {
  ArgoApplication,
  ArgoProject,
  ArgoSettings,
  ArgoWorkload,
} from '../types';
import { mergeApplication, transformApplication } from './application';
import {
  count,
  list,
  object,
  text,
  textWithoutUserinfo,
  transformMeta,
} from './fields';

const MAX_RESOURCES = 5000;

/** An Application of the management Argo CD, with what it tracks. */
export interface SyncingApplication {
  application: ArgoApplication;
  /** Its resources, as {@link resourceId} writes them. */
  tracks: string[];
}

export const resourceId = (r: {
  group: string;
  kind: string;
  namespace: string;
  name: string;
}) => `${r.group}/${r.kind}:${r.namespace}/${r.name}`;

export function transformSyncingApplication(raw: unknown): SyncingApplication {
  const resources = list(object(object(raw).status).resources).map(object);
  return {
    application: transformApplication(raw),
    tracks: resources.slice(0, MAX_RESOURCES).map(r =>
      resourceId({
        group: text(r.group, 253) ?? '',
        kind: text(r.kind, 128) ?? '',
        namespace: text(r.namespace, 253) ?? '',
        name: text(r.name, 253) ?? '',
      }),
    ),
  };
}

/** As {@link mergeApplication}. */
export function mergeSyncingApplication(
  previous: SyncingApplication,
  current: SyncingApplication,
): SyncingApplication {
  const application = mergeApplication(
    previous.application,
    current.application,
  );
  return application === previous.application &&
    isDeepStrictEqual(previous.tracks, current.tracks)
    ? previous
    : current;
}

/** A Deployment or StatefulSet. */
export function transformWorkload(raw: unknown): ArgoWorkload {
  const { spec, status } = object(raw);
  const containers = list(
    object(object(object(spec).template).spec).containers,
  );
  return {
    name: transformMeta(raw).name,
    image: text(object(containers[0]).image, 512),
    desired: count(object(spec).replicas) ?? 1,
    ready: count(object(status).readyReplicas) ?? 0,
  };
}

/**
 * The address of Argo CD's user interface. Undefined for a loopback address, which the platform repository sets where no
 * ingress leads to Argo CD: what a person's own machine serves there is not this Argo CD.
 */
function reachableUrl(value: unknown): string | undefined {
  const url = text(value, 2048);
  const host = url && URL.canParse(url) ? new URL(url).hostname : '';
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host) ? undefined : url;
}

/** ConfigMap `argocd-cm`. */
export function transformArgocdSettings(raw: unknown): ArgoSettings {
  const data = object(object(raw).data);
  return {
    url: reachableUrl(data.url),
    reconciliation: {
      timeout: text(data['timeout.reconciliation'], 63),
      jitter: text(data['timeout.reconciliation.jitter'], 63),
    },
    anonymous: text(data['users.anonymous.enabled'], 63),
    admin: text(data['admin.enabled'], 63),
    exec: text(data['exec.enabled'], 63),
  };
}

/** Most entries of one list of an AppProject. */
const MAX_ENTRIES = 200;
const MAX_PATTERN = 512;

const pattern = (value: unknown) => text(value, MAX_PATTERN);
const address = (value: unknown) => textWithoutUserinfo(value, MAX_PATTERN);

const groupKind = ({ group, kind }: Record<string, unknown>) => ({
  group: pattern(group) ?? '',
  kind: pattern(kind) ?? '',
});

const groupKinds = (value: unknown) =>
  list(value).slice(0, MAX_ENTRIES).map(object).map(groupKind);

/** An AppProject, as far as its limits go. */
export function transformProject(raw: unknown): ArgoProject {
  const spec = object(object(raw).spec);
  const { name, namespace } = transformMeta(raw);
  const {
    sourceRepos,
    destinations,
    clusterResourceWhitelist,
    namespaceResourceWhitelist,
  } = spec;
  const lists = [
    sourceRepos,
    destinations,
    clusterResourceWhitelist,
    namespaceResourceWhitelist,
  ];
  return {
    name,
    namespace,
    sourceRepos: list(sourceRepos)
      .slice(0, MAX_ENTRIES)
      .flatMap(repo => address(repo) ?? []),
    destinations: list(destinations)
      .slice(0, MAX_ENTRIES)
      .map(object)
      .map(d => ({
        server: address(d.server),
        name: pattern(d.name),
        namespace: pattern(d.namespace),
      })),
    clusterResourceWhitelist: list(clusterResourceWhitelist)
      .slice(0, MAX_ENTRIES)
      .map(object)
      .map(entry => {
        const named = pattern(entry.name);
        return { ...groupKind(entry), ...(named && { name: named }) };
      }),
    ...(Array.isArray(namespaceResourceWhitelist) && {
      namespaceResourceWhitelist: groupKinds(namespaceResourceWhitelist),
    }),
    ...(lists.some(l => list(l).length > MAX_ENTRIES) && {
      truncated: true as const,
    }),
  };
}
