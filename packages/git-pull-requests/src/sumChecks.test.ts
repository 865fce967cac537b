import { lastReviews } from './lastReviews';
import { sumChecks } from './sumChecks';

describe('sumChecks', () => {
  it.each([
    [[], 'none'],
    [['none'], 'none'],
    [['passed', 'none'], 'passed'],
    [['passed', 'pending'], 'pending'],
    [['pending', 'failed', 'passed'], 'failed'],
  ] as const)('sums up %j as %s', (states, expected) => {
    expect(sumChecks([...states])).toBe(expected);
  });
});

describe('lastReviews', () => {
  it('counts the last word of each reviewer, and none that was withdrawn', () => {
    expect(
      lastReviews([
        { login: 'ada', state: 'changes' },
        { login: 'grace', state: 'approved' },
        { login: 'ada', state: 'approved' },
        { login: 'joan', state: 'approved' },
        { login: 'joan', state: 'withdrawn' },
        { login: 'mary', state: 'changes' },
      ]),
    ).toEqual({
      approvedBy: ['ada', 'grace'],
      changesRequestedBy: ['mary'],
    });
  });
});
