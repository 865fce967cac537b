import { COMMIT_STATUSES } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  closed,
  clusterRef,
  connectionStatus,
  health,
  listOf,
  number,
  ref,
  sync,
  text,
  textByKey,
  time,
  word,
} from './parts';

const application = {
  namespace: text,
  name: text,
  project: text,
  labels: textByKey,
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
  images: listOf(text),
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

/** Schemas of Applications and their resources. */
export const applicationSchemas = {
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
  ReadApplicationRequest: closed(['application'], {
    application: closed(['namespace', 'name'], { namespace: word, name: word }),
  }),
  ReadCommitsRequest: closed(['application', 'of'], {
    application: closed(['namespace', 'name'], { namespace: word, name: word }),
    of: { type: 'string', enum: ['current', 'history'] },
  } as const),
  ApplicationCommits: closed(['items', 'totalItems'], {
    items: listOf(
      closed(['repoUrl', 'revision', 'status'], {
        repoUrl: text,
        revision: text,
        status: { type: 'string', enum: COMMIT_STATUSES },
        title: text,
        body: text,
        truncated: { type: 'boolean', enum: [true] },
        author: text,
        authoredAt: time,
        retryAt: time,
      } as const),
    ),
    totalItems: number,
  } as const),
  ApplicationReading: closed(
    [
      'readAt',
      'resources',
      'totalResources',
      'images',
      'history',
      'syncResults',
    ],
    {
      readAt: time,
      resources: listOf(ref('ApplicationResource')),
      totalResources: number,
      images: listOf(text),
      history: listOf(
        closed(['id', 'sources'], {
          id: { type: 'integer' },
          deployedAt: time,
          startedAt: time,
          initiatedBy: text,
          automated: { type: 'boolean', enum: [true] },
          sources: listOf(ref('ApplicationSource')),
        } as const),
      ),
      syncResults: listOf(
        closed(['kind', 'name', 'status'], {
          group: text,
          kind: text,
          namespace: text,
          name: text,
          status: text,
          message: text,
          hook: { type: 'boolean', enum: [true] },
        } as const),
      ),
      syncWindows: listOf(
        closed(['kind', 'schedule', 'duration'], {
          kind: { type: 'string', enum: ['allow', 'deny'] },
          schedule: text,
          duration: text,
          timeZone: text,
          manualSync: { type: 'boolean', enum: [true] },
        } as const),
      ),
    } as const,
  ),
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
  DeploymentList: closed(['items', 'clusters', 'totalItems'], {
    items: listOf(ref('FleetApplication')),
    clusters: listOf(ref('WorkerCluster')),
    totalItems: number,
    nextCursor: text,
  }),
  ApplicationMatrix: closed(['columns', 'unreported', 'rows'], {
    columns: listOf(
      closed(['managementCluster', 'namespace', 'name', 'connection'], {
        ...clusterRef,
        environment: text,
        connection: closed(['status', 'since'], {
          status: connectionStatus,
          since: time,
          lastSeen: time,
        } as const),
        frozen: { type: 'boolean', enum: [true] },
      } as const),
    ),
    unreported: number,
    rows: listOf(
      closed(['name', 'versions', 'cells'], {
        name: text,
        repository: text,
        versions: listOf(text),
        cells: listOf(
          closed(['cluster', 'versions', 'health', 'sync', 'namespace'], {
            cluster: number,
            versions: listOf(number),
            health,
            sync,
            namespace: text,
            count: number,
          } as const),
        ),
      } as const),
    ),
    totalItems: number,
    nextCursor: text,
  } as const),
  DeployedClusterList: closed(['items'], {
    items: listOf(
      closed(['managementCluster', 'namespace', 'name'], clusterRef),
    ),
  }),
  FleetApplicationList: closed(['items', 'totalItems'], {
    items: listOf(ref('FleetApplication')),
    totalItems: number,
    nextCursor: text,
  }),
} as const;
