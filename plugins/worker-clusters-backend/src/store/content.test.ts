import fc from 'fast-check';
import { hashOf, stableJson, storable } from './content';
import { sortableVersion } from './sortableVersion';

describe('stableJson', () => {
  it.each<[unknown, string]>([
    [{ b: 1, a: [{ d: null, c: 'x' }] }, '{"a":[{"c":"x","d":null}],"b":1}'],
    [{ gone: undefined, kept: false }, '{"kept":false}'],
    [JSON.parse('{"__proto__":{"b":1,"a":2}}'), '{"__proto__":{"a":2,"b":1}}'],
    [[], '[]'],
    ['text', '"text"'],
  ])('%j', (value, expected) => {
    expect(stableJson(value)).toBe(expected);
  });

  it('is JSON of the same value, whatever the order of the keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), value => {
        const text = stableJson(value);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(stableJson(reversed)).toBe(text);
      }),
    );
  });
});

describe('hashOf', () => {
  it('tells apart where one text ends and the next begins', () => {
    expect(hashOf('ab', 'c')).not.toBe(hashOf('a', 'bc'));
    expect(hashOf('a')).not.toBe(hashOf('a', ''));
    expect(hashOf('a', 'b')).toBe(hashOf('a', 'b'));
  });
});

describe('storable', () => {
  it('leaves out what PostgreSQL refuses', () => {
    expect(storable('a\0b')).toBe('ab');
    expect(storable(undefined)).toBeNull();
  });
});

describe('sortableVersion', () => {
  it.each([undefined, '', 'latest', 'v', '12345678901'])(
    '%j is none',
    version => {
      expect(sortableVersion(version)).toBeNull();
    },
  );

  it('sorts as versions do', () => {
    const versions = [
      '1.9',
      'v1.10.0-rc.1',
      'v1.10.0',
      'v1.10.1-eks-5a1b2c',
      'v1.10.2',
      'v1.10.10',
      '2',
      '2.0.1',
      'v10.0.0',
    ];
    const texts = versions.map(sortableVersion);
    expect([...texts].sort()).toEqual(texts);
    expect(sortableVersion('v1.34')).toBe(sortableVersion('1.34.0'));
  });

  it('sorts any two releases by their numbers', () => {
    const number = fc.nat({ max: 999_999_999 });
    fc.assert(
      fc.property(
        fc.tuple(number, number, number),
        fc.tuple(number, number, number),
        (a, b) => {
          const difference = a.map((n, i) => n - b[i]).find(d => d !== 0) ?? 0;
          const [left, right] = [a, b].map(
            v => sortableVersion(`v${v.join('.')}`)!,
          );
          expect([left < right, left > right]).toEqual([
            difference < 0,
            difference > 0,
          ]);
        },
      ),
    );
  });
});
