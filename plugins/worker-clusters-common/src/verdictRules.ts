import { isCompared } from './applicationHealth';
import type { ApplicationProblem } from './applicationProblems';
import { type ConditionSeverity, conditionSeverity } from './argocd';
import type { Application } from './applications';
import type { ArgoCdInstance } from './argocdInstance';
import type { ConnectionState } from './clusters';

/**
 * The verdict of an Application, best first.
 *
 * - `green`: `Healthy` or `Suspended`, `Synced`, and reported by an Argo CD that works.
 * - `pending`: a sync or a rollout is outstanding, and nothing reports a failure.
 * - `muted`: the last report of Argo CD is too old, or nothing was ever compared: a good state does not count.
 * - `wrong`: needs attention.
 *
 * @public
 */
export const VERDICT_LEVELS = ['green', 'pending', 'muted', 'wrong'] as const;

/** @public */
export type VerdictLevel = (typeof VERDICT_LEVELS)[number];

/**
 * How often an Argo CD compares each Application, in seconds: `timeout.reconciliation` and
 * `timeout.reconciliation.jitter` of `argocd-cm`. An interval of 0 turns the periodic comparison off.
 *
 * @public
 */
export interface ReconciliationInterval {
  intervalSeconds: number;
  jitterSeconds: number;
}

/**
 * The cluster around an Application, as far as its verdict depends on it, and the time.
 *
 * @public
 */
export interface VerdictContext {
  connection?: Pick<ConnectionState, 'status' | 'since' | 'lastSeen'>;
  argocd?: Pick<ArgoCdInstance, 'components' | 'reconciliation'>;
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * What the rules read of an Application.
 *
 * @public
 */
export type VerdictSubject = Pick<Application, 'health' | 'sync'> &
  Partial<
    Pick<
      Application,
      | 'healthMessage'
      | 'reconciledAt'
      | 'conditions'
      | 'operationPhase'
      | 'operationMessage'
      | 'operationTime'
      | 'selfHealAttempts'
      | 'hydration'
      | 'resourceProblems'
    >
  >;

/**
 * What a rule found; the rule has the title unless the finding has its own.
 *
 * @public
 */
export type VerdictFinding = Partial<
  Pick<ApplicationProblem, 'title' | 'message' | 'time'>
>;

/**
 * A row of the rule table. `docs/verdicts.md` is made of it.
 *
 * @public
 */
export interface VerdictRule {
  id: string;
  level: VerdictLevel;
  title: string;
  /** When it applies, in a sentence. */
  when: string;
  /** What to do, in a sentence; empty where there is nothing to do. */
  remedy: string;
  /** `Healthy` and `Suspended` count as `Unknown` while it applies. */
  distrusts?: true;
  /** It needs the cluster and the time: without them it does not apply. */
  contextual?: true;
  /** As a problem is shown; by the level if absent. */
  severity?: ConditionSeverity;
  /** Not listed among the problems of an Application: its health and sync status say the same, or the cluster's page does. */
  silent?: true;
}

interface Rule extends VerdictRule {
  find(subject: VerdictSubject, context?: VerdictContext): VerdictFinding[];
  /** When (milliseconds since the epoch) it begins or ends to apply by the passing of time alone. */
  due?(subject: VerdictSubject, context: VerdictContext): number | undefined;
}

const MINUTE = 60_000;

/** Without an answer for so long, a worker whose connection is being resumed counts as not reachable. */
const HEARD_WITHIN_MS = 2 * MINUTE;
/** An operation that runs longer counts as stuck. */
const OPERATION_LIMIT_MS = 30 * MINUTE;
/** Self-heal attempts in a row above which an Application is drifting. */
const SELF_HEAL_LIMIT = 3;
/** So long after its last self-heal an Application is no longer drifting. */
const DRIFT_WINDOW_MS = 60 * MINUTE;
/** A comparison is never overdue before that: a controller with a long queue is no dead one. */
const MIN_OVERDUE_MS = 10 * MINUTE;
/** Comparisons that may be missed. */
const MISSED_COMPARISONS = 3;
/** The sum of Argo CD's own defaults: 120 s and 60 s of jitter since 3.0, 180 s before. */
const DEFAULT_RECONCILIATION: ReconciliationInterval = {
  intervalSeconds: 120,
  jitterSeconds: 60,
};

const millis = (time: string | undefined) => {
  const value = time === undefined ? NaN : Date.parse(time);
  return Number.isNaN(value) ? undefined : value;
};
const found: VerdictFinding[] = [{}];
const none: VerdictFinding[] = [];
const when = (holds: boolean | undefined): VerdictFinding[] =>
  holds ? found : none;

/**
 * Age in milliseconds above which a comparison is overdue; undefined where Argo CD does not compare by itself.
 *
 * @public
 */
export function overdueAfterMs(
  interval: ReconciliationInterval = DEFAULT_RECONCILIATION,
): number | undefined {
  const { intervalSeconds, jitterSeconds } = interval;
  if (intervalSeconds <= 0) return undefined;
  return Math.max(
    MIN_OVERDUE_MS,
    MISSED_COMPARISONS * (intervalSeconds + jitterSeconds) * 1000,
  );
}

/** When the worker counts as not reachable, if that is decided by time alone. */
function heardUntil({ connection }: VerdictContext): number | undefined {
  if (!connection) return undefined;
  const { status, since, lastSeen } = connection;
  if (status !== 'connecting' && status !== 'stale') return undefined;
  return Math.max(millis(since) ?? 0, millis(lastSeen) ?? 0) + HEARD_WITHIN_MS;
}

/**
 * Whether the portal hears the worker: the connection is live, or has been set up or resumed for a short while only.
 *
 * @public
 */
export function isHeard(context: VerdictContext): boolean {
  if (!context.connection) return true;
  const until = heardUntil(context);
  return until === undefined
    ? context.connection.status === 'live'
    : context.now <= until;
}

/** The component that compares Applications, by what a Helm release may call it. */
function isApplicationController(component: { name: string }): boolean {
  return /(?:^|-)application-controller$/.test(component.name);
}

/**
 * Whether a replica of the application controller is ready. Also true where no controller is seen: then it runs outside the
 * cluster, or the portal may not see it.
 *
 * @public
 */
export function isComparing({
  components,
}: Pick<ArgoCdInstance, 'components'>): boolean {
  const controllers = components.filter(isApplicationController);
  return controllers.length === 0 || controllers.some(c => c.ready > 0);
}

/** When the last comparison is too old. */
function overdueAt(
  { reconciledAt }: VerdictSubject,
  { argocd }: VerdictContext,
): number | undefined {
  const last = millis(reconciledAt);
  const limit = overdueAfterMs(argocd?.reconciliation);
  return last === undefined || limit === undefined ? undefined : last + limit;
}

const isFailed = ({ operationPhase }: VerdictSubject) =>
  operationPhase === 'Failed' || operationPhase === 'Error';

const isRunning = ({ operationPhase }: VerdictSubject) =>
  operationPhase === 'Running' || operationPhase === 'Terminating';

/**
 * What an operation of Argo CD waits for while somebody has to confirm that resources are pruned (sync option
 * `Prune=confirm`): their names as Argo CD has them.
 * Source: gitops-engine, `pkg/sync/sync_context.go` ("waiting for pruning confirmation of", with a capital in some
 * releases).
 *
 * @public
 */
export function pruneConfirmation(operation: {
  operationPhase?: string;
  operationMessage?: string;
}): string | undefined {
  if (operation.operationPhase !== 'Running') return undefined;
  const match = /waiting for pruning confirmation of (.+)$/i.exec(
    operation.operationMessage?.split('\n')[0] ?? '',
  );
  return match?.[1];
}

function operationDue(subject: VerdictSubject): number | undefined {
  const begin = millis(subject.operationTime);
  return isRunning(subject) &&
    begin !== undefined &&
    !pruneConfirmation(subject)
    ? begin + OPERATION_LIMIT_MS
    : undefined;
}

function driftEnd(subject: VerdictSubject): number | undefined {
  const last = millis(subject.operationTime);
  return (subject.selfHealAttempts ?? 0) > SELF_HEAL_LIMIT && last !== undefined
    ? last + DRIFT_WINDOW_MS
    : undefined;
}

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

const RULES: readonly Rule[] = [
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

/**
 * The rules by which an Application's verdict is decided, in the order in which their findings are listed.
 *
 * @public
 */
export const VERDICT_RULES: readonly VerdictRule[] = RULES;

/**
 * Evaluates all rules on an Application. Returns what they find, in the order of the table.
 *
 * @public
 */
export function findings(
  subject: VerdictSubject,
  context?: VerdictContext,
): Array<{ rule: VerdictRule; finding: VerdictFinding }> {
  return RULES.flatMap(rule =>
    rule.find(subject, context).map(finding => ({ rule, finding })),
  );
}

/**
 * The health of an Application for counts, colours and phases. Argo CD derives it from the objects that it knows: if it
 * could not compare the Application with its sources it may know none, and calls that `Healthy`. If it does not run, or the
 * portal does not hear it, what it said last may be long untrue. So `Healthy` and `Suspended` count only while no rule
 * distrusts them, and are `Unknown` otherwise; what is worse was observed on objects in the cluster, and stands.
 *
 * Source: argo-cd, `controller/state.go`, `CompareAppState`, and `controller/health.go`, `setApplicationHealth`.
 *
 * @public
 */
export function assessedHealth(
  subject: Pick<
    VerdictSubject,
    'health' | 'sync' | 'reconciledAt' | 'conditions'
  >,
  context?: VerdictContext,
): Application['health'] {
  const { health } = subject;
  if (health !== 'Healthy' && health !== 'Suspended') return health;
  if (!isCompared(subject)) return 'Unknown';
  const distrusted =
    context !== undefined &&
    RULES.some(
      rule =>
        rule.distrusts &&
        rule.contextual &&
        rule.find(subject, context).length > 0,
    );
  return distrusted ? 'Unknown' : health;
}

/**
 * The verdict of an Application: the worst level of the rules that apply, `green` if none does. Without a context the
 * rules that need the cluster or the time do not apply.
 *
 * @public
 */
export function applicationVerdict(
  subject: VerdictSubject,
  context?: VerdictContext,
): VerdictLevel {
  let worst = 0;
  for (const rule of RULES) {
    const level = VERDICT_LEVELS.indexOf(rule.level);
    if (level > worst && rule.find(subject, context).length > 0) worst = level;
  }
  return VERDICT_LEVELS[worst];
}

/**
 * When (milliseconds since the epoch) the verdict of an Application may change by the passing of time alone; undefined if
 * it does not. Times that are over are left out.
 *
 * @public
 */
export function verdictDue(
  subject: VerdictSubject,
  context: VerdictContext,
): number | undefined {
  let next: number | undefined;
  for (const rule of RULES) {
    const due = rule.due?.(subject, context);
    if (due !== undefined && due >= context.now) {
      next = Math.min(next ?? Infinity, due);
    }
  }
  return next;
}
