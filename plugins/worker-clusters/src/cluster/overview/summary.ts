import {
  type ClusterProblem,
  clusterProblems,
  type LifecyclePhase,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** A cluster in one sentence. */
export type ClusterSummary =
  /** Something is wrong: the worst of it, and how much else. */
  | {
      kind: 'problem';
      tone: 'bad' | 'warn';
      problem: ClusterProblem;
      more: number;
    }
  /** It is on its way, into being or out of it. */
  | { kind: 'phase'; tone: 'busy' | 'quiet'; phase: LifecyclePhase }
  /** Applications are being synced or rolled out, and nothing is wrong. */
  | { kind: 'pending'; tone: 'busy'; count: number; checkedAt?: string }
  /** Nothing is wrong, and the portal could look. */
  | { kind: 'good'; tone: 'good'; empty: boolean; checkedAt?: string };

const ON_ITS_WAY: Partial<Record<LifecyclePhase, 'busy' | 'quiet'>> = {
  requested: 'quiet',
  merged: 'busy',
  provisioning: 'busy',
  installing: 'busy',
  updating: 'busy',
  deleting: 'quiet',
  closed: 'quiet',
};

/**
 * What matters about a cluster. What needs somebody comes first, then what is under way, then warnings; it is good only if
 * the portal hears the cluster.
 *
 * @param now - milliseconds since the epoch
 */
export function summarizeCluster(
  cluster: WorkerClusterDetails,
  now: number,
): ClusterSummary {
  const problems = clusterProblems(cluster, now);
  const [problem] = problems;
  const { phase } = cluster.phase;
  const onItsWay = ON_ITS_WAY[phase];
  if (problem && (problem.tone === 'bad' || !onItsWay)) {
    const more = problems.length - 1;
    return { kind: 'problem', tone: problem.tone, problem, more };
  }
  if (onItsWay) return { kind: 'phase', tone: onItsWay, phase };
  const { total, byVerdict } = cluster.applications;
  const checkedAt = cluster.connection.lastSeen;
  const count = byVerdict?.pending ?? 0;
  return count > 0
    ? { kind: 'pending', tone: 'busy', count, checkedAt }
    : { kind: 'good', tone: 'good', empty: total === 0, checkedAt };
}
