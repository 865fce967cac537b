import {
  moveTo,
  OVERSCAN,
  type Place,
  startsOf,
  visibleSpan,
  withActive,
} from './gridWindow';

describe('visibleSpan', () => {
  const starts = startsOf(Array(100).fill(10));

  it.each<[number, number, [number, number]]>([
    [0, 50, [0, 6 + OVERSCAN]],
    [500, 50, [50 - OVERSCAN, 56 + OVERSCAN]],
    [505, 50, [50 - OVERSCAN, 56 + OVERSCAN]],
    [5000, 50, [100 - 1 - OVERSCAN, 100]],
  ])('from %s with %s pixels', (from, size, [first, end]) => {
    expect(visibleSpan(starts, from, size)).toEqual({ first, end });
  });

  it('is empty without items', () => {
    expect(visibleSpan(startsOf([]), 0, 100)).toEqual({ first: 0, end: 0 });
  });
});

it.each<[number, number[]]>([
  [-1, [3, 4]],
  [1, [1, 3, 4]],
  [4, [3, 4]],
  [9, [3, 4, 9]],
])('renders item %s wherever it is', (active, expected) => {
  expect(withActive({ first: 3, end: 5 }, active)).toEqual(expected);
});

describe('moveTo', () => {
  const size = { rows: 20, columns: 8, page: 5 };
  it.each<[Place, string, boolean, Place | undefined]>([
    [{ row: 0, column: 0 }, 'ArrowUp', false, { row: -1, column: 0 }],
    [{ row: -1, column: 0 }, 'ArrowUp', false, { row: -1, column: 0 }],
    [{ row: 19, column: 0 }, 'ArrowDown', false, { row: 19, column: 0 }],
    [{ row: 3, column: 0 }, 'ArrowLeft', false, { row: 3, column: -1 }],
    [{ row: 3, column: 7 }, 'ArrowRight', false, { row: 3, column: 7 }],
    [{ row: 3, column: 2 }, 'PageUp', false, { row: 0, column: 2 }],
    [{ row: 3, column: 2 }, 'PageDown', false, { row: 8, column: 2 }],
    [{ row: 3, column: 2 }, 'Home', false, { row: 3, column: -1 }],
    [{ row: 3, column: 2 }, 'End', false, { row: 3, column: 7 }],
    [{ row: 3, column: 2 }, 'Home', true, { row: 0, column: -1 }],
    [{ row: 3, column: 2 }, 'End', true, { row: 19, column: 7 }],
    [{ row: 3, column: 2 }, 'x', false, undefined],
  ])('from %j by %s (Ctrl %s)', (place, key, ctrlKey, expected) => {
    expect(moveTo(place, { key, ctrlKey }, size)).toEqual(expected);
  });
});
