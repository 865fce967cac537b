import { RateLimit } from './RateLimit';

describe('RateLimit', () => {
  it('lets each key through so often in a window', () => {
    let time = 0;
    const limit = new RateLimit({ limit: 2, windowMs: 100, now: () => time });
    expect([limit.take('a'), limit.take('a'), limit.take('a')]).toEqual([
      undefined,
      undefined,
      100,
    ]);
    expect(limit.take('b')).toBeUndefined();
    time = 60;
    expect(limit.take('a')).toBe(40);
    time = 100;
    expect(limit.take('a')).toBeUndefined();
  });

  it('rejects with the seconds to wait', () => {
    const limit = new RateLimit({ limit: 1, windowMs: 1500, now: () => 0 });
    limit.require('a', 'calls');
    expect(() => limit.require('a', 'calls')).toThrow(
      expect.objectContaining({
        message: 'Too many calls; try again in 2 s.',
        statusCode: 429,
        retryAfterSeconds: 2,
      }),
    );
  });

  it('keeps a bounded number of keys', () => {
    const limit = new RateLimit({ limit: 1, windowMs: 100, now: () => 0 });
    for (let i = 0; i <= 10_000; i++) limit.take(`${i}`);
    expect(limit.take('10000')).toBe(100);
    expect(limit.take('0')).toBeUndefined();
  });
});
