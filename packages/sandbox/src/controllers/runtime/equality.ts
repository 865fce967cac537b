/** Whether two JSON values are equal; a field that is undefined counts as absent. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((value, i) => isSameJson(value, b[i]))
    );
  }
  if (!a || !b || typeof a !== 'object' || typeof b !== 'object') return false;
  const [x, y] = [a, b] as Array<Record<string, unknown>>;
  return [...new Set([...Object.keys(x), ...Object.keys(y)])].every(key =>
    isSameJson(x[key], y[key]),
  );
}
