import type {
  Application,
  ClusterRef,
  ClusterRequestInput,
  ConnectionState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { GitRepository } from '@worker-clusters/git-pull-requests';
import type { Claim, ClaimDefinition } from '../claims';
import type { RequestActor } from '../permissions/ownership';
import type { MayRead } from '../permissions/redactFindings';
import type { ClaimAuthor, KnownCluster, Policy } from '../policy';

/** What a claim is, and what its Composition creates. @public */
export interface PlatformDefinition {
  /** Of new claims. */
  definition: ClaimDefinition;
  /** Of older claims of other kinds: Crossplane v1's. */
  others?: ClaimDefinition[];
  source: 'management-cluster' | 'repository';
  /** Name of the default Composition; absent if it cannot be read. */
  composition?: string;
  /** What the default Composition creates, by kind; absent if it cannot be read. */
  resources?: Array<{ kind: string; count: number }>;
  /** The other Compositions that a claim can select. */
  otherCompositions?: CompositionSummary[];
}

/** What a Composition creates, by kind. @public */
export interface CompositionSummary {
  name: string;
  resources: Array<{ kind: string; count: number }>;
}

/** The fields of a cluster of the fleet that a plan uses. @public */
export interface FleetCluster extends KnownCluster {
  phase: string;
  /** The open pull request for the cluster. One that is not valid takes neither its name nor its range. */
  request?: { number: number; valid: boolean };
  /** Absent as long as there is no API server. */
  connection?: ConnectionState;
  kubernetesVersion?: string;
  /** When its lifetime ends; absent if it has no end. */
  expiresAt?: string;
}

/** The calls to a Git host that a plan needs. All of them read. @public */
export type PlanRepository = Pick<
  GitRepository,
  'url' | 'getFile' | 'listPullRequests' | 'fileUrl'
>;

/** What requests are planned with: see `loadPlatform`. @public */
export interface Platform extends PlatformDefinition {
  policy: Policy;
  claimsFolder: string;
  /** Keys by which the portal recognises its pull requests: see `readSigningKeys`. */
  signingKeys: readonly string[];
  /** Branch that the management Argo CD follows. */
  base: string;
  repository: PlanRepository;
  /** Clusters and requests; undefined if they cannot be read now. */
  fleet?: FleetCluster[];
  /** What the Argo CD of a cluster deploys; resolves to undefined if that cannot be read now. */
  listApplications?: (ref: ClusterRef) => Promise<Application[] | undefined>;
  /** Whether the catalog has an entity; undefined where there is no catalog. */
  entityExists?: (ref: string) => Promise<boolean>;
  /** When the platform was loaded: lifetimes are counted from here. */
  now: Date;
  /** Which clusters findings may tell the requester of; undefined: of all. */
  mayRead?: MayRead;
  /** What could not be read, a sentence each, for the log. */
  warnings: string[];
}

/** A request with its requester. @public */
export interface PlanInput extends ClusterRequestInput {
  /** Entity reference of the user. */
  requestedBy?: string;
  /** Who makes the request, by their credentials; undefined where there are none: ownership is not checked then. */
  actor?: RequestActor;
  /** The cluster that is changed or removed, on which the permission was decided; undefined if it is not known. */
  cluster?: ClusterRef;
  /** Id of the scaffolder's task. Its own pull request does not block it. */
  taskId?: string;
  /**
   * Number of the request's own pull request, once it is open: the request is checked against those that were opened
   * before it, and not against later ones, which are checked against this one.
   */
  openedAs?: number;
  /** The claim as somebody has written it, instead of one that is drafted from `spec`. Not for `decommission`. */
  written?: WrittenClaim;
}

/** A claim that somebody has written by hand. @public */
export interface WrittenClaim {
  claim: Claim;
  /** Text of its file. */
  text: string;
  /** A committer may set fields of the platform team: see `checkMachinery`. */
  author: ClaimAuthor;
}
