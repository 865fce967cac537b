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

it('bounds the fields of a claim, and takes the others for unknown', () => {
  const fields = (number: number) =>
    Object.fromEntries(Array.from({ length: number }, (_, i) => [`f${i}`, i]));
  expect(compareClaims([fields(1000)])).toHaveLength(200);
  const rows = compareClaims([fields(200), { other: 1 }, fields(201)]);
  expect(rows.find(({ path }) => path === 'other')?.values).toEqual([
    undefined,
    '1',
    UNKNOWN,
  ]);
});

it('compares long values to their end', () => {
  const start = 'x'.repeat(1000);
  const [{ values }] = compareClaims([{ a: `${start}1` }, { a: `${start}2` }]);
  expect(differs(values)).toBe(true);
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
