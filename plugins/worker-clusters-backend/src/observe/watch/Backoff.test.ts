import fc from 'fast-check';
import { Backoff, DEFAULT_BACKOFF, pause } from './Backoff';

const SECOND = 1000;

function backoff(random: () => number) {
  let now = 1_000_000;
  const made = new Backoff({ ...DEFAULT_BACKOFF, random, now: () => now });
  return {
    next: () => made.next(),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('Backoff', () => {
  it('doubles from 800 ms, up to 30 s', () => {
    const { next } = backoff(() => 0);
    const pauses = Array.from({ length: 8 }, next);
    expect(pauses).toEqual([
      800, 1600, 3200, 6400, 12_800, 15_000, 15_000, 15_000,
    ]);
    const most = backoff(() => 0.999999);
    const highest = Array.from({ length: 8 }, most.next).map(Math.round);
    expect(highest).toEqual([
      1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000, 30_000,
    ]);
  });

  it('begins anew after two healthy minutes, and not before', () => {
    const { next, pass } = backoff(() => 0);
    next();
    next();
    pass(119 * SECOND);
    expect(next()).toBe(3200);
    pass(121 * SECOND);
    expect(next()).toBe(800);
  });

  it('never asks for more than 30 s or less than 800 ms, and spreads also at the upper end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), {
          minLength: 1,
          maxLength: 20,
        }),
        randoms => {
          const { next } = backoff(() => randoms.pop() ?? 0.5);
          for (let i = randoms.length; i > 0; i--) {
            const ms = next();
            expect(ms).toBeGreaterThanOrEqual(800);
            expect(ms).toBeLessThanOrEqual(30_000);
          }
        },
      ),
    );
    const late = (random: number) => {
      const { next } = backoff(() => random);
      for (let i = 0; i < 10; i++) next();
      return next();
    };
    expect(late(0.2)).not.toBe(late(0.8));
  });
});

describe('pause', () => {
  it('ends when the signal aborts', async () => {
    const abort = new AbortController();
    const waiting = pause(3_600_000, abort.signal);
    abort.abort();
    await waiting;
    await pause(3_600_000, abort.signal);
    expect(abort.signal.aborted).toBe(true);
  });
});
