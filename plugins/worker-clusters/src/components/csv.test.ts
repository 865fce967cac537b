import { toCsv } from './csv';

it.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "so"', '"say ""so"""'],
  ['two\nlines', '"two\nlines"'],
  ['', ''],
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', '"\'\t\'=1"'],
  ['\r=1', '"\'\r\'=1"'],
  ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ['a=1', 'a=1'],
  ['a-b', 'a-b'],
  ['one; two', '"one; two"'],
  ['\n=1', '"\'\n\'=1"'],
  [' =1', "' =1"],
  ['\uff1d1+1', "'\uff1d1+1"],
  ['web;=1+1', '"web;\'=1+1"'],
  ['web; @SUM(A1)', '"web;\' @SUM(A1)"'],
  ['two\n=lines', '"two\n\'=lines"'],
])('writes %j as the cell %s', (value, cell) => {
  expect(toCsv([[value]])).toBe(`${cell}\r\n`);
});

it('writes numbers as they are, the negative ones too', () => {
  expect(toCsv([[12, -3]])).toBe('12,-3\r\n');
});

it('ends each row with CR LF', () => {
  expect(toCsv([['a', 'b'], ['c']])).toBe('a,b\r\nc\r\n');
});
