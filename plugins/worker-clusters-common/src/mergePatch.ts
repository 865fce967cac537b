/**
 * Applies a JSON merge patch (RFC 7386): `null` removes, objects are merged, everything else replaces. Changes nothing in
 * place; keys such as `__proto__` are plain data.
 *
 * @public
 */
export function mergePatch(target: unknown, patch: unknown): any {
  if (!isObject(patch)) return patch;
  const result = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, mergePatch(result.get(key), value));
  }
  return Object.fromEntries(result);
}

/**
 * Returns the JSON merge patch that makes one object of another: empty if they are the same. A field that is undefined
 * counts as absent.
 *
 * @public
 */
export function mergePatchOf(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Record<string, unknown> {
  const patch = new Map<string, unknown>();
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const key of keys) {
    const was = valueOf(before, key);
    const is = valueOf(after, key);
    if (is === undefined) {
      if (was !== undefined) patch.set(key, null);
    } else if (isObject(was) && isObject(is)) {
      const inner = mergePatchOf(was, is);
      if (Object.keys(inner).length > 0) patch.set(key, inner);
    } else if (!sameJson(was, is)) {
      patch.set(key, is);
    }
  }
  return Object.fromEntries(patch);
}

/**
 * Whether two values of JSON are the same. The order of an object's keys does not count, and a field that is undefined
 * counts as absent.
 *
 * @public
 */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (isObject(one) && isObject(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every(key =>
      sameJson(valueOf(one, key), valueOf(other, key)),
    );
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return (
      one.length === other.length &&
      one.every((item, index) => sameJson(item, other[index]))
    );
  }
  return false;
}

/** A field of the object's own: `constructor` is none unless somebody wrote it. */
function valueOf(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
