import type { ClaimSpec } from './Claim';
import type { ClaimDefinition } from './parseXrd';

/** Extension of the field's schema: environments whose clusters are protected unless their claims say otherwise. */
const ENVIRONMENTS = 'x-ui-protected-environments';

/**
 * Whether the API server of the management cluster refuses to delete a claim: `spec.deletionProtection` is `enabled`, or left
 * out in an environment that the XRD lists as protected. Always false where the XRD has no such field.
 *
 * Mirrors the ValidatingAdmissionPolicy of the platform repository (`crossplane/config/deletion-protection.yaml`).
 *
 * @public
 */
export function isDeletionProtected(
  { schema }: Pick<ClaimDefinition, 'schema'>,
  spec: Pick<ClaimSpec, 'environment'> & { deletionProtection?: unknown },
): boolean {
  const field = (schema as any)?.properties?.spec?.properties
    ?.deletionProtection;
  if (typeof field !== 'object' || field === null) return false;
  const { deletionProtection = undefined } = spec;
  if (deletionProtection !== undefined && deletionProtection !== null) {
    return deletionProtection !== 'disabled';
  }
  const environments = field[ENVIRONMENTS];
  return Array.isArray(environments) && environments.includes(spec.environment);
}
