/** Crossplane's own kinds that order deletion, by API group. */
const USAGE_KINDS: Record<string, string[]> = {
  'apiextensions.crossplane.io': ['Usage'],
  'protection.crossplane.io': ['Usage', 'ClusterUsage'],
};

/**
 * Whether an object is a Crossplane Usage. A Usage protects a resource from deletion and is no part of a cluster:
 * function-sequencer creates one for each pair of resources.
 *
 * @public
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
