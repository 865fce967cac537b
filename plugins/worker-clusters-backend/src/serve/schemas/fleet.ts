import {
  ARGOCD_KINDS,
  HEALTH_STATUSES,
  LIFECYCLE_PHASES,
  SYNC_STATUSES,
  TIMELINE_STAGES,
  VERDICT_LEVELS,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  closed,
  clusterRef,
  codedMessage,
  connectionStatus,
  counters,
  eachOf,
  health,
  listOf,
  number,
  ref,
  sync,
  text,
  time,
} from './parts';

const cluster = {
  ...clusterRef,
  environment: text,
  region: text,
  owner: text,
  phase: ref('PhaseState'),
  kubernetesVersion: text,
  kubernetesVersionRequested: text,
  vpcCidr: text,
  columns: { type: 'object', additionalProperties: text },
  argocd: ref('ArgoCdInstance'),
  applications: ref('ApplicationCounts'),
  health,
  sync,
  managementView: ref('ManagementView'),
  findings: ref('FindingCounts'),
  pending: ref('PendingChange'),
  connection: ref('ConnectionState'),
  entityRef: text,
  createdAt: time,
  expiresAt: time,
  revision: number,
} as const;

const CLUSTER_REQUIRED = [
  'managementCluster',
  'namespace',
  'name',
  'phase',
  'applications',
  'connection',
  'revision',
] as const;

const phaseState = {
  phase: { type: 'string', enum: LIFECYCLE_PHASES },
  reason: text,
  message: text,
  messageCode: codedMessage,
  since: time,
} as const;

const changeVerb = {
  type: 'string',
  enum: ['update', 'decommission'],
} as const;

const claimTracking = {
  type: 'string',
  enum: ['argocd', 'none', 'noArgoCd'],
} as const;

const counts = {
  total: number,
  byPhase: counters,
  byEnvironment: counters,
  byRegion: counters,
  byOwner: counters,
  byManagementCluster: counters,
  byKubernetesVersion: counters,
  byHealth: counters,
  bySync: counters,
  byConnection: counters,
  byVerdict: counters,
  byAttention: counters,
  byFindings: counters,
  byPending: counters,
  applications: ref('ApplicationCounts'),
  findings: ref('FindingCounts'),
} as const;

const COUNTS_REQUIRED = [
  'total',
  'byPhase',
  'byEnvironment',
  'byRegion',
  'byOwner',
  'byManagementCluster',
  'byKubernetesVersion',
  'byHealth',
  'bySync',
  'byConnection',
  'byVerdict',
  'byAttention',
  'byFindings',
  'byPending',
  'applications',
  'findings',
] as const;

const managementCluster = {
  name: text,
  title: text,
  connection: ref('ConnectionState'),
  clusters: number,
  argocdInstalled: { type: 'boolean' },
} as const;

const versionSupport = {
  releasedOn: text,
  standardUntil: text,
  extendedUntil: text,
  asOf: text,
  source: text,
} as const;

const byVersion = {
  type: 'object',
  additionalProperties: ref('VersionSupport'),
} as const;

/** Schemas of clusters, the fleet and its management clusters. */
export const fleetSchemas = {
  PhaseState: closed(['phase', 'reason', 'message', 'since'], phaseState),
  PhaseTransition: closed(['phase', 'reason', 'message', 'since'], {
    ...phaseState,
    until: time,
  }),
  ConnectionState: closed(['status', 'since'], {
    status: connectionStatus,
    since: time,
    lastSeen: time,
    message: text,
    messageCode: codedMessage,
  } as const),
  ApplicationCounts: closed(['total', 'byHealth', 'bySync'], {
    total: number,
    byHealth: eachOf(HEALTH_STATUSES),
    bySync: eachOf(SYNC_STATUSES),
    byVerdict: eachOf(VERDICT_LEVELS),
  }),
  VersionSupport: closed(['asOf', 'source'], versionSupport),
  SupportLife: closed(['version', 'asOf', 'source'], {
    version: text,
    newer: text,
    ...versionSupport,
  }),
  SupportLifeTable: closed(['kubernetes', 'argocd'], {
    kubernetes: byVersion,
    argocd: byVersion,
  }),
  ArgoCdInstance: closed(['availability', 'components'], {
    kind: { type: 'string', enum: ARGOCD_KINDS },
    version: text,
    url: text,
    availability: {
      type: 'string',
      enum: ['available', 'degraded', 'unavailable', 'unknown'],
    },
    components: listOf(
      closed(['name', 'ready', 'desired'], {
        name: text,
        ready: number,
        desired: number,
      }),
    ),
    reconciliation: closed(['intervalSeconds', 'jitterSeconds'], {
      intervalSeconds: { type: 'number', minimum: 0 },
      jitterSeconds: { type: 'number', minimum: 0 },
    } as const),
    otherNamespaces: closed(['patterns', 'readable'], {
      patterns: listOf(text),
      readable: { type: 'boolean' },
    } as const),
    projects: listOf(text),
    repositories: number,
  } as const),
  ManagementView: closed(['sync', 'health'], {
    sync,
    health,
    revision: text,
    observedAt: time,
  } as const),
  WorkerCluster: closed(CLUSTER_REQUIRED, cluster),
  ClusterList: closed(['items', 'totalItems', 'revision'], {
    items: listOf(ref('WorkerCluster')),
    totalItems: number,
    nextCursor: text,
    revision: number,
  }),
  TimelineStage: closed(['id', 'state', 'ready', 'expected'], {
    id: { type: 'string', enum: TIMELINE_STAGES },
    state: { type: 'string', enum: ['waiting', 'active', 'done', 'failed'] },
    begin: time,
    end: time,
    ready: number,
    expected: number,
    message: text,
    messageCode: codedMessage,
  } as const),
  UsualDuration: closed(['medianSeconds', 'p90Seconds', 'samples', 'scope'], {
    medianSeconds: number,
    p90Seconds: number,
    samples: number,
    scope: { type: 'string', enum: ['regionAndVersion', 'region', 'fleet'] },
  } as const),
  PullRequest: closed(['number', 'url', 'title', 'state', 'createdAt'], {
    number,
    url: text,
    title: text,
    state: { type: 'string', enum: ['open', 'merged', 'closed'] },
    requestedBy: text,
    createdAt: time,
    finishedAt: time,
  } as const),
  BlockingResource: closed(['apiVersion', 'kind', 'name', 'message'], {
    apiVersion: text,
    kind: text,
    name: text,
    compositionResourceName: text,
    message: text,
    messageCode: codedMessage,
  }),
  WorkerClusterDetails: closed(
    [...CLUSTER_REQUIRED, 'timeline', 'transitions', 'blocking'],
    {
      ...cluster,
      timeline: listOf(ref('TimelineStage')),
      usualDurations: closed(
        [],
        Object.fromEntries(
          TIMELINE_STAGES.map(stage => [stage, ref('UsualDuration')]),
        ),
      ),
      transitions: listOf(ref('PhaseTransition')),
      pullRequest: ref('PullRequest'),
      openChanges: listOf(
        closed(['verb', 'pullRequest'], {
          verb: changeVerb,
          pullRequest: ref('PullRequest'),
        }),
      ),
      claimPath: text,
      claimUrl: text,
      nodes: closed([], {
        size: text,
        min: { type: 'number' },
        max: { type: 'number' },
      } as const),
      cost: ref('RequestCost'),
      apiServer: text,
      syncedBy: closed(['name', 'sync', 'health'], {
        name: text,
        sync,
        health,
        revision: text,
        message: text,
      }),
      blocking: listOf(ref('BlockingResource')),
      notices: listOf(
        closed(['reason', 'message'], {
          reason: text,
          message: text,
          messageCode: codedMessage,
        }),
      ),
      claimTracking,
      argocdReach: closed(['repositories'], {
        projects: listOf(
          closed(['name', 'repositories', 'destinations', 'clusterResources'], {
            name: text,
            repositories: listOf(text),
            destinations: listOf(
              closed([], { cluster: text, namespace: text }),
            ),
            clusterResources: listOf(text),
            truncated: { type: 'boolean', enum: [true] },
          } as const),
        ),
        notRead: text,
        notReadCode: codedMessage,
        repositories: listOf(text),
      }),
      support: closed([], {
        kubernetes: ref('SupportLife'),
        argocd: ref('SupportLife'),
      }),
      unread: listOf(
        closed(['apiVersion', 'kind', 'message'], {
          apiVersion: text,
          kind: text,
          message: text,
          messageCode: codedMessage,
        }),
      ),
    },
  ),
  TransitionList: closed(['items', 'keptSeconds', 'keptPhases'], {
    items: listOf(ref('PhaseTransition')),
    nextCursor: text,
    keptSeconds: number,
    keptPhases: number,
  }),
  ClusterEntityList: closed(['items', 'unknown'], {
    items: listOf(
      closed(['managementCluster', 'namespace', 'name'], {
        ...clusterRef,
        environment: text,
        region: text,
        owner: text,
        createdAt: time,
        argocdUrl: text,
        apiServer: text,
        claimUrl: text,
      }),
    ),
    unknown: listOf(text),
  }),
  FleetCounts: closed(COUNTS_REQUIRED, counts),
  FleetSummary: closed([...COUNTS_REQUIRED, 'revision'], {
    ...counts,
    revision: number,
  }),
  ManagementCluster: closed(
    ['name', 'title', 'connection', 'clusters'],
    managementCluster,
  ),
  Fleet: closed(['clusters', 'totalItems', 'summary'], {
    clusters: listOf(ref('WorkerCluster')),
    totalItems: number,
    summary: ref('FleetCounts'),
    supportLife: ref('SupportLifeTable'),
    managementClusters: listOf(ref('ManagementCluster')),
    columns: listOf(closed(['id', 'title'], { id: text, title: text })),
    configProblems: listOf(ref('ConfigProblem')),
  }),
  ManagementClusterList: closed(['items'], {
    items: listOf(ref('ManagementCluster')),
  }),
  ClusterAccess: closed(['ref', 'title', 'server', 'token'], {
    ref: closed(['managementCluster', 'namespace', 'name'], clusterRef),
    title: text,
    server: text,
    caData: text,
    token: text,
  }),
} as const;
