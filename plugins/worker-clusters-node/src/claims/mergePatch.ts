type Json = Record<string, unknown>;

/**
 * A JSON merge patch (RFC 7386) applied: `null` removes, objects are merged, everything else replaces. Changes nothing
 * in place; keys such as `__proto__` are plain data.
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

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
