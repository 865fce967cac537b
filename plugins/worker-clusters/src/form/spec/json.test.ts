import { prune } from './json';

it('prune drops fields that are undefined, and objects that are empty or become so', () => {
  expect(
    prune({
      a: undefined,
      b: {},
      c: { d: { e: undefined } },
      f: { g: 0 },
      h: [],
    }),
  ).toEqual({ f: { g: 0 }, h: [] });
});
