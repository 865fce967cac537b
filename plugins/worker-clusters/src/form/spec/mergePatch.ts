/** A value of JSON that is an object. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a path such as `nodes.max` leads to; the value itself for an empty one. */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .filter(key => key !== '')
    .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value);
}

/** Whether two values of JSON are the same; the order of an object's keys does not count. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (isObject(one) && isObject(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every(key => sameJson(one[key], other[key]));
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return (
      one.length === other.length &&
      one.every((item, index) => sameJson(item, other[index]))
    );
  }
  return Object.is(one, other);
}

/** A JSON merge patch (RFC 7386) applied; changes nothing in place. */
export function applyPatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, applyPatch(result.get(key), value));
  }
  return Object.fromEntries(result);
}

/** The JSON merge patch that makes one object into another: empty if they are the same. */
export function diffPatch(before: Json, after: Json): Json {
  const patch = new Map<string, unknown>();
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const key of keys) {
    const was = before[key];
    const is = after[key];
    if (is === undefined) {
      if (was !== undefined) patch.set(key, null);
    } else if (isObject(was) && isObject(is)) {
      const inner = diffPatch(was, is);
      if (Object.keys(inner).length > 0) patch.set(key, inner);
    } else if (!sameJson(was, is)) {
      patch.set(key, is);
    }
  }
  return Object.fromEntries(patch);
}

/** Without fields that hold nothing: undefined, and objects that are empty or become so. */
export function prune(value: Json): Json {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const kept = isObject(item) ? prune(item) : item;
      const empty =
        kept === undefined ||
        (isObject(kept) && Object.keys(kept).length === 0);
      return empty ? [] : [[key, kept]];
    }),
  );
}
