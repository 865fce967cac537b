import { syncWindowState } from './syncWindow';

/** A Monday. */
const NOW = Date.parse('2026-11-23T08:00:00Z');
const at = (time: string) => Date.parse(time);

describe('syncWindowState', () => {
  it.each([
    [
      'open since an hour',
      '0 7 * * *',
      '2h',
      undefined,
      { open: true, until: at('2026-11-23T09:00:00Z') },
    ],
    [
      'open from now on',
      '0 8 * * *',
      '30m',
      undefined,
      { open: true, until: at('2026-11-23T08:30:00Z') },
    ],
    [
      'just closed',
      '0 7 * * *',
      '1h',
      undefined,
      { open: false, next: at('2026-11-24T07:00:00Z') },
    ],
    [
      'open since yesterday',
      '0 22 * * *',
      '10h30m',
      undefined,
      { open: true, until: at('2026-11-23T08:30:00Z') },
    ],
    [
      'in a time zone',
      '0 9 * * *',
      '1h',
      'Europe/Berlin',
      { open: true, until: at('2026-11-23T09:00:00Z') },
    ],
    [
      'in a time zone with a quarter of an hour',
      '45 13 * * *',
      '1h',
      'Asia/Kathmandu',
      { open: true, until: at('2026-11-23T09:00:00Z') },
    ],
    [
      'on a weekday by name',
      '0 6 * * mon-fri',
      '3h',
      undefined,
      { open: true, until: at('2026-11-23T09:00:00Z') },
    ],
    [
      'on weekends',
      '0 6 * * 0,6',
      '1h',
      undefined,
      { open: false, next: at('2026-11-28T06:00:00Z') },
    ],
    [
      'on a day or a weekday',
      '0 6 1 * FRI',
      '1h',
      undefined,
      { open: false, next: at('2026-11-27T06:00:00Z') },
    ],
    [
      'on a day of each month',
      '30 6 1 * *',
      '1h',
      undefined,
      { open: false, next: at('2026-12-01T06:30:00Z') },
    ],
    [
      'every 20 minutes',
      '*/20 * * * *',
      '5m',
      undefined,
      { open: true, until: at('2026-11-23T08:05:00Z') },
    ],
    [
      'from a minute on in steps',
      '10/25 * * * *',
      '5m',
      undefined,
      { open: false, next: at('2026-11-23T08:10:00Z') },
    ],
    [
      'by a name',
      '@daily',
      '9h',
      undefined,
      { open: true, until: at('2026-11-23T09:00:00Z') },
    ],
    ['far ahead', '0 0 1 6 *', '1h', undefined, { open: false }],
    ['on no day there is', '0 0 31 2 *', '1h', undefined, { open: false }],
  ])('%s', (_, schedule, duration, timeZone, expected) => {
    expect(syncWindowState({ schedule, duration, timeZone }, NOW)).toEqual(
      expected,
    );
  });

  it.each([
    ['', '1h', undefined],
    ['* * * *', '1h', undefined],
    ['60 * * * *', '1h', undefined],
    ['* * * * 7', '1h', undefined],
    ['5-1 * * * *', '1h', undefined],
    ['*/0 * * * *', '1h', undefined],
    ['1-2-3 * * * *', '1h', undefined],
    ['@every 1h', '1h', undefined],
    ['constructor', '1h', undefined],
    ['__proto__', '1h', undefined],
    ['* * * * *', '', undefined],
    ['* * * * *', '1 hour', undefined],
    ['* * * * *', '0s', undefined],
    ['* * * * *', '1h', 'Nowhere/Land'],
  ])('knows nothing of %j for %j in %j', (schedule, duration, timeZone) => {
    expect(
      syncWindowState({ schedule, duration, timeZone }, NOW),
    ).toBeUndefined();
  });
});
