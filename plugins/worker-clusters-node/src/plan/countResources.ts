import { isUsage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { parseAllDocuments } from 'yaml';
import type { CompositionSummary } from './Platform';

/**
 * Counts the resources that a Composition creates by kind, most frequent first. A resource in the worker cluster counts
 * by its own kind, not as the `Object` around it. Usages are left out.
 *
 * @param composition - untrusted JSON; the result is empty for anything that is not a Composition
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

/**
 * Summarizes the Compositions among the objects of a YAML text, in its order.
 *
 * @param group - only those for composite resources of this API group
 * @public
 */
export function parseCompositions(
  text: string,
  group?: string,
): CompositionSummary[] {
  const documents = Array.from(parseAllDocuments(text, { logLevel: 'error' }));
  return documents
    .filter(d => d.errors.length === 0)
    .map(d => d.toJS({ maxAliasCount: 20 }))
    .filter(
      v =>
        v?.kind === 'Composition' &&
        typeof v.metadata?.name === 'string' &&
        (group === undefined ||
          `${v.spec?.compositeTypeRef?.apiVersion}`.startsWith(`${group}/`)),
    )
    .map(v => ({ name: v.metadata.name, resources: countResources(v) }));
}

function list(value: unknown): any[] {
  return Array.isArray(value) ? value : [];
}
