import { bytes, ms, times, toTable } from './report';

it.each([
  [4.25, '4.3 ms'],
  [365.2, '365 ms'],
  [28_400, '28.4 s'],
  [-3037, '-3037 ms'],
])('ms writes %d as %s', (value, text) => {
  expect(ms(value)).toBe(text);
});

it.each([
  [930, '930 B'],
  [8300, '8.3 kB'],
  [1.3e9, '1.3 GB'],
  [-471_000, '-471 kB'],
])('bytes writes %d as %s', (value, text) => {
  expect(bytes(value)).toBe(text);
});

it('times has the spread of several runs', () => {
  expect(times({ median: 1.4, low: 1.2, high: 1.6, runs: 5 })).toBe(
    '1.40× (1.20–1.60, 5 runs)',
  );
});

it('toTable is a Markdown table with a verdict where there is a goal', () => {
  const row = { measure: 'a', goal: '≤ 1', figure: '2', values: {} };
  expect(toTable([{ ...row, met: false }, row])).toBe(
    [
      '| measure | goal | figure | ratio | met? |',
      '| ------- | ---- | ------ | ----- | ---- |',
      '| a       | ≤ 1  | 2      | –     | no   |',
      '| a       | ≤ 1  | 2      | –     | –    |',
    ].join('\n'),
  );
});
