import {
  ISOLATION_RULES,
  type IsolationRuleId,
  type IsolationScope,
  isolationRulesOf,
  type Message,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { boundedCode, boundedText } from '../text';
import { type RuleContext, RULES } from './rules';
import type { FoundFinding, IsolationInput, RuleOutcome } from './types';

/** Findings of one rule and cluster that are compared with the stored ones; all of them are counted. */
const MAX_FINDINGS = 1000;
const MAX_REASON = 300;

/** What the rules say of one cluster. */
export interface IsolationResult {
  outcomes: RuleOutcome[];
  findings: FoundFinding[];
}

/** Checks one cluster against all rules of its scope. Pure. */
export function evaluateIsolation(
  scope: IsolationScope,
  input: IsolationInput,
  context: RuleContext,
): IsolationResult {
  const outcomes: RuleOutcome[] = [];
  const findings: FoundFinding[] = [];
  for (const rule of isolationRulesOf(scope)) {
    const { outcome, found } = evaluateRule(rule, input, context);
    outcomes.push(outcome);
    findings.push(...found);
  }
  return { outcomes, findings };
}

function evaluateRule(
  rule: IsolationRuleId,
  input: IsolationInput,
  context: RuleContext,
): { outcome: RuleOutcome; found: FoundFinding[] } {
  const result = RULES[rule](input, context);
  if ('pending' in result) {
    return { outcome: { rule, state: 'pending' }, found: [] };
  }
  if ('notChecked' in result) {
    return { outcome: notCheckedOutcome(rule, result.notChecked), found: [] };
  }
  const { breaches, partly } = result;
  if (breaches.length === 0 && partly) {
    return { outcome: notCheckedOutcome(rule, partly), found: [] };
  }
  const { severity } = ISOLATION_RULES[rule];
  // In a lasting order: which ones of many are compared does not change with the order of a list.
  const kept = [...breaches]
    .map(b => ({ rule, severity, ...b }))
    .sort((a, b) => (findingKey(a) < findingKey(b) ? -1 : 1))
    .slice(0, MAX_FINDINGS);
  return {
    outcome:
      breaches.length > 0
        ? { rule, state: 'found', count: breaches.length }
        : { rule, state: 'ok' },
    found: kept,
  };
}

function notCheckedOutcome(
  rule: IsolationRuleId,
  { message, messageCode }: Message,
): RuleOutcome {
  return {
    rule,
    state: 'notChecked',
    reason: boundedText(message, MAX_REASON),
    ...(messageCode && { reasonCode: boundedCode(messageCode, MAX_REASON) }),
  };
}

/** Names a finding: one rule breaks once per object. */
function findingKey({
  rule,
  object: { kind, namespace = '', name },
}: Pick<FoundFinding, 'rule' | 'object'>): string {
  return [rule, kind, namespace, name].join('|');
}
