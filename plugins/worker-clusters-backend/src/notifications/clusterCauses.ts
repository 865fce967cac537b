import {
  type ConnectionStatus,
  type FindingSeverity,
  type IsolationRuleId,
  ISOLATION_RULES,
  type LifecyclePhase,
  type SupportedProduct,
  supportLife,
  type SupportLife,
  type SupportLifeTable,
  supportState,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Policy } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { dueReminder } from '../lifetime/remindOwners';
import type { RequestedCluster, RuleFindings } from '../store/types';
import { clusterPage, day, minute, recipientsOf, toTime, word } from './texts';
import type { NotificationCause, Thresholds } from './types';

export interface ClusterSettings extends Thresholds {
  policy: Pick<Policy, 'environments'>;
  supportLife: SupportLifeTable;
}

/** Phases of a cluster that has been ready. */
const RUNNING: LifecyclePhase[] = ['ready', 'updating', 'degraded'];
const DEGRADED: LifecyclePhase[] = ['degraded', 'failed'];
const LEAVING: LifecyclePhase[] = ['deleting', 'closed'];
/** Without `connecting`: a portal that has just started has heard nobody yet. */
const SILENT: ConnectionStatus[] = [
  'stale',
  'paused',
  'unauthorized',
  'forbidden',
  'unreachable',
];
const SEVERITIES = { high: 'high', medium: 'normal', low: 'low' } as const;
const PRODUCTS: Record<SupportedProduct, string> = {
  kubernetes: 'Kubernetes',
  argocd: 'Argo CD',
};

type Cause = Pick<
  NotificationCause,
  'topic' | 'detail' | 'from' | 'createdAt'
> & { message: NotificationCause['message'] };

/**
 * What the owner and the requester of a cluster are to be told of it. A cluster that was created anew under the same name is
 * another subject.
 */
export function clusterCauses(
  { cluster, requestedBy }: RequestedCluster,
  findings: RuleFindings[],
  settings: ClusterSettings,
  now: number,
): NotificationCause[] {
  const key = stringifyClusterRef(cluster);
  const owner = recipientsOf(cluster.owner)[0];
  const recipients = recipientsOf(cluster.owner, requestedBy);
  if (recipients.length === 0) return [];
  return [
    ...phaseCauses(cluster, settings),
    ...connectionCauses(cluster, settings),
    ...findings.flatMap(finding => findingCauses(cluster, finding)),
    ...supportCauses(cluster, settings, now),
    ...lifetimeCauses(cluster, settings, now),
  ].map(cause => ({
    ...cause,
    subject: `${key}#${cluster.createdAt ?? ''}`,
    managementCluster: cluster.managementCluster,
    createdAt: toTime(cluster.createdAt),
    recipients,
    owner,
  }));
}

type Cluster = RequestedCluster['cluster'];

function phaseCauses(cluster: Cluster, settings: Thresholds): Cause[] {
  const { phase, since } = cluster.phase;
  const name = word(cluster.name);
  const begin = toTime(since);
  const causes: Cause[] = [];
  if (RUNNING.includes(phase)) {
    causes.push({
      topic: 'cluster-ready',
      // One that is degraded by now is not announced, and one that was announced is not announced anew afterwards.
      from: phase === 'ready' ? begin : Infinity,
      message: {
        title: `${name} is ready`,
        description: 'The cluster and its Argo CD are up.',
        severity: 'normal',
        link: clusterPage(cluster),
        item: name,
      },
    });
  }
  if (DEGRADED.includes(phase) && begin !== undefined) {
    causes.push({
      topic: 'cluster-degraded',
      from: begin + settings.degradedAfterMs,
      message: {
        title: `${name} ${phase === 'failed' ? 'has failed' : 'is degraded'}`,
        description: `Since ${minute(
          begin,
        )}. The page of the cluster says why.`,
        severity: 'high',
        link: clusterPage(cluster),
        item: name,
      },
    });
  }
  return causes;
}

function connectionCauses(cluster: Cluster, settings: Thresholds): Cause[] {
  const { status, since, lastSeen } = cluster.connection;
  const begin = toTime(since);
  if (
    !SILENT.includes(status) ||
    begin === undefined ||
    LEAVING.includes(cluster.phase.phase)
  ) {
    return [];
  }
  const name = word(cluster.name);
  const heard = toTime(lastSeen) ?? begin;
  return [
    {
      topic: 'cluster-stale',
      from: begin + settings.staleAfterMs,
      message: {
        title: `The state of ${name} is stale`,
        description: `The portal has read nothing of the cluster since ${minute(
          heard,
        )} (${status}). Its page shows the last known state.`,
        severity: 'high',
        link: clusterPage(cluster),
        item: name,
      },
    },
  ];
}

function findingCauses(cluster: Cluster, finding: RuleFindings): Cause[] {
  const { rule, severity, count, firstSeen } = finding;
  if (!Object.hasOwn(ISOLATION_RULES, rule)) return [];
  const { title, remedy } = ISOLATION_RULES[rule as IsolationRuleId];
  const name = word(cluster.name);
  return [
    {
      topic: 'isolation-finding',
      detail: rule,
      from: toTime(firstSeen),
      message: {
        title: `Isolation finding of ${severity} severity in ${name}`,
        description: `Broken: "${title}"${
          count > 1 ? ` (${count} objects)` : ''
        }. ${remedy}`,
        severity: SEVERITIES[severity as FindingSeverity],
        link: clusterPage(cluster, 'isolation'),
        item: `${name} (${rule})`,
      },
    },
  ];
}

function supportCauses(
  cluster: Cluster,
  { supportLife: table }: ClusterSettings,
  now: number,
): Cause[] {
  if (!RUNNING.includes(cluster.phase.phase)) return [];
  const versions: Array<[SupportedProduct, string | undefined]> = [
    ['kubernetes', cluster.kubernetesVersion],
    ['argocd', cluster.argocd?.version],
  ];
  return versions.flatMap(([product, version]) => {
    const life = supportLife(product, version, { now, table });
    const text = life && supportText(life, now);
    if (!life || !text) return [];
    const name = word(cluster.name);
    const what = `${PRODUCTS[product]} ${life.version}`;
    return [
      {
        topic: 'version-support' as const,
        detail: `${product} ${life.version} ${text.state}`,
        message: {
          title: `${what} of ${name}: ${text.title}`,
          ...(life.newer && {
            description: `${PRODUCTS[product]} ${life.newer} is available.`,
          }),
          severity:
            text.state === 'ended' ? ('high' as const) : ('normal' as const),
          link: clusterPage(cluster),
          item: `${name} (${what})`,
        },
      },
    ];
  });
}

function supportText(life: SupportLife, now: number) {
  const state = supportState(life, now);
  const { standardUntil, extendedUntil } = life;
  switch (state) {
    case 'ending':
      return { state, title: `standard support ends on ${standardUntil}` };
    case 'extended':
      return { state, title: `extended support ends on ${extendedUntil}` };
    case 'ended':
      return {
        state,
        title: `support ended on ${extendedUntil ?? standardUntil}`,
      };
    default:
      return undefined;
  }
}

function lifetimeCauses(
  cluster: Cluster,
  { policy }: ClusterSettings,
  now: number,
): Cause[] {
  const reminder = dueReminder(policy, cluster, new Date(now));
  if (!reminder) return [];
  const { expiresAt, daysLeft } = reminder;
  const end = Date.parse(expiresAt);
  const name = word(cluster.name);
  return [
    {
      topic: 'lifetime',
      detail: `${end} ${daysLeft}`,
      message: {
        title:
          daysLeft > 0
            ? `The lifetime of ${name} ends on ${day(end)}`
            : `The lifetime of ${name} is over`,
        description:
          daysLeft > 0
            ? `At ${minute(
                end,
              )} the portal opens a pull request that removes the cluster. "Extend lifetime" in the menu of the cluster moves the end.`
            : `It ended at ${minute(
                end,
              )}. The portal opens a pull request that removes the cluster.`,
        severity: daysLeft > 1 ? 'normal' : 'high',
        link: clusterPage(cluster),
        item: `${name} (${day(end)})`,
      },
    },
  ];
}
