import { NotFoundError } from '@backstage/errors';
import {
  countApplications,
  type Application,
  type ConfigProblem,
  type FleetCounts,
  HEALTH_STATUSES,
  type HealthStatus,
  isolationRulesOf,
  ISOLATION_RULES,
  type ManagementCluster,
  type WorkerClusterDetails,
  type WorkerClustersApi,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  cluster,
  minutesAgo,
  NOW,
  phase,
} from '../cluster/__testUtils__/clusters';
import { COMMITS, READING, SOURCE } from './commitAnswers';
import { deniedError } from './deniedError';
import {
  findingsAnswer,
  incidentsAnswer,
  isolationAnswer,
  matrixAnswer,
  requestAnswer,
  requestsAnswer,
} from './pageAnswers';

/** What the backend may answer to every page. */
export const PAGE_STATES = [
  'loading',
  'empty',
  'full',
  /** One of two management clusters is not reached. */
  'partial',
  /** The last known state of clusters that were heard too long ago. */
  'stale',
  /** Values of the configuration are wrong. */
  'misconfigured',
  'denied',
  'broken',
  'unreachable',
] as const;

export type PageState = (typeof PAGE_STATES)[number];

const ISO_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** The fixtures have a time of their own: moved to the present, ages are as old as they were made. */
function toPresent<T>(value: T): T {
  const shift = Date.now() - NOW;
  const visit = (item: unknown): unknown => {
    if (typeof item === 'string' && ISO_TIME.test(item)) {
      return new Date(Date.parse(item) + shift).toISOString();
    }
    if (Array.isArray(item)) return item.map(visit);
    if (item && typeof item === 'object') {
      return Object.fromEntries(
        Object.entries(item).map(([key, of]) => [key, visit(of)]),
      );
    }
    return item;
  };
  return visit(value) as T;
}

/** The pages whose cluster there is in `full`, `partial` and `stale`. */
export const FIXTURE_CLUSTER = {
  managementCluster: 'management',
  namespace: 'clusters-dev',
  name: 'payments',
};

const UNREACHABLE = {
  status: 'unreachable',
  since: minutesAgo(90),
  lastSeen: minutesAgo(90),
  message: 'connect ETIMEDOUT 10.0.0.1:443',
} as const;

const NOT_CONNECTED = {
  status: 'unknown',
  since: minutesAgo(5),
  lastSeen: minutesAgo(200),
  message: 'Its configuration is wrong (workerClusters.managementClusters[1]).',
} as const;

const CONFIG_PROBLEMS: ConfigProblem[] = [
  {
    key: 'workerClusters.managementClusters[1]',
    severity: 'error',
    message:
      "workerClusters.managementClusters: the url of 'other' must be an https URL",
    effect:
      "The management cluster 'other' is not read; what is known of its clusters stays as it was.",
  },
  {
    key: 'workerClusters.policy',
    severity: 'error',
    message:
      "The policy's network.prefix is 99: set it to a number from 8 (that of the pool) to 28",
    effect: 'Every request is refused until it is corrected.',
  },
  {
    key: 'workerClusters.managmentClusters',
    severity: 'warning',
    message: 'managmentClusters: unknown, did you mean managementClusters?',
    effect: 'It has no effect.',
  },
];

/** Applications by health; all are in sync. */
const healths = (byHealth: Partial<Record<HealthStatus, number>>) =>
  countApplications(
    HEALTH_STATUSES.flatMap(health =>
      Array.from({ length: byHealth[health] ?? 0 }, () => ({
        health,
        sync: 'Synced' as const,
        reconciledAt: minutesAgo(1),
      })),
    ),
  );

/** One cluster in each of the states that a row can have. */
function clusters(state: PageState): WorkerClusterDetails[] {
  const common = {
    environment: 'dev',
    region: 'eu-west-1',
    applications: healths({ Healthy: 7 }),
    owner: 'group:default/payments',
    kubernetesVersion: 'v1.34.2',
    argocd: {
      version: 'v3.1.0',
      url: 'https://argocd.example.org',
      availability: 'available' as const,
      components: [],
    },
  };
  const all = [
    // Without an owner: its link leads into the catalog, which not every app has.
    cluster({ ...common, owner: undefined }),
    cluster({
      ...common,
      name: 'data',
      applications: healths({
        Healthy: 11,
        Suspended: 1,
        Progressing: 3,
        Missing: 1,
        Degraded: 2,
        Unknown: 1,
      }),
      findings: { high: 1, medium: 2, low: 0 },
    }),
    cluster({ ...common, name: 'search', phase: phase('provisioning') }),
    cluster({ ...common, name: 'billing', phase: phase('failed') }),
    cluster({ ...common, name: 'orders', connection: UNREACHABLE }),
    cluster({
      name: 'reports',
      phase: phase('requested'),
      applications: countApplications([]),
    }),
  ];
  return state === 'stale'
    ? all.map(c => ({ ...c, connection: UNREACHABLE }))
    : all;
}

const management = (
  name: string,
  connection: ManagementCluster['connection'],
): ManagementCluster => ({
  name,
  title: name === 'management' ? 'Management' : 'Frankfurt',
  clusters: 6,
  connection,
});

function countBy<T extends string>(values: Array<T | undefined>) {
  const result: Partial<Record<T, number>> = {};
  for (const value of values) {
    if (value !== undefined) result[value] = (result[value] ?? 0) + 1;
  }
  return result;
}

function summaryOf(all: WorkerClusterDetails[]): FleetCounts {
  return {
    total: all.length,
    byPhase: countBy(all.map(c => c.phase.phase)),
    byEnvironment: countBy(all.map(c => c.environment)),
    byRegion: countBy(all.map(c => c.region)),
    byOwner: countBy(all.map(c => c.owner)),
    byManagementCluster: countBy(all.map(c => c.managementCluster)),
    byKubernetesVersion: countBy(all.map(c => c.kubernetesVersion)),
    byHealth: all.length ? { Healthy: 5, Degraded: 1 } : {},
    bySync: all.length ? { Synced: 6 } : {},
    byConnection: countBy(all.map(c => c.connection.status)),
    byVerdict: {},
    byAttention: {},
    byFindings: all.length ? { high: 1, medium: 1 } : {},
    byPending: {},
    applications: countApplications([]),
    findings: { high: 1, medium: 2, low: 0 },
  };
}

const APPLICATIONS: Application[] = [
  {
    namespace: 'argocd',
    name: 'web',
    project: 'payments',
    health: 'Healthy',
    sync: 'Synced',
    sources: [],
    resources: 12,
    reconciledAt: minutesAgo(2),
  },
  {
    namespace: 'argocd',
    name: 'database',
    project: 'payments',
    health: 'Degraded',
    healthMessage: 'StatefulSet database: 1 of 3 replicas are ready',
    sync: 'OutOfSync',
    sources: [SOURCE],
    resources: 5,
    resourcesOutOfSync: 2,
    reconciledAt: minutesAgo(3),
  },
];

/** An answer of the backend that is an error of its own, with a request id. */
const broken = () =>
  Object.assign(new Error('The database does not answer.'), {
    response: { headers: new Map([['x-request-id', 'fixture-request-id']]) },
  });

const FAILURES: Partial<Record<PageState, () => Promise<never>>> = {
  loading: () => new Promise(() => {}),
  denied: async () => {
    throw deniedError('denied-clusters', 'worker-clusters.cluster.read');
  },
  broken: async () => {
    throw broken();
  },
  unreachable: async () => {
    throw new TypeError('Failed to fetch');
  },
};

/** A backend whose answers are all of one state. What the fixtures lack is an error with a request id. */
export function fixtureApi(state: PageState): WorkerClustersApi {
  const fails = FAILURES[state];
  const all = state === 'empty' ? [] : clusters(state);
  const [first = cluster({ phase: phase('requested') })] = all;
  const summary = summaryOf(all);
  const extent =
    state === 'empty' || state === 'partial' ? state : ('full' as const);
  const answers = {
    getFleet: {
      clusters: all,
      totalItems: all.length,
      summary,
      managementClusters: [
        management(
          'management',
          state === 'stale' ? UNREACHABLE : first.connection,
        ),
        ...(state === 'partial' ? [management('other', UNREACHABLE)] : []),
        ...(state === 'misconfigured'
          ? [management('other', NOT_CONNECTED)]
          : []),
      ],
      ...(state === 'misconfigured' && { configProblems: CONFIG_PROBLEMS }),
    },
    getSummary: { ...summary, revision: 1 },
    getCluster: first,
    getInfrastructure: {
      composition: 'worker-cluster-eks',
      resources:
        state === 'empty'
          ? []
          : [
              {
                apiVersion: 'ec2.aws.upbound.io/v1beta1',
                kind: 'VPC',
                name: 'payments-vpc',
                state: 'ready',
                stage: 'network',
                conditions: [],
              },
            ],
    },
    listApplications: {
      items: state === 'empty' ? [] : APPLICATIONS,
      totalItems: state === 'empty' ? 0 : APPLICATIONS.length,
    },
    readCommits: { items: COMMITS, totalItems: COMMITS.length },
    readApplication: READING,
    getIsolation: {
      rules: isolationRulesOf('worker').map(rule => ({
        rule,
        title: ISOLATION_RULES[rule].title,
        state: state === 'stale' ? 'unknown' : 'ok',
      })),
      findings: [],
      resolved: [],
      trend: [],
    },
    getClaim: {
      path: 'crossplane/claims/dev/payments.yaml',
      text: 'kind: WorkerCluster\n',
      spec: {},
      openRequests: [],
    },
    listIncidents: incidentsAnswer(extent, all.length),
    listRequests: requestsAnswer(extent),
    getRequest: requestAnswer(extent),
    getApplicationMatrix: matrixAnswer(extent),
    getFleetIsolation: isolationAnswer(extent, all.length),
    listFindings: findingsAnswer(extent),
    listTransitions: { items: [], keptSeconds: 90 * 86_400, keptPhases: 500 },
    getRequestRights: { create: true },
  };
  return new Proxy({} as WorkerClustersApi, {
    get: (_, name) => async () => {
      if (fails) return fails();
      const answer = answers[name as keyof typeof answers];
      if (name === 'getRequest' && !answer) {
        throw new NotFoundError('There is no such request.');
      }
      if (!answer) throw broken();
      return toPresent(answer);
    },
  });
}
