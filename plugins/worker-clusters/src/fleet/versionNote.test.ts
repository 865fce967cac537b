import { SUPPORT_LIFE } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { versionNote } from './versionNote';

/** The day of the data. */
const at = (day: string) => Date.parse(`${day}T12:00:00Z`);

const noteOf = (version: string | undefined, day: string) =>
  versionNote('kubernetes', version, { now: at(day), table: SUPPORT_LIFE });

it.each([
  ['9.99', '2026-06-01'],
  [undefined, '2026-06-01'],
  ['1.36', '2026-11-29'],
  ['1.35', '2026-06-01'],
])('says nothing of Kubernetes %s on %s', (version, day) => {
  expect(noteOf(version, day)).toBeUndefined();
});

it.each([
  ['v1.34.2-eks-1', '2026-06-01', undefined, '1.35'],
  ['1.34', '2026-06-02', undefined, '1.36'],
  ['1.34', '2026-11-01', 'ending', '1.36'],
  ['1.34', '2027-01-01', 'extended', '1.36'],
  ['1.34', '2030-01-01', 'ended', undefined],
])(
  'says of Kubernetes %s on %s that its support is %s and %s available',
  (version, day, state, newer) => {
    const note = noteOf(version, day);
    expect(note?.support?.state).toBe(state);
    expect(note?.newer).toBe(newer);
  },
);
