import { admitObject } from './admitObject';

const schema = {
  type: 'object',
  required: ['spec'],
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: {
      type: 'object',
      properties: { name: { type: 'string', maxLength: 10 } },
    },
    spec: {
      type: 'object',
      required: ['region'],
      properties: {
        region: {
          type: 'string',
          enum: ['a', 'b'],
          'x-kubernetes-validations': [
            { rule: 'self == oldSelf', message: 'region is immutable' },
          ],
        },
        nodes: {
          type: 'object',
          default: { min: 2, max: 4 },
          'x-kubernetes-validations': [
            {
              rule: 'self.min <= self.max',
              message: 'min must not exceed max',
              fieldPath: '.min',
            },
          ],
          properties: {
            min: { type: 'integer', minimum: 1 },
            max: { type: 'integer', maximum: 50, default: 4 },
            size: { type: 'string', default: 'small' },
          },
        },
        tags: {
          type: 'array',
          'x-kubernetes-list-type': 'set',
          items: { type: 'string', pattern: '^[a-z]+$' },
        },
        names: { type: 'array', maxItems: 1, items: { type: 'string' } },
      },
    },
  },
};

const object = (spec?: object) => ({
  apiVersion: 'example.org/v1',
  kind: 'Thing',
  metadata: { name: 'x', labels: { a: 'b' } },
  ...(spec ? { spec } : {}),
});

const said = (spec?: object, old?: object) =>
  admitObject(schema, object(spec), {
    oldObject: old && object(old),
  }).causes.map(c => `${c.field}: ${c.message}`);

describe('admitObject', () => {
  it('fills in defaults, and those of what a default brings', () => {
    const input = object({ region: 'a' });
    const before = JSON.stringify(input);
    expect(admitObject(schema, input)).toEqual({
      object: object({
        region: 'a',
        nodes: { min: 2, max: 4, size: 'small' },
      }),
      unknown: [],
      causes: [],
    });
    expect(JSON.stringify(input)).toBe(before);
  });

  it('drops fields that the schema does not have, and says which', () => {
    const { object: kept, unknown } = admitObject(schema, {
      ...object({ region: 'a', nodes: { min: 1, mx: 3 }, color: 'red' }),
      extra: true,
    });
    expect(unknown).toEqual(['extra', 'spec.color', 'spec.nodes.mx']);
    expect(kept).toEqual(
      object({ region: 'a', nodes: { min: 1, max: 4, size: 'small' } }),
    );
  });

  it.each<[string, object | undefined, string[]]>([
    [
      'a missing field, and that rules were not evaluated',
      undefined,
      [
        'spec: Required value',
        '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
      ],
    ],
    [
      'a value that is not in the enum',
      { region: 'c' },
      [
        'spec.region: Unsupported value: "c": supported values: "a", "b"',
        expect.stringContaining('were not checked'),
      ],
    ],
    [
      'a wrong type',
      { region: 'a', nodes: { min: '1' } },
      [
        'spec.nodes.min: Invalid value: "string": spec.nodes.min in body must be of type integer: "string"',
        expect.stringContaining('were not checked'),
      ],
    ],
    [
      'bounds, and rules besides',
      { region: 'a', nodes: { min: 0, max: 51 } },
      [
        'spec.nodes.min: Invalid value: 0: spec.nodes.min in body should be greater than or equal to 1',
        'spec.nodes.max: Invalid value: 51: spec.nodes.max in body should be less than or equal to 50',
      ],
    ],
    [
      'a broken rule, at the field that it names',
      { region: 'a', nodes: { min: 5, max: 3 } },
      ['spec.nodes.min: Invalid value: "object": min must not exceed max'],
    ],
    [
      'a rule that fails',
      { region: 'a', nodes: { max: 3 } },
      [
        'spec.nodes: Invalid value: "object": no such key: min evaluating rule: min must not exceed max',
      ],
    ],
    [
      'a pattern and an entry that is there twice',
      { region: 'a', tags: ['a', 'a', 'B'] },
      [
        'spec.tags[2]: Invalid value: "B": spec.tags[2] in body should match \'^[a-z]+$\'',
        'spec.tags[1]: Duplicate value: "a"',
      ],
    ],
    [
      'too many entries',
      { region: 'a', names: ['a', 'b'] },
      [
        'spec.names: Too many: 2: must have at most 1 item',
        expect.stringContaining('were not checked'),
      ],
    ],
  ])('says as a server does: %s', (_, spec, expected) => {
    expect(said(spec)).toEqual(expected);
  });

  it('restricts the name as the schema has it, and nothing else of metadata', () => {
    const named = {
      ...object({ region: 'a' }),
      metadata: { name: 'x'.repeat(11) },
    };
    expect(admitObject(schema, named).causes).toEqual([
      {
        reason: 'FieldValueTooLong',
        field: 'metadata.name',
        message: 'Too long: may not be more than 10 bytes',
      },
      expect.objectContaining({ field: '<nil>' }),
    ]);
  });

  it('evaluates transition rules against the object as it was', () => {
    expect(said({ region: 'b' }, { region: 'a' })).toEqual([
      'spec.region: Invalid value: "string": region is immutable',
    ]);
    expect(said({ region: 'a' }, { region: 'a' })).toEqual([]);
  });

  it('takes what was wrong before and is as it was', () => {
    const old = { region: 'a', nodes: { min: 60, max: 55 }, tags: ['B'] };
    expect(said({ ...old, names: ['n'] }, old)).toEqual([]);
    expect(said({ ...old, nodes: { min: 60, max: 56 } }, old)).toEqual([
      'spec.nodes.max: Invalid value: 56: spec.nodes.max in body should be less than or equal to 50',
      'spec.nodes.min: Invalid value: "object": min must not exceed max',
    ]);
  });

  it('refuses an object of which it cannot evaluate a rule', () => {
    const odd = {
      type: 'object',
      properties: {
        spec: {
          type: 'string',
          'x-kubernetes-validations': [{ rule: '"%e".format([1.5]) == self' }],
        },
      },
    };
    expect(admitObject(odd, { spec: 'x' }).causes).toMatchObject([
      { reason: 'InternalError', field: 'spec' },
    ]);
  });
});
