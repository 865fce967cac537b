import { moveFocus } from './moveFocus';

/** Two rows of a group of three and two tiles, then a group of two, a little to the right. */
const tiles = [
  { left: 0, top: 0 },
  { left: 26, top: 0 },
  { left: 52, top: 0 },
  { left: 0, top: 26 },
  { left: 26, top: 26 },
  { left: 10, top: 90 },
  { left: 36, top: 90 },
];

it.each([
  ['ArrowRight', 2, 3],
  ['ArrowRight', 6, 6],
  ['ArrowLeft', 3, 2],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 1, 4],
  ['ArrowDown', 2, 4],
  ['ArrowDown', 4, 6],
  ['ArrowDown', 6, 6],
  ['ArrowUp', 5, 3],
  ['ArrowUp', 4, 1],
  ['ArrowUp', 1, 1],
  ['Home', 4, 0],
  ['End', 1, 6],
  ['Enter', 1, undefined],
  ['ArrowDown', 9, undefined],
])('moves with %s from tile %s to %s', (key, index, expected) => {
  expect(moveFocus(key, tiles, index)).toBe(expected);
});
