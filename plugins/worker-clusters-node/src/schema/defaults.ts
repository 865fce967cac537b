import { isObject, Schema } from './Schema';

/**
 * The value with the schema's defaults, as an API server fills them in (apiextensions-apiserver, structural defaulting):
 * where a key is absent, or null although the schema does not allow null; in objects, lists and free-form maps; and in
 * what a default itself has brought. Changes nothing in place.
 */
export function applyDefaults(schema: unknown, value: unknown): unknown {
  if (!isObject(schema)) return value;
  if (Array.isArray(value)) {
    return value.map(item => applyDefaults(schema.items, item));
  }
  if (!isObject(value)) return value;
  const properties = isObject(schema.properties) ? schema.properties : {};
  const result = new Map(Object.entries(value));
  for (const [key, sub] of Object.entries(properties)) {
    if (!isObject(sub) || sub.default === undefined) continue;
    const current = result.get(key);
    if (current === undefined || (current === null && sub.nullable !== true)) {
      result.set(key, structuredClone(sub.default));
    }
  }
  for (const [key, item] of result) {
    const sub = Object.hasOwn(properties, key)
      ? properties[key]
      : schema.additionalProperties;
    result.set(key, applyDefaults(sub, item));
  }
  return Object.fromEntries(result) as Schema;
}
