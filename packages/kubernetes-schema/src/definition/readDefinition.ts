import { isObject, Schema } from '../Schema';

/** Fields of `JSONSchemaProps` (apiextensions.k8s.io/v1), by what is in them. */
const PLAIN = [
  'id',
  '$schema',
  '$ref',
  'description',
  'type',
  'format',
  'title',
  'default',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'multipleOf',
  'enum',
  'maxProperties',
  'minProperties',
  'required',
  'dependencies',
  'externalDocs',
  'example',
  'nullable',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
];
const ONE_SCHEMA = ['items', 'not', 'additionalProperties', 'additionalItems'];
const LISTS_OF_SCHEMAS = ['allOf', 'anyOf', 'oneOf'];
const MAPS_OF_SCHEMAS = ['properties', 'patternProperties', 'definitions'];
const RULE = [
  'rule',
  'message',
  'messageExpression',
  'reason',
  'fieldPath',
  'optionalOldSelf',
];
const VERSION = [
  'name',
  'served',
  'storage',
  'deprecated',
  'deprecationWarning',
  'schema',
  'subresources',
  'additionalPrinterColumns',
  'selectableFields',
];
const SPEC = [
  'group',
  'names',
  'scope',
  'versions',
  'conversion',
  'preserveUnknownFields',
];

/**
 * A CustomResourceDefinition as an API server reads it: without the fields that its API does not have, and with its
 * defaults. Changes nothing in place.
 *
 * @returns `unknown`: paths of the fields that were dropped; with `fieldValidation=Strict` a server refuses them
 * @public
 */
export function readCustomResourceDefinition<T extends object>(
  definition: T,
): { definition: T; unknown: string[] } {
  const unknown: string[] = [];
  const { spec, ...rest } = definition as Schema;
  if (!isObject(spec)) return { definition, unknown };
  const kept = pick(spec, SPEC, 'spec', unknown);
  if (Array.isArray(kept.versions)) {
    kept.versions = kept.versions.map((version: unknown, i) =>
      isObject(version)
        ? readVersion(version, `spec.versions[${i}]`, unknown)
        : version,
    );
  }
  const names: Schema = isObject(kept.names) ? kept.names : {};
  if (typeof names.kind === 'string' && names.kind) {
    kept.names = {
      ...names,
      singular: names.singular || names.kind.toLowerCase(),
      listKind: names.listKind || `${names.kind}List`,
    };
  }
  kept.conversion ??= { strategy: 'None' };
  return { definition: { ...rest, spec: kept } as T, unknown: unknown.sort() };
}

function readVersion(version: Schema, path: string, unknown: string[]): Schema {
  const kept = pick(version, VERSION, path, unknown);
  const schema: unknown = kept.schema?.openAPIV3Schema;
  if (isObject(schema)) {
    const at = `${path}.schema.openAPIV3Schema`;
    kept.schema = { openAPIV3Schema: readSchema(schema, at, unknown) };
  }
  return kept;
}

function readSchema(value: unknown, path: string, unknown: string[]): unknown {
  if (!isObject(value)) return value;
  const schema = pick(
    value,
    [
      ...PLAIN,
      ...ONE_SCHEMA,
      ...LISTS_OF_SCHEMAS,
      ...MAPS_OF_SCHEMAS,
      'x-kubernetes-validations',
    ],
    path,
    unknown,
  );
  for (const keyword of ONE_SCHEMA) {
    if (isObject(schema[keyword])) {
      schema[keyword] = readSchema(
        schema[keyword],
        `${path}.${keyword}`,
        unknown,
      );
    }
  }
  for (const keyword of LISTS_OF_SCHEMAS) {
    if (!Array.isArray(schema[keyword])) continue;
    schema[keyword] = schema[keyword].map((branch: unknown, i: number) =>
      readSchema(branch, `${path}.${keyword}[${i}]`, unknown),
    );
  }
  for (const keyword of MAPS_OF_SCHEMAS) {
    if (!isObject(schema[keyword])) continue;
    schema[keyword] = Object.fromEntries(
      Object.entries(schema[keyword]).map(([key, part]) => [
        key,
        readSchema(part, `${path}.${keyword}.${key}`, unknown),
      ]),
    );
  }
  const rules = schema['x-kubernetes-validations'];
  if (Array.isArray(rules)) {
    schema['x-kubernetes-validations'] = rules.map((rule, i) =>
      isObject(rule)
        ? pick(rule, RULE, `${path}.x-kubernetes-validations[${i}]`, unknown)
        : rule,
    );
  }
  return schema;
}

function pick(
  value: Schema,
  known: string[],
  path: string,
  unknown: string[],
): Schema {
  const kept: Schema = {};
  for (const [key, item] of Object.entries(value)) {
    if (!known.includes(key)) unknown.push(`${path}.${key}`);
    // A null is an absent field to a server.
    else if (item !== null) kept[key] = item;
  }
  return kept;
}
