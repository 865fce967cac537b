const MAX_PATTERNS = 50;
const MAX_PATTERN = 253;

/** The entries of `application.namespaces` of `argocd-cmd-params-cm`: names, globs, and regular expressions in slashes. */
export function parseNamespacePatterns(value: unknown): string[] {
  if (typeof value !== 'string') return [];
  return value
    .slice(0, MAX_PATTERNS * MAX_PATTERN)
    .split(',')
    .map(pattern => pattern.trim())
    .filter(pattern => pattern !== '' && pattern.length <= MAX_PATTERN)
    .slice(0, MAX_PATTERNS);
}

/** Matches a glob of `*` and `?`; linear in both but for the last `*`, which alone is gone back to. */
function matchesGlob(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let from = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p;
      p += 1;
      from = t;
    } else if (p < pattern.length && [text[t], '?'].includes(pattern[p])) {
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

/**
 * Whether Argo CD looks after Applications in a namespace. The patterns come from the cluster: a regular expression, and a
 * glob with more than `*` and `?`, is not evaluated and matches everything. At worst an Application is shown that Argo CD
 * does not look after, as one that was never compared.
 */
export function matchesNamespace(
  patterns: string[],
  namespace: string | undefined,
): boolean {
  return patterns.some(
    pattern =>
      /^\/.*\/$|[[\]{}\\]/.test(pattern) ||
      matchesGlob(pattern, namespace ?? ''),
  );
}
