import type { CodedMessage } from './messages';
import type { ReconciliationInterval } from './verdictTypes';

/** @public */
export interface ArgoCdComponent {
  /** For example `argocd-server`. */
  name: string;
  ready: number;
  desired: number;
}

/**
 * How the Argo CD of a worker cluster is run.
 *
 * - `helm`: its workloads run in the cluster.
 * - `managed`: a cloud runs it outside the cluster (EKS Capability): Applications, and no workloads.
 * - `agent`: an argocd-agent reports to a principal elsewhere.
 * - `none`: the cluster has no Argo CD.
 * - `unknown`: there may be one, and nothing says which.
 *
 * @public
 */
export const ARGOCD_KINDS = [
  'helm',
  'managed',
  'agent',
  'none',
  'unknown',
] as const;

/** @public */
export type ArgoCdKind = (typeof ARGOCD_KINDS)[number];

/**
 * The Argo CD instance of one worker cluster.
 *
 * @public
 */
export interface ArgoCdInstance {
  /** Absent in what an older release has written. */
  kind?: ArgoCdKind;
  /** For example `v3.1.0`, from the image of `argocd-server`. */
  version?: string;
  /** `url` of `argocd-cm`, if it is an http(s) URL. */
  url?: string;
  /** `available`: every component has all its replicas. `unknown`: no workload was seen. */
  availability: 'available' | 'degraded' | 'unavailable' | 'unknown';
  components: ArgoCdComponent[];
  /** How often it compares each Application, where `argocd-cm` says so. */
  reconciliation?: ReconciliationInterval;
  /**
   * Namespaces besides its own in which it looks after Applications, as `application.namespaces` has them, and whether the
   * portal may read those. Absent for none.
   */
  otherNamespaces?: { patterns: string[]; readable: boolean };
  /** AppProjects that its Applications are in, by name; at most 50. */
  projects?: string[];
  /** Number of repositories that its Applications come from. */
  repositories?: number;
}

/**
 * What an AppProject permits, as it is written there. Texts are untrusted.
 *
 * @public
 */
export interface ArgoCdProject {
  name: string;
  /** At most 20. */
  repositories: string[];
  /** At most 20; a server or the name of a cluster, and a namespace. */
  destinations: Array<{ cluster?: string; namespace?: string }>;
  /**
   * Cluster-wide kinds that it may make, as `<group>/<kind>`, and after a space the pattern of their names if there is one; at
   * most 20.
   */
  clusterResources: string[];
  /** Not all of its entries are listed. */
  truncated?: true;
}

/**
 * What the Argo CD of a cluster may reach, and what it reads.
 *
 * @public
 */
export interface ArgoCdReach {
  /** By name, at most 50; absent if they were not read. */
  projects?: ArgoCdProject[];
  /** Why the projects were not read. */
  notRead?: string;
  /** Of {@link ArgoCdReach.notRead}. */
  notReadCode?: CodedMessage;
  /** Addresses of the repositories that its Applications come from, at most 50. */
  repositories: string[];
}
