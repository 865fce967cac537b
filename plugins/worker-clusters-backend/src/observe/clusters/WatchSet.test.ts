import { getEventListeners, once } from 'node:events';
import { ApiError } from '../http/ApiError';
import { ConnectionTracker } from './ConnectionTracker';
import { WatchSet } from './WatchSet';

const PAUSED = new ApiError('paused', {
  message: 'paused until 14:05 UTC',
  messageCode: { code: 'test' },
});
const nextTurn = () => new Promise(resolve => setImmediate(resolve));

describe('WatchSet', () => {
  const stopping = new AbortController();
  afterAll(() => stopping.abort());

  it('starts what is added while it is suspended once it is resumed', async () => {
    const running: string[] = [];
    const watches = new WatchSet({
      server: {} as any,
      tracker: new ConnectionTracker(() => {}),
      signal: stopping.signal,
    });
    const start = (name: string) =>
      watches.run(name, async signal => {
        running.push(name);
        await once(signal, 'abort');
        running.splice(running.indexOf(name), 1);
      });
    start('before');
    await nextTurn();
    await watches.suspend(PAUSED);
    start('meanwhile');
    await nextTurn();
    expect(running).toEqual([]);
    watches.resume(PAUSED);
    await nextTurn();
    expect(running).toEqual(['before', 'meanwhile']);
    await watches.stopAll();
    expect(running).toEqual([]);
  });

  it('ends all watches with the signal, also one that is started afterwards', async () => {
    const ending = new AbortController();
    const watches = new WatchSet({
      server: {} as any,
      tracker: new ConnectionTracker(() => {}),
      signal: ending.signal,
    });
    const reasons: unknown[] = [];
    const work = async (own: AbortSignal) => {
      if (!own.aborted) await once(own, 'abort');
      reasons.push(own.reason);
    };
    watches.run('one', work);
    watches.run('two', work);
    await nextTurn();
    ending.abort(PAUSED);
    await nextTurn();
    watches.run('three', work);
    await nextTurn();
    expect(reasons).toEqual([PAUSED, PAUSED, PAUSED]);
  });

  it('leaves nothing on the signal once all watches are stopped', async () => {
    const { signal } = new AbortController();
    const watches = new WatchSet({
      server: {} as any,
      tracker: new ConnectionTracker(() => {}),
      signal,
    });
    watches.run('one', async own => {
      await once(own, 'abort');
    });
    watches.run('two', async own => {
      await once(own, 'abort');
    });
    await nextTurn();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await watches.stopAll();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
