import { CallBudget } from './CallBudget';

describe('CallBudget', () => {
  let now = 0;
  const budget = (callsPerMinute: number) => {
    now = 0;
    return new CallBudget(callsPerMinute, () => now);
  };

  it('lets a whole minute of calls go at once, and makes the next wait', () => {
    const calls = budget(60);
    for (let i = 0; i < 60; i += 1) {
      expect(calls.take(0)).toEqual({ waitMs: 0 });
    }
    expect(calls.take(5_000)).toEqual({ waitMs: 1_000 });
    expect(calls.take(5_000)).toEqual({ waitMs: 2_000 });
    // Each has its place: nothing was taken by the one that was refused.
    expect(calls.take(2_999)).toEqual({ refusedMs: 3_000 });
    expect(calls.take(3_000)).toEqual({ waitMs: 3_000 });
  });

  it('makes no more calls than its rate in the long run', () => {
    const calls = budget(60);
    let made = 0;
    for (now = 0; now < 600_000; now += 100) {
      if ('waitMs' in calls.take(0)) made += 1;
    }
    expect(made).toBeGreaterThanOrEqual(650);
    expect(made).toBeLessThanOrEqual(660);
  });

  it('saves no more than a minute of calls', () => {
    const calls = budget(2);
    now = 3_600_000;
    expect(calls.take(0)).toEqual({ waitMs: 0 });
    expect(calls.take(0)).toEqual({ waitMs: 0 });
    expect(calls.take(0)).toEqual({ refusedMs: 30_000 });
  });
});
