import { applyPatch, diffPatch, prune, sameJson } from './mergePatch';

const spec = {
  region: 'eu-west-1',
  nodes: { size: 'small', min: 2, max: 4 },
  zones: ['a', 'b'],
};

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
])('finds %s, and applies it', (_, after, patch) => {
  expect(diffPatch(spec, after)).toEqual(patch);
  expect(sameJson(applyPatch(spec, patch), prune(after))).toBe(true);
});

it('prunes what holds nothing', () => {
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

it('keeps keys such as __proto__ plain data', () => {
  const patch = JSON.parse('{"__proto__": {"polluted": true}}');
  applyPatch({}, patch);
  expect(({} as any).polluted).toBeUndefined();
});
