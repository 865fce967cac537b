import fc from 'fast-check';
import { getField, parseFieldPath, setField } from './fieldPath';

describe('parseFieldPath', () => {
  it.each([
    ['spec.region', ['spec', 'region']],
    ['spec.subnets[0].id', ['spec', 'subnets', 0, 'id']],
    ['a[0][1]', ['a', 0, 1]],
    [
      'metadata.annotations[crossplane.io/external-name]',
      ['metadata', 'annotations', 'crossplane.io/external-name'],
    ],
    ["data['ca.crt']", ['data', 'ca.crt']],
  ])('reads %s', (path, segments) => {
    expect(parseFieldPath(path)).toEqual(segments);
  });

  it.each(['', 'a..b', 'a.', '.a', 'a[', 'a[0', '[]', 'a]b', 'a[0]b'])(
    'refuses "%s"',
    path => {
      expect(() => parseFieldPath(path)).toThrow();
    },
  );

  it.each(['__proto__.x', 'a.constructor.b', 'a[__proto__]', 'a[5000]'])(
    'refuses %s, which could do harm',
    path => {
      expect(() => setField({}, path, 1)).toThrow();
      expect(({} as any).x).toBeUndefined();
    },
  );
});

describe('getField and setField', () => {
  it('makes lists and objects on the way', () => {
    const target = {};
    setField(target, 'spec.groups[1].name', 'x');
    expect(target).toEqual({ spec: { groups: [undefined, { name: 'x' }] } });
  });

  it('does not lead through a plain value', () => {
    expect(() => setField({ a: 'text' }, 'a.b', 1)).toThrow(/plain value/);
    expect(() => setField({ a: {} }, 'a[0]', 1)).toThrow(/no list/);
  });

  it('finds nothing in what is inherited', () => {
    const target = {};
    setField(target, 'toString.a', 1);
    expect(target).toEqual({ toString: { a: 1 } });
    expect(getField({ a: {} }, 'a.toString')).toBeUndefined();
  });

  it('reads back what was written', () => {
    const name = fc
      .string({ minLength: 1, maxLength: 8 })
      .filter(
        s =>
          /^[^.[\]'"]+$/.test(s) &&
          !/^\d+$/.test(s) &&
          !['__proto__', 'prototype', 'constructor'].includes(s),
      );
    fc.assert(
      fc.property(
        name,
        fc.array(fc.oneof(name, fc.integer({ min: 0, max: 5 })), {
          maxLength: 5,
        }),
        fc.oneof(fc.string(), fc.integer(), fc.boolean()),
        (first, rest, value) => {
          const path = rest.reduce<string>(
            (p, s) => (typeof s === 'number' ? `${p}[${s}]` : `${p}.${s}`),
            first,
          );
          const target = {};
          setField(target, path, value);
          expect(getField(target, path)).toBe(value);
        },
      ),
    );
  });
});
