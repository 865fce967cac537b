/**
 * A claim as it stands in Git: a Crossplane v1 claim, or a Crossplane v2 namespaced composite resource.
 *
 * @public
 */
export interface Claim {
  /** For example `platform.example.org/v1alpha1`. */
  apiVersion: string;
  /** For example `WorkerCluster`. */
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    annotations: Record<string, string>;
    /** Whatever else the file has, for example `labels`. */
    [field: string]: unknown;
  };
  spec: ClaimSpec;
}

/** @public */
export interface ClaimSpec {
  environment: string;
  region: string;
  /** Entity reference, for example `group:default/payments`. */
  owner: string;
  /** For example `1.34`. */
  kubernetesVersion: string;
  /** Omitted fields get the XRD's defaults. */
  nodes?: { size?: string; min?: number; max?: number };
  network?: { vpcCidr?: string; nat?: string; zones?: string[] };
  /** Other fields of the XRD. */
  [field: string]: unknown;
}

/**
 * Which kind of object is a claim: from the XRD, see `parseXrd`.
 *
 * @public
 */
export interface ClaimType {
  /** API group, for example `platform.example.org`. */
  group: string;
  /** For example `v1alpha1`. */
  version: string;
  kind: string;
}

/** The claim kind of the platform repository that comes with this project. @public */
export const DEFAULT_CLAIM_TYPE: ClaimType = {
  group: 'platform.example.org',
  version: 'v1alpha1',
  kind: 'WorkerCluster',
};

/** Returns the annotation with the entity reference of the requester. @public */
export function requestedByAnnotation(type: Pick<ClaimType, 'group'>): string {
  return `${type.group}/requested-by`;
}

/**
 * Returns the annotation with the end of the cluster's lifetime, a time such as `2026-12-31T12:00:00Z`.
 *
 * @public
 */
export function expiresAtAnnotation(type: Pick<ClaimType, 'group'>): string {
  return `${type.group}/expires-at`;
}
