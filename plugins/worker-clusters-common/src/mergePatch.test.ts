import fc from 'fast-check';
import { mergePatch, mergePatchOf, sameJson } from './mergePatch';

const spec = {
  region: 'eu-west-1',
  nodes: { size: 'small', min: 2, max: 4 },
  zones: ['a', 'b'],
};
const polluted = JSON.parse(
  '{"__proto__": {"polluted": true}, "constructor": 1, "a": {"toString": 2}}',
);

// The examples of RFC 7386, appendix A.
it.each<[unknown, unknown, unknown]>([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('mergePatch of %j with %j is %j', (target, patch, result) => {
  const before = structuredClone(target);
  expect(mergePatch(target, patch)).toEqual(result);
  expect(target).toEqual(before);
});

it('keeps keys such as __proto__ plain data', () => {
  const result = mergePatch({}, polluted);
  expect(({} as any).polluted).toBeUndefined();
  expect(JSON.stringify(result)).toBe(JSON.stringify(polluted));
  expect(JSON.stringify(mergePatchOf({}, polluted))).toBe(
    JSON.stringify(polluted),
  );
  expect(sameJson({}, { constructor: Object })).toBe(false);
});

it.each([
  ['nothing', spec, {}],
  [
    'a field',
    { ...spec, nodes: { ...spec.nodes, max: 6 } },
    { nodes: { max: 6 } },
  ],
  [
    'a removed field',
    { ...spec, nodes: { size: 'small', min: 2 } },
    { nodes: { max: null } },
  ],
  [
    'a removed object',
    { region: 'eu-west-1', zones: ['a', 'b'] },
    { nodes: null },
  ],
  ['a list as a whole', { ...spec, zones: ['a'] }, { zones: ['a'] }],
  ['a new object', { ...spec, tags: { a: 'b' } }, { tags: { a: 'b' } }],
  ['an undefined field', { ...spec, region: undefined }, { region: null }],
])('mergePatchOf finds %s, and mergePatch applies it', (_, after, patch) => {
  expect(mergePatchOf(spec, after)).toEqual(patch);
  expect(sameJson(mergePatch(spec, patch), after)).toBe(true);
});

it('mergePatchOf makes any object of any other', () => {
  const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean());
  const { object } = fc.letrec<{ value: unknown; object: object }>(tie => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(leaf, { maxLength: 3 }),
      tie('object'),
    ),
    object: fc.dictionary(
      fc.constantFrom('a', 'b', '__proto__', 'constructor'),
      tie('value'),
      { minKeys: 1, maxKeys: 3 },
    ),
  }));
  fc.assert(
    fc.property(object, object, (before: any, after: any) => {
      const patch = mergePatchOf(before, after);
      expect(sameJson(mergePatch(before, patch), after)).toBe(true);
      expect(Object.keys(patch).length === 0).toBe(sameJson(before, after));
    }),
  );
});

describe('sameJson', () => {
  it('agrees with a comparison of canonical texts', () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const text = (v: unknown): string =>
      JSON.stringify(v, (_, o) =>
        o && typeof o === 'object' && !Array.isArray(o)
          ? Object.fromEntries(
              Object.entries(o).sort(([a], [b]) => (a < b ? -1 : 1)),
            )
          : o,
      );
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(sameJson(a, JSON.parse(JSON.stringify(a)))).toBe(true);
        expect(sameJson(a, b)).toBe(text(a) === text(b));
      }),
    );
  });

  it.each([
    [{ a: undefined }, {}, true],
    [{ a: null }, {}, false],
    [[], {}, false],
    [{ a: [1, 2] }, { a: [2, 1] }, false],
  ])('of %j and %j is %s', (a, b, same) => {
    expect(sameJson(a, b)).toBe(same);
    expect(sameJson(b, a)).toBe(same);
  });
});
