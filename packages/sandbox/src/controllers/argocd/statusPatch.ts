import type { KubernetesObject } from '../../apiserver/types';
import { rfc3339 } from '../conditions';
import type { Comparison } from './applicationStatus';
import type { RenderedSource } from './ManifestSource';
import type { ResourceResult } from './sync';

/** How many deployments `status.history` keeps. */
const HISTORY = 10;

/** `status.operationState` of an Application, as much as is looked at here. */
export interface OperationState {
  phase: 'Succeeded' | 'Failed';
  message: string;
  [field: string]: unknown;
}

/** What a sync that is over says of itself. */
export function operationState(options: {
  app: KubernetesObject;
  rendered: RenderedSource;
  results: ResourceResult[];
  /** Attempts at this revision that failed before. */
  attempts: number;
}): OperationState {
  const { app, rendered, results, attempts } = options;
  const failed = results.filter(r => r.status === 'SyncFailed');
  const now = rfc3339(new Date());
  return {
    phase: failed.length ? 'Failed' : 'Succeeded',
    message: failed.length
      ? `one or more objects failed to apply, reason: ${failed
          .map(r => r.message)
          .join('; ')}`
      : 'successfully synced (all tasks run)',
    startedAt: now,
    finishedAt: now,
    retryCount: attempts || null,
    operation: {
      initiatedBy: { automated: true },
      sync: { revision: rendered.revision },
    },
    syncResult: {
      revision: rendered.revision,
      source: app.spec.source,
      resources: results,
    },
  };
}

/** Merge patch for `status` after a comparison, and after a sync if there was one. */
export function comparedStatus(options: {
  app: KubernetesObject;
  rendered: RenderedSource;
  comparison: Comparison;
  operation?: OperationState;
}): object {
  const { app, rendered, comparison, operation } = options;
  const current = app.status ?? {};
  const now = rfc3339(new Date());
  return {
    sync: {
      status: comparison.sync,
      revision: rendered.revision,
      comparedTo: {
        source: app.spec.source,
        destination: app.spec.destination,
      },
    },
    health: {
      ...comparison.health,
      // A message that is gone must not stay.
      message: comparison.health.message ?? null,
      lastTransitionTime:
        current.health?.status === comparison.health.status
          ? current.health.lastTransitionTime ?? now
          : now,
    },
    resources: comparison.resources,
    summary: {
      images: comparison.images,
      // None must not stay.
      externalURLs: comparison.externalUrls.length
        ? comparison.externalUrls
        : null,
    },
    sourceType: rendered.sourceType,
    controllerNamespace: 'argocd',
    conditions: conditionsAfter(current.conditions, rendered, operation, now),
    ...(operation && { operationState: operation }),
    ...(operation?.phase === 'Succeeded' && {
      history: [
        ...(current.history ?? []),
        {
          id: ((current.history ?? []).at(-1)?.id ?? -1) + 1,
          revision: rendered.revision,
          deployedAt: now,
          deployStartedAt: now,
          source: app.spec.source,
          initiatedBy: { automated: true },
        },
      ].slice(-HISTORY),
    }),
  };
}

/** Merge patch for `status` of an Application that could not be compared. */
export function errorStatus(
  app: KubernetesObject,
  type: 'ComparisonError' | 'InvalidSpecError',
  message: string,
): object {
  const known = (app.status?.conditions ?? []).find(
    (c: any) => c.type === type && c.message === message,
  );
  return {
    sync: { ...app.status?.sync, status: 'Unknown' },
    health: { status: app.status?.health?.status ?? 'Unknown' },
    conditions: [
      known ?? { type, message, lastTransitionTime: rfc3339(new Date()) },
    ],
  };
}

/** A sync that failed is said until one succeeds; other errors are over once a comparison succeeds. */
function conditionsAfter(
  before: Array<{ type: string }> | undefined,
  rendered: RenderedSource,
  operation: OperationState | undefined,
  now: string,
): object[] | null {
  if (operation?.phase === 'Failed') {
    return [
      {
        type: 'SyncError',
        message: `Failed sync attempt to ${rendered.revision}: ${operation.message}`,
        lastTransitionTime: now,
      },
    ];
  }
  const rest = operation
    ? []
    : (before ?? []).filter(c => c.type === 'SyncError');
  return rest.length ? rest : null;
}
