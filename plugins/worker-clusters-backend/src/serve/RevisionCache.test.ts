import { RevisionCache } from './RevisionCache';

describe('RevisionCache', () => {
  let now = 0;
  const counter = () => {
    let calls = 0;
    return jest.fn(async () => (calls += 1));
  };

  it('computes once for a revision and a key, also while it is computed', async () => {
    const cache = new RevisionCache<number>(() => now);
    const compute = counter();
    const both = [cache.get('a', 1, compute), cache.get('a', 1, compute)];
    expect(await Promise.all(both)).toEqual([1, 1]);
    // An older reader gets what is newer.
    expect(await cache.get('a', 0, compute)).toBe(1);
    expect(await cache.get('b', 1, compute)).toBe(2);
    expect(await cache.get('a', 2, compute)).toBe(3);
    expect(await cache.get('a', 2, compute)).toBe(3);
  });

  it('keeps nothing for longer than an answer', async () => {
    const cache = new RevisionCache<number>(() => now);
    const compute = counter();
    await cache.get('a', 1, compute);
    now += 15_000;
    expect(await cache.get('a', 1, compute)).toBe(2);
  });

  it('keeps no failure', async () => {
    const cache = new RevisionCache<number>();
    const failing = async () => {
      throw new Error('gone');
    };
    await expect(cache.get('a', 1, failing)).rejects.toThrow('gone');
    expect(await cache.get('a', 1, counter())).toBe(1);
  });

  it('keeps the hundred that were used last', async () => {
    const cache = new RevisionCache<number>();
    const compute = counter();
    await cache.get('first', 1, compute);
    for (let i = 0; i < 99; i++) await cache.get(`${i}`, 1, compute);
    await cache.get('first', 1, compute);
    await cache.get('one more', 1, compute);
    expect(compute).toHaveBeenCalledTimes(101);
    await cache.get('first', 1, compute);
    expect(compute).toHaveBeenCalledTimes(101);
    await cache.get('0', 1, compute);
    expect(compute).toHaveBeenCalledTimes(102);
  });
});
