import type { CLUSTER_PROBLEM_TEXTS } from './clusterProblemTexts';
import type { WorkerClusterDetails } from './clusters';
import type { CodedMessage } from './messages';
import { isComparing, isHeard } from './reportAge';
import { supportState } from './supportLife';

const DAY_MS = 86_400_000;
/** From then on the end of a lifetime is a matter for the owner: as the first reminder. */
const LIFETIME_NOTICE_MS = 7 * DAY_MS;

/** @public */
export type ClusterProblemId = keyof typeof CLUSTER_PROBLEM_TEXTS;

/**
 * The problems of a cluster, from the worst: the order in which they are shown. `bad` needs somebody now; `warn` needs somebody soon,
 * or takes away certainty.
 */
const TONES: Readonly<Record<ClusterProblemId, 'bad' | 'warn'>> = {
  failed: 'bad',
  'deletion-blocked': 'bad',
  'update-failed': 'bad',
  degraded: 'bad',
  'token-refused': 'bad',
  'read-forbidden': 'bad',
  unreachable: 'bad',
  'controller-not-running': 'bad',
  'applications-wrong': 'bad',
  'findings-high': 'bad',
  'kubernetes-unsupported': 'bad',
  'awaiting-confirmation': 'warn',
  'connection-cut': 'warn',
  'never-reached': 'warn',
  'reading-paused': 'warn',
  'argocd-degraded': 'warn',
  'no-argocd': 'warn',
  'applications-muted': 'warn',
  'stage-overdue': 'warn',
  'claim-not-applied': 'warn',
  'not-in-git': 'warn',
  'reconcile-paused': 'warn',
  'lifetime-over': 'warn',
  'change-not-allowed': 'warn',
  'findings-other': 'warn',
  'kinds-not-read': 'warn',
  'namespaces-not-read': 'warn',
  'crossplane-notice': 'warn',
  'argocd-unsupported': 'warn',
  'lifetime-ending': 'warn',
  'kubernetes-extended-support': 'warn',
  'kubernetes-support-ending': 'warn',
  'argocd-support-ending': 'warn',
};

const PROBLEM_IDS = Object.keys(TONES);

/**
 * A problem of a cluster; {@link describeClusterProblem} has its title and what to do.
 *
 * @public
 */
export interface ClusterProblem {
  id: ClusterProblemId;
  tone: 'bad' | 'warn';
  /** What the source itself says: untrusted text. */
  message?: string;
  /** Of a fixed sentence; absent for the words of a source. */
  messageCode?: CodedMessage;
  /** How many things have it. */
  count?: number;
  /** The version that it is about. */
  version?: string;
  /** Since when, or when it will be: RFC 3339 or `YYYY-MM-DD`. */
  at?: string;
  /** The tab of the page that shows more. */
  tab?: 'applications' | 'infrastructure' | 'argocd' | 'isolation' | 'claim';
}

type Found = Omit<ClusterProblem, 'tone'>;

/**
 * There is a cluster to be reached. Before, nothing runs that the portal could reach; while it is deleted nothing needs to.
 *
 * @public
 */
export const isUp = ({ phase }: Pick<WorkerClusterDetails, 'phase'>) =>
  ['ready', 'updating', 'degraded'].includes(phase.phase);

/** It is on its way into being, or failed on it. */
const isBuilt = ({ phase }: WorkerClusterDetails) =>
  ['merged', 'provisioning', 'installing', 'failed'].includes(phase.phase);

function ofPhase({ phase }: WorkerClusterDetails): Found[] {
  const { reason, message, messageCode, since: at } = phase;
  const found = (id: ClusterProblemId): Found[] => [
    { id, message, messageCode, at, tab: 'infrastructure' },
  ];
  switch (phase.phase) {
    case 'failed':
      return found('failed');
    case 'degraded':
      return found(reason === 'UpdateFailed' ? 'update-failed' : 'degraded');
    case 'awaiting-confirmation':
      return found('awaiting-confirmation');
    case 'deleting':
      return reason === 'DeletionBlocked' ? found('deletion-blocked') : [];
    default:
      return reason === 'ReconcilePaused' ? found('reconcile-paused') : [];
  }
}

/** How the portal reaches the cluster, as long as there is one to reach. */
function ofConnection(cluster: WorkerClusterDetails, now: number): Found[] {
  if (!isUp(cluster)) return [];
  const { status, message, messageCode, since, lastSeen } = cluster.connection;
  const found = (id: ClusterProblemId): Found[] => [
    {
      id,
      message,
      ...(messageCode && { messageCode }),
      at: lastSeen ?? since,
    },
  ];
  switch (status) {
    case 'live':
      return [];
    case 'unauthorized':
      return found('token-refused');
    case 'forbidden':
      return found('read-forbidden');
    case 'unreachable':
      return found(lastSeen ? 'unreachable' : 'never-reached');
    case 'paused':
      return found('reading-paused');
    default:
      if (!lastSeen) return found('never-reached');
      return isHeard({ connection: cluster.connection, now })
        ? []
        : found('connection-cut');
  }
}

function ofArgoCd(cluster: WorkerClusterDetails): Found[] {
  const { argocd } = cluster;
  if (!isUp(cluster) || !argocd) return [];
  const tab = 'argocd';
  if (argocd.kind === 'none') return [{ id: 'no-argocd', tab }];
  const found: Found[] = [];
  if (!isComparing(argocd)) found.push({ id: 'controller-not-running', tab });
  else if (['degraded', 'unavailable'].includes(argocd.availability)) {
    const unready = argocd.components.filter(c => c.ready < c.desired);
    found.push({
      id: 'argocd-degraded',
      message:
        unready.map(c => `${c.name} ${c.ready}/${c.desired}`).join(', ') ||
        undefined,
      tab,
    });
  }
  if (argocd.otherNamespaces?.readable === false) {
    found.push({
      id: 'namespaces-not-read',
      message: argocd.otherNamespaces.patterns.join(', '),
      tab,
    });
  }
  return found;
}

function ofApplications(cluster: WorkerClusterDetails, now: number): Found[] {
  const { byVerdict } = cluster.applications;
  if (!byVerdict || cluster.phase.phase === 'deleting') return [];
  const found: Found[] = [];
  const tab = 'applications';
  if (byVerdict.wrong > 0) {
    found.push({ id: 'applications-wrong', count: byVerdict.wrong, tab });
  }
  const { connection, argocd } = cluster;
  // Where nobody hears or compares them, all are: that is one problem, not two.
  const compared = !argocd || isComparing(argocd);
  if (byVerdict.muted > 0 && compared && isHeard({ connection, now })) {
    found.push({ id: 'applications-muted', count: byVerdict.muted, tab });
  }
  return found;
}

function ofFindings({ findings }: WorkerClusterDetails): Found[] {
  if (!findings) return [];
  const { high, medium, low } = findings;
  const tab = 'isolation';
  const found: Found[] = [];
  if (high > 0) found.push({ id: 'findings-high', count: high, tab });
  if (medium + low > 0) {
    found.push({ id: 'findings-other', count: medium + low, tab });
  }
  return found;
}

/** How the claim comes from Git, and what Crossplane and the portal say of it. */
function ofClaim(cluster: WorkerClusterDetails): Found[] {
  const { syncedBy, claimTracking, notices = [], unread = [] } = cluster;
  const found: Found[] = [];
  // One Application syncs many claims: that it is out of sync says nothing of this one.
  if (syncedBy && (syncedBy.message || syncedBy.sync === 'Unknown')) {
    found.push({
      id: 'claim-not-applied',
      message: syncedBy.message,
      tab: 'claim',
    });
  }
  if (claimTracking === 'none') found.push({ id: 'not-in-git', tab: 'claim' });
  if (cluster.pending && !cluster.pending.allowed) {
    found.push({ id: 'change-not-allowed', tab: 'claim' });
  }
  if (unread.length > 0) {
    found.push({
      id: 'kinds-not-read',
      message: unread.map(u => u.kind).join(', '),
      tab: 'infrastructure',
    });
  }
  if (notices.length > 0) {
    found.push({
      id: 'crossplane-notice',
      message: notices.map(n => n.message).join(' '),
      // A text of several has none.
      ...(notices.length === 1 &&
        notices[0].messageCode && { messageCode: notices[0].messageCode }),
      tab: 'infrastructure',
    });
  }
  return found;
}

/** Stages that are under way for longer than nine of ten took. What is removed has none: its stages are not ready again. */
function ofStages(cluster: WorkerClusterDetails, now: number): Found[] {
  if (!isBuilt(cluster)) return [];
  const overdue = cluster.timeline.find(({ id, state, begin, end }) => {
    const usual = cluster.usualDurations?.[id];
    return (
      usual !== undefined &&
      begin !== undefined &&
      end === undefined &&
      state === 'active' &&
      now - Date.parse(begin) > usual.p90Seconds * 1000
    );
  });
  return overdue
    ? [
        {
          id: 'stage-overdue',
          message: overdue.message,
          messageCode: overdue.messageCode,
          at: overdue.begin,
          tab: 'infrastructure',
        },
      ]
    : [];
}

function ofSupport({ support }: WorkerClusterDetails, now: number): Found[] {
  const found: Found[] = [];
  for (const product of ['kubernetes', 'argocd'] as const) {
    const life = support?.[product];
    const state = life && supportState(life, now);
    if (life && state === 'ended') {
      found.push({
        id: `${product}-unsupported`,
        version: life.version,
        at: life.extendedUntil ?? life.standardUntil,
      });
    } else if (life && state === 'ending') {
      found.push({
        id: `${product}-support-ending`,
        version: life.version,
        at: life.standardUntil,
      });
    } else if (life && state === 'extended') {
      // Its end is months away, and stands below "About".
      found.push({ id: 'kubernetes-extended-support', version: life.version });
    }
  }
  return found;
}

function ofLifetime({ expiresAt }: WorkerClusterDetails, now: number): Found[] {
  const left = expiresAt ? Date.parse(expiresAt) - now : NaN;
  if (left <= 0) return [{ id: 'lifetime-over', at: expiresAt }];
  return left <= LIFETIME_NOTICE_MS
    ? [{ id: 'lifetime-ending', at: expiresAt }]
    : [];
}

/**
 * Everything that is wrong with a cluster, worst first. A closed request has no problems: nothing exists.
 *
 * @param now - milliseconds since the epoch
 * @public
 */
export function clusterProblems(
  cluster: WorkerClusterDetails,
  now: number,
): ClusterProblem[] {
  const { phase } = cluster.phase;
  if (phase === 'closed') return [];
  const found = [
    ...ofPhase(cluster),
    ...ofConnection(cluster, now),
    ...ofArgoCd(cluster),
    ...ofApplications(cluster, now),
    ...ofFindings(cluster),
    ...ofClaim(cluster),
    ...ofStages(cluster, now),
    ...(phase === 'deleting'
      ? []
      : [...ofSupport(cluster, now), ...ofLifetime(cluster, now)]),
  ];
  return found
    .map(
      (problem): ClusterProblem => ({
        ...problem,
        tone: TONES[problem.id],
      }),
    )
    .sort((a, b) => PROBLEM_IDS.indexOf(a.id) - PROBLEM_IDS.indexOf(b.id));
}
