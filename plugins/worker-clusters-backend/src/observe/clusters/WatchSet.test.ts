import { once } from 'node:events';
import { ApiError } from '../http/ApiError';
import { ConnectionTracker } from './ConnectionTracker';
import { WatchSet } from './WatchSet';

const PAUSED = new ApiError('paused', 'paused until 14:05 UTC');
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
});
