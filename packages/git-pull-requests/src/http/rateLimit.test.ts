import { rateLimitedUntil, retryAfterMs } from './rateLimit';

const NOW = Date.UTC(2026, 10, 28, 22);

describe('rateLimitedUntil', () => {
  it.each([
    ['no limit', 200, { 'X-RateLimit-Remaining': '0' }, undefined],
    ['a missing right', 403, {}, undefined],
    [
      'a missing right with calls left',
      403,
      { 'X-RateLimit-Remaining': '12' },
      undefined,
    ],
    ['a host that is down', 503, { 'Retry-After': '30' }, undefined],
    ['429 with seconds', 429, { 'Retry-After': '30' }, 30_000],
    [
      '429 with a date',
      429,
      { 'Retry-After': new Date(NOW + 90_000).toUTCString() },
      90_000,
    ],
    ["GitHub's secondary limit", 403, { 'Retry-After': '60' }, 60_000],
    [
      "GitHub's primary limit",
      403,
      {
        'X-RateLimit-Remaining': '0',
        'X-RateLimit-Reset': String(NOW / 1000 + 600),
      },
      600_000,
    ],
    [
      "GitLab's limit",
      429,
      { 'RateLimit-Reset': String(NOW / 1000 + 20) },
      20_000,
    ],
    ['a reset that is over', 429, { 'X-RateLimit-Reset': '1' }, 0],
    ['no time at all', 429, {}, 60_000],
    ['a reset that is no time', 429, { 'X-RateLimit-Reset': 'soon' }, 60_000],
    ['a year', 429, { 'Retry-After': '31536000' }, 3_600_000],
  ])('reads %s', (_, status, headers, inMs) => {
    const until = rateLimitedUntil(
      status as number,
      new Headers(headers as Record<string, string>),
      NOW,
    );
    expect(until === undefined ? undefined : until - NOW).toBe(inMs);
  });
});

describe('retryAfterMs', () => {
  it.each([
    [null, undefined],
    ['120', 120_000],
    ['0', 0],
    ['soon', undefined],
    ['Sat, 28 Nov 2026 22:00:05 GMT', 5_000],
    ['Sat, 28 Nov 2026 21:00:00 GMT', 0],
  ])('reads %p', (header, expected) => {
    expect(retryAfterMs(header, NOW)).toBe(expected);
  });
});
