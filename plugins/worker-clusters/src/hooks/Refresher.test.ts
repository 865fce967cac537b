import { Refresher } from './Refresher';

describe('Refresher', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const counting = (ms = 10) => {
    const starts: number[] = [];
    const refresher = new Refresher(async () => {
      starts.push(Date.now());
      await new Promise(resolve => setTimeout(resolve, ms));
    });
    return { refresher, starts };
  };

  it('loads at most once a second, however many changes there are', async () => {
    const { refresher, starts } = counting();
    refresher.now();
    for (let i = 0; i < 100; i++) {
      refresher.soon();
      await jest.advanceTimersByTimeAsync(100);
    }
    expect(starts.length).toBeGreaterThanOrEqual(8);
    expect(starts.length).toBeLessThanOrEqual(11);
    for (let i = 1; i < starts.length; i++) {
      expect(starts[i] - starts[i - 1]).toBeGreaterThanOrEqual(1000);
    }
    refresher.stop();
  });

  it('stays apart from other pages while changes go on', async () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(0);
    const early = counting();
    random.mockReturnValue(0.5);
    const late = counting();
    random.mockReturnValue(0.9);
    for (let i = 0; i < 20; i++) {
      early.refresher.soon();
      late.refresher.soon();
      await jest.advanceTimersByTimeAsync(1000);
    }
    expect(late.starts.at(-1)! - early.starts.at(-1)!).toBe(200);
    early.refresher.stop();
    late.refresher.stop();
    random.mockRestore();
  });

  it('loads after the last change, when answers have it', async () => {
    for (const at of [0, 5, 300, 700, 999, 1200]) {
      const { refresher, starts } = counting();
      refresher.now();
      refresher.soon();
      await jest.advanceTimersByTimeAsync(at);
      refresher.soon();
      const changed = Date.now();
      await jest.advanceTimersByTimeAsync(5000);
      expect(starts[starts.length - 1] - changed).toBeGreaterThanOrEqual(250);
      refresher.stop();
    }
  });

  it('lets a slow load end, and loads once more after it', async () => {
    const { refresher, starts } = counting(3000);
    refresher.now();
    await jest.advanceTimersByTimeAsync(500);
    refresher.soon();
    refresher.soon();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(starts).toHaveLength(2);
    refresher.stop();
  });

  it('gives up a load that hangs when the next one is due', async () => {
    const signals: AbortSignal[] = [];
    const refresher = new Refresher(signal => {
      signals.push(signal);
      return new Promise(() => {});
    });
    refresher.now();
    await jest.advanceTimersByTimeAsync(30_000);
    refresher.now();
    expect(signals).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(30_000);
    refresher.now();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    refresher.stop();
    expect(signals[1].aborted).toBe(true);
  });

  it('loads nothing once it is stopped', async () => {
    const { refresher, starts } = counting();
    refresher.soon();
    refresher.stop();
    refresher.soon();
    refresher.now();
    await jest.advanceTimersByTimeAsync(5000);
    expect(starts).toEqual([]);
  });
});
