import fc from 'fast-check';
import {
  applyDefaults,
  checkRules,
  countRules,
  immutableFields,
  validateObject,
} from '.';

/** Each row: a feature, a schema, a value that passes, one that does not, and what is said of it. */
const FEATURES: Array<
  [feature: string, schema: object, good: unknown, bad: unknown, said: RegExp]
> = [
  ['type string', { type: 'string' }, 'a', 1, /must be a text, not 1/],
  ['type integer', { type: 'integer' }, 3, 3.5, /a whole number/],
  ['type number', { type: 'number' }, 3.5, 'x', /a number/],
  ['type boolean', { type: 'boolean' }, true, 'yes', /true or false/],
  [
    'type array',
    { type: 'array', items: { type: 'string' } },
    ['a'],
    'a',
    /a list/,
  ],
  [
    'type object',
    { type: 'object', properties: { a: { type: 'string' } } },
    { a: 'x' },
    [],
    /an object/,
  ],
  [
    'enum',
    { type: 'string', enum: ['a', 'b'] },
    'b',
    'c',
    /not offered: choose one of a, b/,
  ],
  [
    'pattern',
    { type: 'string', pattern: '^a+$' },
    'aa',
    'b',
    /must match \^a\+\$/,
  ],
  [
    'minLength',
    { type: 'string', minLength: 2 },
    'ab',
    'a',
    /at least 2 characters/,
  ],
  [
    'maxLength counts code points',
    { type: 'string', maxLength: 2 },
    '😀😀',
    'abc',
    /at most 2 characters/,
  ],
  ['minimum', { type: 'integer', minimum: 1 }, 1, 0, /at least 1, not 0/],
  ['maximum', { type: 'integer', maximum: 9 }, 9, 10, /at most 9, not 10/],
  [
    'exclusiveMinimum',
    { type: 'number', minimum: 1, exclusiveMinimum: true },
    2,
    1,
    /more than 1/,
  ],
  [
    'exclusiveMaximum',
    { type: 'number', maximum: 1, exclusiveMaximum: true },
    0,
    1,
    /less than 1/,
  ],
  ['multipleOf', { type: 'integer', multipleOf: 4 }, 8, 6, /multiple of 4/],
  [
    'minItems',
    { type: 'array', minItems: 1, items: {} },
    [1],
    [],
    /at least 1 entries/,
  ],
  [
    'maxItems',
    { type: 'array', maxItems: 1, items: {} },
    [1],
    [1, 2],
    /at most 1 entries/,
  ],
  [
    'uniqueItems',
    { type: 'array', uniqueItems: true, items: {} },
    [1, 2],
    [1, 1],
    /something twice/,
  ],
  [
    'minProperties',
    { type: 'object', minProperties: 1, additionalProperties: true },
    { a: 1 },
    {},
    /at least 1 fields/,
  ],
  [
    'maxProperties',
    { type: 'object', maxProperties: 1, additionalProperties: true },
    { a: 1 },
    { a: 1, b: 2 },
    /at most 1 fields/,
  ],
  [
    'required',
    { type: 'object', required: ['a'], properties: { a: { title: 'The A' } } },
    { a: 1 },
    {},
    /^The A is missing: fill it in\.$/,
  ],
  [
    'unknown fields',
    { type: 'object', properties: { a: {} } },
    { a: 1 },
    { a: 1, b: 2 },
    /'x\.b' is not a field/,
  ],
  [
    'an object without fields',
    { type: 'object' },
    {},
    { a: 1 },
    /is not a field/,
  ],
  [
    'preserve-unknown-fields, per level',
    {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
      properties: { a: { type: 'object', properties: {} } },
    },
    { b: 1 },
    { a: { b: 1 } },
    /is not a field/,
  ],
  [
    'additionalProperties',
    { type: 'object', additionalProperties: { type: 'integer' } },
    { a: 1 },
    { a: 'x' },
    /a whole number/,
  ],
  ['nullable', { type: 'string', nullable: true }, null, 1, /a text or null/],
  ['not nullable', { type: 'string' }, 'a', null, /a text, not null/],
  [
    'nullable with enum',
    { type: 'string', nullable: true, enum: ['a'] },
    null,
    'b',
    /not offered/,
  ],
  [
    'int-or-string',
    { 'x-kubernetes-int-or-string': true },
    '50%',
    1.5,
    /a whole number or a text/,
  ],
  [
    'embedded-resource',
    {
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      'x-kubernetes-preserve-unknown-fields': true,
    },
    { apiVersion: 'v1', kind: 'Pod' },
    { kind: 'Pod' },
    /apiVersion' is missing/,
  ],
  [
    'list-type set',
    {
      type: 'array',
      'x-kubernetes-list-type': 'set',
      items: { type: 'string' },
    },
    ['a', 'b'],
    ['a', 'a'],
    /'x\[1\]' stands in the list already/,
  ],
  [
    'list-type map',
    {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['n'],
      items: { type: 'object', properties: { n: {}, v: {} } },
    },
    [{ n: 1 }, { n: 2 }],
    [
      { n: 1, v: 1 },
      { n: 1, v: 2 },
    ],
    /stands in the list already/,
  ],
  [
    'anyOf',
    { anyOf: [{ minimum: 5 }, { maximum: 1 }], type: 'integer' },
    7,
    3,
    /fits none of the forms/,
  ],
  [
    'oneOf',
    { oneOf: [{ minimum: 1 }, { maximum: 5 }], type: 'integer' },
    9,
    3,
    /fits more than one of the forms/,
  ],
  [
    'allOf',
    { allOf: [{ minimum: 1 }, { maximum: 5 }], type: 'integer' },
    3,
    9,
    /at most 5/,
  ],
  ['not', { not: { enum: ['x'] }, type: 'string' }, 'a', 'x', /is not allowed/],
  [
    'oneOf of required fields',
    {
      type: 'object',
      properties: { a: {}, b: {} },
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
    },
    { a: 1 },
    { a: 1, b: 1 },
    /more than one/,
  ],
  [
    'format int32',
    { type: 'integer', format: 'int32' },
    5,
    2 ** 31,
    /not a valid int32/,
  ],
  [
    'format date-time',
    { type: 'string', format: 'date-time' },
    '2026-11-23T08:00:00Z',
    'today',
    /not a valid date-time/,
  ],
  [
    'format date',
    { type: 'string', format: 'date' },
    '2026-11-23',
    '23.11.',
    /valid date/,
  ],
  [
    'format duration',
    { type: 'string', format: 'duration' },
    '1h30m',
    '1 day',
    /valid duration/,
  ],
  [
    'format byte',
    { type: 'string', format: 'byte' },
    'YWI=',
    '%%',
    /valid byte/,
  ],
  [
    'format uuid',
    { type: 'string', format: 'uuid' },
    '0a3f1c1e-0000-4000-8000-000000000000',
    'x',
    /valid uuid/,
  ],
  [
    'format ipv4',
    { type: 'string', format: 'ipv4' },
    '10.0.0.1',
    '10.0.0.256',
    /valid ipv4/,
  ],
  ['format ipv6', { type: 'string', format: 'ipv6' }, '::1', '1', /valid ipv6/],
  [
    'format cidr',
    { type: 'string', format: 'cidr' },
    '10.0.0.0/8',
    '10.0.0.0',
    /valid cidr/,
  ],
  [
    'format email',
    { type: 'string', format: 'email' },
    'a@b.example',
    'a',
    /valid email/,
  ],
  [
    'format hostname',
    { type: 'string', format: 'hostname' },
    'a.example',
    'a_b',
    /valid hostname/,
  ],
  [
    'format uri',
    { type: 'string', format: 'uri' },
    'https://a.example/x',
    'x',
    /valid uri/,
  ],
  [
    'a format that nobody knows',
    { type: 'string', format: 'colour', maxLength: 3 },
    'red',
    'green',
    /at most 3/,
  ],
];

const around = (schema: object) =>
  ({ type: 'object', properties: { x: schema } } as any);

describe('validateObject', () => {
  it.each(FEATURES)('%s', (_, schema, good, bad, said) => {
    expect(validateObject(around(schema), { x: good })).toEqual([]);
    const [problem, ...more] = validateObject(around(schema), { x: bad });
    expect(more).toEqual([]);
    expect(problem.field).toMatch(/^x/);
    expect(problem.message).toMatch(said);
    expect(problem.message).toMatch(/\.$/);
  });

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
        checkRules(schema, { x: value });
      }),
      { numRuns: 500 },
    );
  });
});

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

/** Each row: a feature, the schema of `x` with a rule, a value that passes, one that does not. */
const RULES: Array<
  [feature: string, schema: object, good: unknown, bad: unknown]
> = [
  [
    'comparison',
    {
      properties: { a: { type: 'integer' }, b: { type: 'integer' } },
      rule: 'self.a <= self.b',
    },
    { a: 1, b: 1 },
    { a: 2, b: 1 },
  ],
  ['integers and doubles', { type: 'number', rule: 'self < 2.5' }, 2, 3],
  [
    'has() of an optional field',
    {
      properties: { a: { type: 'string' } },
      rule: '!has(self.a) || self.a.startsWith("x")',
    },
    {},
    { a: 'y' },
  ],
  [
    'a missing field breaks the rule',
    { properties: { a: { type: 'integer' } }, rule: 'self.a > 0' },
    { a: 1 },
    {},
  ],
  [
    'in and lists',
    { type: 'array', items: { type: 'string' }, rule: '"a" in self' },
    ['a'],
    ['b'],
  ],
  [
    'all, exists, exists_one, map, filter',
    {
      type: 'array',
      items: { type: 'integer' },
      rule: 'self.all(i, i > 0) && self.exists(i, i == 2) && self.filter(i, i > 1).size() == 1 && self.map(i, i * 2).exists_one(i, i == 4)',
    },
    [1, 2],
    [1, 3],
  ],
  [
    'conditional',
    { type: 'string', rule: 'self == "a" ? true : size(self) > 3' },
    'a',
    'b',
  ],
  [
    'string functions',
    {
      type: 'string',
      rule: 'self.lowerAscii() == self && self.split("-").size() == 2 && self.replace("-", "").matches("^[a-z]+$")',
    },
    'a-b',
    'A-b',
  ],
  [
    'find and findAll',
    {
      type: 'string',
      rule: 'self.find("[0-9]+") == "12" && self.findAll("[0-9]").size() == 2',
    },
    'a12',
    'a1',
  ],
  [
    'list functions',
    {
      type: 'array',
      items: { type: 'integer' },
      rule: 'self.isSorted() && self.sum() == 6 && self.max() == 3 && self.min() == 1',
    },
    [1, 2, 3],
    [3, 2, 1],
  ],
  [
    'quantity()',
    {
      type: 'string',
      rule: 'isQuantity(self) && quantity(self).isLessThan(quantity("2Gi"))',
    },
    '500Mi',
    '3Gi',
  ],
  [
    'cidr()',
    {
      type: 'string',
      rule: 'isCIDR(self) && cidr("10.0.0.0/8").containsCIDR(self)',
    },
    '10.1.0.0/16',
    '192.168.0.0/16',
  ],
  ['isIP()', { type: 'string', rule: 'isIP(self)' }, '::1', 'x'],
  [
    'isURL()',
    { type: 'string', rule: 'isURL(self)' },
    'https://a.example',
    'x',
  ],
  [
    'duration and timestamp',
    { type: 'string', rule: 'duration(self) < duration("1h")' },
    '30m',
    '90m',
  ],
  [
    'int-or-string',
    {
      'x-kubernetes-int-or-string': true,
      rule: 'type(self) == int ? self > 0 : self.endsWith("%")',
    },
    '5%',
    '5',
  ],
  [
    'escaped names',
    {
      properties: { 'a-b': { type: 'string' }, namespace: { type: 'string' } },
      rule: 'self.a__dash__b == self.__namespace__',
    },
    { 'a-b': 'x', namespace: 'x' },
    { 'a-b': 'x', namespace: 'y' },
  ],
  [
    'optional fields by ?',
    {
      properties: { a: { type: 'string' } },
      rule: 'self.?a.orValue("x") == "x"',
    },
    {},
    { a: 'y' },
  ],
];

const ruled = ({ rule, ...schema }: any, more: object = {}) =>
  around({
    type: schema.properties ? 'object' : undefined,
    ...schema,
    'x-kubernetes-validations': [{ rule, message: 'no', ...more }],
  });

describe('checkRules', () => {
  it.each(RULES)('CEL: %s', (_, schema, good, bad) => {
    expect(checkRules(ruled(schema), { x: good })).toEqual({
      problems: [],
      evaluated: 1,
      skipped: [],
    });
    expect(checkRules(ruled(schema), { x: bad })).toEqual({
      problems: [{ rule: 'cel', field: 'x', message: 'no.' }],
      evaluated: 1,
      skipped: [],
    });
  });

  it('compares with the old value only where there is one that belongs to it', () => {
    const schema = around({
      type: 'object',
      properties: {
        region: {
          type: 'string',
          'x-kubernetes-validations': [
            { rule: 'self == oldSelf', message: 'fixed' },
          ],
        },
        pools: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            properties: { name: { type: 'string' }, size: { type: 'integer' } },
            'x-kubernetes-validations': [
              { rule: 'self.size >= oldSelf.size', message: 'never smaller' },
            ],
          },
        },
        plain: {
          type: 'array',
          items: {
            type: 'integer',
            'x-kubernetes-validations': [{ rule: 'self == oldSelf' }],
          },
        },
      },
    });
    const old = {
      x: {
        region: 'a',
        pools: [
          { name: 'p', size: 3 },
          { name: 'q', size: 1 },
        ],
        plain: [1],
      },
    };
    const now = {
      x: {
        region: 'b',
        pools: [
          { name: 'q', size: 2 },
          { name: 'p', size: 2 },
          { name: 'new', size: 0 },
        ],
        plain: [2],
      },
    };
    expect(checkRules(schema, now).problems).toEqual([]);
    expect(checkRules(schema, now, { oldValue: old }).problems).toEqual([
      { rule: 'immutable', field: 'x.region', message: 'fixed.' },
      { rule: 'cel', field: 'x.pools[1]', message: 'never smaller.' },
    ]);
  });

  it('takes the message from an expression, or from the rule itself', () => {
    const rule = { type: 'integer', rule: 'self < 5' };
    expect(
      checkRules(ruled(rule, { messageExpression: '"got " + string(self)' }), {
        x: 7,
      }).problems[0].message,
    ).toBe('got 7.');
    expect(
      checkRules(ruled(rule, { message: '' }), { x: 7 }).problems[0].message,
    ).toBe("The rule 'self < 5' does not hold.");
    expect(
      checkRules(ruled(rule, { fieldPath: '.y' }), { x: 7 }).problems[0].field,
    ).toBe('x.y');
  });

  it('says which rules it does not understand, and blames nobody for them', () => {
    for (const rule of ['self.(', 'self.nobodyKnows()', 'unknown(self)']) {
      const result = checkRules(ruled({ type: 'string', rule }), { x: 'a' });
      expect(result.problems).toEqual([]);
      expect(result.skipped).toMatchObject([{ field: 'x', rule }]);
    }
  });

  it('counts rules and finds the fields that cannot change', () => {
    const schema = {
      'x-kubernetes-validations': [
        { rule: 'self.a == oldSelf.a' },
        { rule: 'self.a != "x"' },
      ],
      properties: {
        a: {},
        b: {
          properties: {
            c: { 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
          },
        },
      },
    };
    expect(countRules(schema)).toBe(3);
    expect(immutableFields(schema)).toEqual(['a', 'b.c']);
  });
});
