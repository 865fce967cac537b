import {
  Budget,
  describeOverrun,
  type Limits,
  type Resource,
  SharedBurst,
} from './Budget';

const LIMITS: Limits = {
  bytes: { perSecond: 1000, burst: 10_000 },
  chunks: { perSecond: 100, burst: 600 },
  parseMs: { perSecond: 50, burst: 500 },
  events: { perSecond: 100, burst: 600 },
  requests: { perSecond: 1, burst: 10 },
};

/** Charges of `[seconds after the one before, resource, amount]`. */
type Charge = [number, Resource, number];

function charge(charges: Charge[]) {
  let now = 1_000_000;
  const budget = new Budget(LIMITS, () => now);
  return charges.map(([seconds, resource, amount]) => {
    now += seconds * 1000;
    return budget.charge(resource, amount);
  });
}

describe('Budget', () => {
  it.each<[string, Charge[], boolean[]]>([
    ['allows a burst', [[0, 'events', 600]], [false]],
    ['refuses more than a burst', [[0, 'events', 601]], [true]],
    [
      'refuses a flood once the burst is used up',
      Array.from({ length: 4 }, (): Charge => [1, 'events', 300]),
      [false, false, true, true],
    ],
    [
      'allows what is within the rate for ever',
      Array.from({ length: 1000 }, (): Charge => [1, 'events', 100]),
      Array(1000).fill(false),
    ],
    [
      'fills up again in calm',
      [
        [0, 'requests', 10],
        [0, 'requests', 1],
        [11, 'requests', 10],
      ],
      [false, true, false],
    ],
    [
      'counts each resource by itself',
      [
        [0, 'events', 600],
        [0, 'bytes', 10_000],
        [0, 'parseMs', 500],
        [0, 'requests', 10],
      ],
      [false, false, false, false],
    ],
  ])('%s', (_, charges, overruns) => {
    expect(charge(charges).map(Boolean)).toEqual(overruns);
  });

  it('tells the rate since it was last within its limit', () => {
    const flood = charge([
      [0, 'events', 100],
      [3600, 'events', 450],
      [1, 'events', 450],
      [1, 'events', 450],
    ]);
    expect(flood.at(-1)).toEqual({
      resource: 'events',
      perSecond: 675,
      limit: 100,
    });
  });

  it('begins anew when it is reset', () => {
    const budget = new Budget(LIMITS, () => 0);
    expect(budget.charge('events', 601)).toBeDefined();
    budget.reset();
    expect(budget.charge('events', 600)).toBeUndefined();
  });

  describe('with a burst that it shares', () => {
    const EVENTS = { events: { perSecond: 500, burst: 1000 } };

    /** Charges each server its events a second, and returns after how many seconds each was refused; undefined: never. */
    function flood(rates: number[], seconds = 20): Array<number | undefined> {
      let now = 1_000_000;
      const clock = () => now;
      const shared = new SharedBurst(EVENTS, clock);
      const servers = rates.map(rate => ({
        rate,
        budget: new Budget(LIMITS, clock, shared),
        refused: undefined as number | undefined,
      }));
      for (let tenth = 1; tenth <= seconds * 10; tenth++) {
        now += 100;
        for (const server of servers) {
          if (server.refused !== undefined) continue;
          if (server.budget.charge('events', server.rate / 10)) {
            server.refused = tenth / 10;
          }
        }
      }
      return servers.map(({ refused }) => refused);
    }

    it('has all of its own while the others are calm', () => {
      expect(flood([200, 20, 20])).toEqual([6, undefined, undefined]);
    });

    it('is refused early while many use up the shared one', () => {
      const refused = flood([...Array(10).fill(300), 100, 20]);
      // The last ones have what the others leave.
      const early = refused.slice(0, 10).filter(seconds => seconds! < 1.5);
      expect(early.length).toBeGreaterThanOrEqual(8);
      // Within their lasting rates they have nothing of it.
      expect(refused.slice(10)).toEqual([undefined, undefined]);
    });

    it('loses nothing to servers that keep to their lasting rate after a burst', () => {
      let now = 1_000_000;
      const clock = () => now;
      const shared = new SharedBurst(
        { events: { perSecond: 1, burst: 1000 } },
        clock,
      );
      const servers = [1, 2, 3].map(() => new Budget(LIMITS, clock, shared));
      for (const server of servers) server.charge('events', 300);
      for (let second = 0; second < 100; second++) {
        now += 1000;
        for (const server of servers) {
          expect(server.charge('events', 100)).toBeUndefined();
        }
      }
      expect(shared.take('events', 100)).toBe(true);
    });

    it('fills up again in calm', () => {
      let now = 0;
      const shared = new SharedBurst(EVENTS, () => now);
      expect(shared.take('events', 1000)).toBe(true);
      expect(shared.take('events', 1)).toBe(false);
      now += 1000;
      expect(shared.take('events', 500)).toBe(true);
      expect(shared.take('events', 1)).toBe(false);
      expect(shared.take('bytes', 1e12)).toBe(true);
    });
  });

  it.each<[Resource, number, number, string]>([
    ['events', 450.4, 100, 'https://a: sends 450 events/s (limit 100)'],
    [
      'bytes',
      13_000_000,
      1_048_576,
      'https://a: sends 12.4 MiB/s (limit 1.0 MiB/s)',
    ],
    ['requests', 12, 1, 'https://a: needs 12 requests/s (limit 1)'],
    ['parseMs', 800, 50, 'https://a: takes 800 ms/s to parse (limit 50)'],
  ])('describes an overrun of %s', (resource, perSecond, limit, expected) => {
    const overrun = { resource, perSecond, limit };
    expect(describeOverrun('https://a', overrun).message).toBe(expected);
  });
});
