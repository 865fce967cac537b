import {
  ARGOCD_KINDS,
  FINDING_SEVERITIES,
  HEALTH_STATUSES,
  ISOLATION_RULES,
  type IsolationRuleId,
  LIFECYCLE_PHASES,
  SYNC_STATUSES,
  TIMELINE_STAGES,
  VERDICT_LEVELS,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

const text = { type: 'string' } as const;
const number = { type: 'integer', minimum: 0 } as const;
/** RFC 3339, UTC. */
const time = { type: 'string', format: 'date-time' } as const;
const health = { type: 'string', enum: HEALTH_STATUSES } as const;
const sync = { type: 'string', enum: SYNC_STATUSES } as const;
const connectionStatus = {
  type: 'string',
  enum: [
    'connecting',
    'live',
    'stale',
    'paused',
    'unauthorized',
    'forbidden',
    'unreachable',
    'unknown',
  ],
} as const;
const counters = { type: 'object', additionalProperties: number } as const;

/** An object of which nothing else may be served: what is not named here does not leave the backend unnoticed. */
function closed<
  P extends object,
  const R extends readonly (keyof P & string)[],
>(required: R, properties: P) {
  return {
    type: 'object',
    required,
    properties,
    additionalProperties: false,
  } as const;
}

function ref<const N extends string>(name: N) {
  return { $ref: `#/components/schemas/${name}` } as {
    readonly $ref: `#/components/schemas/${N}`;
  };
}

function listOf<T>(items: T) {
  return { type: 'array', items } as const;
}

/** A counter for each of a fixed set of names. */
function eachOf(names: readonly string[]) {
  return {
    type: 'object',
    required: names,
    properties: Object.fromEntries(names.map(name => [name, number])),
    additionalProperties: false,
  } as const;
}

const clusterRef = {
  managementCluster: text,
  namespace: text,
  name: text,
} as const;

const cluster = {
  ...clusterRef,
  environment: text,
  region: text,
  owner: text,
  phase: ref('PhaseState'),
  kubernetesVersion: text,
  kubernetesVersionRequested: text,
  vpcCidr: text,
  argocd: ref('ArgoCdInstance'),
  applications: ref('ApplicationCounts'),
  health,
  sync,
  managementView: ref('ManagementView'),
  findings: ref('FindingCounts'),
  connection: ref('ConnectionState'),
  entityRef: text,
  createdAt: time,
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

/** DNS label (RFC 1123), as Kubernetes names namespaces. */
const dnsLabel = {
  type: 'string',
  pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$',
  maxLength: 63,
} as const;
const word = { type: 'string', minLength: 1, maxLength: 255 } as const;

const source = {
  type: 'string',
  enum: ['management-cluster', 'repository'],
} as const;
const verb = {
  type: 'string',
  enum: ['create', 'update', 'decommission'],
} as const;
const monthlyCost = closed(['min', 'max'], {
  min: { type: 'number' },
  max: { type: 'number' },
} as const);

const counts = {
  total: number,
  byPhase: counters,
  byEnvironment: counters,
  byRegion: counters,
  byOwner: counters,
  applications: ref('ApplicationCounts'),
  findings: ref('FindingCounts'),
} as const;

const COUNTS_REQUIRED = [
  'total',
  'byPhase',
  'byEnvironment',
  'byRegion',
  'byOwner',
  'applications',
  'findings',
] as const;

const ruleId = {
  type: 'string',
  enum: Object.keys(ISOLATION_RULES) as IsolationRuleId[],
} as const;
const severity = { type: 'string', enum: FINDING_SEVERITIES } as const;
const finding = {
  rule: ruleId,
  severity,
  object: closed(['kind', 'name'], { kind: text, namespace: text, name: text }),
  evidence: text,
  remedy: text,
  firstSeen: time,
  lastSeen: time,
  resolvedAt: time,
} as const;
const FINDING_REQUIRED = [
  'rule',
  'severity',
  'object',
  'evidence',
  'remedy',
  'firstSeen',
  'lastSeen',
] as const;
const trend = listOf(
  closed(['day', 'open'], {
    day: { type: 'string', format: 'date' },
    open: ref('FindingCounts'),
  } as const),
);

const managementCluster = {
  name: text,
  title: text,
  connection: ref('ConnectionState'),
  clusters: number,
  argocdInstalled: { type: 'boolean' },
} as const;

const application = {
  namespace: text,
  name: text,
  project: text,
  health,
  sync,
  healthMessage: text,
  conditions: listOf(ref('ApplicationCondition')),
  operationPhase: {
    type: 'string',
    enum: ['Running', 'Terminating', 'Succeeded', 'Failed', 'Error'],
  },
  operationMessage: text,
  operationTime: time,
  selfHealAttempts: number,
  sources: listOf(ref('ApplicationSource')),
  hydration: ref('ApplicationHydration'),
  destinationNamespace: text,
  owner: ref('ApplicationOwner'),
  resources: number,
  resourcesOutOfSync: number,
  resourceProblems: listOf(ref('ApplicationResource')),
  resourcesMissing: number,
  reconciledAt: time,
  url: text,
  externalUrls: listOf(text),
} as const;

const APPLICATION_REQUIRED = [
  'namespace',
  'name',
  'health',
  'sync',
  'sources',
  'resources',
] as const;

/** The types of `worker-clusters-common` as JSON Schema. */
export const schemas = {
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
  } as const),
  ApplicationCounts: closed(['total', 'byHealth', 'bySync'], {
    total: number,
    byHealth: eachOf(HEALTH_STATUSES),
    bySync: eachOf(SYNC_STATUSES),
    byVerdict: eachOf(VERDICT_LEVELS),
  }),
  SupportLife: closed(['version', 'asOf', 'source'], {
    version: text,
    standardUntil: text,
    extendedUntil: text,
    asOf: text,
    source: text,
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
        closed(['reason', 'message'], { reason: text, message: text }),
      ),
      claimTracking,
      support: closed([], {
        kubernetes: ref('SupportLife'),
        argocd: ref('SupportLife'),
      }),
      unread: listOf(
        closed(['apiVersion', 'kind', 'message'], {
          apiVersion: text,
          kind: text,
          message: text,
        }),
      ),
    },
  ),
  ApplicationCondition: closed(['type'], {
    type: text,
    message: text,
    lastTransitionTime: time,
  }),
  ApplicationRevision: closed(['value', 'kind'], {
    value: text,
    kind: {
      type: 'string',
      enum: ['commit', 'reference', 'chart', 'digest'],
    },
    url: text,
  } as const),
  ApplicationSource: closed(['type'], {
    type: { type: 'string', enum: ['git', 'helm', 'oci'] },
    repoUrl: text,
    path: text,
    chart: text,
    name: text,
    ref: text,
    targetRevision: text,
    revision: ref('ApplicationRevision'),
    deployedRevision: ref('ApplicationRevision'),
  } as const),
  ApplicationHydration: closed(['drySource'], {
    drySource: ref('ApplicationSource'),
    hydrateTo: text,
    phase: { type: 'string', enum: ['Hydrating', 'Failed', 'Hydrated'] },
    message: text,
    hydratedRevision: ref('ApplicationRevision'),
    time,
  } as const),
  ApplicationOwner: closed(['kind', 'namespace', 'name'], {
    kind: { type: 'string', enum: ['Application', 'ApplicationSet'] },
    namespace: text,
    name: text,
  } as const),
  ReadResourceRequest: closed(['application', 'resource'], {
    application: closed(['namespace', 'name'], { namespace: word, name: word }),
    resource: closed(['kind', 'name'], {
      group: { type: 'string', maxLength: 253 },
      version: { type: 'string', maxLength: 63 },
      kind: word,
      namespace: { type: 'string', maxLength: 253 },
      name: word,
    } as const),
  }),
  ResourceReading: closed(['readAt', 'conditions'], {
    readAt: time,
    phase: text,
    message: text,
    deletionTimestamp: time,
    replicas: closed(['desired', 'ready'], { desired: number, ready: number }),
    conditions: listOf(
      closed(['type', 'status'], {
        type: text,
        status: { type: 'string', enum: ['True', 'False', 'Unknown'] },
        reason: text,
        message: text,
        lastTransitionTime: time,
      } as const),
    ),
    events: listOf(
      closed(['type', 'reason'], {
        type: { type: 'string', enum: ['Normal', 'Warning'] },
        reason: text,
        message: text,
        count: number,
        time,
      } as const),
    ),
  } as const),
  ApplicationResource: closed(['kind', 'name'], {
    group: text,
    version: text,
    kind: text,
    namespace: text,
    name: text,
    sync,
    health,
    message: text,
    requiresPruning: { type: 'boolean', enum: [true] },
  } as const),
  Application: closed(APPLICATION_REQUIRED, application),
  FleetApplication: closed([...APPLICATION_REQUIRED, 'cluster'], {
    ...application,
    cluster: closed(['managementCluster', 'namespace', 'name'], clusterRef),
  }),
  ApplicationList: closed(['items', 'totalItems'], {
    items: listOf(ref('Application')),
    totalItems: number,
    oldestReconciledAt: time,
    nextCursor: text,
  }),
  FleetApplicationList: closed(['items', 'totalItems'], {
    items: listOf(ref('FleetApplication')),
    totalItems: number,
    nextCursor: text,
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
  FindingCounts: eachOf(FINDING_SEVERITIES),
  IsolationFinding: closed(FINDING_REQUIRED, finding),
  IsolationReport: closed(['rules', 'findings', 'resolved', 'trend'], {
    rules: listOf(
      closed(['rule', 'title', 'state'], {
        rule: ruleId,
        title: text,
        state: { type: 'string', enum: ['ok', 'found', 'notChecked'] },
        count: number,
        reason: text,
      } as const),
    ),
    findings: listOf(ref('IsolationFinding')),
    resolved: listOf(ref('IsolationFinding')),
    trend,
  }),
  FleetFindingList: closed(['items', 'counts', 'notChecked', 'trend'], {
    items: listOf(
      closed([...FINDING_REQUIRED, 'managementCluster'], {
        ...finding,
        managementCluster: text,
        cluster: closed(['managementCluster', 'namespace', 'name'], clusterRef),
      } as const),
    ),
    nextCursor: text,
    counts: ref('FindingCounts'),
    notChecked: counters,
    trend,
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
    managementClusters: listOf(ref('ManagementCluster')),
  }),
  ManagementClusterList: closed(['items'], {
    items: listOf(ref('ManagementCluster')),
  }),
  BackendHealth: closed(
    ['status', 'problems', 'managementClusters', 'database', 'queue'],
    {
      status: { type: 'string', enum: ['ok', 'degraded', 'failed'] },
      problems: listOf(text),
      managementClusters: listOf(
        closed(['name', 'status', 'since', 'workers'], {
          name: text,
          status: connectionStatus,
          since: time,
          lastSeen: time,
          message: text,
          workers: counters,
        } as const),
      ),
      database: closed(['status', 'milliseconds'], {
        status: { type: 'string', enum: ['ok', 'failed'] },
        milliseconds: number,
        message: text,
      } as const),
      queue: listOf(
        closed(['type', 'ready', 'working', 'delayed', 'oldestSeconds'], {
          type: text,
          ready: number,
          working: number,
          delayed: number,
          oldestSeconds: { type: 'number', minimum: 0 },
        } as const),
      ),
    } as const,
  ),
  ClusterAccess: closed(['ref', 'title', 'server', 'token'], {
    ref: closed(['managementCluster', 'namespace', 'name'], clusterRef),
    title: text,
    server: text,
    caData: text,
    token: text,
  }),
  ClaimDefinition: closed(['group', 'version', 'kind', 'schema'], {
    group: text,
    version: text,
    kind: text,
    schema: { type: 'object' },
  } as const),
  PlatformDefinition: closed(['definition', 'source'], {
    definition: ref('ClaimDefinition'),
    others: listOf(ref('ClaimDefinition')),
    source,
    resources: listOf(closed(['kind', 'count'], { kind: text, count: number })),
  }),
  ClaimForm: closed(
    ['apiVersion', 'kind', 'schema', 'source', 'immutable', 'environments'],
    {
      apiVersion: text,
      kind: text,
      schema: { type: 'object' },
      source,
      immutable: listOf(text),
      environments: listOf(
        closed(['name'], {
          name: text,
          regions: listOf(text),
          kubernetesVersions: listOf(text),
          nodeSizes: listOf(text),
          maxNodes: number,
          secondApprover: text,
        }),
      ),
      freeCidr: text,
    } as const,
  ),
  ClaimDocument: closed(['path', 'text', 'spec', 'openRequests'], {
    path: text,
    text,
    spec: { type: 'object' },
    openRequests: listOf(
      closed(['number', 'url', 'title'], {
        number,
        url: text,
        title: text,
      }),
    ),
  } as const),
  ClusterRequestInput: closed(['verb', 'environment', 'name'], {
    verb,
    environment: dnsLabel,
    name: { type: 'string', minLength: 1, maxLength: 253 },
    spec: { type: 'object' },
  } as const),
  RequestPreview: closed(
    [
      'verb',
      'title',
      'path',
      'diff',
      'allowed',
      'findings',
      'changes',
      'consequences',
      'resources',
    ],
    {
      verb,
      title: text,
      path: text,
      before: text,
      after: text,
      diff: text,
      allowed: { type: 'boolean' },
      findings: listOf(
        closed(['severity', 'rule', 'message'], {
          severity: { type: 'string', enum: ['error', 'warning', 'info'] },
          rule: text,
          field: text,
          message: text,
        } as const),
      ),
      changes: listOf(
        closed(['field', 'label'], {
          field: text,
          label: text,
          before: text,
          after: text,
        }),
      ),
      consequences: listOf(text),
      resources: listOf(
        closed(['kind', 'count'], { kind: text, count: number }),
      ),
      cost: closed(['currency', 'monthly'], {
        currency: text,
        monthly: monthlyCost,
        before: monthlyCost,
      }),
    } as const,
  ),
  RequestReport: closed(['namespace', 'name', 'claimPath', 'pullRequest'], {
    namespace: dnsLabel,
    name: dnsLabel,
    environment: word,
    region: word,
    owner: word,
    kubernetesVersion: word,
    vpcCidr: word,
    requestedBy: word,
    claimPath: { type: 'string', minLength: 1, maxLength: 1024 },
    pullRequest: closed(['number', 'url', 'title', 'createdAt'], {
      number: { type: 'integer', minimum: 1, maximum: 2147483647 },
      url: { type: 'string', pattern: '^https?://', maxLength: 2048 },
      title: { type: 'string', maxLength: 1024 },
      createdAt: time,
    } as const),
  } as const),
  Error: {
    type: 'object',
    required: ['error', 'response'],
    properties: {
      error: {
        type: 'object',
        required: ['name', 'message'],
        properties: { name: text, message: text },
      },
      response: {
        type: 'object',
        required: ['statusCode'],
        properties: { statusCode: number },
      },
    },
  },
} as const;
