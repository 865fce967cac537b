import { MIN_BYTES_PER_SECOND, Patience } from './Patience';

describe('Patience', () => {
  it('allows a silence', () => {
    expect(new Patience(1000).leftMs).toBe(1000);
  });

  it('ends for a byte now and then', () => {
    const patience = new Patience(1000);
    patience.spend(900, 1);
    expect(patience.leftMs).toBeCloseTo(100, 0);
    patience.spend(90, 1);
    expect(patience.leftMs).toBeCloseTo(10, 0);
    patience.spend(20, 1);
    expect(patience.leftMs).toBe(0);
  });

  it('lasts for any length at the least rate, and admits no longer silence', () => {
    const patience = new Patience(1000);
    for (let second = 0; second < 600; second++) {
      patience.spend(1000, MIN_BYTES_PER_SECOND);
      expect(patience.leftMs).toBe(1000);
    }
    patience.spend(1, 100 * MIN_BYTES_PER_SECOND);
    expect(patience.leftMs).toBe(1000);
  });
});
