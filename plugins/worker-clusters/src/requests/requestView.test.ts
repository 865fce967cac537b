import type { ReviewRequest } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { change, request } from './__testUtils__/requests';
import { hasPage, isOutdated, standingOf, worstFirst } from './requestView';

const finding = (severity: 'error' | 'warning' | 'info', message = '') => ({
  severity,
  rule: 'cidr',
  message,
});
const refused = change({ allowed: false, findings: [finding('error')] });

it.each<[string, Partial<ReviewRequest>, string]>([
  ['no finding', {}, 'allowed'],
  [
    'a warning',
    { changes: [change({ findings: [finding('warning')] })] },
    'warned',
  ],
  ['a note', { changes: [change({ findings: [finding('info')] })] }, 'allowed'],
  ['an error in one change', { changes: [change(), refused] }, 'refused'],
  [
    'what cannot be evaluated',
    { problem: 'It is a fork.', changes: [refused] },
    'problem',
  ],
  ['no evaluation', { evaluatedAt: undefined, changes: [] }, 'pending'],
  ['hidden changes', { hiddenChanges: 1 }, 'partial'],
  [
    'an error beside hidden changes',
    { hiddenChanges: 1, changes: [refused] },
    'refused',
  ],
  ['a merge', { state: 'merged' }, 'merged'],
  ['a merge that is applied', { state: 'merged', applied: true }, 'applied'],
  [
    'a merge that is not applied',
    { state: 'merged', applied: false },
    'notApplied',
  ],
  ['no merge', { state: 'closed', changes: [refused] }, 'closed'],
])('says how a request with %s stands', (_, over, standing) => {
  expect(standingOf(request(over))).toBe(standing);
});

it('puts the worst finding first, whichever change it is of', () => {
  const messages = worstFirst([
    change({ findings: [finding('info', 'a'), finding('warning', 'b')] }),
    change({ findings: [finding('error', 'c'), finding('info', 'd')] }),
  ]).map(({ message }) => message);
  expect(messages).toEqual(['c', 'b', 'a', 'd']);
});

it.each([
  ['open', 14, false],
  ['open', 16, true],
  ['merged', 16, false],
] as const)(
  'says of an %s request evaluated %i min ago: outdated %s',
  (state, minutes, outdated) => {
    const now = Date.parse('2026-11-23T08:00:00Z');
    const evaluatedAt = new Date(now - minutes * 60_000).toISOString();
    expect(isOutdated({ state, evaluatedAt }, now)).toBe(outdated);
  },
);

it.each([
  ['open', 'create', true],
  ['closed', 'create', false],
  ['closed', 'update', true],
] as const)(
  'links the cluster of a request that is %s and does %s: %s',
  (state, verb, links) => {
    expect(hasPage({ state }, { verb })).toBe(links);
  },
);
