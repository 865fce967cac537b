import fc from 'fast-check';
import {
  isPlainString,
  parseManifestFile,
  readDocuments,
} from './parseManifests';
import { RenderError } from './RenderError';

/** Whether a call returns, or throws a RenderError. */
function attempt(call: () => unknown): boolean {
  try {
    call();
    return true;
  } catch (error) {
    return error instanceof RenderError;
  }
}

it('reads any text as documents, or refuses it by a RenderError', () => {
  const yamlish = fc
    .array(
      fc.constantFrom(
        'a',
        ':',
        ' ',
        '\n',
        '-',
        '---\n',
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
        '&a',
        '*a',
        '#',
        '|',
        '!!str',
        '\t',
        'kind: X\n',
        'items:',
      ),
      { maxLength: 60 },
    )
    .map(parts => parts.join(''));
  fc.assert(
    fc.property(
      fc.oneof(yamlish, fc.string(), fc.string({ unit: 'binary' })),
      text => {
        for (const path of ['a.yaml', 'a.json']) {
          expect(attempt(() => parseManifestFile(path, text))).toBe(true);
        }
      },
    ),
    { numRuns: 500 },
  );
});

it('reads a map of many keys in one pass', () => {
  const text = Array.from({ length: 60_000 }, (_, i) => `k${i}: 1`).join('\n');
  expect(Object.keys(readDocuments('a.yaml', text)[0] as object)).toHaveLength(
    60_000,
  );
});

it.each([
  [`${' '.repeat(1024 * 1024)} `, /larger than 1024 KiB/],
  ['a: 1\nb: 2\na: 3\n', /^a\.yaml:3: the key 'a' is there twice/],
  ['a: 1\n---\nb: {c: 1, c: 2}\n', /^a\.yaml:3: the key 'c'/],
  ['__proto__: {a: 1}\n', /the key '__proto__'/],
  ['? [a]\n: b\n', /no plain value/],
])('refuses %#', (text, message) => {
  expect(() => readDocuments('a.yaml', text)).toThrow(message);
});

it.each<[unknown, boolean]>([
  ['payments-dev', true],
  ['v1', true],
  ['a b', true],
  ['{a,b}*', true],
  ['on', false],
  ['12:30:45', false],
  ['1_000', false],
  ['~', false],
  ['2026-01-01', false],
  ['', false],
  [1, false],
])('takes %s for text: %s', (value, expected) => {
  expect(isPlainString(value)).toBe(expected);
});
