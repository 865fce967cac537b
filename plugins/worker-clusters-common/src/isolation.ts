import type { ClusterRef } from './clusterRef';
import type { CodedMessage } from './messages';

/** From the worst. @public */
export const FINDING_SEVERITIES = ['high', 'medium', 'low'] as const;

/** @public */
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number];

/**
 * Whose isolation a rule checks: that of a worker cluster, or that of the management cluster.
 *
 * @public
 */
export type IsolationScope = 'worker' | 'management';

/**
 * The promises of "one Argo CD per worker cluster" that the portal checks while it runs. The title is the promise; a
 * finding is an object that breaks it.
 *
 * @public
 */
export const ISOLATION_RULES = {
  'management-destination': {
    title: 'The management Argo CD deploys into its own cluster only',
    severity: 'high',
    scopes: ['worker', 'management'],
    remedy:
      'Delete the Application, or move it to the Argo CD of the worker cluster. The management Argo CD provisions infrastructure only.',
  },
  'application-destination': {
    title: 'An Application deploys into the cluster that it is in',
    severity: 'high',
    scopes: ['worker'],
    remedy:
      'Set spec.destination to the own cluster, or move the Application to the Argo CD of the cluster that it means.',
  },
  'cluster-secret': {
    title: 'No other cluster is registered',
    severity: 'high',
    scopes: ['worker', 'management'],
    remedy:
      'Delete the cluster Secret, and revoke the credential that it holds in the cluster that it names.',
  },
  'project-clusters': {
    title: 'A project reaches only the cluster that it is in',
    severity: 'high',
    scopes: ['worker'],
    remedy:
      'Name the own cluster, and no pattern or denial (!), in spec.destinations of the AppProject.',
  },
  'project-namespaces': {
    title: 'A project names its namespaces, or how they begin',
    severity: 'medium',
    scopes: ['worker'],
    remedy:
      'Name the namespaces in spec.destinations of the AppProject, or a prefix such as app-*.',
  },
  'project-argocd-namespace': {
    title: 'A project stays out of the namespace of Argo CD',
    severity: 'high',
    scopes: ['worker'],
    remedy:
      'Remove the namespace from spec.destinations, or limit spec.namespaceResourceWhitelist of the AppProject to Applications.',
  },
  'project-sources': {
    title: 'A project names its repositories',
    severity: 'medium',
    scopes: ['worker'],
    remedy:
      'Name the repositories, and no pattern or denial (!), in spec.sourceRepos of the AppProject.',
  },
  'project-cluster-resources': {
    title: 'A project names the cluster-wide kinds that it may make',
    severity: 'medium',
    scopes: ['worker'],
    remedy:
      'Name group and kind, and no pattern, in spec.clusterResourceWhitelist of the AppProject. Give an entry of kind Namespace the name of a namespace, or a prefix such as app-*.',
  },
  'default-project': {
    title: 'The default project of a worker is locked',
    severity: 'high',
    scopes: ['worker'],
    remedy:
      'Empty spec.sourceRepos and spec.destinations of the AppProject default, and give each Application a project of its own.',
  },
  'anonymous-access': {
    title: 'Anonymous access is disabled',
    severity: 'high',
    scopes: ['worker'],
    remedy: 'Set users.anonymous.enabled to "false" in ConfigMap argocd-cm.',
  },
  'local-administrator': {
    title: 'The local admin account is disabled',
    severity: 'medium',
    scopes: ['worker'],
    remedy: 'Set admin.enabled to "false" in ConfigMap argocd-cm.',
  },
  'web-terminal': {
    title: 'The web terminal is disabled',
    severity: 'medium',
    scopes: ['worker'],
    remedy: 'Set exec.enabled to "false" in ConfigMap argocd-cm.',
  },
  'shared-credential': {
    title: 'A worker cluster has a credential of its own',
    severity: 'high',
    scopes: ['worker'],
    remedy:
      "Have the Composition create a service account token per worker cluster, and publish it in that cluster's Secret only.",
  },
  'shared-argocd': {
    title: 'A worker cluster has an Argo CD of its own',
    severity: 'high',
    scopes: ['worker'],
    remedy:
      'Find out which of the claims names the wrong API server (status.cluster.endpoint): two claims lead to one cluster.',
  },
  'portal-rights': {
    title: 'The portal reads only',
    severity: 'high',
    scopes: ['worker', 'management'],
    remedy:
      "Remove the rule from the roles that are bound to the portal's service account, or to a group that it is in.",
  },
  composition: {
    title: 'A claim uses a Composition that is allowed',
    severity: 'medium',
    scopes: ['worker'],
    remedy:
      'Remove the reference to the Composition from the claim, or add its name to allowedCompositions in app-config.',
  },
  'credential-age': {
    title: "The portal's credential is renewed in time",
    severity: 'low',
    scopes: ['worker', 'management'],
    remedy: "Rotate the token of the portal's service account.",
  },
} as const satisfies Record<
  string,
  {
    title: string;
    severity: FindingSeverity;
    scopes: readonly IsolationScope[];
    remedy: string;
  }
>;

/** @public */
export type IsolationRuleId = keyof typeof ISOLATION_RULES;

/** The rules that are checked for a worker cluster, or for a management cluster. @public */
export function isolationRulesOf(scope: IsolationScope): IsolationRuleId[] {
  return (Object.keys(ISOLATION_RULES) as IsolationRuleId[]).filter(id =>
    (ISOLATION_RULES[id].scopes as readonly string[]).includes(scope),
  );
}

/**
 * An object that breaks a promise. Texts come from the cluster: they are bounded, and not to be trusted.
 *
 * @public
 */
export interface IsolationFinding {
  rule: IsolationRuleId;
  severity: FindingSeverity;
  object: { kind: string; namespace?: string; name: string };
  /** What was seen. */
  evidence: string;
  /** Of a fixed sentence; absent for the words of an object. */
  evidenceCode?: CodedMessage;
  remedy: string;
  /** RFC 3339, UTC. */
  firstSeen: string;
  /** When it was last there: RFC 3339, UTC. */
  lastSeen: string;
  /** When it was gone: RFC 3339, UTC. Absent while it stands. */
  resolvedAt?: string;
}

/**
 * How a rule stands. `notChecked`: the portal may not or cannot look, for the given reason.
 *
 * @public
 */
export interface IsolationRuleState {
  rule: IsolationRuleId;
  title: string;
  state: 'ok' | 'found' | 'notChecked';
  /** Number of findings; the worst ones are listed. */
  count?: number;
  reason?: string;
  /** Of a fixed sentence; absent for what an API server or a connection says. */
  reasonCode?: CodedMessage;
}

/** Open findings by severity. @public */
export type FindingCounts = Record<FindingSeverity, number>;

/**
 * The isolation of one cluster.
 *
 * @public
 */
export interface IsolationReport {
  rules: IsolationRuleState[];
  findings: IsolationFinding[];
  /** Findings that are gone, newest first. */
  resolved: IsolationFinding[];
  /** Open findings at the end of each of the last 30 days (UTC), oldest first; today as it is now. */
  trend: Array<{ day: string; open: FindingCounts }>;
}

/** A finding with the cluster that it is about. @public */
export interface FleetFinding extends IsolationFinding {
  managementCluster: string;
  /** Absent for a finding about the management cluster itself. */
  cluster?: ClusterRef;
}

/**
 * How a finding changed in the last 30 days: `new` ones have been open for less, `standing` ones for longer, `resolved` ones are gone since.
 *
 * @public
 */
export const FINDING_CHANGES = ['new', 'resolved', 'standing'] as const;

/** @public */
export type FindingChange = (typeof FINDING_CHANGES)[number];

/** Which findings; each narrows what the others leave. @public */
export interface FindingsQuery {
  severity?: FindingSeverity[];
  rule?: IsolationRuleId[];
  /** Of the clusters; leaves those of management clusters out. */
  environment?: string[];
  /** Of the clusters, as `environment`. */
  owner?: string[];
}

/**
 * How a promise stands over the clusters that the caller may see: each of them counts once.
 *
 * @public
 */
export interface FleetRuleState {
  rule: IsolationRuleId;
  title: string;
  severity: FindingSeverity;
  /** Clusters that it holds for, and that the portal hears now. */
  held: number;
  /** Clusters that it held for when the portal heard them last. */
  lastKnown: number;
  /** Clusters that break it, also those in which that could not be checked again. */
  broken: number;
  /** Clusters for which it was not checked. */
  notChecked: number;
  /** Number of findings, including those that are not listed. */
  findings: number;
  /** Why it was not checked, the most frequent reasons first: at most 5. */
  reasons: Array<{
    reason: string;
    reasonCode?: CodedMessage;
    clusters: number;
  }>;
}

/**
 * The promises of isolation over the fleet, and what changed in the last 30 days.
 *
 * @public
 */
export interface FleetIsolationReport {
  /** Number of clusters that it is about. */
  clusters: number;
  rules: FleetRuleState[];
  /** Absent if the caller may not see them, or if a filter leaves some clusters only. */
  managementClusters?: Array<{ name: string; rules: IsolationRuleState[] }>;
  /** Open findings. */
  counts: FindingCounts;
  /** Findings by how they changed; `new` and `standing` ones are open. */
  changes: Record<FindingChange, number>;
  /** Each of the last 30 days (UTC), oldest first: open at its end, opened and resolved in it. */
  trend: Array<{
    day: string;
    open: FindingCounts;
    opened: number;
    resolved: number;
  }>;
}

/** @public */
export interface ListFindingsQuery extends FindingsQuery {
  /** Absent: all that are open. */
  change?: FindingChange;
  limit?: number;
  cursor?: string;
}

/** @public */
export interface ListFindingsResponse {
  items: FleetFinding[];
  nextCursor?: string;
  /** Open findings over all pages. */
  counts: FindingCounts;
  /** Number of clusters for which a rule was not checked, by rule. */
  notChecked: Partial<Record<IsolationRuleId, number>>;
  trend: IsolationReport['trend'];
}
