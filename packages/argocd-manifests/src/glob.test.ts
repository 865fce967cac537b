import { compileGlob } from './glob';

it.each<[string, string, boolean]>([
  ['*', 'a/b.yaml', true],
  ['claims/**', 'claims/dev/a.yaml', true],
  ['claims/**', 'claims', false],
  ['claims/*', 'claims/dev/a.yaml', true],
  ['*.yaml', 'dev/a.yaml', true],
  ['*.yaml', 'a.yml', false],
  ['a?c', 'abc', true],
  ['a?c', 'a/c', true],
  ['a?c', 'ac', false],
  ['{a,b}*.yaml', 'bc.yaml', true],
  ['{a,b}*.yaml', 'c.yaml', false],
  ['{a,}x{1,2}', 'x2', true],
  ['**/a', 'a', false],
  ['a', 'a', true],
  ['', 'a', false],
])('%s on %s: %s', (pattern, path, expected) => {
  expect(compileGlob(pattern)(path)).toBe(expected);
});

it.each([
  '[ab]',
  'a]',
  '{a',
  'a}',
  '{a,{b}}',
  '!a',
  '\\*',
  'x'.repeat(301),
  '{a,b}'.repeat(7),
])('refuses %s', pattern => {
  expect(() => compileGlob(pattern)).toThrow(/pattern/);
});

it('takes no more steps than pattern times path', () => {
  const matches = compileGlob(`${'*a'.repeat(140)}b`);
  expect(matches('a'.repeat(4000))).toBe(false);
});
