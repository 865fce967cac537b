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
const MAX_NAME = 253;

/** The value as JSON has it: without fields that are undefined. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));

/** Projects an Application to what the portal does not keep of it. Input is untrusted JSON. */
export function transformApplicationReading(
  raw: unknown,
): Omit<ApplicationReading, 'readAt' | 'syncWindows'> {
  const status = object(object(raw).status);
  const resources = list(status.resources).map(object);
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

/** How bad a resource is: of its health, then of its sync. */
function rank({ health, sync }: ApplicationResource): number {
  const badness = health === undefined ? 0 : HEALTH_STATUSES.indexOf(health);
  // Suspended is as intended.
  return (badness > 1 ? 2 * badness : 0) + (sync && sync !== 'Synced' ? 1 : 0);
}

function transformResources(resources: any[]): ApplicationResource[] {
  return resources
    .filter(r => r.hook !== true)
    .map(transformResource)
    .map(({ sync, health, ...resource }) => ({
      ...resource,
      ...(sync && { sync: toSyncStatus(sync) }),
      ...(health && { health: toHealthStatus(health) }),
    }))
    .sort((a, b) => rank(b) - rank(a))
    .slice(0, MAX_RESOURCES);
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
  const failed = ({ status }: ApplicationSyncResult) => FAILED.includes(status);
  return list(value)
    .map(object)
    .flatMap((result): ApplicationSyncResult[] => {
      const hook = text(result.hookType, 63) !== undefined;
      const status = text(hook ? result.hookPhase : result.status, 63);
      const kind = text(result.kind, 128);
      const name = text(result.name, MAX_NAME);
      if (!status || !kind || !name) return [];
      return [
        {
          group: text(result.group, MAX_NAME),
          kind,
          namespace: text(result.namespace, MAX_NAME),
          name,
          status,
          message: textWithoutUserinfo(result.message),
          hook: hook || undefined,
        },
      ];
    })
    .sort((a, b) => Number(failed(b)) - Number(failed(a)))
    .slice(0, MAX_SYNC_RESULTS);
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
    values.flatMap(value => text(value) ?? []);
  const subject = {
    applications: texts(object(metadata).name),
    namespaces: texts(destination.namespace),
    clusters: texts(destination.server, destination.name),
  };
  const matches = (window: any) => {
    const named = (['applications', 'clusters', 'namespaces'] as const).filter(
      field => list(window[field]).length > 0,
    );
    const isMatch = (field: (typeof named)[number]) =>
      list(window[field]).some(pattern =>
        subject[field].some(
          value => matchesGlob(text(pattern) ?? '', value) !== false,
        ),
      );
    if (named.length === 0) return false;
    return window.useAndOperator === true
      ? named.every(isMatch)
      : named.some(isMatch);
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
