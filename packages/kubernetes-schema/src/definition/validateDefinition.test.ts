import {
  DEFINITION_ROWS,
  definitionOfRow,
} from '../__testUtils__/definitionRows';
import { readCustomResourceDefinition } from './readDefinition';
import { validateCustomResourceDefinition } from './validateDefinition';

const read = (definition: object) =>
  readCustomResourceDefinition(definition).definition;

// That an API server says the same is tested in conformance.test.ts.
describe('validateCustomResourceDefinition', () => {
  it.each(DEFINITION_ROWS)('$name', row => {
    const causes = validateCustomResourceDefinition(
      read(definitionOfRow(row, 'things')),
    );
    const [first] = causes.map(({ field, message }) => ({ field, message }));
    const [field, message] = row.refused ?? [];
    expect(first?.field).toBe(field);
    expect(first?.message ?? '').toMatch(message ?? /^$/);
  });

  it('has no two rows of one name', () => {
    const names = DEFINITION_ROWS.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  const definition = read(definitionOfRow({ name: '' }, 'things')) as any;
  const change = (edit: (copy: any) => void) => {
    const copy = structuredClone(definition);
    edit(copy);
    return copy;
  };

  it('names versions of different schemas by their number', () => {
    const two = change(({ spec }) => {
      const [first] = spec.versions;
      const second = structuredClone(first);
      second.name = 'v2';
      second.storage = false;
      second.schema.openAPIV3Schema.properties.spec.properties = { a: {} };
      spec.versions = [first, second];
    });
    expect(validateCustomResourceDefinition(two).map(c => c.field)).toEqual([
      'spec.versions[1].schema.openAPIV3Schema.properties[spec].properties[a].type',
    ]);
  });

  it('refuses a name that is not made of plural and group', () => {
    const other = change(({ metadata }) => {
      metadata.name = 'other.example.org';
    });
    expect(validateCustomResourceDefinition(other)).toEqual([
      {
        reason: 'FieldValueInvalid',
        field: 'metadata.name',
        message:
          'Invalid value: "other.example.org": must be spec.names.plural+"."+spec.group',
      },
    ]);
  });

  it('keeps scope and kind once the definition is established, and stored versions', () => {
    const before = change(copy => {
      copy.status = {
        conditions: [{ type: 'Established', status: 'True' }],
        storedVersions: ['v1'],
      };
    });
    const after = change(({ spec }) => {
      spec.scope = 'Namespaced';
      spec.versions[0].name = 'v2';
    });
    expect(
      validateCustomResourceDefinition(after, before).map(c => [
        c.field,
        c.message.split(';')[0],
      ]),
    ).toEqual([
      ['spec.scope', 'Invalid value: "Namespaced": field is immutable'],
      [
        'status.storedVersions[0]',
        'Invalid value: "v1": missing from spec.versions',
      ],
    ]);
  });
});

describe('readCustomResourceDefinition', () => {
  it('drops what the API does not have, says what, and fills in names', () => {
    const row = {
      name: '',
      spec: {
        type: 'object',
        'x-ui-order': 1,
        properties: { a: { type: 'string', examples: ['x'] } },
      },
    };
    const input = definitionOfRow(row, 'things');
    const before = JSON.stringify(input);
    const result = readCustomResourceDefinition(input);
    expect(JSON.stringify(input)).toBe(before);
    expect(result.unknown).toEqual([
      'spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.a.examples',
      'spec.versions[0].schema.openAPIV3Schema.properties.spec.x-ui-order',
    ]);
    const { names, conversion } = result.definition.spec;
    expect(names).toMatchObject({ singular: 'things', listKind: 'ThingsList' });
    expect(conversion).toEqual({ strategy: 'None' });
    expect(
      result.definition.spec.versions[0].schema.openAPIV3Schema.properties.spec,
    ).toEqual({ type: 'object', properties: { a: { type: 'string' } } });
  });
});
