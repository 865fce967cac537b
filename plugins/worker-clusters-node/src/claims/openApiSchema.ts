import type { OpenApiSchema } from './xrd';

/**
 * Fields of `spec` that Crossplane adds to every XRD's schema, and of which the XRD itself says nothing:
 * `crossplane` in v2, the others in v1.
 */
const CROSSPLANE_FIELDS = [
  'crossplane',
  'compositionRef',
  'compositionSelector',
  'compositionRevisionRef',
  'compositionRevisionSelector',
  'compositionUpdatePolicy',
  'compositeDeletePolicy',
  'resourceRef',
  'writeConnectionSecretToRef',
  'publishConnectionDetailsTo',
];

/**
 * The JSON Schema for `spec` of a claim, from the structural OpenAPI v3 schema of an XRD. The differences:
 *
 * - a field that the schema does not name is an error here, where the API server would drop it silently;
 * - `nullable` and `x-kubernetes-int-or-string` are spelled as JSON Schema does;
 * - keywords that JSON Schema does not have are left out, `x-kubernetes-validations` (CEL) among them: the
 *   API server alone evaluates those.
 */
export function toSpecSchema(schema: OpenApiSchema): OpenApiSchema {
  const properties = asObject(schema.properties);
  const spec = convert(asObject(properties.spec));
  if (spec.properties) {
    spec.properties = {
      ...Object.fromEntries(CROSSPLANE_FIELDS.map(name => [name, {}])),
      ...asObject(spec.properties),
    };
  }
  return spec;
}

/** Number of CEL rules anywhere in the schema: what only the API server can check. */
export function countCelRules(schema: unknown): number {
  if (Array.isArray(schema)) {
    return schema.reduce((sum: number, item) => sum + countCelRules(item), 0);
  }
  if (typeof schema !== 'object' || schema === null) return 0;
  return Object.entries(schema).reduce(
    (sum, [key, value]) =>
      key === 'x-kubernetes-validations' && Array.isArray(value)
        ? sum + value.length
        : sum + countCelRules(value),
    0,
  );
}

/** Keywords of a structural schema whose value holds no further schema. */
const PLAIN_KEYWORDS = [
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

function convert(schema: OpenApiSchema): OpenApiSchema {
  const out: OpenApiSchema = {};
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
  if (schema.nullable === true && out.type !== undefined) {
    out.type = [out.type, 'null'].flat();
    if (Array.isArray(out.enum)) out.enum = [...out.enum, null];
  }
  if (isObject(schema.properties)) {
    out.properties = mapValues(schema.properties, convert);
    if (!schema['x-kubernetes-preserve-unknown-fields']) {
      out.additionalProperties = false;
    }
  }
  if (isObject(schema.additionalProperties)) {
    out.additionalProperties = convert(schema.additionalProperties);
  }
  if (isObject(schema.items)) out.items = convert(schema.items);
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    const branches = schema[keyword];
    // Inside of these a structural schema only narrows: it names no new fields.
    if (Array.isArray(branches)) {
      out[keyword] = branches.map(b => narrow(convert(asObject(b))));
    }
  }
  if (isObject(schema.not)) out.not = narrow(convert(schema.not));
  return out;
}

function narrow(schema: OpenApiSchema): OpenApiSchema {
  const { additionalProperties, ...rest } = schema;
  const out = additionalProperties === false ? rest : schema;
  return isObject(out.properties)
    ? { ...out, properties: mapValues(out.properties, narrow) }
    : out;
}

function mapValues(
  object: OpenApiSchema,
  change: (schema: OpenApiSchema) => OpenApiSchema,
): OpenApiSchema {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      key,
      change(asObject(value)),
    ]),
  );
}

function isObject(value: unknown): value is OpenApiSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asObject(value: unknown): OpenApiSchema {
  return isObject(value) ? value : {};
}
