/** The schema of the objects of the rows. */
export const OBJECT_SCHEMA = {
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

/** An object that an API server takes or refuses, and in which words. */
export interface ObjectRow {
  name: string;
  /** `spec` of the object; absent for an object without one. */
  spec?: object;
  /** `spec` as it is stored; absent for a new object. */
  old?: object;
  /** The causes, as `field: message`, in any order; none for an object that is taken. */
  causes: string[];
}

const NOT_CHECKED =
  '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

export const OBJECT_ROWS: ObjectRow[] = [
  { name: 'sound', spec: { region: 'a' }, causes: [] },
  {
    name: 'a missing field',
    causes: ['spec: Required value', NOT_CHECKED],
  },
  {
    name: 'a value that is not in the enum',
    spec: { region: 'c' },
    causes: [
      'spec.region: Unsupported value: "c": supported values: "a", "b"',
      NOT_CHECKED,
    ],
  },
  {
    name: 'a wrong type',
    spec: { region: 'a', nodes: { min: '1' } },
    causes: [
      'spec.nodes.min: Invalid value: "string": spec.nodes.min in body must be of type integer: "string"',
      NOT_CHECKED,
    ],
  },
  {
    name: 'bounds, and rules besides',
    spec: { region: 'a', nodes: { min: 0, max: 51 } },
    causes: [
      'spec.nodes.min: Invalid value: 0: spec.nodes.min in body should be greater than or equal to 1',
      'spec.nodes.max: Invalid value: 51: spec.nodes.max in body should be less than or equal to 50',
    ],
  },
  {
    name: 'a broken rule, at the field that it names',
    spec: { region: 'a', nodes: { min: 5, max: 3 } },
    causes: [
      'spec.nodes.min: Invalid value: "object": min must not exceed max',
    ],
  },
  {
    name: 'a rule that fails',
    spec: { region: 'a', nodes: { max: 3 } },
    causes: [
      'spec.nodes: Invalid value: "object": no such key: min evaluating rule: min must not exceed max',
    ],
  },
  {
    name: 'a pattern and an entry that is there twice',
    spec: { region: 'a', tags: ['a', 'a', 'B'] },
    causes: [
      'spec.tags[2]: Invalid value: "B": spec.tags[2] in body should match \'^[a-z]+$\'',
      'spec.tags[1]: Duplicate value: "a"',
    ],
  },
  {
    name: 'too many entries',
    spec: { region: 'a', names: ['a', 'b'] },
    causes: ['spec.names: Too many: 2: must have at most 1 item', NOT_CHECKED],
  },
  {
    name: 'a field that cannot change',
    spec: { region: 'b' },
    old: { region: 'a' },
    causes: ['spec.region: Invalid value: "string": region is immutable'],
  },
  {
    name: 'no change of a field that cannot change',
    spec: { region: 'a', names: ['n'] },
    old: { region: 'a' },
    causes: [],
  },
];
