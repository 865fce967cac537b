import { isObject, Schema } from './Schema';
import { formatCheck } from './formats';

/** Keywords of a structural schema whose value holds no further schema. */
const PLAIN_KEYWORDS = [
  'title',
  'description',
  'type',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'multipleOf',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'required',
];

const LOGIC = ['allOf', 'anyOf', 'oneOf'];

/**
 * The JSON Schema of a structural OpenAPI v3 schema. The differences:
 *
 * - a field that the schema does not name is an error, where an API server would drop it silently;
 * - `nullable`, `x-kubernetes-int-or-string` and exclusive bounds are spelled as JSON Schema does;
 * - `format` becomes `goFormat`, and a format that no API server knows is left out;
 * - what JSON Schema does not have is left out: rules, types of lists and embedded resources are checked apart.
 */
export function toJsonSchema(schema: Schema): Schema {
  const out: Schema = {};
  for (const keyword of PLAIN_KEYWORDS) {
    if (schema[keyword] !== undefined) out[keyword] = schema[keyword];
  }
  // No value is the null of an enum: an API server refuses null, whether it is in there or not.
  if (Array.isArray(out.enum) && out.enum.some(v => v !== null)) {
    out.enum = out.enum.filter(v => v !== null);
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
  if ([out.type].flat().includes('integer')) out.int64 = true;
  if (formatCheck(schema.format)) out.goFormat = schema.format;
  addFields(schema, out);
  if (isObject(schema.items)) out.items = toJsonSchema(schema.items);
  addLogic(schema, out);
  if (schema.nullable === true) {
    if (out.type !== undefined) out.type = [out.type, 'null'].flat();
  }
  return out;
}

function addFields(schema: Schema, out: Schema): void {
  const known = { ...(isObject(schema.properties) ? schema.properties : {}) };
  if (schema['x-kubernetes-embedded-resource'] === true) {
    // Checked apart, see `checkEmbedded`; here they are only no strangers.
    for (const field of ['apiVersion', 'kind', 'metadata']) {
      known[field] ??= { 'x-kubernetes-preserve-unknown-fields': true };
    }
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
}

/** Inside of these a structural schema only narrows: it names no new fields. */
function addLogic(schema: Schema, out: Schema): void {
  const logic: Schema = {};
  for (const keyword of LOGIC) {
    const branches = schema[keyword];
    if (Array.isArray(branches)) {
      logic[keyword] = branches.map(b =>
        narrow(toJsonSchema(isObject(b) ? b : {})),
      );
    }
  }
  if (isObject(schema.not)) logic.not = narrow(toJsonSchema(schema.not));
  if (!Object.keys(logic).length) return;
  if (schema.nullable === true) {
    // An API server asks of null its type and the enum, nothing else.
    out.if = { type: 'null' };
    out.else = logic;
  } else {
    Object.assign(out, logic);
  }
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
