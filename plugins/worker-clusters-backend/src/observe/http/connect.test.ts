import { EventEmitter } from 'node:events';
import { untilReady } from './connect';

describe('untilReady', () => {
  const wait = (signal: AbortSignal, discard = jest.fn()) => {
    const emitter = new EventEmitter();
    const ready = untilReady(emitter, {
      event: 'ready',
      timeoutMs: 60_000,
      signal,
      discard,
      ready: () => 'ready',
    });
    return { emitter, ready, discard };
  };

  it('discards what is not wanted any more when it begins to wait', async () => {
    const { ready, discard } = wait(AbortSignal.abort(new Error('closed')));
    await expect(ready).rejects.toThrow('closed');
    expect(discard).toHaveBeenCalledTimes(1);
  });

  it('discards what is not wanted any more while it waits', async () => {
    const abort = new AbortController();
    const { emitter, ready, discard } = wait(abort.signal);
    abort.abort(new Error('closed'));
    emitter.emit('ready');
    await expect(ready).rejects.toThrow('closed');
    expect(discard).toHaveBeenCalledTimes(1);
  });

  it('leaves alone what is ready', async () => {
    const abort = new AbortController();
    const { emitter, ready, discard } = wait(abort.signal);
    emitter.emit('ready');
    abort.abort(new Error('closed'));
    expect(await ready).toBe('ready');
    expect(discard).not.toHaveBeenCalled();
    // Of a socket that is in use, an error without a listener would end the process.
    emitter.emit('error', new Error('reset'));
  });
});
