import { isObject, Schema } from './Schema';

/** Keywords of a structural schema whose value holds no further schema. */
const PLAIN_KEYWORDS = [
  'title',
  'description',
  'type',
  'format',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'required',
];

const LOGIC = ['allOf', 'anyOf', 'oneOf'];

/**
 * The JSON Schema of a structural OpenAPI v3 schema. The differences:
 *
 * - a field that the schema does not name is an error, where an API server would drop it silently;
 * - `nullable`, `x-kubernetes-int-or-string`, `x-kubernetes-embedded-resource` and exclusive bounds are spelled as JSON
 *   Schema does;
 * - what JSON Schema does not have is left out: `x-kubernetes-validations` and `x-kubernetes-list-type` are checked apart.
 */
export function toJsonSchema(schema: Schema): Schema {
  const out: Schema = {};
  for (const keyword of PLAIN_KEYWORDS) {
    if (schema[keyword] !== undefined) out[keyword] = schema[keyword];
  }
  // Booleans in OpenAPI v3.0, the bound itself in JSON Schema.
  if (schema.exclusiveMinimum === true) {
    out.exclusiveMinimum = out.minimum;
    delete out.minimum;
  }
  if (schema.exclusiveMaximum === true) {
    out.exclusiveMaximum = out.maximum;
    delete out.maximum;
  }
  if (schema['x-kubernetes-int-or-string'] === true) {
    out.type = ['integer', 'string'];
  }
  const known = { ...(isObject(schema.properties) ? schema.properties : {}) };
  if (schema['x-kubernetes-embedded-resource'] === true) {
    known.apiVersion ??= { type: 'string', minLength: 1 };
    known.kind ??= { type: 'string', minLength: 1 };
    known.metadata ??= {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
    };
    out.required = [
      ...new Set([...(out.required ?? []), 'apiVersion', 'kind']),
    ];
  }
  const free =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    schema.additionalProperties === true;
  if (Object.keys(known).length) {
    out.properties = mapValues(known, toJsonSchema);
    if (!free) out.additionalProperties = false;
  } else if (
    schema.type === 'object' &&
    !free &&
    !isObject(schema.additionalProperties)
  ) {
    // An object without fields keeps none.
    out.additionalProperties = false;
  }
  if (isObject(schema.additionalProperties)) {
    out.additionalProperties = toJsonSchema(schema.additionalProperties);
  }
  if (isObject(schema.items)) out.items = toJsonSchema(schema.items);
  for (const keyword of LOGIC) {
    const branches = schema[keyword];
    // Inside of these a structural schema only narrows: it names no new fields.
    if (Array.isArray(branches)) {
      out[keyword] = branches.map(b =>
        narrow(toJsonSchema(isObject(b) ? b : {})),
      );
    }
  }
  if (isObject(schema.not)) out.not = narrow(toJsonSchema(schema.not));
  if (schema.nullable === true) {
    if (out.type !== undefined) out.type = [out.type, 'null'].flat();
    if (Array.isArray(out.enum)) out.enum = [...out.enum, null];
  }
  return out;
}

function narrow(schema: Schema): Schema {
  const { additionalProperties, ...rest } = schema;
  const out = additionalProperties === false ? rest : schema;
  return isObject(out.properties)
    ? { ...out, properties: mapValues(out.properties, narrow) }
    : out;
}

function mapValues(object: Schema, change: (schema: Schema) => Schema): Schema {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      key,
      change(isObject(value) ? value : {}),
    ]),
  );
}
