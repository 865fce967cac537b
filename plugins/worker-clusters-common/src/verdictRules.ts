import { conditionSeverity } from './argocd';
import {
  DRIFT_WINDOW_MS,
  driftEnd,
  isFailed,
  isRunning,
  OPERATION_LIMIT_MS,
  operationDue,
  pruneConfirmation,
  SELF_HEAL_LIMIT,
} from './syncOperation';
import {
  HEARD_WITHIN_MS,
  heardUntil,
  isComparing,
  isHeard,
  MIN_OVERDUE_MS,
  MISSED_COMPARISONS,
  overdueAt,
} from './reportAge';
import type {
  VerdictContext,
  VerdictFinding,
  VerdictRule,
  VerdictSubject,
} from './verdictTypes';

/** A rule with what it does. */
export interface EvaluatedRule extends VerdictRule {
  find(subject: VerdictSubject, context?: VerdictContext): VerdictFinding[];
  /** When (milliseconds since the epoch) it begins or ends to apply by the passing of time alone. */
  due?(subject: VerdictSubject, context: VerdictContext): number | undefined;
}

const MINUTE = 60_000;

const found: VerdictFinding[] = [{}];
const none: VerdictFinding[] = [];
const when = (holds: boolean | undefined): VerdictFinding[] =>
  holds ? found : none;

/** What Git, Helm and OCI clients say of a repository that they cannot reach or may not read. */
const REPOSITORY_UNREACHABLE =
  /authentication (?:required|failed)|permission denied \(publickey|repository not found|could not read (?:Username|from remote)|unable to access|could not resolve host|no such host|i\/o timeout|connection (?:refused|reset|timed out)|TLS handshake|x509:|failed to (?:list refs|get index|get git client)|unauthorized|403 Forbidden|401 Unauthorized|looks invalid or is not accessible/i;

const comparisonErrors = ({ conditions = [] }: VerdictSubject) =>
  conditions.filter(c => c.type === 'ComparisonError');

/** `SyncError` says once more why the operation failed; both texts may be cut. */
function repeats(message: string | undefined, of: string | undefined) {
  const cut = of?.replace(/…$/, '') ?? '';
  return message !== undefined && message.includes(cut.slice(0, 200));
}

function failedOperation(subject: VerdictSubject): VerdictFinding[] {
  return [
    {
      // As Argo CD's own pages write it.
      title: subject.operationPhase === 'Failed' ? 'Sync failed' : 'Sync error',
      message: subject.operationMessage,
      time: subject.operationTime,
    },
  ];
}

/** The rules by which an Application's verdict is decided, in the order in which their findings are listed. */
export const VERDICT_RULES: readonly EvaluatedRule[] = [
  {
    id: 'sync-failed',
    level: 'wrong',
    title: 'Sync failed',
    when: 'The last operation ended as `Failed` or `Error`, and the Application is not `Synced`.',
    remedy: 'Correct what the message names, and sync again.',
    find: s => (isFailed(s) && s.sync !== 'Synced' ? failedOperation(s) : none),
  },
  {
    id: 'synced-but-failed',
    level: 'wrong',
    title: 'Sync failed',
    when: 'The last operation ended as `Failed` or `Error`, though the Application is `Synced`: a hook failed, for example.',
    remedy: 'Correct what the message names, and sync again.',
    find: s => (isFailed(s) && s.sync === 'Synced' ? failedOperation(s) : none),
  },
  {
    id: 'repository-not-reachable',
    level: 'wrong',
    title: 'Repository not reachable',
    when: 'A `ComparisonError` says that Argo CD cannot reach the repository, or may not read it.',
    remedy:
      "Check the repository's address, its credential in the Argo CD of the cluster, and the network between them.",
    distrusts: true,
    find: s =>
      comparisonErrors(s)
        .filter(c => REPOSITORY_UNREACHABLE.test(c.message ?? ''))
        .map(c => ({ message: c.message, time: c.lastTransitionTime })),
  },
  {
    id: 'comparison-failed',
    level: 'wrong',
    title: 'ComparisonError',
    when: 'Any other `ComparisonError`: the manifests could not be made or compared.',
    remedy: 'Correct the manifests as the message says.',
    distrusts: true,
    find: s =>
      comparisonErrors(s)
        .filter(c => !REPOSITORY_UNREACHABLE.test(c.message ?? ''))
        .map(c => ({ message: c.message, time: c.lastTransitionTime })),
  },
  {
    id: 'condition-error',
    level: 'wrong',
    title: 'Error condition',
    when: 'A condition whose type ends in `Error`, such as `InvalidSpecError`; a `SyncError` that only repeats a failed operation is left out.',
    remedy: 'Correct what the message names.',
    find: s =>
      (s.conditions ?? [])
        .filter(
          c =>
            conditionSeverity(c.type) === 'error' &&
            c.type !== 'ComparisonError' &&
            !(
              isFailed(s) &&
              c.type === 'SyncError' &&
              repeats(c.message, s.operationMessage)
            ),
        )
        .map(c => ({
          title: c.type,
          message: c.message,
          time: c.lastTransitionTime,
        })),
  },
  {
    id: 'hydration-failed',
    level: 'wrong',
    title: 'Hydration failed',
    when: 'The source hydrator could not render or push the dry source.',
    remedy: 'Correct what the message names.',
    find: ({ hydration }) =>
      hydration?.phase === 'Failed'
        ? [{ message: hydration.message, time: hydration.time }]
        : none,
  },
  {
    id: 'operation-too-long',
    level: 'wrong',
    severity: 'warning',
    title: 'Operation does not end',
    when: `An operation has been \`Running\` or \`Terminating\` for over ${
      OPERATION_LIMIT_MS / MINUTE
    } minutes.`,
    remedy:
      'See what it waits for in Argo CD; terminate it if that never comes.',
    contextual: true,
    find: (s, context) => {
      const due = operationDue(s);
      return context && due !== undefined && context.now > due
        ? [{ message: s.operationMessage, time: s.operationTime }]
        : none;
    },
    due: operationDue,
  },
  {
    id: 'prune-confirmation',
    level: 'wrong',
    severity: 'warning',
    title: 'Waiting for a prune confirmation',
    when: 'The operation waits until somebody confirms that resources are deleted (sync option `Prune=confirm`).',
    remedy:
      'Whoever may sync the Application confirms it in Argo CD, or sets its annotation `argocd.argoproj.io/deletion-approved` to the time.',
    find: s => {
      const resources = pruneConfirmation(s);
      return resources ? [{ message: resources, time: s.operationTime }] : none;
    },
  },
  {
    id: 'drifting',
    level: 'wrong',
    severity: 'warning',
    title: 'Repeated drift',
    when: `Self-heal has synced it more than ${SELF_HEAL_LIMIT} times in a row, last within ${
      DRIFT_WINDOW_MS / MINUTE
    } minutes: something in the cluster changes what Git says.`,
    remedy:
      'Find who else writes the fields that differ (a controller, a webhook, a default), and leave them out of Git or of the comparison.',
    contextual: true,
    find: (s, context) => {
      const end = driftEnd(s);
      return context && end !== undefined && context.now <= end
        ? [
            {
              message: `${s.selfHealAttempts} self-heal attempts in a row`,
              time: s.operationTime,
            },
          ]
        : none;
    },
    due: driftEnd,
  },
  {
    id: 'degraded',
    level: 'wrong',
    title: 'Degraded',
    when: 'The health is `Degraded`.',
    remedy: 'See the resources that are not healthy.',
    silent: true,
    find: s => when(s.health === 'Degraded'),
  },
  {
    id: 'missing',
    level: 'wrong',
    title: 'Missing',
    when: 'The health is `Missing`: since Argo CD 3.4 none of the resources exists, before that at least one does not.',
    remedy: 'Sync it, or see why it is not synced.',
    silent: true,
    find: s => when(s.health === 'Missing'),
  },
  {
    id: 'health-unknown',
    level: 'wrong',
    title: 'Unknown',
    when: 'The health is `Unknown`.',
    remedy: 'See the conditions of the Application.',
    silent: true,
    find: s => when(s.health === 'Unknown'),
  },
  {
    id: 'worker-not-heard',
    level: 'muted',
    title: 'Cluster not reachable',
    when: `The portal does not reach the cluster's API server, or has been (re)connecting to it for over ${
      HEARD_WITHIN_MS / MINUTE
    } minutes.`,
    remedy: 'See the connection on the page of the cluster.',
    distrusts: true,
    contextual: true,
    silent: true,
    find: (_, context) =>
      context && !isHeard(context)
        ? [{ time: context.connection?.lastSeen }]
        : none,
    due: (_, context) => heardUntil(context),
  },
  {
    id: 'controller-not-running',
    level: 'muted',
    title: 'Application controller not running',
    when: 'No replica of the application controller is ready, or it is scaled to 0: health and sync status are frozen.',
    remedy: "Start the application controller of the cluster's Argo CD.",
    distrusts: true,
    contextual: true,
    silent: true,
    find: (_, context) => when(context?.argocd && !isComparing(context.argocd)),
  },
  {
    id: 'never-compared',
    level: 'muted',
    title: 'Not compared yet',
    when: 'Argo CD has never compared the Application with its sources (`status.reconciledAt` is absent).',
    remedy:
      'See whether the application controller runs, and whether it handles the namespace of the Application.',
    distrusts: true,
    silent: true,
    find: s => when(s.reconciledAt === undefined),
  },
  {
    id: 'comparison-overdue',
    level: 'muted',
    title: 'Comparison overdue',
    when: `The last comparison is older than ${MISSED_COMPARISONS} times Argo CD's interval with its jitter, and than ${
      MIN_OVERDUE_MS / MINUTE
    } minutes.`,
    remedy:
      'See whether the application controller hangs, or has more to do than it can.',
    distrusts: true,
    contextual: true,
    find: (s, context) => {
      const at = context && overdueAt(s, context);
      return context && at !== undefined && context.now > at
        ? [{ time: s.reconciledAt }]
        : none;
    },
    due: overdueAt,
  },
  {
    id: 'sync-unknown',
    level: 'muted',
    title: 'Sync status Unknown',
    when: 'The sync status is `Unknown`, and no condition says why.',
    remedy: 'Refresh the Application.',
    distrusts: true,
    silent: true,
    find: s => when(s.sync === 'Unknown' && comparisonErrors(s).length === 0),
  },
  {
    id: 'out-of-sync',
    level: 'pending',
    title: 'OutOfSync',
    when: 'The Application is `OutOfSync`: what Git says is not (all) in the cluster, resources that are missing included.',
    remedy: 'Sync it, or wait for the automatic sync.',
    silent: true,
    find: s => when(s.sync === 'OutOfSync'),
  },
  {
    id: 'progressing',
    level: 'pending',
    title: 'Progressing',
    when: 'The health is `Progressing`.',
    remedy: '',
    silent: true,
    find: s => when(s.health === 'Progressing'),
  },
  {
    id: 'operation-running',
    level: 'green',
    title: 'Operation running',
    when: 'An operation is `Running` or `Terminating`: the sync status tells whether anything is still to be done.',
    remedy: '',
    silent: true,
    find: s => when(isRunning(s)),
  },
  {
    id: 'warning',
    level: 'green',
    title: 'Warning',
    when: 'A condition whose type ends in `Warning`, or says nothing of its severity.',
    remedy: 'See the message.',
    find: s =>
      (s.conditions ?? [])
        .filter(c => conditionSeverity(c.type) !== 'error')
        .map(c => ({
          title: c.type,
          message: c.message,
          time: c.lastTransitionTime,
        })),
  },
  {
    id: 'suspended',
    level: 'green',
    title: 'Suspended',
    when: 'The health is `Suspended`, which is intended.',
    remedy: '',
    silent: true,
    find: s => when(s.health === 'Suspended'),
  },
  {
    id: 'no-periodic-comparison',
    level: 'green',
    title: 'Compared on request only',
    when: '`timeout.reconciliation` is 0: the age of a comparison says nothing.',
    remedy: '',
    contextual: true,
    silent: true,
    find: (_, context) =>
      when(context?.argocd?.reconciliation?.intervalSeconds === 0),
  },
  {
    id: 'resuming',
    level: 'green',
    title: 'Connecting',
    when: `The connection to the cluster is being set up or resumed, for at most ${
      HEARD_WITHIN_MS / MINUTE
    } minutes.`,
    remedy: '',
    contextual: true,
    silent: true,
    find: (_, context) =>
      when(context && heardUntil(context) !== undefined && isHeard(context)),
  },
];
