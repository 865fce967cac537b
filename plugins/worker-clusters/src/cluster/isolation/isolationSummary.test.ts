import type {
  IsolationFinding,
  IsolationRuleState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { byReason, findingTrend, isolationSummary } from './isolationSummary';

const rule = (
  id: IsolationRuleState['rule'],
  state: IsolationRuleState['state'],
  rest: Partial<IsolationRuleState> = {},
): IsolationRuleState => ({ rule: id, title: id, state, ...rest });

const finding = (
  id: IsolationFinding['rule'],
  severity: IsolationFinding['severity'],
): IsolationFinding => ({
  rule: id,
  severity,
  object: { kind: 'AppProject', name: 'team' },
  evidence: 'sourceRepos: *',
  remedy: 'Name the repositories.',
  firstSeen: '2026-11-01T00:00:00Z',
  lastSeen: '2026-11-02T00:00:00Z',
});

const OK = rule('cluster-secret', 'ok');
const NOT = rule('portal-rights', 'notChecked');

describe('isolationSummary', () => {
  it.each([
    ['passed', [OK], [], { checked: 1, total: 1 }],
    ['partly', [OK, NOT], [], { checked: 1, total: 2 }],
    ['unchecked', [NOT], [], { checked: 0, total: 1 }],
    [
      'found',
      [OK, rule('project-sources', 'found', { count: 3 })],
      [finding('project-sources', 'medium'), finding('web-terminal', 'low')],
      { findings: 4, unlisted: 2, worst: 'medium' },
    ],
    // Whether they are gone is not known.
    ['found', [NOT], [finding('portal-rights', 'high')], { findings: 1 }],
  ] as const)('is %s', (state, rules, findings, numbers) => {
    expect(
      isolationSummary({ rules: [...rules], findings: [...findings] }),
    ).toMatchObject({ state, ...numbers });
  });
});

describe('byReason', () => {
  it('groups rules that were not checked', () => {
    const may = { reason: 'The portal may not list Secrets.' };
    expect(
      byReason([
        rule('cluster-secret', 'notChecked', may),
        NOT,
        rule('web-terminal', 'ok'),
        rule('credential-age', 'notChecked', may),
      ]).map(({ reason, rules }) => [reason, rules.map(r => r.rule)]),
    ).toEqual([
      [may.reason, ['cluster-secret', 'credential-age']],
      [undefined, ['portal-rights']],
    ]);
  });
});

describe('findingTrend', () => {
  const day = (high: number, medium: number) => ({
    day: '2026-11-01',
    open: { high, medium, low: 0 },
  });

  it('adds up the severities', () => {
    expect(findingTrend([day(1, 2), day(0, 1)])).toEqual({
      days: [
        { day: '2026-11-01', open: 3 },
        { day: '2026-11-01', open: 1 },
      ],
      most: 3,
    });
  });

  it('is undefined where there was no finding', () => {
    expect(findingTrend([day(0, 0)])).toBeUndefined();
    expect(findingTrend([])).toBeUndefined();
  });
});
