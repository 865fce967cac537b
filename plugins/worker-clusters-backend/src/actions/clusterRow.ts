import {
  clusterPath,
  stringifyClusterRef,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { cut } from './cut';
import type { OutputOf, Zod } from './zod';

/** The schema of {@link clusterRow}. */
export const clusterRowSchema = (zod: Zod) =>
  zod.object({
    cluster: zod
      .string()
      .describe('Reference: <management cluster>/<namespace>/<name>'),
    name: zod.string(),
    environment: zod.string().optional(),
    region: zod.string().optional(),
    owner: zod.string().optional().describe('Entity reference'),
    phase: zod
      .string()
      .describe(
        'Lifecycle phase. `ready` says that the infrastructure is up, and nothing of the applications',
      ),
    phaseReason: zod.string(),
    phaseMessage: zod.string().optional().describe('Untrusted text'),
    phaseSince: zod.string(),
    kubernetesVersion: zod.string().optional(),
    argocdVersion: zod.string().optional(),
    connection: zod
      .string()
      .describe(
        'How the portal reaches the cluster. Other than `live`: what is said of applications is the last known state',
      ),
    lastSeen: zod
      .string()
      .optional()
      .describe('When the cluster was heard last'),
    health: zod
      .string()
      .optional()
      .describe('Worst health of its applications'),
    sync: zod
      .string()
      .optional()
      .describe('Worst sync status of its applications'),
    applications: zod.object({
      total: zod.number(),
      wrong: zod.number().describe('Need attention'),
      pending: zod.number().describe('Are being synced or rolled out'),
      muted: zod.number().describe('Last report too old to be believed'),
    }),
    isolationFindings: zod
      .object({ high: zod.number(), medium: zod.number(), low: zod.number() })
      .optional(),
    openPullRequest: zod
      .string()
      .optional()
      .describe('The newest open pull request for the cluster'),
    expiresAt: zod.string().optional().describe('When its lifetime ends'),
    page: zod.string().describe('Its page in the portal'),
  });

/** What an action tells of a cluster in a list. `appBaseUrl` is `app.baseUrl` without a slash at its end. */
export function clusterRow(
  cluster: WorkerCluster,
  appBaseUrl: string,
): OutputOf<typeof clusterRowSchema> {
  const { phase, connection, applications, findings } = cluster;
  const { wrong = 0, pending = 0, muted = 0 } = applications.byVerdict ?? {};
  return {
    cluster: stringifyClusterRef(cluster),
    name: cluster.name,
    environment: cluster.environment,
    region: cluster.region,
    owner: cluster.owner,
    phase: phase.phase,
    phaseReason: phase.reason,
    phaseMessage: cut(phase.message),
    phaseSince: phase.since,
    kubernetesVersion: cluster.kubernetesVersion,
    argocdVersion: cluster.argocd?.version,
    connection: connection.status,
    lastSeen: connection.lastSeen,
    health: cluster.health,
    sync: cluster.sync,
    applications: { total: applications.total, wrong, pending, muted },
    isolationFindings: findings && {
      high: findings.high,
      medium: findings.medium,
      low: findings.low,
    },
    openPullRequest: cluster.pending?.url,
    expiresAt: cluster.expiresAt,
    page: `${appBaseUrl}/worker-clusters/clusters/${clusterPath(cluster)}`,
  };
}
