import fc from 'fast-check';
import { InvalidSchemaError, validateObject } from './validateObject';

const around = (schema: object) => ({
  type: 'object',
  properties: { x: schema },
});

describe('validateObject', () => {
  it('names fields by their title, and adds what the schema says of them', () => {
    const [problem] = validateObject(
      around({
        type: 'string',
        title: 'Colour',
        pattern: '^r',
        description: 'A warm one.',
      }),
      { x: 'blue' },
    );
    expect(problem.message).toBe(
      "Colour 'blue' is not offered: it must match ^r (A warm one).",
    );
  });

  it('never throws, whatever the object is', () => {
    const schema = around({
      type: 'object',
      properties: {
        l: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['k'],
          items: { type: 'object', properties: { k: { type: 'string' } } },
        },
        m: {
          type: 'object',
          additionalProperties: {
            anyOf: [{ type: 'string' }, { type: 'integer' }],
          },
        },
      },
    });
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(Array.isArray(validateObject(schema, { x: value }))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('orders problems as the object has its fields, and says of each only what is strongest', () => {
    const schema = {
      type: 'object',
      required: ['c', 'd'],
      properties: {
        a: { type: 'integer', minimum: 5, multipleOf: 2 },
        b: { type: 'string', enum: ['x'], pattern: '^x$', minLength: 9 },
        c: { type: 'string' },
        d: { type: 'string' },
      },
    };
    expect(
      validateObject(schema, { b: 'y', a: 1 }).map(p => p.message),
    ).toEqual([
      "'b' 'y' is not offered: choose one of x.",
      "'a' must be at least 5, not 1.",
      "'a' must be a multiple of 2, not 1.",
      "'c' is missing: fill it in.",
      "'d' is missing: fill it in.",
    ]);
  });

  it('says no more than a person can mend at a time', () => {
    const schema = around({ type: 'array', items: { type: 'string' } });
    expect(validateObject(schema, { x: Array(500).fill(1) })).toHaveLength(50);
  });

  it('does not look at what is too large or too deep', () => {
    const schema = around({ 'x-kubernetes-preserve-unknown-fields': true });
    let deep: unknown = 1;
    for (let i = 0; i < 10_000; i++) deep = [deep];
    for (const [value, why] of [
      [deep, /nested deeper than 200 levels/],
      [Array(300_000).fill(1), /more than 200000 values/],
    ] as const) {
      expect(validateObject(schema, { x: value })).toMatchObject([
        { field: '', message: expect.stringMatching(why) },
      ]);
    }
  });

  const number = { type: 'integer' };
  it.each<[fault: string, schema: object]>([
    ['type', { items: { type: 'string' } }],
    ['alternatives', { items: { anyOf: [{ minimum: 5 }, { maximum: 0 }] } }],
    ['the one that was meant', { oneOf: [{ items: { minimum: 5 } }] }],
    ['duplicates', { items: number, 'x-kubernetes-list-type': 'set' }],
  ])('is done with 150,000 faults in moments: %s', (_, more) => {
    const schema = around({ type: 'array', items: number, ...more });
    const before = performance.now();
    expect(validateObject(schema, { x: Array(150_000).fill(1) })).toHaveLength(
      50,
    );
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('looks for what was meant in the same entry of a list only', () => {
    const schema = around({
      type: 'array',
      items: {
        type: 'object',
        properties: { a: { type: 'integer' }, b: { type: 'integer' } },
        anyOf: [
          { properties: { a: { minimum: 5 }, b: { minimum: 5 } } },
          { properties: { b: { maximum: 0 } } },
        ],
      },
    });
    expect(
      validateObject(schema, {
        x: [
          { a: 1, b: 1 },
          { a: 1, b: 2 },
        ],
      }).map(({ field, message }) => [field, message]),
    ).toEqual([
      ['x[0].b', "'x[0].b' must be at most 0, not 1."],
      ['x[1].b', "'x[1].b' must be at most 0, not 2."],
    ]);
  });

  it('takes no time for patterns that JavaScript would never be done with', () => {
    const schema = around({ type: 'string', pattern: '^(a+)+$' });
    expect(
      validateObject(schema, { x: `${'a'.repeat(50_000)}b` }),
    ).toHaveLength(1);
  });

  it.each([
    ['duration', '1'.repeat(100_000)],
    ['email', ' '.repeat(100_000)],
    ['hostname', 'a.'.repeat(50_000)],
    ['uri', `http://${':'.repeat(100_000)}`],
    ['byte', 'A'.repeat(100_001)],
  ])('nor for long texts of the format %s', (format, text) => {
    const schema = around({ type: 'string', format });
    const before = performance.now();
    expect(validateObject(schema, { x: text })).toHaveLength(1);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it.each(['(?=a)', '\\1', '[a', 'a{1001}'])(
    'throws for the pattern %s, which Go does not take',
    pattern => {
      expect(() =>
        validateObject(around({ type: 'string', pattern }), { x: 'a' }),
      ).toThrow(InvalidSchemaError);
    },
  );
});
