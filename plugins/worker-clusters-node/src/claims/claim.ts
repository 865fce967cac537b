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
  /** What is not given is decided by the XRD's defaults. */
  nodes?: { size?: string; min?: number; max?: number };
  network?: { vpcCidr?: string };
  /** Whatever else the XRD has. */
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

/** The annotation that names who asked for the cluster, by entity reference. @public */
export function requestedByAnnotation(type: Pick<ClaimType, 'group'>): string {
  return `${type.group}/requested-by`;
}

/** The annotation that says when the lifetime of the cluster ends, as `2026-12-31T12:00:00Z`. */
export function expiresAtAnnotation(type: Pick<ClaimType, 'group'>): string {
  return `${type.group}/expires-at`;
}
