import {
  type ApplicationDeployment,
  type ApplicationReading,
  type ApplicationResource,
  type ApplicationSource,
  type ApplicationSyncResult,
  type ApplicationSyncWindow,
  HEALTH_STATUSES,
  toHealthStatus,
  toSyncStatus,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { matchesGlob } from '../../glob';
import { sourceType, toRevision } from '../../revision';
import { transformResource, transformSource } from './application';
import { count, list, object, text, textWithoutUserinfo, time } from './fields';

const MAX_RESOURCES = 500;
const MAX_IMAGES = 50;
const MAX_HISTORY = 10;
const MAX_SOURCES = 20;
const MAX_SYNC_RESULTS = 50;
const MAX_WINDOWS = 50;
/** Patterns of sync windows that are evaluated: each may take time that grows with its length and with that of the text. */
const MAX_PATTERNS = 1000;
const MAX_NAME = 253;

/** The value as JSON has it: without fields that are undefined. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** Projects an Application to what the portal does not keep of it. Input is untrusted JSON. */
export function transformApplicationReading(
  raw: unknown,
): Omit<ApplicationReading, 'readAt' | 'syncWindows'> {
  const status = object(object(raw).status);
  // Hooks are no part of what an Application should be.
  const resources = list(status.resources)
    .map(object)
    .filter(r => r.hook !== true);
  return plain({
    resources: transformResources(resources),
    totalResources: resources.length,
    images: list(object(status.summary).images)
      .slice(0, MAX_IMAGES)
      .flatMap(image => text(image) ?? []),
    history: transformHistory(status.history),
    syncResults: transformSyncResults(
      object(object(status.operationState).syncResult).resources,
    ),
  });
}

/** The first items of the highest rank, in linear time: a worker decides how many there are. */
function highest<T>(
  items: T[],
  rankOf: (item: T) => number,
  limit: number,
): T[] {
  const byRank = new Map<number, T[]>();
  for (const item of items) {
    const key = rankOf(item);
    const same = byRank.get(key);
    if (!same) byRank.set(key, [item]);
    else if (same.length < limit) same.push(item);
  }
  return [...byRank]
    .sort(([a], [b]) => b - a)
    .flatMap(([, same]) => same)
    .slice(0, limit);
}

/** How bad a resource is, as `status.resources` has it: of its health, then of its sync. */
function rank({ health, status }: any): number {
  const { status: value } = object(health);
  const badness = value ? HEALTH_STATUSES.indexOf(toHealthStatus(value)) : 0;
  // Suspended is as intended.
  return (
    (badness > 1 ? 2 * badness : 0) + (status && status !== 'Synced' ? 1 : 0)
  );
}

function transformResources(resources: any[]): ApplicationResource[] {
  return highest(resources, rank, MAX_RESOURCES)
    .map(transformResource)
    .map(({ sync, health, ...resource }) => ({
      ...resource,
      ...(sync && { sync: toSyncStatus(sync) }),
      ...(health && { health: toHealthStatus(health) }),
    }));
}

function deployedSource(raw: unknown, revision: unknown): ApplicationSource {
  // Without the revisions that Argo CD compares it with now.
  const { repoUrl, path, chart, name, ref, targetRevision } =
    transformSource(raw);
  const type = sourceType({ chart, repoUrl });
  return {
    type,
    repoUrl,
    path,
    chart,
    name,
    ref,
    targetRevision,
    revision: toRevision(type, text(revision, MAX_NAME)),
  };
}

/** Argo CD adds each sync at the end. */
function transformHistory(value: unknown): ApplicationDeployment[] {
  return list(value)
    .slice(-MAX_HISTORY)
    .reverse()
    .map(object)
    .map((entry): ApplicationDeployment => {
      const initiator = object(entry.initiatedBy);
      const several = list(entry.sources).slice(0, MAX_SOURCES);
      return {
        id: count(entry.id) ?? 0,
        deployedAt: time(entry.deployedAt),
        startedAt: time(entry.deployStartedAt),
        initiatedBy: text(initiator.username, MAX_NAME),
        automated: initiator.automated === true ? true : undefined,
        sources: several.length
          ? several.map((s, i) => deployedSource(s, list(entry.revisions)[i]))
          : [deployedSource(entry.source, entry.revision)],
      };
    });
}

/** Of hooks and resources alike: what says that something was not done. */
const FAILED = ['SyncFailed', 'Failed', 'Error', 'PruneSkipped'];

function transformSyncResults(value: unknown): ApplicationSyncResult[] {
  const isHook = ({ hookType }: any) => text(hookType, 63) !== undefined;
  const statusOf = (result: any) =>
    text(isHook(result) ? result.hookPhase : result.status, 63);
  const results = list(value)
    .map(object)
    .filter(
      result => text(result.kind) && text(result.name) && statusOf(result),
    );
  const isFailed = (result: any) =>
    Number(FAILED.includes(statusOf(result) ?? ''));
  return highest(results, isFailed, MAX_SYNC_RESULTS).map(result => ({
    group: text(result.group, MAX_NAME),
    kind: text(result.kind, 128) ?? '',
    namespace: text(result.namespace, MAX_NAME),
    name: text(result.name, MAX_NAME) ?? '',
    status: statusOf(result) ?? '',
    message: textWithoutUserinfo(result.message),
    hook: isHook(result) || undefined,
  }));
}

/**
 * The sync windows of an AppProject that are for an Application: those that name it, the namespace or the cluster into
 * which it deploys; all of these where the window says so (`useAndOperator`). One with a pattern that is not evaluated is
 * among them.
 *
 * Source: argo-cd, `pkg/apis/application/v1alpha1/types.go`, `SyncWindows.Matches`.
 */
export function transformSyncWindows(
  project: unknown,
  application: unknown,
): ApplicationSyncWindow[] {
  const { metadata, spec } = object(application);
  const destination = object(object(spec).destination);
  const texts = (...values: unknown[]) =>
    values.flatMap(value => text(value, MAX_NAME) ?? []);
  const subject = {
    applications: texts(object(metadata).name),
    namespaces: texts(destination.namespace),
    clusters: texts(destination.server, destination.name),
  };
  let evaluated = 0;
  const isMatch = (pattern: unknown, value: string) => {
    evaluated += 1;
    // What is too long for a name, or one of too many, is a pattern that is not evaluated.
    return (
      evaluated > MAX_PATTERNS ||
      (text(pattern)?.length ?? 0) > MAX_NAME ||
      matchesGlob(text(pattern) ?? '', value) !== false
    );
  };
  const matches = (window: any) => {
    const named = (['applications', 'clusters', 'namespaces'] as const).filter(
      field => list(window[field]).length > 0,
    );
    const anyMatches = (field: (typeof named)[number]) =>
      list(window[field]).some(pattern =>
        subject[field].some(value => isMatch(pattern, value)),
      );
    if (named.length === 0) return false;
    return window.useAndOperator === true
      ? named.every(anyMatches)
      : named.some(anyMatches);
  };
  const windows = list(object(object(project).spec).syncWindows)
    .map(object)
    .filter(window => window.kind === 'allow' || window.kind === 'deny')
    .filter(matches)
    .slice(0, MAX_WINDOWS)
    .map(
      (window): ApplicationSyncWindow => ({
        kind: window.kind,
        schedule: text(window.schedule, MAX_NAME) ?? '',
        duration: text(window.duration, 63) ?? '',
        timeZone: text(window.timeZone, 63),
        manualSync: window.manualSync === true ? true : undefined,
      }),
    );
  return plain(windows);
}
