import { placeDetails } from './placeDetails';

const map = { left: 100, right: 500, top: 50, bottom: 900 };
const tileAt = (left: number, top: number) => ({
  left,
  top,
  right: left + 24,
  bottom: top + 24,
});

it.each([
  ['above a tile', [200, 400], { left: 100, top: 144 }],
  [
    'below a tile that is at the top of the window',
    [200, 80],
    { left: 100, top: 60 },
  ],
  ['within the map at its right edge', [470, 400], { left: 100, top: 144 }],
])('places the details %s', (_, [left, top], expected) => {
  expect(
    placeDetails({
      tile: tileAt(left, top),
      map,
      details: { width: 300, height: 200 },
    }),
  ).toEqual(expected);
});

it('begins at the left edge of a map that is narrower than the details', () => {
  expect(
    placeDetails({
      tile: tileAt(150, 400),
      map: { ...map, right: 300 },
      details: { width: 300, height: 200 },
    }).left,
  ).toBe(0);
});
