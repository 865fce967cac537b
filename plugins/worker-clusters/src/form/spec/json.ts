/** A value of JSON that is an object. */
export type Json = Record<string, unknown>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the value at a path such as `nodes.max`; the value itself for an empty one. */
export function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .filter(key => key !== '')
    .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value);
}

/** Returns an object without empty fields: undefined, and objects that are empty or become so. */
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
