import { cluster } from '../../cluster/__testUtils__/clusters';
import type { GroupRow, TableRow } from '../groupRows';
import { chosenClusters, markedRows } from './tableSelection';

const row = (id: string) => ({ ...cluster({ name: id }), id });
const [a, b, c] = ['a', 'b', 'c'].map(row);
const header = (id: string, members: GroupRow['members']): GroupRow => ({
  id,
  key: id,
  grouping: 'environment',
  members,
  open: true,
});
const dev = header('group/dev', [a, b]);
const prod = header('group/prod', [c]);
const OPEN: TableRow[] = [dev, a, b, prod, c];
const CLOSED: TableRow[] = [dev, prod, c];

const sorted = (ids: Iterable<string>) => [...ids].sort();

it.each([
  [[], []],
  [['a'], ['a']],
  [
    ['a', 'b'],
    ['a', 'b', 'group/dev'],
  ],
  [['gone'], ['gone']],
])('marks of the chosen %j the rows %j', (chosen, expected) => {
  expect(sorted(markedRows(new Set(chosen), OPEN))).toEqual(expected);
});

it.each<[string, string[], 'all' | string[], TableRow[], string[]]>([
  ['a row', [], ['a'], OPEN, ['a']],
  ['all', ['gone'], 'all', OPEN, ['a', 'b', 'c', 'gone']],
  ['all, in closed groups too', [], 'all', CLOSED, ['a', 'b', 'c']],
  ['nothing', ['a', 'gone'], [], OPEN, []],
  [
    'the header of a group',
    ['c'],
    ['c', 'group/prod', 'group/dev'],
    OPEN,
    ['a', 'b', 'c'],
  ],
  ['the header of a closed group', [], ['group/dev'], CLOSED, ['a', 'b']],
  ['a header no more', ['a', 'b'], ['a', 'b'], OPEN, []],
  ['the header of a closed group no more', ['a', 'b'], ['a', 'b'], CLOSED, []],
  [
    'a row of a chosen group no more',
    ['a', 'b'],
    ['b', 'group/dev'],
    OPEN,
    ['b'],
  ],
  [
    'clusters that a filter hides',
    ['gone'],
    ['gone', 'a'],
    OPEN,
    ['a', 'gone'],
  ],
])('chooses when the table marks %s', (_, chosen, marked, rows, expected) => {
  expect(
    sorted(
      chosenClusters(
        marked === 'all' ? marked : new Set(marked),
        new Set(chosen),
        rows,
      ),
    ),
  ).toEqual(expected);
});
