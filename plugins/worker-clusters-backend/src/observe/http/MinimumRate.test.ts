import { MIN_BYTES_PER_SECOND, MinimumRate } from './MinimumRate';

describe('MinimumRate', () => {
  it('allows a silence', () => {
    expect(new MinimumRate(1000).leftMs).toBe(1000);
  });

  it('ends for a byte now and then', () => {
    const rate = new MinimumRate(1000);
    rate.spend(900, 1);
    expect(rate.leftMs).toBeCloseTo(100, 0);
    rate.spend(90, 1);
    expect(rate.leftMs).toBeCloseTo(10, 0);
    rate.spend(20, 1);
    expect(rate.leftMs).toBe(0);
  });

  it('lasts for any length at the least rate, and admits no longer silence', () => {
    const rate = new MinimumRate(1000);
    for (let second = 0; second < 600; second++) {
      rate.spend(1000, MIN_BYTES_PER_SECOND);
      expect(rate.leftMs).toBe(1000);
    }
    rate.spend(1, 100 * MIN_BYTES_PER_SECOND);
    expect(rate.leftMs).toBe(1000);
  });
});
