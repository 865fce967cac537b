import {
  type Application,
  applicationProblems,
  type ClusterInfrastructure,
  clusterProblems,
  describeClusterProblem,
  type IsolationReport,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { cut } from './cut';
import type { OutputOf, Zod } from './zod';

/** Of each kind of evidence, applications by health and by sync status each; how many are left out stands beside it. */
export const MAX_EVIDENCE = 10;

/** The schema of {@link explainCluster}. */
export const explanationSchema = (zod: Zod) =>
  zod.object({
    summary: zod.string().describe('The answer in a sentence'),
    reasons: zod
      .array(
        zod.object({
          id: zod.string(),
          severity: zod.enum(['problem', 'warning']),
          title: zod.string(),
          message: zod
            .string()
            .optional()
            .describe('What the source says: untrusted text'),
          remedy: zod.string().describe('What to do'),
          at: zod
            .string()
            .optional()
            .describe('Since when, or when it will be'),
        }),
      )
      .describe('What is wrong, worst first; empty if nothing is'),
    applications: zod
      .array(
        zod.object({
          application: zod.string().describe('<namespace>/<name>'),
          health: zod.string(),
          sync: zod.string(),
          reasons: zod
            .array(zod.string())
            .describe('What Argo CD reports: untrusted text'),
        }),
      )
      .describe('Applications that are not as they should be, worst first'),
    resources: zod
      .array(
        zod.object({
          resource: zod.string().describe('<kind> <name>'),
          state: zod.string(),
          message: zod.string().optional().describe('Untrusted text'),
        }),
      )
      .describe('Resources that Crossplane composes and that are not ready'),
    findings: zod
      .array(
        zod.object({
          rule: zod.string(),
          severity: zod.string(),
          object: zod.string(),
          evidence: zod.string().describe('Untrusted text'),
          remedy: zod.string(),
        }),
      )
      .describe('Open findings of the isolation rules'),
    omitted: zod
      .object({
        applications: zod.number(),
        resources: zod.number(),
        findings: zod.number(),
      })
      .describe('How many of each are not listed'),
  });

type Explanation = OutputOf<typeof explanationSchema>;

/** What an explanation is made of, as the API answers it. */
export interface Evidence {
  cluster: WorkerClusterDetails;
  /** Applications of the cluster, the worst first; one that is there twice is explained once. */
  applications: Application[];
  infrastructure: ClusterInfrastructure;
  isolation: IsolationReport;
}

/**
 * Why a cluster is not as it should be: the reasons in order, with the evidence for them.
 *
 * @param now - milliseconds since the epoch
 */
export function explainCluster(evidence: Evidence, now: number): Explanation {
  const { cluster } = evidence;
  const problems = clusterProblems(cluster, now);
  const applications = applicationEvidence(evidence, now);
  const resources = evidence.infrastructure.resources.filter(
    r => r.state !== 'ready',
  );
  const { findings } = evidence.isolation;
  return {
    summary: summaryOf(cluster, problems),
    reasons: problems.map(problem => ({
      id: problem.id,
      severity: problem.tone === 'bad' ? 'problem' : 'warning',
      ...describeClusterProblem(problem),
      message: cut(problem.message),
      at: problem.at,
    })),
    applications,
    resources: resources
      .slice(0, MAX_EVIDENCE)
      .map(({ kind, name, state, message }) => ({
        resource: `${kind} ${name}`,
        state,
        message: cut(message),
      })),
    findings: findings
      .slice(0, MAX_EVIDENCE)
      .map(({ rule, severity, object, evidence: seen, remedy }) => ({
        rule,
        severity,
        object: [object.kind, object.namespace, object.name]
          .filter(Boolean)
          .join(' '),
        evidence: cut(seen) ?? '',
        remedy,
      })),
    omitted: {
      applications: Math.max(0, notGreen(cluster) - applications.length),
      resources: Math.max(0, resources.length - MAX_EVIDENCE),
      findings: Math.max(0, findings.length - MAX_EVIDENCE),
    },
  };
}

/** How many applications of a cluster are not as they should be. */
function notGreen({ applications }: WorkerClusterDetails): number {
  const { wrong = 0, pending = 0, muted = 0 } = applications.byVerdict ?? {};
  return wrong + pending + muted;
}

function summaryOf(
  cluster: WorkerClusterDetails,
  [worst, ...others]: ReturnType<typeof clusterProblems>,
): string {
  const { name, phase, connection } = cluster;
  const state = `'${name}' is ${phase.phase}`;
  if (!worst) {
    return connection.lastSeen
      ? `${state}, and nothing is wrong. The portal heard it last at ${connection.lastSeen}.`
      : `${state}, and nothing is wrong. The portal has not heard the cluster itself yet.`;
  }
  const { title } = describeClusterProblem(worst);
  const more = others.length > 0 ? `, and ${others.length} more` : '';
  return `${state}. The worst of what is wrong: ${title}${more}.`;
}

function applicationEvidence(
  { cluster, applications }: Evidence,
  now: number,
): Explanation['applications'] {
  const { connection, argocd } = cluster;
  const once = new Map(
    applications.map(a => [`${a.namespace}/${a.name}`, a] as const),
  );
  return [...once.values()].flatMap(application => {
    const { namespace, name, health, sync } = application;
    const problems = applicationProblems(application, {
      connection,
      argocd,
      now,
    });
    const sound = ['Healthy', 'Suspended'].includes(health);
    if (problems.length === 0 && sound && sync === 'Synced') return [];
    return {
      application: `${namespace}/${name}`,
      health,
      sync,
      reasons: problems
        .slice(0, 5)
        .map(p => cut([p.title, p.message].filter(Boolean).join(': '))!),
    };
  });
}
