import type {
  Application,
  ClusterRef,
  ClusterRequestVerb,
  ConnectionState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { GitRepository } from '@worker-clusters/git-pull-requests';
import type { ClaimDefinition } from '../claims';
import type { KnownCluster, Policy } from '../policy';

/** A cluster of the fleet, as far as a request goes. */
export interface FleetCluster extends KnownCluster {
  /** Absent for one that is known from Git alone. */
  ref?: ClusterRef;
  phase: string;
  /** How it is with its API server; absent before there is one. */
  connection?: ConnectionState;
  kubernetesVersion?: string;
}

/** What a request is judged by. Everything that is read while it is planned is read through here. */
export interface PlatformContext {
  /** Of new claims. */
  definition: ClaimDefinition;
  /** Of claims of other kinds, which were made before: Crossplane v1's. */
  otherDefinitions?: ClaimDefinition[];
  /** Where the definition is from. */
  definitionSource: 'management-cluster' | 'repository';
  /** What the Composition makes, by kind; undefined if it cannot be read. */
  resources?: Array<{ kind: string; count: number }>;
  policy: Policy;
  claimsFolder: string;
  /** Branch that the management Argo CD follows. */
  base: string;
  repository: Pick<
    GitRepository,
    'url' | 'getFile' | 'listPullRequests' | 'fileUrl'
  >;
  /** Clusters and requests; undefined if they cannot be read now. */
  fleet?: FleetCluster[];
  /** What the Argo CD of a cluster deploys; undefined if that cannot be read now. */
  listApplications?: (ref: ClusterRef) => Promise<Application[] | undefined>;
  /** Whether the catalog has an entity; undefined where there is no catalog. */
  entityExists?: (ref: string) => Promise<boolean>;
  /** Entity reference of the user who asks. */
  requestedBy?: string;
  /** Id of the task that asks: its own pull request is in nobody's way. */
  taskId?: string;
}

/** A request as it is planned: {@link ClusterRequestInput} with a verb that is fixed. */
export interface PlannedRequest {
  verb: ClusterRequestVerb;
  environment: string;
  name: string;
  spec?: Record<string, unknown>;
}
