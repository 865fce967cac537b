import {
  FINDING_SEVERITIES,
  type IsolationRuleId,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { storable, storedCode } from '../content';
import type { IsolationWrite, StoredCheck } from './types';

/** A finding that stands is touched this seldom. */
const TOUCH_MS = 60 * 60_000;

/** Open findings of one rule and subject that are stored; all of them are counted. */
const MAX_OPEN = 20;

/** Why a rule without an outcome is not checked. */
export const NOT_READ = writeMessage('unchecked-not-read');

/** A row of `isolation_findings`. */
export interface FindingRow {
  id: number;
  subject: string;
  rule: IsolationRuleId;
  severity_rank: number;
  object_kind: string;
  object_namespace: string;
  object_name: string;
  evidence: string;
  /** JSON of the `CodedMessage` of a fixed sentence. */
  evidence_code: string | null;
  first_seen: string;
  last_seen: string;
  resolved_at: string | null;
}

/** What a write has to do for one subject. */
export interface FindingPlan {
  subject: string;
  checks: StoredCheck[];
  opened: Array<Omit<FindingRow, 'id'>>;
  changed: Array<
    Pick<FindingRow, 'id' | 'evidence' | 'evidence_code' | 'severity_rank'>
  >;
  resolved: number[];
  /** Of which only the time moved on. */
  touched: number[];
}

type Open = Pick<
  FindingRow,
  | 'id'
  | 'rule'
  | 'object_kind'
  | 'object_namespace'
  | 'object_name'
  | 'evidence'
  | 'evidence_code'
  | 'severity_rank'
  | 'last_seen'
>;

const keyOf = (
  row: Pick<Open, 'rule' | 'object_kind' | 'object_namespace' | 'object_name'>,
) =>
  [row.rule, row.object_kind, row.object_namespace, row.object_name].join('|');

/** Whether anything that is shown changes. */
export function changesAnything(plan: FindingPlan): boolean {
  const { checks, opened, changed, resolved } = plan;
  return [checks, opened, changed, resolved].some(list => list.length > 0);
}

/** Compares what the rules say with what is stored. Pure. */
export function planFindings(
  subject: string,
  { outcomes, findings }: IsolationWrite,
  stored: { checks: StoredCheck[]; open: Open[] },
  now: Date,
): FindingPlan {
  const time = now.toISOString();
  const before = new Map(stored.checks.map(c => [c.rule, c]));
  const checks = outcomes.flatMap(
    ({ rule, state, count = null, reason, reasonCode }): StoredCheck[] => {
      const known = before.get(rule);
      if (state === 'pending') {
        return known
          ? []
          : [
              {
                rule,
                state: 'notChecked',
                count: null,
                reason: NOT_READ.message,
                reason_code: storedCode(NOT_READ.messageCode),
              },
            ];
      }
      const check = {
        rule,
        state,
        count,
        reason: storable(reason),
        reason_code: storedCode(reasonCode),
      };
      const same =
        known?.state === state &&
        known.count === count &&
        known.reason === check.reason &&
        known.reason_code === check.reason_code;
      return same ? [] : [check];
    },
  );

  const wanted = new Map(
    findings.map(({ rule, severity, object, evidence, evidenceCode }) => {
      const row = {
        rule,
        severity_rank: FINDING_SEVERITIES.indexOf(severity),
        object_kind: storable(object.kind),
        object_namespace: storable(object.namespace ?? ''),
        object_name: storable(object.name),
        evidence: storable(evidence),
        evidence_code: storedCode(evidenceCode),
      };
      return [keyOf(row), row] as const;
    }),
  );
  const plan: FindingPlan = {
    subject,
    checks,
    opened: [],
    changed: [],
    resolved: [],
    touched: [],
  };
  const outcomeOf = new Map(outcomes.map(o => [o.rule, o]));
  const openOf = new Map<IsolationRuleId, number>();
  const isGone = (rule: IsolationRuleId) => {
    const outcome = outcomeOf.get(rule);
    // A rule that is gone says that its findings are none any more.
    if (!outcome || outcome.state === 'ok') return true;
    // One that is not checked says nothing about them, nor does a list that was cut about what is not in it.
    const named = findings.filter(f => f.rule === rule).length;
    return outcome.state === 'found' && named >= (outcome.count ?? 0);
  };
  for (const open of stored.open) {
    const { id, rule } = open;
    const found = wanted.get(keyOf(open));
    wanted.delete(keyOf(open));
    if (!found && isGone(rule)) {
      plan.resolved.push(id);
      continue;
    }
    openOf.set(rule, (openOf.get(rule) ?? 0) + 1);
    if (!found) continue;
    if (
      found.evidence !== open.evidence ||
      found.evidence_code !== open.evidence_code ||
      found.severity_rank !== open.severity_rank
    ) {
      const { evidence, evidence_code, severity_rank } = found;
      plan.changed.push({ id, evidence, evidence_code, severity_rank });
    } else if (now.getTime() - Date.parse(open.last_seen) > TOUCH_MS) {
      plan.touched.push(id);
    }
  }
  // Those that stand keep their places, and their times.
  for (const row of wanted.values()) {
    const open = openOf.get(row.rule) ?? 0;
    if (open >= MAX_OPEN) continue;
    openOf.set(row.rule, open + 1);
    plan.opened.push({
      ...row,
      subject,
      first_seen: time,
      last_seen: time,
      resolved_at: null,
    });
  }
  return plan;
}
