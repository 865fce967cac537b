import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
addFormats(ajv);
ajv.addFormat('int32', true);
ajv.addFormat('int64', true);

const validators = new WeakMap<object, ValidateFunction>();

/** Kubernetes' structural schema as JSON Schema: int-or-string and nullable become unions. */
function toJsonSchema(schema: any): any {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (!schema || typeof schema !== 'object') return schema;
  const out: any = {};
  for (const [key, value] of Object.entries<any>(schema)) {
    if (key === 'properties' || key === 'patternProperties') {
      out[key] = Object.fromEntries(
        Object.entries(value).map(([k, v]) => [k, toJsonSchema(v)]),
      );
    } else if (
      ['default', 'example', 'description'].includes(key) ||
      key.startsWith('x-')
    ) {
      continue;
    } else if (['enum', 'required'].includes(key)) {
      out[key] = value;
    } else {
      out[key] = toJsonSchema(value);
    }
  }
  if (schema['x-kubernetes-int-or-string']) {
    delete out.anyOf;
    out.type = ['integer', 'string'];
  }
  if (schema.nullable && out.type) {
    out.type = [...[out.type].flat(), 'null'];
    delete out.nullable;
    if (out.enum) out.enum = [...out.enum, null];
  }
  delete out.nullable;
  return out;
}

export interface Cause {
  reason: string;
  message: string;
  field: string;
}

const fieldOf = (path: string, extra?: string) =>
  [...path.split('/').slice(1), ...(extra ? [extra] : [])]
    .map(p => p.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce((field, part) => {
      if (/^\d+$/.test(part)) return `${field}[${part}]`;
      return field ? `${field}.${part}` : part;
    }, '');

function causeOf(error: ErrorObject): Cause {
  const value = JSON.stringify(error.data);
  if (error.keyword === 'required') {
    return {
      reason: 'FieldValueRequired',
      field: fieldOf(error.instancePath, error.params.missingProperty),
      message: 'Required value',
    };
  }
  const field = fieldOf(error.instancePath) || '<nil>';
  if (error.keyword === 'enum') {
    const values = (error.params.allowedValues as unknown[]).map(v =>
      JSON.stringify(v),
    );
    return {
      reason: 'FieldValueNotSupported',
      field,
      message: `Unsupported value: ${value}: supported values: ${values.join(
        ', ',
      )}`,
    };
  }
  if (error.keyword === 'type') {
    return {
      reason: 'FieldValueTypeInvalid',
      field,
      message: `Invalid value: ${value}: ${field} in body must be of type ${[
        error.params.type,
      ]
        .flat()
        .join(',')}`,
    };
  }
  return {
    reason: 'FieldValueInvalid',
    field,
    message: `Invalid value: ${value}: ${field} in body ${
      error.keyword === 'pattern'
        ? `should match '${error.params.pattern}'`
        : error.message
    }`,
  };
}

/** Everything that is wrong with an object by its structural schema; none if it is valid. */
export function validate(schema: any, object: unknown): Cause[] {
  let validator = validators.get(schema);
  if (!validator) {
    validator = ajv.compile(toJsonSchema(schema));
    validators.set(schema, validator);
  }
  return validator(object) ? [] : (validator.errors ?? []).map(causeOf);
}

/** Removes fields that the schema does not know, in place; returns their paths. */
export function prune(
  schema: any,
  value: any,
  path = '',
  root = true,
): string[] {
  if (!schema || value === null || typeof value !== 'object') return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, i) =>
      prune(schema.items, item, `${path}[${i}]`, false),
    );
  }
  const removed: string[] = [];
  const embedded = root || schema['x-kubernetes-embedded-resource'];
  for (const key of Object.keys(value)) {
    if (embedded && ['apiVersion', 'kind', 'metadata'].includes(key)) continue;
    const child = schema.properties?.[key];
    const where = path ? `${path}.${key}` : key;
    if (child) {
      removed.push(...prune(child, value[key], where, false));
    } else if (schema.additionalProperties) {
      if (typeof schema.additionalProperties === 'object') {
        removed.push(
          ...prune(schema.additionalProperties, value[key], where, false),
        );
      }
    } else if (!schema['x-kubernetes-preserve-unknown-fields']) {
      delete value[key];
      removed.push(where);
    }
  }
  return removed;
}

/** Fills in the schema's defaults, in place, as the API server does: parents first, null counts as absent if not nullable. */
export function applyDefaults(schema: any, value: any): void {
  if (!schema || value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const item of value) applyDefaults(schema.items, item);
    return;
  }
  for (const [key, child] of Object.entries<any>(schema.properties ?? {})) {
    if (
      child.default !== undefined &&
      (value[key] === undefined || (value[key] === null && !child.nullable))
    ) {
      value[key] = structuredClone(child.default);
    }
    if (value[key] !== undefined) applyDefaults(child, value[key]);
  }
  if (
    schema.additionalProperties &&
    typeof schema.additionalProperties === 'object'
  ) {
    for (const key of Object.keys(value)) {
      if (!schema.properties?.[key])
        applyDefaults(schema.additionalProperties, value[key]);
    }
  }
}
