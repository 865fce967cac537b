import { condition } from './__testUtils__/observation';
import { deriveNotices } from './notices';
import { DEFAULT_DERIVE_SETTINGS } from './settings';

const notices = (...conditions: ReturnType<typeof condition>[]) =>
  deriveNotices(conditions, DEFAULT_DERIVE_SETTINGS);

it('says what an open circuit breaker means, with what Crossplane says', () => {
  const message =
    'Too many watch events from VPC/a. Allowing events periodically.';
  expect(
    notices(
      condition('Responsive', 'False', { reason: 'WatchCircuitOpen', message }),
    ),
  ).toEqual([
    {
      reason: 'WatchCircuitOpen',
      message: expect.stringMatching(/limited its watch .* delay .*\(Too many/),
      messageCode: {
        code: 'notice-because',
        values: { meaning: expect.any(String), message },
        valueCodes: { meaning: 'notice-watch-circuit' },
      },
    },
  ]);
});

it.each([
  ['nothing', []],
  [
    'a composite resource that reacts',
    [condition('Responsive', 'True', { reason: 'WatchCircuitClosed' })],
  ],
  [
    'another condition',
    [condition('Synced', 'False', { reason: 'WatchCircuitOpen' })],
  ],
])('has no notice of %s', (_, conditions) => {
  expect(notices(...conditions)).toBeUndefined();
});

it.each(['Else', 'toString', undefined])(
  'has a notice of reason %s',
  reason => {
    expect(notices(condition('Responsive', 'False', { reason }))).toMatchObject(
      [{ message: expect.stringContaining('does not react') }],
    );
  },
);
