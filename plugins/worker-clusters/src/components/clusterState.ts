import {
  type ConnectionState,
  type HealthStatus,
  isHeard,
  type LifecyclePhase,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Translate } from '../translations';
import { messageText } from '../translations/messageText';

/** How good a state is; each has a colour, which never stands alone. */
export type Tone = 'good' | 'busy' | 'bad' | 'warn' | 'quiet';

/** What a state looks like beside its word: distinguishable without colour. */
export type Shape =
  | 'check'
  | 'cross'
  | 'exclamation'
  | 'information'
  | 'outOfSync'
  | 'pause'
  | 'progress'
  | 'pullRequest'
  | 'question'
  | 'trash';

/** The state of a cluster as the fleet, its page and its catalog card show it. */
export interface ClusterStateView {
  tone: Tone;
  shape: Shape;
  label: string;
  /** Why it is not simply good. Untrusted text: it may quote a cluster. */
  reason?: string;
  /** The last known state, because the portal could not look: never `good`. */
  muted: boolean;
  /** When the last known state was seen (RFC 3339); absent if it never was, or if it is the present one. */
  asOf?: string;
}

const PHASES: Record<LifecyclePhase, [Tone, Shape]> = {
  requested: ['quiet', 'pullRequest'],
  merged: ['busy', 'progress'],
  provisioning: ['busy', 'progress'],
  installing: ['busy', 'progress'],
  ready: ['good', 'check'],
  updating: ['busy', 'progress'],
  degraded: ['bad', 'exclamation'],
  'awaiting-confirmation': ['warn', 'exclamation'],
  deleting: ['quiet', 'trash'],
  failed: ['bad', 'exclamation'],
  closed: ['quiet', 'cross'],
};

/** The tone and the shape of a phase by itself, whatever else is known of a cluster. */
export const phaseLook = (phase: LifecyclePhase): [Tone, Shape] =>
  PHASES[phase];

/** The health statuses of Applications that keep a cluster from being simply good, worst first. */
const TROUBLES: HealthStatus[] = ['Degraded', 'Missing', 'Unknown'];

/** What the state of a cluster follows from. Without applications it is that of the infrastructure alone. */
export type StatedCluster = Pick<WorkerCluster, 'phase' | 'connection'> &
  Partial<Pick<WorkerCluster, 'applications'>>;

function troubleOf({ byHealth, total }: WorkerCluster['applications']) {
  const health = TROUBLES.find(h => byHealth[h] > 0);
  return health && { health, bad: String(byHealth[health]), count: total };
}

/**
 * The state of a cluster. What depends on a server that the portal does not hear is not good but the last known state:
 * everything of a cluster depends on its management cluster, and that it works also on the worker cluster itself.
 */
export function clusterState(
  cluster: StatedCluster,
  options: {
    t: Translate;
    /** In milliseconds. */
    now: number;
    /** The connection to the management cluster, where it is known. */
    management?: ConnectionState;
  },
): ClusterStateView {
  const { t, now, management } = options;
  const { phase, message, messageCode } = cluster.phase;
  const [tone, shape] = PHASES[phase];
  const label = t(`common.phase.${phase}`);

  if (management && !isHeard({ connection: management, now })) {
    return {
      tone: 'quiet',
      shape: tone === 'good' ? 'question' : shape,
      label,
      reason: t('common.state.managementNotHeard', {
        connection: t(`common.connection.${management.status}`),
      }),
      muted: true,
      asOf: management.lastSeen,
    };
  }
  if (phase !== 'ready') {
    const reason = messageText(t, message, messageCode);
    return { tone, shape, label, reason, muted: false };
  }
  const { connection } = cluster;
  if (!connection.lastSeen || !isHeard({ connection, now })) {
    return {
      tone: 'quiet',
      shape: 'question',
      label,
      reason: connection.lastSeen
        ? t(`common.connection.${connection.status}`)
        : t('common.state.neverHeard'),
      muted: true,
      asOf: connection.lastSeen,
    };
  }
  const trouble = cluster.applications && troubleOf(cluster.applications);
  return trouble
    ? {
        tone: 'warn',
        shape: 'exclamation',
        label,
        reason: t('common.state.applications', trouble),
        muted: false,
      }
    : { tone, shape, label, muted: false };
}
