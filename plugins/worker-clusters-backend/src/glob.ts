/**
 * Whether a glob of Argo CD matches a text; undefined for one with more than `*` and `?`, which is not evaluated. Patterns
 * come from a cluster: linear in both but for the last `*`, which alone is gone back to.
 */
export function matchesGlob(
  pattern: string,
  text: string,
): boolean | undefined {
  if (/[[\]{}\\]/.test(pattern)) return undefined;
  let p = 0;
  let t = 0;
  let star = -1;
  let from = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p;
      p += 1;
      from = t;
    } else if (pattern[p] === '?' || pattern[p] === text[t]) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      from += 1;
      t = from;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
