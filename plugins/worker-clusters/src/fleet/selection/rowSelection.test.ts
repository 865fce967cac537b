import { cluster } from '../../cluster/__testUtils__/clusters';
import type { GroupRow, TableRow } from '../groupRows';
import {
  rowsBetween,
  selectedOf,
  selectedOfAll,
  toggleRows,
} from './rowSelection';

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

it.each<[string[], string, string]>([
  [[], 'none', 'none'],
  [['gone'], 'none', 'none'],
  [['a'], 'some', 'some'],
  [['a', 'b'], 'all', 'some'],
  [['c'], 'none', 'some'],
  [['a', 'b', 'c', 'gone'], 'all', 'all'],
])('with %j chosen, %s of a group and %s of all', (ids, ofGroup, ofAll) => {
  const chosen = new Set(ids);
  expect(selectedOf(dev, chosen)).toBe(ofGroup);
  for (const rows of [OPEN, CLOSED]) {
    expect(selectedOfAll(rows, chosen)).toBe(ofAll);
  }
});

it('has nothing selected without rows', () => {
  expect(selectedOfAll([], new Set(['gone']))).not.toBe('all');
});

it.each<[string, string[], TableRow[], string[]]>([
  ['a row', [], [a], ['a']],
  ['a row no more', ['a', 'b'], [a], ['b']],
  ['all', ['gone'], OPEN, ['a', 'b', 'c', 'gone']],
  ['all, in closed groups too', [], CLOSED, ['a', 'b', 'c']],
  [
    'all no more, but those that a filter hides',
    ['a', 'b', 'c', 'gone'],
    OPEN,
    ['gone'],
  ],
  ['all where some were chosen', ['b'], OPEN, ['a', 'b', 'c']],
  ['the header of a group', ['c'], [dev], ['a', 'b', 'c']],
  ['the header of a group of which some are chosen', ['a'], [dev], ['a', 'b']],
  ['a header no more', ['a', 'b', 'c'], [dev], ['c']],
])('toggles %s', (_, chosen, rows, expected) => {
  expect(sorted(toggleRows(rows, new Set(chosen)))).toEqual(expected);
});

it.each<[string | undefined, string, TableRow[]]>([
  ['a', 'c', [a, b, prod, c]],
  ['c', 'b', [b, prod, c]],
  ['b', 'b', [b]],
  [undefined, 'b', [b]],
  ['gone', 'b', [b]],
])('extends a selection from %s to %s', (from, to, expected) => {
  expect(rowsBetween(OPEN, from, to)).toEqual(expected);
});
