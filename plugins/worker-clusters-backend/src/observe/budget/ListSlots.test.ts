import { ListSlots } from './ListSlots';

const signal = new AbortController().signal;

/** Lets promises settle; timers do not move. */
const settle = async () => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

describe('ListSlots', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** Acquires slots for owners, and remembers who has one. */
  function enter(slots: ListSlots, owners: string) {
    const entered: string[] = [];
    const open = [...owners].map(owner =>
      slots.acquire(owner, signal).then(slot => {
        entered.push(owner);
        return slot;
      }),
    );
    return { entered, open };
  }

  it('lets as many in as it has slots, then one for each that leaves', async () => {
    const slots = new ListSlots({ slots: 2 });
    const { entered, open } = enter(slots, 'abcd');
    await settle();
    expect(entered.join('')).toBe('ab');
    expect(slots.counts).toEqual({ reading: 2, stalled: 0, waiting: 2 });
    (await open[0]).release();
    await settle();
    expect(entered.join('')).toBe('abc');
    // A second release gives nothing away.
    (await open[0]).release();
    await settle();
    expect(entered.join('')).toBe('abc');
  });

  it('lets owners take turns, whoever waits with more', async () => {
    const slots = new ListSlots({ slots: 1 });
    const { entered, open } = enter(slots, 'aaaabc');
    for (const slot of open.slice(0, 1)) (await slot).release();
    for (let i = 1; i < 6; i++) {
      await settle();
      jest.advanceTimersByTime(500);
    }
    await settle();
    expect(entered.join('')).toBe('aabcaa');
  });

  it('gives the slot of one that hangs to others', async () => {
    const slots = new ListSlots({ slots: 1, stallMs: 500 });
    const { entered, open } = enter(slots, 'ab');
    await settle();
    jest.advanceTimersByTime(499);
    (await open[0]).progress();
    jest.advanceTimersByTime(499);
    await settle();
    expect(entered.join('')).toBe('a');
    jest.advanceTimersByTime(1);
    await settle();
    expect(entered.join('')).toBe('ab');
    expect(slots.counts).toEqual({ reading: 1, stalled: 1, waiting: 0 });
    (await open[0]).release();
    (await open[1]).release();
    expect(slots.counts).toEqual({ reading: 0, stalled: 0, waiting: 0 });
  });

  it('forgets one that gives up waiting', async () => {
    const slots = new ListSlots({ slots: 1 });
    const first = await slots.acquire('a', signal);
    const abort = new AbortController();
    const given = slots.acquire('b', abort.signal);
    abort.abort(new Error('stopped'));
    await expect(given).rejects.toThrow('stopped');
    expect(slots.counts.waiting).toBe(0);
    first.release();
    expect(slots.counts.reading).toBe(0);
  });
});
