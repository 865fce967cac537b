import { equalValues, isObject, ownValue, Path, schemaOf } from './Schema';

/** The values of an entry's keys, in a list of type map. */
export function keysOf(schema: any, item: unknown): unknown[] {
  const keys: unknown = schema?.['x-kubernetes-list-map-keys'];
  return (Array.isArray(keys) ? keys : []).map(key => ownValue(item, key));
}

/**
 * The old value that belongs to a part of a new one, as an API server pairs them: fields by name, entries of lists of
 * type map by their keys. Undefined where there is none, so for the entries of all other lists.
 */
export function oldPart(
  schema: unknown,
  value: unknown,
  old: unknown,
  key: string | number,
): unknown {
  if (typeof key === 'string')
    return isObject(old) ? ownValue(old, key) : undefined;
  if (
    !isObject(schema) ||
    schema['x-kubernetes-list-type'] !== 'map' ||
    !Array.isArray(old)
  ) {
    return undefined;
  }
  const keys = keysOf(schema, ownValue(value, key));
  return old.find(item => equalValues(keysOf(schema, item), keys));
}

/** Whether nothing has changed: in lists of type map the order is of no matter. */
export function isUnchanged(
  schema: unknown,
  value: unknown,
  old: unknown,
): boolean {
  if (Array.isArray(value) && Array.isArray(old)) {
    if (!isObject(schema) || schema['x-kubernetes-list-type'] !== 'map') {
      return equalValues(value, old);
    }
    return (
      value.length === old.length &&
      value.every((item, i) =>
        isUnchanged(schema.items, item, oldPart(schema, value, old, i)),
      )
    );
  }
  if (isObject(value) && isObject(old)) {
    const keys = Object.keys(value);
    return (
      keys.length === Object.keys(old).length &&
      keys.every(
        key =>
          Object.hasOwn(old, key) &&
          isUnchanged(schemaOf(schema, key), value[key], old[key]),
      )
    );
  }
  return equalValues(value, old);
}

/**
 * Whether what is wrong at a path was wrong before: an API server (1.33 and later, "validation ratcheting") takes an
 * update that leaves the broken part as it was.
 */
export function isRatcheted(
  schema: unknown,
  value: unknown,
  old: unknown,
  path: Path,
): boolean {
  if (old === undefined) return false;
  if (isUnchanged(schema, value, old)) return true;
  const [key, ...rest] = path;
  return (
    key !== undefined &&
    isRatcheted(
      schemaOf(schema, key),
      ownValue(value, key),
      oldPart(schema, value, old, key),
      rest,
    )
  );
}
