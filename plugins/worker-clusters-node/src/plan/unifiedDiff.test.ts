import fc from 'fast-check';
import { unifiedDiff } from './unifiedDiff';

const numbered = (count: number, name: (i: number) => string = i => `${i}`) =>
  Array.from({ length: count }, (_, i) => `${name(i)}\n`).join('');

describe('unifiedDiff', () => {
  it.each<[string, string, string, string]>([
    ['equal texts', 'a\nb\n', 'a\nb\n', ''],
    ['a final newline alone', 'a', 'a\n', ''],
    ['a new text', '', 'a\nb\n', '+a\n+b\n'],
    ['a removed text', 'a\nb\n', '', '-a\n-b\n'],
    ['a changed line', 'a\nb\nc\n', 'a\nx\nc\n', ' a\n-b\n+x\n c\n'],
    ['a line without a newline', 'a\nb', 'a\nc', ' a\n-b\n+c\n'],
    ['CRLF', 'a\r\nb\r\n', 'a\r\nc\r\n', ' a\r\n-b\r\n+c\r\n'],
    ['an empty line', 'a\n\n', 'a\n', ' a\n-\n'],
    [
      'three lines around a change',
      numbered(9),
      numbered(9, i => (i === 4 ? 'x' : `${i}`)),
      ' 1\n 2\n 3\n-4\n+x\n 5\n 6\n 7\n',
    ],
    [
      'a place between distant changes',
      numbered(9),
      numbered(9, i => (i % 8 ? `${i}` : 'x')),
      '-0\n+x\n 1\n 2\n 3\n@@\n 5\n 6\n 7\n-8\n+x\n',
    ],
  ])('shows %s', (_, before, after, diff) => {
    expect(unifiedDiff(before, after)).toBe(diff);
  });

  it('compares long texts that differ in few lines', () => {
    const after = numbered(20_000, i => (i === 12_345 ? 'x' : `${i}`));
    expect(unifiedDiff(numbered(20_000), after)).toBe(
      ' 12342\n 12343\n 12344\n-12345\n+x\n 12346\n 12347\n 12348\n',
    );
  });

  it('shows the beginning of texts that differ in more than 500 lines', () => {
    const diff = unifiedDiff(
      numbered(20_000),
      numbered(19_000, i => `x${i}`),
    ).split('\n');
    expect(diff[0]).toBe(
      '@@ Too different to compare: 20000 lines before, 19000 after',
    );
    expect(diff.slice(500, 504)).toEqual([
      '-499',
      '@@ 19500 more lines',
      '+x0',
      '+x1',
    ]);
    expect(diff.slice(-3)).toEqual(['+x499', '@@ 18500 more lines', '']);
  });

  it('shows the beginning of a long new text', () => {
    const diff = unifiedDiff('', numbered(20_000)).split('\n');
    expect(diff.slice(-3)).toEqual(['+499', '@@ 19500 more lines', '']);
  });

  it('ends a diff of many distant changes after 2000 lines', () => {
    const before = numbered(10_000);
    const after = numbered(10_000, i => (i % 42 ? `${i}` : `x${i}`));
    const diff = unifiedDiff(before, after).split('\n');
    expect(diff).toHaveLength(2002);
    expect(diff[2000]).toMatch(/^@@ \d+ more lines$/);
  });

  it('keeps the order of both texts', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', '', '-d', '+e', '@@'), {
        minLength: 1,
        maxLength: 30,
      })
      .map(all => all.map(line => `${line}\n`).join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = unifiedDiff(before, after);
        const kept = (sign: string) =>
          diff
            .split('\n')
            .filter(line => line.startsWith(' ') || line.startsWith(sign))
            .map(line => line.slice(1));
        expect(isPartOf(kept('-'), before)).toBe(true);
        expect(isPartOf(kept('+'), after)).toBe(true);
        expect(diff === '').toBe(before === after);
      }),
    );
  });
});

/** Whether lines are in a text, in that order. */
function isPartOf(some: string[], text: string): boolean {
  let next = 0;
  for (const line of text.split('\n')) if (line === some[next]) next += 1;
  return next === some.length;
}
