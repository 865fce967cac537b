import fc from 'fast-check';
import { FORMATS } from './formats';
import { escapeForLog, escapeLine, stringifyForLog } from './output';

/** What GitHub's runner, Azure's agent, GitLab's runner and a terminal take for orders. */
const ORDERS = [
  '::add-mask::x',
  '  ::error file=a::b',
  '\u00a0::stop-commands::x',
  'a ##[add-mask]b',
  '##vso[task.setvariable variable=x]y',
  '##teamcity[x]',
  'section_start:1:x\r\u001b[0K',
  'section_end:1:x\r\u001b[0K',
  '\u001b]0;title\u0007',
  '\u009b31m',
  'a\u202eb',
];
const isOrder = (output: string) =>
  output
    .split('\n')
    .some(
      line =>
        line.trim().startsWith('::') ||
        /##\w*\[|section_(start|end):/.test(line),
    ) ||
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(output);

it.each(ORDERS)('%j is an order, and only text after it was escaped', order => {
  expect(isOrder(order)).toBe(true);
  for (const text of [order, `x\n${order}\ny`, `x\r\n${order}`]) {
    expect(isOrder(escapeForLog(text))).toBe(false);
    expect(isOrder(escapeLine(text))).toBe(false);
    expect(escapeLine(text)).not.toContain('\n');
    const json = stringifyForLog({ [text]: [text] });
    expect(isOrder(json)).toBe(false);
    expect(JSON.parse(json)).toEqual({ [text]: [text] });
  }
});

it('leaves other text as it is', () => {
  const text = 'a: 1\n  - b :: c\n# Höhe\t::1\n';
  expect(escapeForLog(text)).toBe(text);
});

it('gives no order in any format, whatever a problem says', () => {
  const any = fc
    .array(
      fc.oneof(
        fc.constantFrom(...ORDERS, '\n', '\r\n', '%0A', ':', '#'),
        fc.string({ unit: 'binary' }),
      ),
    )
    .map(parts => parts.join(''));
  fc.assert(
    fc.property(any, any, (path, message) => {
      const problems = [
        { severity: 'error' as const, rule: 'x', path, line: 1, message },
      ];
      expect(isOrder(FORMATS.text(problems))).toBe(false);
      expect(isOrder(FORMATS.gitlab(problems))).toBe(false);
      expect(FORMATS.text(problems).split('\n')).toHaveLength(2);
      const github = FORMATS.github(problems);
      expect(github.trimEnd()).toMatch(
        /^::error file=[^\n\r]*,line=1,title=[^\n\r]*::[^\n\r]*$/,
      );
    }),
  );
});
