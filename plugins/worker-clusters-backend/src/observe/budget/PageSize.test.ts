import { PageSize } from './PageSize';

const MIB = 1024 * 1024;

describe('PageSize', () => {
  it.each<[string, number, Array<[number, number]>, number[]]>([
    [
      'doubles while pages are full and small',
      500,
      [
        [100, MIB],
        [200, 1.9 * MIB],
        [400, MIB],
        [500, MIB],
      ],
      [100, 200, 400, 500, 500],
    ],
    ['stays on a page that is not full', 500, [[99, MIB]], [100, 100]],
    [
      'stays near the goal',
      500,
      [
        [100, 3 * MIB],
        [100, 8 * MIB],
      ],
      [100, 100, 100],
    ],
    [
      'halves above the goal, down to 10',
      500,
      [
        [100, 9 * MIB],
        [50, 9 * MIB],
        [25, 9 * MIB],
        [12, 9 * MIB],
      ],
      [100, 50, 25, 12, 10],
    ],
    ['never exceeds a small largest', 3, [[3, 300]], [3, 3]],
  ])('%s', (_, largest, pages, limits) => {
    const size = new PageSize(largest);
    const seen = [size.limit];
    for (const [objects, bytes] of pages) {
      size.record(objects, bytes);
      seen.push(size.limit);
    }
    expect(seen).toEqual(limits);
  });

  it('shrinks to a quarter after a page that is too large, until it is the smallest', () => {
    const size = new PageSize(500);
    expect([size.shrink(), size.limit]).toEqual([true, 25]);
    expect([size.shrink(), size.limit]).toEqual([true, 10]);
    expect([size.shrink(), size.limit]).toEqual([false, 10]);
  });
});
