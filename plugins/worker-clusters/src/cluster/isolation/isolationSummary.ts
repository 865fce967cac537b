import {
  FINDING_SEVERITIES,
  type FindingSeverity,
  type IsolationReport,
  type IsolationRuleState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** How the isolation of a cluster stands, in numbers. */
export interface IsolationSummary {
  /** `unchecked`: no rule was checked. `partly`: nothing was found by those that were. */
  state: 'unchecked' | 'partly' | 'passed' | 'found';
  /** Rules that were checked. */
  checked: number;
  /** All rules. */
  total: number;
  /** Open findings, including those that the report does not list. */
  findings: number;
  /** Open findings that the report does not list. */
  unlisted: number;
  /** Worst severity of the findings. */
  worst?: FindingSeverity;
}

export function isolationSummary({
  rules,
  findings,
}: Pick<IsolationReport, 'rules' | 'findings'>): IsolationSummary {
  const checked = rules.filter(r => r.state !== 'notChecked').length;
  const unlisted = rules.reduce((sum, { rule, count = 0 }) => {
    const listed = findings.filter(f => f.rule === rule).length;
    return sum + Math.max(0, count - listed);
  }, 0);
  const numbers = {
    checked,
    total: rules.length,
    findings: findings.length + unlisted,
    unlisted,
  };
  if (numbers.findings > 0) {
    const worst = FINDING_SEVERITIES.find(severity =>
      findings.some(f => f.severity === severity),
    );
    return { ...numbers, state: 'found', ...(worst && { worst }) };
  }
  if (checked === 0) return { ...numbers, state: 'unchecked' };
  return { ...numbers, state: checked < rules.length ? 'partly' : 'passed' };
}

/** Rules that were not checked, by the reason, in the order of the report: many share one. */
export function byReason(
  rules: IsolationRuleState[],
): Array<{ reason?: string; rules: IsolationRuleState[] }> {
  const groups = new Map<string | undefined, IsolationRuleState[]>();
  for (const rule of rules) {
    if (rule.state !== 'notChecked') continue;
    groups.set(rule.reason, [...(groups.get(rule.reason) ?? []), rule]);
  }
  return [...groups].map(([reason, of]) => ({
    ...(reason && { reason }),
    rules: of,
  }));
}

/** Open findings of each day, oldest first. */
export interface FindingTrend {
  days: Array<{ day: string; open: number }>;
  most: number;
}

/** Undefined if there was no finding on any day: nobody tells "none" from "nothing was checked". */
export function findingTrend(
  trend: IsolationReport['trend'],
): FindingTrend | undefined {
  const days = trend.map(({ day, open }) => ({
    day,
    open: FINDING_SEVERITIES.reduce((sum, s) => sum + open[s], 0),
  }));
  const most = Math.max(0, ...days.map(d => d.open));
  return most > 0 ? { days, most } : undefined;
}
