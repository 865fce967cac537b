import { countApplications } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { cluster } from '../cluster/__testUtils__/clusters';
import { type FleetRow, groupedRows, isGroupRow, sumGroup } from './groupRows';

const row = (name: string, environment?: string): FleetRow => ({
  ...cluster({ name, environment }),
  id: name,
});
const rows = [row('c', 'prod'), row('b', 'dev'), row('a', 'prod'), row('d')];
const ids = (list: ReturnType<typeof groupedRows>) => list.map(r => r.id);
const NONE: ReadonlySet<string> = new Set();

it('keeps the order of the rows without a grouping', () => {
  expect(ids(groupedRows(rows, { grouping: undefined, closed: NONE }))).toEqual(
    ['c', 'b', 'a', 'd'],
  );
});

it('puts a header before each group and keeps the order in it', () => {
  expect(
    ids(groupedRows(rows, { grouping: 'environment', closed: NONE })),
  ).toEqual([
    'group/environment/dev',
    'b',
    'group/environment/prod',
    'c',
    'a',
    'group/environment/ ',
    'd',
  ]);
});

it('leaves out the clusters of a closed group, and counts them in its header', () => {
  const list = groupedRows(rows, {
    grouping: 'environment',
    closed: new Set(['group/environment/prod']),
  });
  expect(ids(list)).not.toContain('c');
  const header = list.find(r => r.id === 'group/environment/prod')!;
  expect(isGroupRow(header) && header.members).toHaveLength(2);
});

it('renders no header again of which no cluster changed', () => {
  const options = { grouping: 'environment', closed: NONE } as const;
  const before = groupedRows(rows, options);
  const after = groupedRows([rows[0], row('b', 'dev'), rows[2], rows[3]], {
    ...options,
    previous: before,
  });
  expect(after[0]).not.toBe(before[0]);
  expect(after[2]).toBe(before[2]);
});

it('sums applications, what is out of sync and findings', () => {
  const applications = countApplications([
    { health: 'Healthy', sync: 'OutOfSync' },
    { health: 'Healthy', sync: 'Synced' },
  ]);
  expect(
    sumGroup([
      cluster({ applications, findings: { high: 1, medium: 0, low: 2 } }),
      cluster({ applications }),
    ]),
  ).toEqual({
    applications: 4,
    outOfSync: 2,
    findings: { high: 1, medium: 0, low: 2 },
  });
});
