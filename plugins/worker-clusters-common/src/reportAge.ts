import type { ArgoCdInstance } from './argocdInstance';
import type {
  ReconciliationInterval,
  VerdictContext,
  VerdictSubject,
} from './verdictTypes';

const MINUTE = 60_000;

/** Without an answer for so long, a worker whose connection is being resumed counts as not reachable. */
export const HEARD_WITHIN_MS = 2 * MINUTE;
/** A comparison is never overdue before that: a controller with a long queue is no dead one. */
export const MIN_OVERDUE_MS = 10 * MINUTE;
/** Comparisons that may be missed. */
export const MISSED_COMPARISONS = 3;
/** The sum of Argo CD's own defaults: 120 s and 60 s of jitter since 3.0, 180 s before. */
const DEFAULT_RECONCILIATION: ReconciliationInterval = {
  intervalSeconds: 120,
  jitterSeconds: 60,
};

/** Milliseconds since the epoch; undefined for what is no time. */
export function parseTime(time: string | undefined): number | undefined {
  const value = time === undefined ? NaN : Date.parse(time);
  return Number.isNaN(value) ? undefined : value;
}

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
export function heardUntil({ connection }: VerdictContext): number | undefined {
  if (!connection) return undefined;
  const { status, since, lastSeen } = connection;
  if (status !== 'connecting' && status !== 'stale') return undefined;
  return (
    Math.max(parseTime(since) ?? 0, parseTime(lastSeen) ?? 0) + HEARD_WITHIN_MS
  );
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
export function overdueAt(
  { reconciledAt }: VerdictSubject,
  { argocd }: VerdictContext,
): number | undefined {
  const last = parseTime(reconciledAt);
  const limit = overdueAfterMs(argocd?.reconciliation);
  return last === undefined || limit === undefined ? undefined : last + limit;
}
