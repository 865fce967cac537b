import { pruneConfirmation } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ArgoApplication, ClaimObservation } from '../observe/types';
import { boundedWord } from './text';
import { toIso } from './time';

/** The Application of the management Argo CD that waits for a confirmation before it deletes a claim. */
export interface ClaimPruning {
  namespace: string;
  application: string;
  project: string;
  /** When the operation began that waits: RFC 3339, UTC. */
  since?: string;
}

/**
 * Whether the management Argo CD waits for a confirmation before it deletes this claim (sync option `Prune=confirm`). Its
 * message names one resource and says how many more there are; those are known by `requiresPruning`.
 */
export function deriveClaimPruning(
  claim: ClaimObservation,
  syncedBy: ArgoApplication | undefined,
): ClaimPruning | undefined {
  const resources = syncedBy && pruneConfirmation(syncedBy);
  if (!resources) return undefined;
  const { kind, apiVersion, metadata } = claim;
  const [group] = apiVersion.split('/');
  const id = `${group}/${kind}/${metadata.name}`;
  const named = resources === id || resources.startsWith(`${id} and `);
  const marked = syncedBy.resourceProblems?.some(
    r =>
      r.requiresPruning &&
      r.kind === kind &&
      r.name === metadata.name &&
      (r.namespace ?? metadata.namespace) === metadata.namespace,
  );
  if (!named && !marked) return undefined;
  const since = toIso(syncedBy.operationTime);
  return {
    namespace: boundedWord(syncedBy.metadata.namespace) ?? 'argocd',
    application: boundedWord(syncedBy.metadata.name) ?? '?',
    project: boundedWord(syncedBy.project) ?? 'default',
    ...(since && { since }),
  };
}
