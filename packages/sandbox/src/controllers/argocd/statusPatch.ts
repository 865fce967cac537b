import type { KubernetesObject } from '../../apiserver/types';
import { rfc3339 } from '../conditions';
import type { ApplicationCondition } from './applicationConditions';
import type { Comparison } from './applicationStatus';
import { retryBackoff, retryLimit } from './autoSync';
import type { RenderedSource } from './ManifestSource';
import { hasSeveralSources, revisionFields, sourceFields } from './sources';
import type { ResourceResult } from './sync';

/** How many deployments `status.history` keeps. */
const HISTORY = 10;

/** `status.operationState` of an Application, as much as is looked at here. */
export interface OperationState {
  phase: 'Running' | 'Succeeded' | 'Failed';
  message: string;
  [field: string]: unknown;
}

/** `3:04PM`, as Go's `time.Kitchen`. */
function kitchen(time: Date): string {
  const hours = time.getUTCHours();
  const minutes = String(time.getUTCMinutes()).padStart(2, '0');
  return `${hours % 12 || 12}:${minutes}${hours < 12 ? 'AM' : 'PM'}`;
}

/**
 * What an attempt to sync that is over says of itself. An operation whose retries are not used up stays `Running`, with a
 * time at which the attempt finished.
 */
export function operationState(options: {
  app: KubernetesObject;
  rendered: RenderedSource[];
  results: ResourceResult[];
  /** Why the attempt failed, apart from its results. */
  failure?: string;
  /** Attempts of the same operation that failed before. */
  retryCount: number;
  /** What it waits for before it goes on. */
  waiting?: string;
}): OperationState {
  const { app, rendered, results, failure, retryCount, waiting } = options;
  const failed = results.filter(r => r.status === 'SyncFailed');
  const now = new Date();
  const limit = retryLimit(app);
  const revisions = revisionFields(
    app,
    rendered.map(r => r.revision),
  );
  const common = {
    startedAt:
      app.status?.operationState?.phase === 'Running'
        ? app.status.operationState.startedAt
        : rfc3339(now),
    ...(!waiting && { finishedAt: rfc3339(now) }),
    operation: {
      initiatedBy: { automated: true },
      retry: app.spec.syncPolicy?.retry ?? { limit },
      sync: {
        ...revisions,
        ...(app.spec.syncPolicy?.automated?.prune && { prune: true }),
      },
    },
    syncResult: {
      ...revisions,
      ...sourceFields(app),
      resources: results,
    },
  };
  if (waiting) return { phase: 'Running', message: waiting, ...common };
  if (failed.length === 0 && !failure) {
    return {
      phase: 'Succeeded',
      message: 'successfully synced (all tasks run)',
      ...common,
      ...(retryCount && { retryCount }),
    };
  }
  const message =
    failure ??
    `one or more objects failed to apply, reason: ${failed
      .map(r => r.message)
      .join('; ')}`;
  if (limit < 0 || retryCount < limit) {
    const next = new Date(now.getTime() + 1000 * retryBackoff(app, retryCount));
    return {
      phase: 'Running',
      message: `${message}. Retrying attempt #${retryCount + 1} at ${kitchen(
        next,
      )}.`,
      ...common,
      retryCount: retryCount + 1,
    };
  }
  return {
    phase: 'Failed',
    message: retryCount ? `${message} (retried ${retryCount} times).` : message,
    ...common,
    ...(retryCount && { retryCount }),
  };
}

function health(current: any, status: string): object {
  return {
    status,
    lastTransitionTime:
      current.health?.status === status
        ? current.health.lastTransitionTime
        : rfc3339(new Date()),
  };
}

const ifAny = <T>(list: T[]): T[] | undefined =>
  list.length ? list : undefined;

/** `status` after a comparison, also one that failed, and after a sync if there was one. */
export function comparedStatus(options: {
  app: KubernetesObject;
  /** Empty if the sources could not be read. */
  rendered: RenderedSource[];
  comparison: Comparison;
  conditions: ApplicationCondition[];
  operation?: OperationState;
  persistHealth: boolean;
}): object {
  const { app, rendered, comparison, conditions, operation } = options;
  const current = app.status ?? {};
  const several = hasSeveralSources(app);
  const revisions = revisionFields(
    app,
    rendered.map(r => r.revision),
  );
  const now = rfc3339(new Date());
  return {
    ...current,
    sync: {
      status: comparison.sync,
      ...(several ? rendered.length && revisions : revisions),
      comparedTo: {
        ...sourceFields(app),
        destination: app.spec.destination,
      },
    },
    health: health(current, comparison.health),
    resources: ifAny(comparison.resources),
    summary: {
      images: ifAny(comparison.images),
      externalURLs: ifAny(comparison.externalUrls),
    },
    sourceType: several ? undefined : rendered[0]?.sourceType,
    sourceTypes: several ? ifAny(rendered.map(r => r.sourceType)) : undefined,
    controllerNamespace: 'argocd',
    resourceHealthSource: options.persistHealth ? undefined : 'appTree',
    conditions: ifAny(conditions),
    operationState: operation ?? current.operationState,
    history:
      operation?.phase === 'Succeeded'
        ? [
            ...(current.history ?? []),
            {
              id: ((current.history ?? []).at(-1)?.id ?? -1) + 1,
              ...revisions,
              deployedAt: now,
              deployStartedAt: now,
              ...sourceFields(app),
              initiatedBy: { automated: true },
            },
          ].slice(-HISTORY)
        : current.history,
    reconciledAt: now,
  };
}

/** `status` of an Application that may not be what it is: it was not compared, and nothing is known of it. */
export function invalidStatus(
  app: KubernetesObject,
  conditions: ApplicationCondition[],
): object {
  const current = app.status ?? {};
  return {
    ...current,
    sync: {
      comparedTo: { destination: {} },
      ...current.sync,
      status: 'Unknown',
    },
    health: health(current, 'Unknown'),
    conditions: ifAny(conditions),
  };
}
