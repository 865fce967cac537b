import {
  choosableColumns,
  moveColumn,
  readTableSettings,
  shownColumns,
} from './tableSettings';

const all = [
  { id: 'name' },
  { id: 'state' },
  { id: 'owner', optional: true as const },
];
const ids = (columns: Array<{ id: string }>) => columns.map(c => c.id).join();

it.each([
  [undefined, { density: 'dense' }],
  ['comfortable', { density: 'dense' }],
  [[1, 2], { density: 'dense' }],
  [{ density: 'huge', columns: 'name' }, { density: 'dense' }],
  [
    { density: 'comfortable', columns: ['a', 7, null, 'a', 'b'] },
    { density: 'comfortable', columns: ['a', 'b'] },
  ],
])('reads the settings %j', (stored, settings) => {
  expect(readTableSettings(stored)).toEqual(settings);
});

it.each([
  [undefined, 'name,state'],
  [[], 'name'],
  [['owner', 'state'], 'name,owner,state'],
  [['owner', 'gone', 'name'], 'name,owner'],
])('shows the columns of %j', (chosen, expected) => {
  expect(ids(shownColumns(all, chosen))).toBe(expected);
});

it('offers the shown columns in their order before the others', () => {
  expect(
    choosableColumns(all, ['owner']).map(c => [c.column.id, c.shown]),
  ).toEqual([
    ['name', true],
    ['owner', true],
    ['state', false],
  ]);
});

it.each([
  ['b', 1, 'a,c,b'],
  ['c', -1, 'a,c,b'],
  ['b', -1, 'a,b,c'],
  ['c', 1, 'a,b,c'],
  ['a', 1, 'a,b,c'],
  ['none', 1, 'a,b,c'],
])('moves the column %s by %i places', (id, by, expected) => {
  expect(moveColumn(['a', 'b', 'c'], id, by).join()).toBe(expected);
});
