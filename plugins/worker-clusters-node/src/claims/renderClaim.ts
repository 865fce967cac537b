import { Document } from 'yaml';
import {
  Claim,
  ClaimType,
  DEFAULT_CLAIM_TYPE,
  expiresAtAnnotation,
  requestedByAnnotation,
} from './Claim';
import { requireClusterName } from './requireClusterName';
import { claimNamespace } from './claimPaths';

/** A new claim, as it is requested. @public */
export interface ClaimInput {
  name: string;
  environment: string;
  /** The claim's `spec` without `environment`. */
  spec: Record<string, unknown>;
  /** Entity reference of the requester. */
  requestedBy?: string;
  /** When its lifetime ends, as `2026-12-31T12:00:00Z`. */
  expiresAt?: string;
}

/**
 * Creates the claim of a request.
 *
 * @throws InputError if the name or the environment is not a DNS label.
 * @public
 */
export function createClaim(
  input: ClaimInput,
  type: ClaimType = DEFAULT_CLAIM_TYPE,
): Claim {
  const { name, environment, spec } = input;
  const { environment: _, ...rest } = structuredClone(spec);
  return {
    apiVersion: `${type.group}/${type.version}`,
    kind: type.kind,
    metadata: {
      name: requireClusterName(name),
      namespace: claimNamespace(environment),
      annotations: {
        ...(input.requestedBy && {
          [requestedByAnnotation(type)]: input.requestedBy,
        }),
        ...(input.expiresAt && {
          [expiresAtAnnotation(type)]: input.expiresAt,
        }),
      },
    },
    spec: { environment, ...rest } as Claim['spec'],
  };
}

/**
 * Renders a claim as the text of its file. Deterministic.
 *
 * @public
 */
export function renderClaim(claim: Claim): string {
  const { annotations, ...metadata } = claim.metadata;
  const document = new Document(
    {
      ...claim,
      metadata: Object.keys(annotations).length ? claim.metadata : metadata,
    },
    // Argo CD and kubectl read YAML 1.1, where a bare `no` or `12:30` is not a text: such texts get quotes.
    { compat: 'yaml-1.1', aliasDuplicateObjects: false },
  );
  return document.toString({ lineWidth: 0 });
}
