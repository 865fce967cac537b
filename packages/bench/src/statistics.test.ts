import { median, percentile, slope, spread } from './statistics';

describe('percentile', () => {
  it.each([
    [[1, 2, 3, 4], 0.5, 2],
    [[4, 3, 2, 1], 0.95, 4],
    [[7], 0.5, 7],
  ])('of %j at %d is %d', (values, p, expected) => {
    expect(percentile(values, p)).toBe(expected);
  });

  it('of no values is NaN', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('median', () => {
  it('of an even number of values is the mean of the middle two', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  it('of an odd number of values is the middle one', () => {
    expect(median([9, 1, 5])).toBe(5);
  });
});

describe('spread', () => {
  it('has the lowest and the highest run', () => {
    expect(spread([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3, runs: 3 });
  });
});

describe('slope', () => {
  it('of a line is its slope', () => {
    expect(
      slope([
        [0, 1],
        [1, 3],
        [2, 5],
      ]),
    ).toBe(2);
  });

  it('of one point is 0', () => {
    expect(slope([[1, 1]])).toBe(0);
  });
});
