import { cluster } from '../cluster/__testUtils__/clusters';
import { stableRows } from './stableRows';

const web = cluster({ name: 'web' });
const data = cluster({ name: 'data' });

it('keeps the object of a cluster that is the same in the next answer, in whatever order', () => {
  const first = stableRows(undefined, [web, data]);
  const next = stableRows(first, structuredClone([data, web]));
  expect(next[0]).toBe(first[1]);
  expect(next[1]).toBe(first[0]);
});

it.each([
  ['its revision', { revision: 2 }],
  ['its findings alone', { findings: { high: 1, medium: 0, low: 0 } }],
])('makes a new object of a cluster when %s changed', (_, change) => {
  const first = stableRows(undefined, [web, data]);
  const next = stableRows(first, [{ ...web, ...change }, data]);
  expect(next[0]).toMatchObject(change);
  expect(next[1]).toBe(first[1]);
});
