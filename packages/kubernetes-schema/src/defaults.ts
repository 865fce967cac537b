import { isObject, Schema, schemaOf } from './Schema';

/**
 * The value with the schema's defaults, as an API server fills them in (apiextensions-apiserver, structural defaulting):
 * where a key is absent, or null although the schema does not allow null; in objects, lists and free-form maps; and in
 * what a default itself has brought. A null that is not allowed and has no default is taken away, as there. Changes
 * nothing in place.
 *
 * @public
 */
export function applyDefaults(schema: unknown, value: unknown): unknown {
  if (!isObject(schema)) return value;
  if (Array.isArray(value)) {
    return value.map(item =>
      applyDefaults(schema.items, orDefault(schema.items, item)),
    );
  }
  if (!isObject(value)) return value;
  const result = new Map<string, unknown>();
  for (const [key, item] of Object.entries(value)) {
    const sub = schemaOf(schema, key);
    const filled = orDefault(sub, item);
    if (filled === null && isObject(sub) && sub.nullable !== true) continue;
    result.set(key, filled);
  }
  for (const [key, sub] of Object.entries(
    isObject(schema.properties) ? schema.properties : {},
  )) {
    if (!result.has(key) && isObject(sub) && hasDefault(sub)) {
      result.set(key, structuredClone(sub.default));
    }
  }
  for (const [key, item] of result) {
    result.set(key, applyDefaults(schemaOf(schema, key), item));
  }
  // Not by assignment: a key may be called `__proto__`.
  return Object.fromEntries(result) as Schema;
}

function hasDefault(schema: Schema): boolean {
  return schema.default !== undefined && schema.default !== null;
}

function orDefault(schema: unknown, value: unknown): unknown {
  return value === null &&
    isObject(schema) &&
    schema.nullable !== true &&
    hasDefault(schema)
    ? structuredClone(schema.default)
    : value;
}
