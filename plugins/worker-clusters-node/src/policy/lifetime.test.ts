import type { Policy } from './readPolicy';
import { checkLifetime, endFrom, parseEnd } from './lifetime';

const DAY_MS = 24 * 60 * 60 * 1000;
const now = new Date('2026-11-28T12:00:00Z');
const policy: Policy = {
  environments: {
    dev: { lifetime: { defaultMs: 30 * DAY_MS, longestMs: 90 * DAY_MS } },
    prod: {},
  },
};
const check = (expiresAt?: string, before?: string, more: object = {}) =>
  checkLifetime(policy, {
    environment: 'dev',
    expiresAt,
    before,
    isNew: before === undefined,
    field: 'metadata.annotations.platform.example.org/expires-at',
    now,
    ...more,
  }).map(f => f.message);

it.each<[string, string | undefined, string | undefined, object, RegExp[]]>([
  [
    'allows an end within the longest lifetime',
    '2027-02-26T12:00:00Z',
    undefined,
    {},
    [],
  ],
  [
    'refuses one beyond it',
    '2027-02-26T12:00:01Z',
    undefined,
    {},
    [/too far ahead: clusters in dev live 90 d/],
  ],
  [
    'refuses one that is over',
    '2026-11-28T12:00:00Z',
    undefined,
    {},
    [/is over/],
  ],
  ['refuses a date alone', '2027-01-01', undefined, {}, [/is not a time/]],
  [
    'refuses a day that there is not',
    '2027-02-30T00:00:00Z',
    undefined,
    {},
    [/is not a time/],
  ],
  [
    'refuses another time zone',
    '2027-01-01T00:00:00+01:00',
    undefined,
    {},
    [/is not a time/],
  ],
  [
    'refuses none where there is a longest',
    undefined,
    undefined,
    {},
    [/have an end: give one within 90 d/],
  ],
  [
    'refuses to remove it',
    undefined,
    '2026-12-01T00:00:00Z',
    {},
    [/have an end/],
  ],
  [
    'leaves one that is over',
    '2026-11-01T00:00:00Z',
    '2026-11-01T00:00:00Z',
    {},
    [],
  ],
  [
    'leaves one that is too far',
    '2099-01-01T00:00:00Z',
    '2099-01-01T00:00:00Z',
    {},
    [],
  ],
  [
    'leaves a cluster that never had one',
    undefined,
    undefined,
    { isNew: false },
    [],
  ],
  [
    'allows none without a policy',
    undefined,
    undefined,
    { environment: 'prod' },
    [],
  ],
  [
    'allows any without a policy',
    '2099-01-01T00:00:00Z',
    undefined,
    { environment: 'prod' },
    [],
  ],
])('%s', (_, expiresAt, before, more, expected) => {
  expect(check(expiresAt, before, more)).toEqual(
    expected.map(message => expect.stringMatching(message)),
  );
});

it.each([
  [{ defaultMs: 30 * DAY_MS }, '2026-12-28T12:00:00Z'],
  [{ defaultMs: DAY_MS, longestMs: 90 * DAY_MS }, '2026-11-29T12:00:00Z'],
  [{ longestMs: 2 * DAY_MS }, '2026-11-30T12:00:00Z'],
  [{}, undefined],
  [undefined, undefined],
])('ends a cluster of %j that begins now', (lifetime, end) => {
  expect(endFrom(lifetime, now)).toBe(end);
});

it('reads back the end that it writes', () => {
  const end = endFrom({ defaultMs: 12_345_678 }, new Date(1_764_331_199_999))!;
  expect(parseEnd(end)?.toISOString()).toBe(end.replace('Z', '.000Z'));
});
