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
  return diff(own, wanted as Record<string, unknown>);
}

function diff(
  live: Record<string, unknown>,
  wanted: Record<string, unknown>,
): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const field of Object.keys(live)) {
    if (!(field in wanted)) patch[field] = null;
  }
  for (const [field, value] of Object.entries(wanted)) {
    const before = live[field];
    patch[field] =
      isObject(before) && isObject(value) ? diff(before, value) : value;
  }
  return patch;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
