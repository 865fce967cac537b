import type { ClaimSpec } from '../claims';

const isText = (value: unknown) => typeof value === 'string';
const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);
const isNumber = (value: unknown) => typeof value === 'number';

/** The fields of `ClaimSpec` with their types. */
const FIELDS: Record<string, (value: unknown) => boolean> = {
  environment: isText,
  region: isText,
  owner: isText,
  kubernetesVersion: isText,
};
const NESTED: Record<string, Record<string, (value: unknown) => boolean>> = {
  nodes: { size: isText, min: isNumber, max: isNumber },
  network: { vpcCidr: isText, nat: isText, zones: isTexts },
};

/**
 * A spec in which every field of `ClaimSpec` has its type: one of another type is left out. The schema check reports it,
 * and the policy, cost and consequences are worked out without it.
 *
 * @param spec - of a request or of a file, validated by nothing yet
 */
export function typedSpec(spec: Record<string, unknown>): ClaimSpec {
  const typed = keepTyped(spec, FIELDS);
  for (const [field, fields] of Object.entries(NESTED)) {
    const value = typed[field];
    if (value === undefined) continue;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      typed[field] = keepTyped(value as Record<string, unknown>, fields);
    } else {
      delete typed[field];
    }
  }
  return typed as ClaimSpec;
}

function keepTyped(
  value: Record<string, unknown>,
  fields: Record<string, (value: unknown) => boolean>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([key, each]) => !Object.hasOwn(fields, key) || fields[key](each),
    ),
  );
}
