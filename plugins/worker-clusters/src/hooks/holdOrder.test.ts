import { holdOrder, longestAscent, reuse } from './holdOrder';

interface Row {
  id: string;
  health: string;
}

const keyOf = (row: Row) => row.id;

/** `a b*`: the rows a and b, and b has changed. */
const rows = (text: string): Row[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map(word => ({
      id: word[0],
      health: word[1] === '*' ? 'Degraded' : 'Healthy',
    }));

const write = (list: readonly Row[]) =>
  list
    .map(({ id, health }) => (health === 'Degraded' ? `${id}*` : id))
    .join(' ');

describe('holdOrder', () => {
  it.each([
    ['nothing changed', 'a b c', 'a b c', 'a b c', 0, ''],
    ['a row changed', 'a b c', 'a b* c', 'a b* c', 0, ''],
    ['a row changed and moved', 'a b c', 'c* a b', 'a b c*', 1, ''],
    ['a row went to the end', 'a b c d', 'b c d a', 'a b c d', 1, ''],
    ['two rows changed places', 'a b c d', 'd b c a', 'a b c d', 2, ''],
    ['a row came first', 'a b', 'x a b', 'a b', 1, ''],
    ['a row came between', 'a b', 'a x b', 'a b', 1, ''],
    ['rows came last', 'a b', 'a b x y', 'a b x y', 0, ''],
    ['rows came first and last', 'a b', 'x a b y', 'a b y', 1, ''],
    [
      'rows came last, and one moved behind them',
      'a b c',
      'b c x y a',
      'a b c x y',
      1,
      '',
    ],
    ['a row went', 'a b c', 'a c', 'a b c', 1, 'b'],
    ['the last row went', 'a b c', 'a b', 'a b c', 1, 'c'],
    ['a row was replaced', 'a b c', 'a x c', 'a b c', 2, 'b'],
    ['all rows were replaced', 'a b', 'x y', 'x y', 0, ''],
    ['all rows went', 'a b', '', '', 0, ''],
    ['the first rows came', '', 'a b', 'a b', 0, ''],
  ])('%s: %s, then %s', (_, shown, answer, expected, changes, gone) => {
    const held = holdOrder(rows(shown), rows(answer), keyOf);
    expect(write(held.rows)).toBe(expected);
    expect(held.changes).toBe(changes);
    expect([...held.gone].join(' ')).toBe(gone);
  });

  it.each([
    ['a row came and pushed one over the end', 'a b c', 'x a b', 1, ''],
    ['a row went and one came up', 'a b c', 'b c d', 1, 'a'],
  ])('of an answer that ends early, %s', (_, shown, answer, changes, gone) => {
    const held = holdOrder(rows(shown), rows(answer), keyOf, {
      truncated: true,
    });
    expect(held.changes).toBe(changes);
    expect([...held.gone].join(' ')).toBe(gone);
  });

  it('keeps the objects of rows that are the same', () => {
    const shown = rows('a b c');
    const held = holdOrder(shown, rows('c b* a'), keyOf);
    expect(held.rows[0]).toBe(shown[0]);
    expect(held.rows[1]).not.toBe(shown[1]);
    expect(held.rows[2]).toBe(shown[2]);
  });

  it('counts the same rows again for the same answer', () => {
    const first = holdOrder(rows('a b c'), rows('x c a b y'), keyOf);
    const again = holdOrder(first.rows, rows('x c a b y'), keyOf);
    expect(write(again.rows)).toBe('a b c y');
    expect(again.changes).toBe(first.changes);
  });
});

it.each([
  [[], []],
  [[3], [3]],
  [
    [1, 2, 3],
    [1, 2, 3],
  ],
  [[3, 2, 1], [1]],
  [
    [2, 0, 1, 5, 3, 4],
    [0, 1, 3, 4],
  ],
])('finds the longest ascent in %p', (numbers, ascent) => {
  expect(longestAscent(numbers)).toEqual(ascent);
});

it('reuses the objects of items that say the same, in whatever order', () => {
  const before = rows('a b');
  const after = reuse(before, rows('c b* a'), keyOf);
  expect(write(after)).toBe('c b* a');
  expect(after[2]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
});
