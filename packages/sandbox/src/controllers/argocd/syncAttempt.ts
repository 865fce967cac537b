import type { KubernetesObject, ObjectClient } from '../../apiserver/types';
import { groupOf } from '../runtime/keys';
import type { Comparison } from './applicationStatus';
import { assessHealth } from './health';
import { checkObject, impersonationRefusal } from './projects';
import { pruneOption } from './pruneOptions';
import {
  applyObject,
  inSyncOrder,
  pruneObject,
  ResourceResult,
  resultOf,
} from './sync';

/** What one attempt of a sync operation did. */
export interface SyncAttempt {
  results: ResourceResult[];
  /** Why it failed, apart from its results. */
  failure?: string;
  /** What the operation waits for before it goes on. */
  waiting?: string;
}

const hasFailed = (results: ResourceResult[]): boolean =>
  results.some(r => r.status === 'SyncFailed');

/**
 * One attempt, in the order of gitops-engine (Argo CD 3.4, `sync_context.go`): what the project does not permit ends it before
 * anything is done; what is to be pruned goes first, and if that fails nothing is applied. With `PruneLast=true` it goes last,
 * once all that the operation applied is healthy.
 */
export function attemptSync(options: {
  client: ObjectClient;
  app: KubernetesObject;
  project: KubernetesObject;
  targets: KubernetesObject[];
  comparison: Pick<Comparison, 'outOfSync' | 'extra'>;
  prune: boolean;
  trackingId: (object: KubernetesObject) => string;
  /** Kinds for which `argocd-cm` brings a health check. */
  customizedHealth: Set<string>;
}): SyncAttempt {
  const { client, app, project, targets, comparison } = options;
  const unnamed = impersonationRefusal(app, project, client);
  if (unnamed) {
    return {
      results: comparison.outOfSync.map(target =>
        resultOf(target, 'SyncFailed', unnamed),
      ),
    };
  }
  const extra = options.prune ? comparison.extra : [];
  const refused = [...targets, ...extra].flatMap(object => {
    const refusal = checkObject(object, project);
    return refusal ? [resultOf(object, 'SyncFailed', refusal)] : [];
  });
  if (refused.length) {
    return {
      results: refused,
      failure: 'one or more synchronization tasks are not valid',
    };
  }
  createNamespace(client, app);
  const apply = () =>
    inSyncOrder(comparison.outOfSync).map(target =>
      applyObject(client, target, options.trackingId(target)),
    );
  if (!hasOption(app, 'PruneLast=true')) {
    const pruned = pruneAll(client, app, extra);
    return hasFailed(pruned)
      ? { results: pruned }
      : { results: [...apply(), ...pruned] };
  }
  const applied = [...appliedBefore(app), ...apply()];
  if (hasFailed(applied) || !extra.length) return { results: applied };
  const health = applied.map(result => ({
    result,
    health: healthOf(client, result, options.customizedHealth),
  }));
  if (health.some(h => h.health === 'Degraded')) {
    return {
      results: applied,
      failure: 'one or more synchronization tasks completed unsuccessfully',
    };
  }
  const running = health.filter(h => h.health && h.health !== 'Healthy');
  if (running.length) {
    const [{ group, kind, name }, ...others] = running.map(h => h.result);
    const more = others.length ? ` and ${others.length} more resources` : '';
    return {
      results: applied,
      waiting: `waiting for healthy state of ${group}/${kind}/${name}${more}`,
    };
  }
  return { results: [...applied, ...pruneAll(client, app, extra)] };
}

function hasOption(app: KubernetesObject, option: string): boolean {
  return (app.spec.syncPolicy?.syncOptions ?? []).includes(option);
}

/** What an operation that waits has applied already. A retry begins anew. */
function appliedBefore(app: KubernetesObject): ResourceResult[] {
  const { phase, finishedAt, syncResult } = app.status?.operationState ?? {};
  return phase === 'Running' && !finishedAt
    ? (syncResult?.resources ?? []).filter((r: any) => r.status === 'Synced')
    : [];
}

function healthOf(
  client: ObjectClient,
  { group, version, kind, namespace, name }: ResourceResult,
  customized: Set<string>,
): string | undefined {
  const live = client.get({
    apiVersion: group ? `${group}/${version}` : version,
    kind,
    name,
    ...(namespace && { namespace }),
  });
  if (!live) return 'Missing';
  return groupOf(live.apiVersion) === 'argoproj.io'
    ? undefined
    : assessHealth(live, customized)?.status;
}

function pruneAll(
  client: ObjectClient,
  app: KubernetesObject,
  extra: KubernetesObject[],
): ResourceResult[] {
  return inSyncOrder(extra)
    .reverse()
    .filter(object => !object.metadata.deletionTimestamp)
    .map(object =>
      pruneOption(app, object) === 'false'
        ? resultOf(object, 'PruneSkipped', 'ignored (no prune)')
        : pruneObject(client, object),
    );
}

function createNamespace(client: ObjectClient, app: KubernetesObject): void {
  const { namespace } = app.spec.destination ?? {};
  if (!namespace || !hasOption(app, 'CreateNamespace=true')) return;
  const { managedNamespaceMetadata } = app.spec.syncPolicy;
  const key = { apiVersion: 'v1', kind: 'Namespace', name: namespace };
  if (!client.get(key)) {
    client.create({
      ...key,
      metadata: { name: namespace, ...managedNamespaceMetadata },
    });
  } else if (managedNamespaceMetadata) {
    client.patch(key, { metadata: managedNamespaceMetadata });
  }
}
