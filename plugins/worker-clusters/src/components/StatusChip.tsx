import { type ReactNode, useCallback } from 'react';
import {
  RiCheckboxCircleFill,
  RiCloseCircleLine,
  RiDeleteBinLine,
  RiErrorWarningFill,
  RiGitPullRequestLine,
  RiInformationLine,
  RiLoader2Line,
  RiPauseCircleLine,
  RiQuestionLine,
  RiRefreshLine,
  type RemixiconComponentType,
} from '@remixicon/react';
import type {
  ConditionSeverity,
  ConnectionState,
  ConnectionStatus,
  FindingSeverity,
  HealthStatus,
  LifecyclePhase,
  SyncStatus,
  TimelineStageState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { useAtNow } from '../hooks/useNow';
import { useTexts } from '../translations/Texts';
import { Age } from './Age';
import {
  clusterState,
  type ClusterStateView,
  type StatedCluster,
  phaseLook,
  type Shape,
  type Tone,
} from './clusterState';
import styles from './status.module.css';

const ICONS: Record<Shape, RemixiconComponentType> = {
  check: RiCheckboxCircleFill,
  cross: RiCloseCircleLine,
  exclamation: RiErrorWarningFill,
  information: RiInformationLine,
  outOfSync: RiRefreshLine,
  pause: RiPauseCircleLine,
  progress: RiLoader2Line,
  pullRequest: RiGitPullRequestLine,
  question: RiQuestionLine,
  trash: RiDeleteBinLine,
};

export type Look = [Tone, Shape];

/** The words are Argo CD's own, in every language. */
const HEALTH: Record<HealthStatus, Look> = {
  Healthy: ['good', 'check'],
  Suspended: ['quiet', 'pause'],
  Progressing: ['busy', 'progress'],
  Missing: ['warn', 'question'],
  Degraded: ['bad', 'exclamation'],
  Unknown: ['warn', 'question'],
};

const SYNC: Record<SyncStatus, Look> = {
  Synced: ['good', 'check'],
  OutOfSync: ['warn', 'outOfSync'],
  Unknown: ['warn', 'question'],
};

const CONNECTIONS: Record<ConnectionStatus, Look> = {
  connecting: ['busy', 'progress'],
  live: ['good', 'check'],
  stale: ['warn', 'exclamation'],
  paused: ['warn', 'pause'],
  unauthorized: ['bad', 'exclamation'],
  forbidden: ['bad', 'exclamation'],
  unreachable: ['bad', 'exclamation'],
  unknown: ['quiet', 'question'],
};

const STAGES: Record<TimelineStageState, Look> = {
  waiting: ['quiet', 'pause'],
  active: ['busy', 'progress'],
  done: ['good', 'check'],
  failed: ['bad', 'exclamation'],
};

const SEVERITIES: Record<ConditionSeverity, Look> = {
  error: ['bad', 'exclamation'],
  warning: ['warn', 'exclamation'],
  info: ['quiet', 'information'],
};

const FINDINGS: Record<FindingSeverity, Look> = {
  high: ['bad', 'exclamation'],
  medium: ['warn', 'exclamation'],
  low: ['quiet', 'information'],
};

/** The icon of a state, for what says the state in words itself. */
export function StateIcon({ shape }: { shape: Shape }) {
  const Icon = ICONS[shape];
  return <Icon className={styles.icon} aria-hidden />;
}

/** A state as a coloured icon and a word, or with `wraps` a sentence. */
export function Chip({
  look: [tone, shape],
  text,
  wraps,
}: {
  look: Look;
  text: ReactNode;
  wraps?: boolean;
}) {
  return (
    <span
      className={`${styles.chip} ${styles[tone]} ${wraps ? styles.wraps : ''}`}
    >
      <StateIcon shape={shape} />
      {text}
    </span>
  );
}

/** A lifecycle phase by itself, for example one of the past. */
export function PhaseChip({ phase }: { phase: LifecyclePhase }) {
  const { t } = useTexts();
  return <Chip look={phaseLook(phase)} text={t(`common.phase.${phase}`)} />;
}

interface ClusterStateProps {
  cluster: StatedCluster;
  /** The connection to the management cluster, where it is known. */
  management?: ConnectionState;
}

/** {@link clusterState} as it is now, in the language of the app. */
export function useClusterState({ cluster, management }: ClusterStateProps) {
  const { t } = useTexts();
  // As text, which is the same as long as the state is: the clock alone renders nothing.
  const state = useAtNow(
    useCallback(
      (now: number) =>
        JSON.stringify(clusterState(cluster, { t, now, management })),
      [cluster, t, management],
    ),
  );
  return JSON.parse(state) as ClusterStateView;
}

/** The state of a cluster as icon and word, without its reason. */
export function ClusterStateChip(props: ClusterStateProps) {
  const { tone, shape, label } = useClusterState(props);
  return <Chip look={[tone, shape]} text={label} />;
}

/** Why the state of a cluster is not simply good, with the age of a last known state. */
export function ClusterStateReason(props: ClusterStateProps) {
  const { t } = useTexts();
  const { reason, asOf } = useClusterState(props);
  if (!reason) return null;
  return asOf ? (
    <>
      {t('common.connection.lastSeen', {
        connection: reason,
        age: <Age at={asOf} />,
      })}
    </>
  ) : (
    <>{reason}</>
  );
}

export const HealthChip = (props: { health: HealthStatus; text?: string }) => (
  <Chip look={HEALTH[props.health]} text={props.text ?? props.health} />
);

export const SyncChip = (props: { sync: SyncStatus }) => (
  <Chip look={SYNC[props.sync]} text={props.sync} />
);

export function FindingSeverityChip(props: { severity: FindingSeverity }) {
  const { t } = useTexts();
  return (
    <Chip
      look={FINDINGS[props.severity]}
      text={t(`common.severity.${props.severity}`)}
    />
  );
}

/** How the portal reaches a server. */
export function ConnectionChip({ status }: { status: ConnectionStatus }) {
  const { t } = useTexts();
  return (
    <Chip look={CONNECTIONS[status]} text={t(`common.connection.${status}`)} />
  );
}

/** The state of a stage. `reported` replaces the word of one that is done by hearsay only: it is not green. */
export function StageChip({
  state,
  reported,
}: {
  state: TimelineStageState;
  reported?: string;
}) {
  const { t } = useTexts();
  return reported ? (
    <Chip look={['quiet', 'question']} text={reported} />
  ) : (
    <Chip look={STAGES[state]} text={t(`common.stage.${state}`)} />
  );
}

/** What states look like without their words. */
export const LOOKS = {
  health: HEALTH,
  sync: SYNC,
  connection: CONNECTIONS,
  findings: FINDINGS,
};

/** The class that gives a health status its colour. */
export const healthTone = (health: HealthStatus) => styles[HEALTH[health][0]];

/** The class that gives something the colour of a tone. */
export const toneClass = (tone: Tone) => styles[tone];

export function SeverityIcon(props: { severity: ConditionSeverity }) {
  const { t } = useTexts();
  const [tone, shape] = SEVERITIES[props.severity];
  const Icon = ICONS[shape];
  return (
    <span className={`${styles.chip} ${styles[tone]}`}>
      <Icon
        className={styles.icon}
        role="img"
        aria-label={t(`common.severity.${props.severity}`)}
      />
    </span>
  );
}
