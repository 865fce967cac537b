import { gunzipSync } from 'node:zlib';
import { AnswerCache } from './AnswerCache';

const big = (text: string) => ({ text: text.repeat(5000) });
const counting = (value: (call: number) => unknown = n => n) => {
  let calls = 0;
  return jest.fn(async () => value((calls += 1)));
};

const at = (revision: number) => ({ revision: async () => revision });

describe('AnswerCache', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('computes once for any number of callers at a time', async () => {
    const cache = new AnswerCache();
    const compute = counting(() => big('a'));
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        cache.get({ key: ['fleet', 'all'], ...at(1), compute }),
      ),
    );
    expect(compute).toHaveBeenCalledTimes(1);
    expect(new Set(answers).size).toBe(1);
    expect(answers[0].encoding).toBe('gzip');
    expect(answers[0].body.length).toBeLessThan(1000);
    expect(JSON.parse(String(gunzipSync(answers[0].body)))).toEqual(big('a'));
  });

  it('computes again when the version moves, and not for an older one', async () => {
    const cache = new AnswerCache();
    const compute = counting();
    const get = async (version: number) =>
      String((await cache.get({ key: ['k'], ...at(version), compute })).body);
    expect([await get(1), await get(1), await get(2), await get(1)]).toEqual([
      '1',
      '1',
      '2',
      '2',
    ]);
  });

  it('keeps answers of different keys apart', async () => {
    const cache = new AnswerCache();
    for (const key of [
      ['a', 'b'],
      ['a b'],
      ['["a","b"]'],
      ['a'],
      [['a', 'b']],
    ]) {
      const { body } = await cache.get({
        key,
        ...at(1),
        compute: async () => key,
      });
      expect(JSON.parse(String(body))).toEqual(key);
    }
  });

  it('gives equal content the same tag, whatever the version', async () => {
    const cache = new AnswerCache();
    const tag = async (version: number, value: unknown) =>
      (
        await cache.get({
          key: ['k'],
          ...at(version),
          compute: async () => value,
        })
      ).etag;
    const first = await tag(1, big('a'));
    expect(await tag(2, big('a'))).toBe(first);
    expect(await tag(3, big('b'))).not.toBe(first);
    expect(first).toMatch(/^W\/"/);
  });

  it('shares an answer for the time that the caller allows, though the version moves', async () => {
    jest.useFakeTimers();
    const cache = new AnswerCache();
    const compute = counting();
    const get = async (version: number) =>
      String(
        (await cache.get({ key: ['k'], ...at(version), shareMs: 250, compute }))
          .body,
      );
    expect(await get(1)).toBe('1');
    jest.advanceTimersByTime(249);
    expect(await get(2)).toBe('1');
    jest.advanceTimersByTime(2);
    expect(await get(3)).toBe('2');
  });

  it('looks once for any number of callers whether a shared answer is the newest', async () => {
    jest.useFakeTimers();
    const cache = new AnswerCache();
    const compute = counting();
    const revision = jest.fn(async () => 1);
    const get = () =>
      Promise.all(
        Array.from({ length: 200 }, () =>
          cache.get({ key: ['k'], revision, shareMs: 250, compute }),
        ),
      );
    await get();
    await get();
    expect(revision).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(251);
    await get();
    await get();
    expect(revision).toHaveBeenCalledTimes(2);
    expect(compute).toHaveBeenCalledTimes(1);
  });

  it('computes again when something else than the revision differs', async () => {
    const cache = new AnswerCache();
    const compute = counting();
    const get = async (also: string) =>
      String(
        (
          await cache.get({
            key: ['k'],
            ...at(1),
            also: async () => also,
            compute,
          })
        ).body,
      );
    expect([await get('a'), await get('a'), await get('b')]).toEqual([
      '1',
      '1',
      '2',
    ]);
  });

  it('computes again after 15 seconds: times of last contact move without a version', async () => {
    jest.useFakeTimers();
    const cache = new AnswerCache();
    const compute = counting();
    const get = () => cache.get({ key: ['k'], ...at(1), compute });
    await get();
    jest.advanceTimersByTime(14_000);
    await get();
    expect(compute).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(2_000);
    await get();
    expect(compute).toHaveBeenCalledTimes(2);
  });

  it('drops what was used longest ago, and keeps within its bytes', async () => {
    const cache = new AnswerCache({ maxBytes: 3000 });
    const compute = counting(() => 'x'.repeat(900));
    const get = (key: string) => cache.get({ key: [key], ...at(1), compute });
    await get('a');
    await get('b');
    await get('c');
    await get('a');
    await get('d');
    expect(compute).toHaveBeenCalledTimes(4);
    await get('a');
    expect(compute).toHaveBeenCalledTimes(4);
    await get('b');
    expect(compute).toHaveBeenCalledTimes(5);
  });

  it('does not keep a failure', async () => {
    const cache = new AnswerCache();
    const compute = jest
      .fn()
      .mockRejectedValueOnce(new Error('database is away'))
      .mockResolvedValue('fine');
    const get = () => cache.get({ key: ['k'], ...at(1), compute });
    await expect(get()).rejects.toThrow('database is away');
    await expect(get()).resolves.toMatchObject({ encoding: 'identity' });
  });
});
