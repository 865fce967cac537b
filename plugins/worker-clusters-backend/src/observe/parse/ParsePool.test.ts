import { DefectError, type DecodeJob } from './decode';
import {
  ParseOverrunError,
  ParsePool,
  type ParsePoolOptions,
} from './ParsePool';

jest.setTimeout(60_000);

const bytes = (text: string) => Uint8Array.from(Buffer.from(text));

const page = (names: string[]) =>
  bytes(
    JSON.stringify({
      metadata: { resourceVersion: '1' },
      items: names.map(name => ({
        metadata: { name, resourceVersion: '1' },
      })),
    }),
  );

const JOB: DecodeJob = {
  kind: 'page',
  transform: 'application',
  apiVersion: 'argoproj.io/v1alpha1',
};

describe('ParsePool', () => {
  let pool: ParsePool;
  const start = (options: Partial<ParsePoolOptions> = {}) =>
    (pool = new ParsePool({ threads: 1, ...options }));
  afterEach(() => pool.close());

  it('decodes in a thread, and takes the bytes away', async () => {
    start();
    const given = page(['a', 'b']);
    const { decoded, ms } = await pool.run('s', given, JOB);
    expect(decoded).toMatchObject({
      version: '1',
      objects: [{ key: '/a' }, { key: '/b' }],
    });
    expect(ms).toBeGreaterThan(0);
    expect(given.byteLength).toBe(0);
  });

  it('reports what is no list, and goes on', async () => {
    start();
    await expect(pool.run('s', bytes('{}'), JOB)).rejects.toThrow(DefectError);
    await expect(pool.run('s', page(['a']), JOB)).resolves.toBeDefined();
  });

  it('lets servers take turns', async () => {
    start();
    const order: string[] = [];
    await Promise.all(
      ['a', 'a', 'a', 'b'].map(async (server, i) => {
        await pool.run(server, page(['x']), JOB);
        order.push(`${server}${i}`);
      }),
    );
    expect(order).toEqual(['a0', 'a1', 'b3', 'a2']);
  });

  it('ends a job that takes too long', async () => {
    start({ maxJobMs: 1 });
    const names = Array.from({ length: 100_000 }, (_, i) => `name-${i}`);
    const late = pool.run('hostile', page(names), JOB);
    await expect(late).rejects.toThrow(ParseOverrunError);
  });

  describe('while a thread starts', () => {
    beforeEach(() => {
      jest.useFakeTimers({
        doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'],
      });
    });
    afterEach(() => {
      jest.useRealTimers();
    });

    it('does not count that as time of the job', async () => {
      start();
      const job = pool.run('s', page(['a']), JOB);
      jest.advanceTimersByTime(30_000);
      await expect(job).resolves.toBeDefined();
    });

    it('ends a thread that does not get ready', async () => {
      start();
      const job = pool.run('s', page(['a']), JOB);
      jest.advanceTimersByTime(60_001);
      await expect(job).rejects.toThrow('did not start within 60 s');
    });
  });

  it('rejects what waits when it is closed', async () => {
    start();
    const waiting = ['a', 'b'].map(s => pool.run(s, page(['x']), JOB));
    const ended = Promise.allSettled(waiting);
    await pool.close();
    expect((await ended).map(r => r.status)).toEqual(['rejected', 'rejected']);
    await expect(pool.run('a', page([]), JOB)).rejects.toThrow('closed');
  });
});
