import fc from 'fast-check';
import { isSameJson } from './equality';

it('agrees with a comparison of the texts', () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  const text = (v: any): string =>
    JSON.stringify(v, (_, o) =>
      o && typeof o === 'object' && !Array.isArray(o)
        ? Object.fromEntries(
            Object.entries(o).sort(([a], [b]) => (a < b ? -1 : 1)),
          )
        : o,
    );
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(isSameJson(a, JSON.parse(JSON.stringify(a)))).toBe(true);
      expect(isSameJson(a, b)).toBe(text(a) === text(b));
    }),
  );
});

it.each([
  [{ a: undefined }, {}, true],
  [{ a: null }, {}, false],
  [[], {}, false],
  [{ a: [1, 2] }, { a: [2, 1] }, false],
])('%j and %j: %s', (a, b, same) => {
  expect(isSameJson(a, b)).toBe(same);
  expect(isSameJson(b, a)).toBe(same);
});
