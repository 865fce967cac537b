import { Document } from 'yaml';
import {
  Claim,
  ClaimSpec,
  ClaimType,
  DEFAULT_CLAIM_TYPE,
  requestedByAnnotation,
} from './claim';
import { requireClusterName } from './claimName';
import { claimNamespace } from './claimPaths';

/** What a person asks for. @public */
export interface ClaimInput extends ClaimSpec {
  name: string;
  nodes: { size: string; min: number; max: number };
  /** Entity reference of the user who asks. */
  requestedBy?: string;
}

/**
 * The claim for a request.
 *
 * @throws InputError if name or environment cannot stand in a claim.
 * @public
 */
export function createClaim(
  input: ClaimInput,
  type: ClaimType = DEFAULT_CLAIM_TYPE,
): Claim {
  const { name, environment, region, owner, kubernetesVersion, nodes } = input;
  return {
    apiVersion: `${type.group}/${type.version}`,
    kind: type.kind,
    metadata: {
      name: requireClusterName(name),
      namespace: claimNamespace(environment),
      annotations: input.requestedBy
        ? { [requestedByAnnotation(type)]: input.requestedBy }
        : {},
    },
    spec: {
      environment,
      region,
      owner,
      kubernetesVersion,
      nodes: { size: nodes.size, min: nodes.min, max: nodes.max },
    },
  };
}

/**
 * A claim as the text of its file: always the same text for the same claim.
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
    { compat: 'yaml-1.1' },
  );
  return document.toString({ lineWidth: 0 });
}
