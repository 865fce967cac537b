import { applyDefaults } from '@worker-clusters/kubernetes-schema';
import type { Claim, ClaimSpec } from '../claims';
import { ownerRef } from '../permissions/ownerRef';
import type { ClaimDraft } from './draftClaim';
import type { Platform } from './Platform';
import { typedSpec } from './typedSpec';

/** The claim that a request is about. @public */
export interface PlannedClaim {
  /** As it would be; for a decommission as it is. */
  object: Claim;
  /** Its spec with the XRD's defaults; a field of {@link ClaimSpec} that has another type is left out. */
  spec: ClaimSpec;
  /** The spec as it is, with the XRD's defaults; absent for a new cluster. */
  before?: ClaimSpec;
  /** Entity reference in its full form. */
  owner: string;
}

/** The schema of `spec`, of the kind of claim that a platform has. */
export function specSchemaOf({ definition }: Platform) {
  return (definition.schema as any).properties?.spec ?? {};
}

/** Completes the claim of a draft with the XRD's defaults. */
export function completeClaim(
  platform: Platform,
  draft: ClaimDraft,
): PlannedClaim {
  const complete = (spec: ClaimSpec) =>
    typedSpec(applyDefaults(specSchemaOf(platform), spec) as ClaimSpec);
  const spec = complete(draft.claim.spec);
  return {
    object: draft.claim,
    spec,
    ...(draft.before && { before: complete(draft.before.spec) }),
    owner: ownerRef(spec.owner) ?? '',
  };
}
