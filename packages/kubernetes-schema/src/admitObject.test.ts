import {
  OBJECT_ROWS,
  OBJECT_SCHEMA as schema,
} from './__testUtils__/objectRows';
import { admitObject } from './admitObject';

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

  // That an API server says the same is tested with `npm run test:real -- conformance`.
  it.each(OBJECT_ROWS)('says as a server does: $name', row => {
    expect(said(row.spec, row.old).sort()).toEqual([...row.causes].sort());
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
