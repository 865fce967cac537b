import fc from 'fast-check';
import { RemovalGuard } from './RemovalGuard';

const HOUR = 3_600_000;
const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `c${from + i}`);

function guard(waitMs = HOUR) {
  const clock = { now: 1_000_000 };
  const it_ = new RemovalGuard(waitMs, () => clock.now);
  return {
    clock,
    present: (list: string[]) => it_.present(list),
    /** Removes what is not kept, as the provider does. */
    kept: (missing: string[], known: number) => {
      const { names: stay } = it_.keep(missing, known);
      it_.removed(missing.filter(name => !stay.has(name)));
      return stay.size;
    },
    decide: (missing: string[], known: number) =>
      it_.keep(missing, known).names.size,
    until: (missing: string[], known: number) => it_.keep(missing, known).until,
  };
}

it.each([
  [5, 6, 0],
  [6, 6, 6],
  [6, 24, 0],
  [250, 1000, 0],
  [251, 1000, 251],
  [1000, 1000, 1000],
])('of %i that leave a fleet of %i, keeps %i', (missing, known, expected) => {
  expect(guard().kept(names(0, missing), known)).toBe(expected);
});

it('keeps many until they have been missing for the time, then lets all of them go', () => {
  const { clock, kept, until } = guard();
  const began = clock.now;
  expect(until(names(0, 400), 1000)).toBe(began + HOUR);
  clock.now += HOUR - 1;
  expect(kept(names(0, 400), 1000)).toBe(400);
  clock.now += 1;
  expect(kept(names(0, 400), 1000)).toBe(0);
  // Those do not count against the ones that leave later.
  expect(kept(['c900'], 600)).toBe(0);
});

it('counts those that left a moment before, in small portions', () => {
  const { clock, kept } = guard();
  let known = 1000;
  let left = 0;
  for (let i = 0; i < 1000; i += 10) {
    clock.now += 1000;
    const portion = names(i, i + 10);
    if (kept(portion, known) === 0) {
      left += 10;
      known -= 10;
    }
  }
  expect(left).toBe(250);
});

it('lets clusters leave one after the other over the day', () => {
  const { clock, kept } = guard();
  for (let i = 0; i < 20; i++) {
    clock.now += HOUR / 4;
    expect(kept([`c${i}`], 20 - i)).toBe(0);
  }
});

it('forgets a fault that has passed', () => {
  const { clock, kept, present } = guard();
  expect(kept(names(0, 1000), 1000)).toBe(1000);
  clock.now += 60_000;
  present(names(0, 1000));
  expect(kept(['c1'], 1000)).toBe(0);
});

it('decides the same again if the removal failed', () => {
  const { clock, decide } = guard();
  expect(decide(names(0, 200), 1000)).toBe(0);
  expect(decide(names(0, 200), 1000)).toBe(0);
  expect(decide(names(0, 300), 1000)).toBe(300);
  clock.now += HOUR;
  expect(decide(names(0, 300), 1000)).toBe(0);
  clock.now += 1000;
  expect(decide(names(0, 300), 1000)).toBe(0);
});

it('forgets what another process has removed', () => {
  const { clock, kept } = guard();
  expect(kept(names(0, 900), 1000)).toBe(900);
  clock.now += HOUR;
  expect(kept(names(900, 910), 100)).toBe(0);
});

it('keeps nothing without a time', () => {
  expect(guard(0).kept(names(0, 1000), 1000)).toBe(0);
});

it('never lets more than a quarter go at once, and keeps none for longer than the time', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 10, max: 200 }),
      fc.array(
        fc.record({
          count: fc.integer({ min: 1, max: 50 }),
          after: fc.integer({ min: 0, max: HOUR }),
        }),
        { maxLength: 20 },
      ),
      (size, steps) => {
        const { clock, kept } = guard();
        let next = 0;
        const waiting: Array<{ names: string[]; since: number }> = [];
        let known = size;
        for (const { count, after } of steps) {
          clock.now += after;
          waiting.push({
            names: names(next, Math.min(size, next + count)),
            since: clock.now,
          });
          next = Math.min(size, next + count);
          const missing = waiting.flatMap(({ names: list }) => list);
          const stay = kept(missing, known);
          const overdue = waiting
            .filter(({ since }) => since + HOUR <= clock.now)
            .flatMap(({ names: list }) => list).length;
          expect(stay).toBeLessThanOrEqual(missing.length - overdue);
          const gone = missing.length - stay;
          expect(gone - overdue).toBeLessThanOrEqual(Math.max(5, 0.25 * size));
          known -= gone;
          if (stay === 0) waiting.length = 0;
          else {
            for (const group of waiting) {
              if (group.since + HOUR <= clock.now) group.names = [];
            }
          }
        }
      },
    ),
  );
});
