import { isUsage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { parseAllDocuments } from 'yaml';

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
