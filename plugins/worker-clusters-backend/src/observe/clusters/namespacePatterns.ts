import { matchesGlob } from '../../glob';

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
      /^\/.*\/$/.test(pattern) ||
      matchesGlob(pattern, namespace ?? '') !== false,
  );
}
