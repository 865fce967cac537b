import {
  RiCheckboxCircleFill,
  RiCloseCircleLine,
  RiDeleteBinLine,
  RiErrorWarningFill,
  RiGitMergeLine,
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
  FindingSeverity,
  HealthStatus,
  LifecyclePhase,
  SyncStatus,
  TimelineStageState,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import styles from './status.module.css';

type Tone = 'good' | 'busy' | 'bad' | 'warn' | 'quiet';
type Icon = RemixiconComponentType;
type Look = [tone: Tone, icon: Icon, label: string];

const PHASES: Record<LifecyclePhase, Look> = {
  requested: ['quiet', RiGitPullRequestLine, 'Requested'],
  merged: ['busy', RiGitMergeLine, 'Merged'],
  provisioning: ['busy', RiLoader2Line, 'Provisioning'],
  installing: ['busy', RiLoader2Line, 'Installing'],
  ready: ['good', RiCheckboxCircleFill, 'Ready'],
  updating: ['busy', RiRefreshLine, 'Updating'],
  degraded: ['bad', RiErrorWarningFill, 'Degraded'],
  'awaiting-confirmation': [
    'warn',
    RiErrorWarningFill,
    'Awaiting confirmation',
  ],
  deleting: ['quiet', RiDeleteBinLine, 'Deleting'],
  failed: ['bad', RiErrorWarningFill, 'Failed'],
  closed: ['quiet', RiCloseCircleLine, 'Closed'],
};

const HEALTH: Record<HealthStatus, Look> = {
  Healthy: ['good', RiCheckboxCircleFill, 'Healthy'],
  Suspended: ['quiet', RiPauseCircleLine, 'Suspended'],
  Progressing: ['busy', RiLoader2Line, 'Progressing'],
  Missing: ['warn', RiQuestionLine, 'Missing'],
  Degraded: ['bad', RiErrorWarningFill, 'Degraded'],
  Unknown: ['warn', RiQuestionLine, 'Unknown'],
};

const SYNC: Record<SyncStatus, Look> = {
  Synced: ['good', RiCheckboxCircleFill, 'Synced'],
  OutOfSync: ['warn', RiRefreshLine, 'OutOfSync'],
  Unknown: ['warn', RiQuestionLine, 'Unknown'],
};

const STAGES: Record<TimelineStageState, Look> = {
  waiting: ['quiet', RiPauseCircleLine, 'Waiting'],
  active: ['busy', RiLoader2Line, 'In progress'],
  done: ['good', RiCheckboxCircleFill, 'Done'],
  failed: ['bad', RiErrorWarningFill, 'Failed'],
};

const SEVERITIES: Record<ConditionSeverity, Look> = {
  error: ['bad', RiErrorWarningFill, 'Error'],
  warning: ['warn', RiErrorWarningFill, 'Warning'],
  info: ['quiet', RiInformationLine, 'Information'],
};

const FINDINGS: Record<FindingSeverity, Look> = {
  high: ['bad', RiErrorWarningFill, 'High'],
  medium: ['warn', RiErrorWarningFill, 'Medium'],
  low: ['quiet', RiInformationLine, 'Low'],
};

function Chip({
  look: [tone, Icon, label],
  text,
}: {
  look: Look;
  text?: string;
}) {
  return (
    <span className={`${styles.chip} ${styles[tone]}`}>
      <Icon className={styles.icon} aria-hidden />
      {text ?? label}
    </span>
  );
}

export const phaseLabel = (phase: LifecyclePhase) => PHASES[phase][2];

/** A lifecycle phase as icon and word. */
export const PhaseChip = (props: { phase: LifecyclePhase }) => (
  <Chip look={PHASES[props.phase]} />
);

/** The phase of a cluster: not green as long as the portal has never heard from the cluster itself. */
export const ClusterPhaseChip = ({
  cluster,
}: {
  cluster: Pick<WorkerCluster, 'phase' | 'connection'>;
}) => {
  const { phase, connection } = cluster;
  const [tone, icon, label] = PHASES[phase.phase];
  const unheard = tone === 'good' && !connection.lastSeen;
  return <Chip look={[unheard ? 'quiet' : tone, icon, label]} />;
};

export const HealthChip = (props: { health: HealthStatus; text?: string }) => (
  <Chip look={HEALTH[props.health]} text={props.text} />
);

export const SyncChip = (props: { sync: SyncStatus }) => (
  <Chip look={SYNC[props.sync]} />
);

export const FindingSeverityChip = (props: { severity: FindingSeverity }) => (
  <Chip look={FINDINGS[props.severity]} />
);

/** The state of a stage. `reported` replaces the word of one that is done by hearsay only: it is not green. */
export const StageChip = (props: {
  state: TimelineStageState;
  reported?: string;
}) => {
  const [tone, icon, label] = STAGES[props.state];
  return (
    <Chip
      look={[props.reported ? 'quiet' : tone, icon, label]}
      text={props.reported}
    />
  );
};

export const healthTone = (health: HealthStatus) => styles[HEALTH[health][0]];

export function SeverityIcon(props: { severity: ConditionSeverity }) {
  const [tone, Icon, label] = SEVERITIES[props.severity];
  return (
    <span className={`${styles.chip} ${styles[tone]}`}>
      <Icon className={styles.icon} role="img" aria-label={label} />
    </span>
  );
}
