import fc from 'fast-check';
import { applyDefaults } from './defaults';

describe('applyDefaults', () => {
  const schema = {
    type: 'object',
    properties: {
      a: { type: 'integer', default: 1 },
      o: {
        type: 'object',
        default: {},
        properties: { b: { default: 'x' }, c: {} },
      },
      l: {
        type: 'array',
        items: { type: 'object', properties: { d: { default: true } } },
      },
      m: {
        type: 'object',
        additionalProperties: {
          type: 'object',
          properties: { e: { default: 2 } },
        },
      },
      n: { type: 'string', nullable: true, default: 'n' },
      s: { type: 'string', default: 's' },
    },
  };

  it.each([
    [
      'absent keys, and what a default brings',
      {},
      { a: 1, o: { b: 'x' }, n: 'n', s: 's' },
    ],
    [
      'what is there stays',
      { a: 5, o: { c: 1 } },
      { a: 5, o: { b: 'x', c: 1 }, n: 'n', s: 's' },
    ],
    [
      'entries of lists and maps',
      { l: [{}], m: { k: {} } },
      {
        a: 1,
        o: { b: 'x' },
        l: [{ d: true }],
        m: { k: { e: 2 } },
        n: 'n',
        s: 's',
      },
    ],
    [
      'null where it is allowed, and where not',
      { n: null, s: null },
      { a: 1, o: { b: 'x' }, n: null, s: 's' },
    ],
  ])('fills in: %s', (_, value, expected) => {
    expect(applyDefaults(schema, value)).toEqual(expected);
  });

  it('changes nothing in place, and nothing the second time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const before = JSON.stringify(value);
        const once = applyDefaults(schema, value);
        expect(JSON.stringify(value)).toBe(before);
        expect(applyDefaults(schema, once)).toEqual(once);
      }),
    );
    const hostile = JSON.parse('{"__proto__": {"polluted": true}}');
    applyDefaults(schema, hostile);
    expect(({} as any).polluted).toBeUndefined();
  });
});
