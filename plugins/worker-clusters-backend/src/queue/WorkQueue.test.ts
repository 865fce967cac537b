import { WorkQueue } from './WorkQueue';

type Type = 'cluster' | 'other';

/** A queue whose worker notes its batches; a batch that is held ends when the test says so. */
function setup(options: { maxBatch?: number; intervalMs?: number } = {}) {
  const onError = jest.fn();
  const queue = new WorkQueue<Type>({ onError, random: () => 1 });
  const batches: string[][] = [];
  const failing = new Set<string>();
  const held: Array<() => void> = [];
  const state = { hold: false };
  queue.process('cluster', {
    ...options,
    work: async keys => {
      batches.push(keys);
      if (state.hold) {
        await new Promise<void>(resolve => held.push(resolve));
      }
      return keys.filter(key => failing.has(key));
    },
  });
  return {
    queue,
    batches,
    failing,
    onError,
    state,
    release: () => held.splice(0).forEach(resolve => resolve()),
  };
}

/** Lets so much time pass, before and after which everything is done that is to be done at once. */
async function wait(ms: number) {
  const turns = async () => {
    for (let turn = 0; turn < 20; turn++) {
      await new Promise(resolve => setImmediate(resolve));
    }
  };
  await turns();
  await jest.advanceTimersByTimeAsync(ms);
  await turns();
}

describe('WorkQueue', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each<{
    name: string;
    maxBatch: number;
    add: string[];
    batches: string[][];
  }>([
    { name: 'one key', maxBatch: 1, add: ['a'], batches: [['a']] },
    {
      name: 'keys in the order in which they were added',
      maxBatch: 1,
      add: ['c', 'a', 'b'],
      batches: [['c'], ['a'], ['b']],
    },
    {
      name: 'a key that is added several times once',
      maxBatch: 1,
      add: ['a', 'b', 'a', 'a'],
      batches: [['a'], ['b']],
    },
    {
      name: 'batches of at most maxBatch keys',
      maxBatch: 2,
      add: ['a', 'b', 'c', 'd', 'e'],
      batches: [['a', 'b'], ['c', 'd'], ['e']],
    },
  ])('works on $name', async ({ maxBatch, add, batches: expected }) => {
    const { queue, batches } = setup({ maxBatch });
    for (const key of add) queue.add('cluster', key);
    await wait(1);
    expect(batches).toEqual(expected);
    await queue.stop();
  });

  it('takes a key that is added while it is worked on to the back of the queue', async () => {
    const { queue, batches, state, release } = setup();
    state.hold = true;
    queue.add('cluster', 'a');
    await wait(1);
    queue.add('cluster', 'a');
    queue.add('cluster', 'b');
    await wait(1);
    expect(batches).toEqual([['a']]);
    state.hold = false;
    release();
    await wait(1);
    expect(batches).toEqual([['a'], ['b'], ['a']]);
    await queue.stop();
  });

  it('takes the first key at once and then one batch per interval', async () => {
    const { queue, batches } = setup({ maxBatch: 200, intervalMs: 250 });
    queue.add('cluster', 'first');
    await wait(1);
    expect(batches).toEqual([['first']]);
    for (let i = 0; i < 10; i++) {
      queue.add('cluster', `c${i % 3}`);
      await wait(10);
    }
    expect(batches).toHaveLength(1);
    await wait(150);
    expect(batches).toEqual([['first'], ['c0', 'c1', 'c2']]);
    await queue.stop();
  });

  it('takes a full batch without waiting for the interval', async () => {
    const { queue, batches } = setup({ maxBatch: 2, intervalMs: 60_000 });
    for (const key of ['a', 'b', 'c', 'd', 'e']) queue.add('cluster', key);
    await wait(1);
    expect(batches).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    await wait(60_000);
    expect(batches.at(-1)).toEqual(['e']);
    await queue.stop();
  });

  it('adds keys at their times with one timer, the earliest of several', async () => {
    const { queue, batches } = setup({ maxBatch: 10 });
    const now = Date.now();
    queue.addAt('cluster', 'late', now + 3 * 60 * 60_000);
    queue.addAfter('cluster', 'b', 2000);
    queue.addAfter('cluster', 'a', 1000);
    queue.addAfter('cluster', 'a', 5000);
    queue.addAfter('cluster', 'earlier', 9000);
    queue.addAfter('cluster', 'earlier', 2000);
    queue.addAt('cluster', 'past', now - 1);
    expect(jest.getTimerCount()).toBe(1);
    await wait(1);
    expect(batches).toEqual([['past']]);
    await wait(1000);
    expect(batches).toEqual([['past'], ['a']]);
    await wait(9000);
    expect(batches).toEqual([['past'], ['a'], ['b', 'earlier']]);
    expect(queue.depth('cluster')).toEqual({
      ready: 0,
      working: 0,
      delayed: 1,
      oldestMs: 0,
    });
    await wait(3 * 60 * 60_000);
    expect(batches.at(-1)).toEqual(['late']);
    expect(jest.getTimerCount()).toBe(0);
    await queue.stop();
  });

  it('runs a key that is added again and again by addAfter at most once per delay', async () => {
    const { queue, batches } = setup();
    for (let i = 0; i < 50; i++) {
      queue.addAfter('cluster', 'pull-requests', 1000);
      await wait(100);
    }
    expect(batches.length).toBeGreaterThanOrEqual(4);
    expect(batches.length).toBeLessThanOrEqual(5);
    await queue.stop();
  });

  it('retries each failing key after a back-off of its own, from 1 s to 30 s', async () => {
    const { queue, batches, failing } = setup({ maxBatch: 10 });
    failing.add('broken');
    queue.add('cluster', 'broken');
    queue.add('cluster', 'sound');
    await wait(0);
    const times: number[] = [];
    let seen = 1;
    for (let second = 1; second < 130; second++) {
      await wait(1000);
      if (batches.length > seen) times.push(second);
      seen = batches.length;
    }
    expect(batches[0]).toEqual(['broken', 'sound']);
    expect(batches.slice(1).every(batch => batch.join() === 'broken')).toBe(
      true,
    );
    expect(times.map((t, i) => t - (times[i - 1] ?? 0))).toEqual([
      1, 2, 4, 8, 16, 30, 30, 30,
    ]);

    // Success forgets the failures.
    failing.clear();
    await wait(30_000);
    const before = batches.length;
    failing.add('broken');
    queue.add('cluster', 'broken');
    await wait(1100);
    expect(batches).toHaveLength(before + 2);
    await queue.stop();
  });

  it('spreads retries by jitter over half of the back-off', async () => {
    const queue = new WorkQueue<Type>({ onError: () => {}, random: () => 0 });
    const work = jest.fn(async (keys: string[]) => keys);
    queue.process('cluster', { work });
    queue.add('cluster', 'a');
    await wait(510);
    expect(work).toHaveBeenCalledTimes(2);
    await queue.stop();
  });

  it('works at once on a failing key that is added', async () => {
    const { queue, batches, failing } = setup();
    failing.add('a');
    queue.add('cluster', 'a');
    await wait(1);
    queue.add('cluster', 'a');
    await wait(1);
    expect(batches).toHaveLength(2);
    await queue.stop();
  });

  it('counts a rejection as a failure of the whole batch', async () => {
    const onError = jest.fn();
    const queue = new WorkQueue<Type>({ onError });
    const work = jest.fn().mockRejectedValueOnce(new Error('locked'));
    queue.process('cluster', { maxBatch: 2, work });
    queue.add('cluster', 'a');
    queue.add('cluster', 'b');
    await wait(1);
    expect(onError).toHaveBeenCalledWith('cluster', new Error('locked'));
    await wait(1000);
    expect(new Set(work.mock.calls.slice(1).flat(2))).toEqual(
      new Set(['a', 'b']),
    );
    await queue.stop();
  });

  it('keeps types apart, with one worker each', async () => {
    const { queue, batches, state, release } = setup();
    const other = jest.fn(async () => {});
    state.hold = true;
    queue.add('cluster', 'a');
    queue.add('other', 'a');
    await wait(1);
    expect(batches).toEqual([['a']]);
    queue.process('other', { work: other });
    await wait(1);
    expect(other).toHaveBeenCalledWith(['a']);
    expect(() => queue.process('other', { work: other })).toThrow(
      'Two workers for other',
    );
    release();
    await queue.stop();
  });

  it('ends after the batch that is worked on when it is stopped', async () => {
    const { queue, batches, state, release } = setup();
    state.hold = true;
    queue.add('cluster', 'a');
    queue.add('cluster', 'b');
    queue.addAfter('cluster', 'c', 10);
    await wait(1);
    let stopped = false;
    const stopping = queue.stop().then(() => {
      stopped = true;
    });
    await wait(1);
    expect(stopped).toBe(false);
    release();
    await stopping;
    queue.add('cluster', 'd');
    await wait(60_000);
    expect(batches).toEqual([['a']]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('tells how long the oldest key waits, and how long a batch took from its oldest key on', async () => {
    const onBatch = jest.fn();
    const queue = new WorkQueue<Type>({ onError: () => {}, onBatch });
    queue.add('cluster', 'a');
    await wait(300);
    queue.add('cluster', 'b');
    queue.add('cluster', 'a');
    await wait(200);
    expect(queue.depth('cluster')).toMatchObject({ ready: 2, oldestMs: 500 });

    queue.process('cluster', {
      maxBatch: 10,
      work: async () => {
        await new Promise(resolve => setTimeout(resolve, 100));
        return ['b'];
      },
    });
    await wait(10);
    expect(queue.depth('cluster')).toMatchObject({ ready: 0, oldestMs: 0 });
    await wait(90);
    expect(onBatch).toHaveBeenCalledWith('cluster', {
      keys: 2,
      failed: 1,
      lagMs: 600,
    });
    await queue.stop();
  });

  it('is idle once nothing is ready or worked on', async () => {
    const { queue, batches } = setup();
    await queue.idle();
    queue.add('cluster', 'a');
    queue.add('cluster', 'b');
    queue.addAfter('cluster', 'later', 60_000);
    const idle = queue.idle();
    await wait(1);
    await idle;
    expect(batches).toEqual([['a'], ['b']]);
    await queue.stop();
  });
});
