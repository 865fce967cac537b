import type { KubernetesObject } from '../../apiserver/types';
import { groupOf } from '../runtime/keys';

const SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';
/** On an Application: since when deletions are confirmed, RFC 3339. */
const DELETION_APPROVED = 'argocd.argoproj.io/deletion-approved';

/**
 * `true`, `false` or `confirm`: the sync option `Prune` of an object, else that of its Application (gitops-engine of Argo CD 3.4,
 * `objRequiresPruneConfirmation`).
 */
export function pruneOption(
  app: KubernetesObject,
  live: KubernetesObject,
): string {
  const own = String(live.metadata.annotations?.[SYNC_OPTIONS] ?? '').split(
    ',',
  );
  const options: string[] = [
    ...own,
    ...(app.spec.syncPolicy?.syncOptions ?? []),
  ];
  return (
    options
      .map(option => option.trim())
      .find(option => option.startsWith('Prune='))
      ?.slice('Prune='.length) ?? 'true'
  );
}

/** What a sync waits for before it does anything; undefined if for nothing. */
export function pruneConfirmation(
  app: KubernetesObject,
  extra: KubernetesObject[],
): string | undefined {
  const state = app.status?.operationState;
  const since =
    state?.phase === 'Running' ? Date.parse(state.startedAt) : Date.now();
  const approved = Date.parse(
    app.metadata.annotations?.[DELETION_APPROVED] ?? '',
  );
  // NaN if there is none.
  if (approved >= since) return undefined;
  const waiting = extra.filter(live => pruneOption(app, live) === 'confirm');
  if (!waiting.length) return undefined;
  const [{ apiVersion, kind, metadata }, ...others] = waiting;
  const more = others.length ? ` and ${others.length} more resources` : '';
  return `waiting for pruning confirmation of ${groupOf(apiVersion)}/${kind}/${
    metadata.name
  }${more}`;
}
