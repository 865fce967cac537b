import { versionNote } from './versionNote';

/** The day of the data. */
const at = (day: string) => Date.parse(`${day}T12:00:00Z`);

it.each([
  ['v1.34.2-eks-1', '2026-06-01', undefined],
  ['9.99', '2026-06-01', undefined],
  [undefined, '2026-06-01', undefined],
  ['1.34', '2026-11-01', 'ending'],
  ['1.34', '2027-01-01', 'extended'],
  ['1.34', '2030-01-01', 'ended'],
])('says of Kubernetes %s on %s: %s', (version, day, key) => {
  expect(versionNote('kubernetes', version, at(day))?.key).toBe(key);
});
