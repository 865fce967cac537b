import { mergePatchOf } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** Fields of a composite resource's status that are Crossplane's own; no function sets them. */
const SYSTEM_FIELDS = [
  'conditions',
  'claimConditionTypes',
  'connectionDetails',
  'crossplane',
  'lastHandledReconcileAt',
];

/**
 * The JSON merge patch that brings a composite resource's status to what the functions give. Crossplane applies it on the
 * server's side: a field that no function gives any more goes.
 */
export function mergeStatus(
  live: Record<string, unknown> | undefined,
  wanted: object,
): Record<string, unknown> {
  const own = Object.fromEntries(
    Object.entries(live ?? {}).filter(([f]) => !SYSTEM_FIELDS.includes(f)),
  );
  return mergePatchOf(own, wanted as Record<string, unknown>);
}
