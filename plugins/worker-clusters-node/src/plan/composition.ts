import { parseAllDocuments } from 'yaml';

/** Crossplane's own kinds that order deletion, by API group. */
const USAGE_KINDS: Record<string, string[]> = {
  'apiextensions.crossplane.io': ['Usage'],
  'protection.crossplane.io': ['Usage', 'ClusterUsage'],
};

/**
 * Whether an object is a Crossplane Usage. A Usage protects a resource from deletion and is no part of a cluster:
 * function-sequencer creates one for each pair of resources.
 */
export function isUsage(object: {
  apiVersion?: unknown;
  kind?: unknown;
}): boolean {
  const group = String(object.apiVersion ?? '').split('/')[0];
  return (
    Object.hasOwn(USAGE_KINDS, group) &&
    USAGE_KINDS[group].includes(String(object.kind))
  );
}

/**
 * What a Composition makes, by kind, most frequent first. What a provider makes in the worker cluster counts as what it
 * is there, not as the `Object` that carries it. Usages do not count.
 *
 * @param composition - the object; anything else makes nothing
 */
export function countResources(
  composition: unknown,
): Array<{ kind: string; count: number }> {
  const counts = new Map<string, number>();
  for (const step of list((composition as any)?.spec?.pipeline)) {
    for (const { base } of list(step?.input?.resources)) {
      if (isUsage(base ?? {})) continue;
      const kind = base?.spec?.forProvider?.manifest?.kind ?? base?.kind;
      if (typeof kind === 'string')
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([kind, count]) => ({ kind, count }))
    .sort((a, b) => b.count - a.count || a.kind.localeCompare(b.kind));
}

/** The first Composition among the objects of a YAML text; undefined if there is none. */
export function findComposition(text: string): unknown {
  const documents = Array.from(parseAllDocuments(text, { logLevel: 'error' }));
  return documents
    .filter(d => d.errors.length === 0)
    .map(d => d.toJS({ maxAliasCount: 20 }))
    .find(v => v?.kind === 'Composition');
}

function list(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}
