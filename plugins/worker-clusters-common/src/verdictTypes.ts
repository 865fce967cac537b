import type { ApplicationProblem } from './applicationProblems';
import type { ConditionSeverity } from './argocd';
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
