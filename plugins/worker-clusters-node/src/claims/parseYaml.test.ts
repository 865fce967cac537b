import fc from 'fast-check';
import { MAX_YAML_BYTES, parseYaml } from './parseYaml';

/** Milliseconds of CPU. */
function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * How many times as long as a text another one takes: of the fastest of some runs each, in turn, up to 30 while the ratio
 * is above the bound. Compilers and collectors of other threads count as well, and what runs beside takes caches away.
 */
function ratioOf(text: string, longer: string, bound: number): number {
  let one = Infinity;
  let other = Infinity;
  let ratio = Infinity;
  for (let run = 0; run < 30 && ratio >= bound; run += 1) {
    one = Math.min(
      one,
      cpuOf(() => parseYaml(text)),
    );
    other = Math.min(
      other,
      cpuOf(() => parseYaml(longer)),
    );
    ratio = other / Math.max(1, one);
  }
  return ratio;
}

const problems = (text: string) =>
  parseYaml(text).documents.flatMap(d => d.problems.map(p => p.message));

const lines = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

describe('parseYaml', () => {
  it.each<[string, string, RegExp]>([
    ['a file that is too large', 'a'.repeat(MAX_YAML_BYTES + 1), /256 KiB/],
    [
      'a file that is too large in another script',
      'é'.repeat(MAX_YAML_BYTES / 2 + 1),
      /256 KiB/,
    ],
    ['25,000 keys', lines(25_000, i => `k${i}: 1`), /15000 marks/],
    ['quotes', '"'.repeat(250_000), /15000 marks/],
    ['a list with 100,000 items', `[${'a,'.repeat(100_000)}]`, /15000 marks/],
    ['lists in lists', '['.repeat(200), /64 levels/],
    ['maps in maps', '{a: '.repeat(200), /64 levels/],
    ['lists in lists in block style', '- '.repeat(10_000), /64 levels/],
    [
      'maps in maps in block style',
      lines(200, i => `${' '.repeat(i)}a:`),
      /64 levels/,
    ],
    ['keys that are maps', '? '.repeat(30_000), /15000 marks|64 levels/],
    ['documents', '---\n'.repeat(5000), /1000 documents/],
    ['documents with ends', 'a\n...\n'.repeat(5000), /1000 documents/],
  ])('refuses %s', (_, text, message) => {
    expect(() => parseYaml(text)).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringMatching(message),
      }),
    );
  });

  it.each<[string, string, RegExp]>([
    [
      'the same key twice',
      'a: 1\nb: {c: 1, c: 2}\n',
      /^Map keys must be unique$/,
    ],
    ['a key twice in other quotes', `a: 1\n"a": 2\n`, /unique/],
    ['a number and a text as the same key', `1: a\n"1": b\n`, /unique/],
    ['a key that is a list', '? [a, b]\n: 1\n', /keys must be strings/],
    [
      'aliases',
      `a: &a 1\nb: [${'*a, '.repeat(30)}]\n`,
      /^More than 20 aliases$/,
    ],
  ])('finds %s', (_, text, message) => {
    expect(problems(text)).toEqual([expect.stringMatching(message)]);
  });

  it('stops at 20 problems', () => {
    expect(problems(lines(500, () => 'a: 1'))).toHaveLength(20);
    expect(problems(lines(500, () => '@'))).not.toHaveLength(0);
    expect(problems(lines(500, () => '@')).length).toBeLessThanOrEqual(20);
  });

  it('names the line of a problem', () => {
    const { documents, lineAt } = parseYaml(
      'a: 1\nb: 2\n---\nc:\n  d: 1\n  d: 2\n',
    );
    expect(documents.map(d => d.problems.map(p => lineAt(p.offset)))).toEqual([
      [],
      [6],
    ]);
  });

  it.each<[string, (size: number) => string]>([
    ['keys of one map', size => lines(size, i => `k${i}: 1`)],
    [
      'keys of one map in brackets',
      size => `{${lines(size, i => `k${i}: 1,`)}}`,
    ],
    ['keys with lists', size => lines(size / 2, i => `k${i}: [1]`)],
    ['anchors', size => lines(size, i => `- &a${i} 1`)],
    ['tags', size => lines(size, () => `- !!str a`)],
    ['comments', size => lines(size, i => `# comment ${i}`)],
    ['lines of one text', size => `a: "${lines(size, () => 'x  ')}"`],
    ['lines of one plain text', size => `a: ${lines(size, () => ' x  ')}`],
    ['empty lines of a block', size => `a: |\n${'\n'.repeat(size)} x`],
  ])('takes time that grows with the number of %s', (_, build) => {
    // With the square it would be 64 times as much.
    expect(ratioOf(build(450), build(3600), 30)).toBeLessThan(30);
  });

  it('answers with documents or an InputError, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            ...'{}[]:-,&*!|>\'"%@`#?\n\t ab1<',
            '---\n',
            '...\n',
            '- ',
            '? ',
            ': ',
            '&a ',
            '*a ',
            '!!set ',
            '%YAML 1.1\n',
          ),
          maxLength: 200,
        }),
        fc.integer({ min: 1, max: 60 }),
        (text, times) => {
          let most: number;
          try {
            const { documents } = parseYaml(text.repeat(times));
            most = Math.max(0, ...documents.map(d => d.problems.length));
          } catch (error) {
            most = (error as Error).name === 'InputError' ? 0 : Infinity;
          }
          expect(most).toBeLessThanOrEqual(20);
        },
      ),
      { numRuns: 500 },
    );
  });
});
