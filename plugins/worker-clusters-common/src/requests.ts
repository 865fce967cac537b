import type { CodedMessage, Message } from './messages';

/** What a pull request does to a cluster's claim. @public */
export type ClusterRequestVerb = 'create' | 'update' | 'decommission';

/** A request of a person. @public */
export interface ClusterRequestInput {
  verb: ClusterRequestVerb;
  environment: string;
  name: string;
  /**
   * `create`: the claim's `spec`, without `environment`, which the XRD's defaults complete. `update`: what changes, as a
   * JSON merge patch (RFC 7386) of `spec`. Not for `decommission`.
   */
  spec?: Record<string, unknown>;
  /**
   * When the lifetime of the cluster ends, as `2026-12-31T12:00:00Z`; for a new cluster by default what the policy gives to
   * its environment. Not for `decommission`.
   */
  expiresAt?: string;
  /** `update`: moves the end as far ahead as the policy gives to a new cluster, instead of `expiresAt`. */
  extend?: boolean;
}

/** Result of a check. `error` forbids the request. @public */
export interface RequestFinding extends Message {
  severity: 'error' | 'warning' | 'info';
  /**
   * Which check: `schema`, `cel`, `machinery`, `restricted`, `name`, `region`, `version`, `size`, `quota`, `cidr`, `owner`,
   * `taken`, `approval`, …
   */
  rule: string;
  /** Path of the field in the claim, for example `spec.nodes.min`. */
  field?: string;
  /** A sentence with a full stop: what is wrong and what to do. */
  message: string;
}

/** One field that changes. @public */
export interface ClaimChange {
  /** Path in the claim, for example `spec.nodes.max`. */
  field: string;
  /** What the field is called, for example `Maximum number of nodes`. */
  label: string;
  /** As people read it; absent if there was none. Of a new claim, the XRD's default. */
  before?: string;
  /** As people read it; absent if there is none any more. */
  after?: string;
}

/** What a request would do, before it is made. @public */
export interface RequestPreview {
  verb: ClusterRequestVerb;
  /** Title of the pull request. */
  title: string;
  /** The claim's file in the GitOps repository. */
  path: string;
  /** Text of the file as it is; absent for a new one. */
  before?: string;
  /** Text of the file as it would be; absent if it is removed. */
  after?: string;
  /** Unified diff of the file, without header lines; every line of a new file begins with `+`. */
  diff: string;
  /** No finding is an error. */
  allowed: boolean;
  findings: RequestFinding[];
  /** The checks that ran, each with its result in words. */
  checks: Array<{ title: string; result: string }>;
  /** Every field that changes; of a new claim every field that is not as the XRD has it by default. */
  changes: ClaimChange[];
  /** Effects on what runs, a sentence each: nodes that are replaced, downtime, what is destroyed. */
  consequences: string[];
  /** The codes of the consequences, in their order; absent if there are none. */
  consequenceCodes?: CodedMessage[];
  /** What will be made, by kind, from the Composition; `create` only. */
  resources: Array<{ kind: string; count: number }>;
  /** If a price table is configured. */
  cost?: {
    /** For example `USD`. */
    currency: string;
    /** A month, with the lowest and the highest number of nodes. */
    monthly: { min: number; max: number };
    before?: { min: number; max: number };
  };
}

/** A JSON Schema object (OpenAPI v3, structural), with `x-ui-*` keywords. @public */
export type ClaimSchema = { [keyword: string]: any };

/** What a form for claims needs. @public */
export interface ClaimForm {
  apiVersion: string;
  kind: string;
  /**
   * Schema of `spec`. Keywords: `x-ui-order` (number), `x-ui-advanced` (boolean: folded away), `x-ui-field` (`owner`,
   * `cidr`), `x-ui-hidden` (boolean), `x-ui-values` (list of strings: the values on offer).
   */
  schema: ClaimSchema;
  /** Where the schema is from. */
  source: 'management-cluster' | 'repository';
  /** Paths below `spec` that cannot change, for example `region`, `network.vpcCidr`. */
  immutable: string[];
  /** What the policy allows, by environment; a list that is absent is not restricted. */
  environments: Array<{
    name: string;
    regions?: string[];
    kubernetesVersions?: string[];
    nodeSizes?: string[];
    /** Highest maximum of nodes. */
    maxNodes?: number;
    /** Somebody other than the usual reviewer must approve as well. */
    secondApprover?: string;
  }>;
  /** Values of restricted fields, by path below `spec`: `{ 'argocd.chartVersion': ['10.1.1', '9.1.0'] }`. */
  allowed: Record<string, string[]>;
  /** The next address range of the pool that is free, if a pool is configured. */
  freeCidr?: string;
  /** The GitOps repository; absent if none is configured. */
  repository?: {
    url: string;
    /** Whether pull requests are opened with the user's own token only (`scaffolder.requireScmUserCredentials`). */
    requiresUserCredentials: boolean;
  };
  /** Groups for which the caller may request clusters, by entity reference; absent: all that the catalog has. */
  owners?: string[];
}

/** What a caller may request at all. @public */
export interface RequestRights {
  /** Some new cluster; which ones is decided for each request, by owner and environment. */
  create: boolean;
}

/** A claim as it stands in the GitOps repository. @public */
export interface ClaimDocument {
  path: string;
  /** Text of the file. */
  text: string;
  spec: Record<string, unknown>;
  /** Open pull requests for this cluster. */
  openRequests: Array<{ number: number; url: string; title: string }>;
}

/** A field in which the claim on the management cluster differs from the claim in Git. @public */
export interface LiveClaimDifference extends ClaimChange {
  /** Git leaves the field out: `before` is the XRD's default. */
  isDefault?: true;
}

/**
 * A claim as it stands in Git (`before`) against the claim on the management cluster (`after`), without what Argo CD and
 * Crossplane set. Values are cut to 500 characters, and secrets in them are hidden: `before` and `after` of a difference
 * may read the same.
 *
 * @public
 */
export interface LiveClaimComparison {
  /** When the management cluster was read: RFC 3339, UTC. */
  readAt: string;
  /** At most 200. */
  differences: LiveClaimDifference[];
  /** How many differences are left out. */
  more?: number;
  /** Fields that Git leaves out and that have the XRD's default: no differences. */
  defaults: Array<{ field: string; label: string; value: string }>;
  /** Unified diff of both as YAML, without header lines; empty if nothing that is shown differs. */
  diff: string;
}

/** Reported by the scaffolder action when it has opened a pull request. @public */
export interface RequestReport {
  namespace: string;
  name: string;
  environment?: string;
  region?: string;
  owner?: string;
  kubernetesVersion?: string;
  vpcCidr?: string;
  /** Entity reference of the requester. */
  requestedBy?: string;
  claimPath: string;
  pullRequest: {
    number: number;
    url: string;
    title: string;
    createdAt: string;
  };
}
