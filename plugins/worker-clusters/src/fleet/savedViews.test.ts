import {
  MAX_NAME,
  normalised,
  readSavedViews,
  type SavedView,
  withName,
  withView,
} from './savedViews';

const view = (name: string, search = 'phase=ready'): SavedView => ({
  name,
  search,
  table: { density: 'dense' },
});
const names = (views: SavedView[]) => views.map(v => v.name).join();

it.each<[unknown, SavedView[]]>([
  [undefined, []],
  ['views', []],
  [{ name: 'a' }, []],
  [[null, 7, { name: 'a' }, { search: 'x' }], []],
  [[{ name: '  ', search: '' }], []],
  [[{ name: 'a', search: 'x'.repeat(5000) }], []],
  [[view('a'), view('a', 'other')], [view('a')]],
  [
    [{ name: 'n'.repeat(100), search: '', table: { density: 'huge' } }],
    [view('n'.repeat(MAX_NAME), '')],
  ],
])('reads the views %#', (stored, views) => {
  expect(readSavedViews(stored)).toEqual(views);
});

it('keeps a bounded number of views', () => {
  const stored = Array.from({ length: 200 }, (_, i) => view(`v${i}`));
  expect(readSavedViews(stored)).toHaveLength(50);
});

it('puts a new view first, in the place of the one of its name', () => {
  const views = withView([view('a'), view('b')], view('b', 'new'));
  expect(names(views)).toBe('b,a');
  expect(views[0].search).toBe('new');
});

it.each([
  ['a', 'c', 'c,b'],
  ['a', 'b', 'b'],
  ['a', 'a', 'a,b'],
  ['a', ' ', 'a,b'],
])('renames %s to "%s"', (before, after, expected) => {
  const views = withName([view('a', 'first'), view('b')], before, after);
  expect(names(views)).toBe(expected);
  expect(views[0].search).toBe('first');
});

it('compares searches whatever order they have', () => {
  expect(normalised('b=1&a=2')).toBe(normalised('a=2&b=1'));
  expect(normalised('a=1&a=2')).not.toBe(normalised('a=1'));
});
