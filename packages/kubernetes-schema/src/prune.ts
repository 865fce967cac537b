import { formatPath, isObject, ownValue, Path, Schema } from './Schema';

const HEAD = ['apiVersion', 'kind', 'metadata'];

/** An object as an API server keeps it, and what it dropped. */
export interface Pruned {
  value: unknown;
  /** Paths of the fields that the schema does not have, sorted; for example `spec.zones[0].nmae`. */
  unknown: string[];
}

/**
 * Drops the fields that a structural schema does not have, as apiextensions-apiserver's `pruning` does. Changes nothing
 * in place.
 *
 * @param options - `root`: the value is a whole object, whose `apiVersion`, `kind` and `metadata` stay
 */
export function prune(
  schema: unknown,
  value: unknown,
  options: { root?: boolean } = {},
): Pruned {
  const unknown: string[] = [];
  const whole =
    options.root && isObject(schema)
      ? { ...schema, 'x-kubernetes-embedded-resource': true }
      : schema;
  return {
    value: drop(whole, value, [], unknown),
    unknown: unknown.sort(),
  };
}

function drop(
  schema: unknown,
  value: unknown,
  path: Path,
  unknown: string[],
): unknown {
  if (Array.isArray(value)) {
    return value.map((item, i) =>
      drop(itemsOf(schema), item, [...path, i], unknown),
    );
  }
  if (!isObject(value)) return value;
  const kept = new Map<string, unknown>();
  for (const [key, item] of Object.entries(value)) {
    const at = [...path, key];
    const found = fieldOf(schema, key);
    if (found === 'keep') kept.set(key, item);
    else if (found === 'drop') unknown.push(formatPath(at));
    else kept.set(key, drop(found.schema, item, at, unknown));
  }
  // Not by assignment: a key may be called `__proto__`.
  return Object.fromEntries(kept);
}

/** The schema of the entries; for what is free-form, one that drops nothing at the entry itself. */
function itemsOf(schema: unknown): unknown {
  if (!isObject(schema)) return undefined;
  return isFree(schema)
    ? { ...schema.items, 'x-kubernetes-preserve-unknown-fields': true }
    : schema.items;
}

function fieldOf(
  schema: unknown,
  key: string,
): { schema: unknown } | 'keep' | 'drop' {
  if (!isObject(schema)) return 'drop';
  if (schema['x-kubernetes-embedded-resource'] === true && HEAD.includes(key)) {
    return 'keep';
  }
  const property = ownValue(schema.properties, key);
  if (property !== undefined) return { schema: property };
  // With a boolean nothing is known of the values: the fields of objects are dropped there.
  const others = schema.additionalProperties;
  if (others !== undefined) return { schema: others };
  return isFree(schema) ? 'keep' : 'drop';
}

function isFree(schema: Schema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true;
}
