import {
  compareApplications,
  compareClaims,
  differs,
  UNKNOWN,
  type Value,
} from './compareRows';

it.each<[Value[], boolean]>([
  [[], false],
  [['1.34', '1.34'], false],
  [['1.34', '1.35'], true],
  [['1.34', undefined], true],
  [[undefined, undefined], false],
  [['1.34', UNKNOWN, '1.34'], false],
  [['1.34', UNKNOWN, '1.35'], true],
  [[UNKNOWN, UNKNOWN], false],
])('compares %p', (values, expected) => {
  expect(differs(values)).toBe(expected);
});

it('compares claims field by field', () => {
  expect(
    compareClaims([
      { parameters: { nodes: { min: 2 }, addons: ['a', 'b'] }, empty: {} },
      { parameters: { nodes: { min: 3, max: null } } },
      undefined,
    ]),
  ).toEqual([
    { path: 'empty', values: ['{}', undefined, UNKNOWN] },
    { path: 'parameters.addons', values: ['["a","b"]', undefined, UNKNOWN] },
    { path: 'parameters.nodes.max', values: [undefined, 'null', UNKNOWN] },
    { path: 'parameters.nodes.min', values: ['2', '3', UNKNOWN] },
  ]);
});

it('bounds the fields and the values of a claim', () => {
  const many = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`f${i}`, 'x'.repeat(1000)]),
  );
  const rows = compareClaims([many]);
  expect(rows).toHaveLength(200);
  expect(rows[0].values[0]).toHaveLength(201);
});

it('puts Applications of one name side by side', () => {
  const app = (name: string, namespace = 'argocd') => ({ name, namespace });
  const rows = compareApplications([
    [app('web'), app('api'), app('web', 'team')],
    undefined,
    [app('web')],
  ]);
  expect(
    rows.map(({ name, applications }) => [
      name,
      ...applications.map(a => a?.namespace),
    ]),
  ).toEqual([
    ['api', 'argocd', undefined, undefined],
    ['web', 'argocd', undefined, 'argocd'],
    ['web', 'team', undefined, undefined],
  ]);
});
