import {
  FINDING_SEVERITIES,
  type ApplicationMatrix,
  type FleetFinding,
  type FleetIsolationReport,
  type FleetRuleState,
  type Incident,
  ISOLATION_RULES,
  type IsolationRuleId,
  isolationRulesOf,
  type ListFindingsResponse,
  type ListIncidentsResponse,
  type ListRequestsResponse,
  type ReviewRequestDetails,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { minutesAgo, NOW } from '../cluster/__testUtils__/clusters';
import { change, details, request } from '../requests/__testUtils__/requests';

/** How much of an answer there is: nothing yet, all of it, or what the caller may see or the portal could read. */
type Extent = 'empty' | 'full' | 'partial';

const DAY_MS = 86_400_000;

const ref = (name: string, namespace = 'clusters-dev') => ({
  managementCluster: 'management',
  namespace,
  name,
});

/** The fixtures of requests have the present as their time; those of pages are moved to it. */
const openedAt = { createdAt: minutesAgo(90), evaluatedAt: minutesAgo(0) };

const overlaps = {
  severity: 'error' as const,
  rule: 'cidr',
  field: 'spec.network.vpcCidr',
  ...writeMessage('range-taken-pool', {
    range: '10.42.0.0/16',
    other: '10.42.0.0/17',
    name: 'data',
  }),
};

/** The one request that a page of its own shows. */
export const FIXTURE_REQUEST = 8;

/** The queue of requests. */
export function requestsAnswer(extent: Extent): ListRequestsResponse {
  if (extent === 'empty') return { items: [], open: 0 };
  if (extent === 'partial') {
    const { title: _, ...untitled } = request(openedAt);
    const items = [{ ...untitled, changes: [], hiddenChanges: 2 }];
    return { items, open: 1 };
  }
  const items = [
    request({
      ...openedAt,
      changes: [
        change({
          allowed: false,
          cost: { currency: 'EUR', monthly: { min: 200, max: 800 } },
          findings: [overlaps],
        }),
      ],
      conflicts: [{ kind: 'range', number: 9, url: 'https://git.test/9' }],
    }),
    request({
      ...openedAt,
      number: 9,
      title: 'New cluster search',
      changes: [change({ verb: 'create', cluster: ref('search') })],
      host: undefined,
    }),
    request({
      ...openedAt,
      number: 10,
      title: 'Cannot be evaluated',
      changes: [],
      problem: 'The file is not one claim.',
    }),
  ];
  return { items, open: items.length };
}

/** One request; undefined where there is none. */
export function requestAnswer(
  extent: Extent,
): ReviewRequestDetails | undefined {
  const { items } = requestsAnswer(extent);
  if (items.length === 0) return undefined;
  return extent === 'partial'
    ? { ...items[0], files: [], hiddenFiles: 2 }
    : details({
        ...items[0],
        changes: [
          change({
            ...items[0].changes[0],
            consequences: ['The new bounds do not affect running Pods.'],
            consequenceCodes: [{ code: 'nodes-bounds' }],
          }),
        ],
      });
}

/** Applications by cluster. */
export function matrixAnswer(extent: Extent): ApplicationMatrix {
  if (extent === 'empty') {
    return { columns: [], unreported: 0, rows: [], totalItems: 0 };
  }
  const column = (environment: string, name: string) => ({
    ...ref(name, `clusters-${environment}`),
    environment,
    connection: { status: 'live' as const, since: minutesAgo(200) },
  });
  const away = {
    status: 'unreachable' as const,
    since: minutesAgo(90),
    lastSeen: minutesAgo(90),
  };
  const cell = (cluster: number, versions: number[]) => ({
    cluster,
    versions,
    health: 'Healthy' as const,
    sync: 'Synced' as const,
    namespace: 'argocd',
  });
  const isPartial = extent === 'partial';
  return {
    columns: [
      column('dev', 'payments'),
      column('prod', 'payments-prod'),
      {
        ...column('prod', 'search-prod'),
        ...(isPartial && { connection: away }),
      },
    ],
    unreported: isPartial ? 2 : 0,
    rows: [
      {
        name: 'api',
        repository: 'git.example.org/shop/api',
        versions: ['7'],
        cells: [cell(0, [0]), { ...cell(1, [0]), count: 2 }],
      },
      {
        name: 'web',
        repository: 'git.example.org/shop/web',
        versions: ['1.4.2', '1.4.1'],
        cells: [
          cell(0, [0]),
          { ...cell(1, [0]), health: 'Degraded', sync: 'OutOfSync' },
          cell(2, [1]),
        ],
      },
    ],
    totalItems: 2,
  };
}

const finding = (
  rule: IsolationRuleId,
  over: Partial<FleetFinding> = {},
): FleetFinding => ({
  rule,
  severity: ISOLATION_RULES[rule].severity,
  object: { kind: 'AppProject', namespace: 'argocd', name: 'team' },
  evidence: 'destination: https://10.0.0.1',
  remedy: ISOLATION_RULES[rule].remedy,
  firstSeen: minutesAgo(3 * 1440),
  lastSeen: minutesAgo(1),
  managementCluster: 'management',
  cluster: ref('data'),
  ...over,
});

const FINDINGS = [
  finding('project-clusters'),
  finding('project-clusters', { cluster: ref('payments') }),
  finding('composition', {
    object: { kind: 'WorkerCluster', namespace: 'clusters-dev', name: 'data' },
    evidence: 'Composition: my-own; allowed: none',
    evidenceCode: writeMessage('evidence-composition-none', { name: 'my-own' })
      .messageCode,
  }),
];

/** The last 30 days: a finding more every ten, and one that was resolved. */
const trend = (open: boolean): FleetIsolationReport['trend'] =>
  Array.from({ length: 30 }, (_, i) => ({
    day: new Date(NOW - (29 - i) * DAY_MS).toISOString().slice(0, 10),
    open: {
      high: open ? Math.floor(i / 10) : 0,
      medium: open && i > 4 && i < 24 ? 1 : 0,
      low: 0,
    },
    opened: open && (i % 10 === 0 || i === 5) && i > 0 ? 1 : 0,
    resolved: open && i === 24 ? 1 : 0,
  }));

/** The promises of isolation over the fleet. */
export function isolationAnswer(
  extent: Extent,
  clusters: number,
): FleetIsolationReport {
  const counts = { high: 2, medium: 1, low: 0 };
  const isEmpty = extent === 'empty';
  const { message: reason, messageCode: reasonCode } = writeMessage(
    'unchecked-secrets',
    { namespace: 'argocd' },
  );
  const ruleOf = (rule: IsolationRuleId): FleetRuleState => {
    const broken = isEmpty
      ? 0
      : new Set(FINDINGS.filter(f => f.rule === rule).map(f => f.cluster?.name))
          .size;
    const isUnread = extent === 'partial' && rule === 'cluster-secret';
    return {
      rule,
      title: ISOLATION_RULES[rule].title,
      severity: ISOLATION_RULES[rule].severity,
      held: isUnread ? 0 : clusters - broken,
      lastKnown: 0,
      broken,
      notChecked: isUnread ? clusters : 0,
      findings: FINDINGS.filter(f => !isEmpty && f.rule === rule).length,
      reasons: isUnread ? [{ reason, reasonCode, clusters }] : [],
    };
  };
  return {
    clusters,
    rules: isolationRulesOf('worker').map(ruleOf),
    ...(!isEmpty && {
      managementClusters: [
        {
          name: 'management',
          rules: isolationRulesOf('management').map(rule => ({
            rule,
            title: ISOLATION_RULES[rule].title,
            state: 'ok' as const,
          })),
        },
      ],
    }),
    counts: isEmpty ? { high: 0, medium: 0, low: 0 } : counts,
    changes: isEmpty
      ? { new: 0, resolved: 0, standing: 0 }
      : { new: 3, resolved: 1, standing: 0 },
    trend: trend(!isEmpty),
  };
}

/** The findings of the report. */
export const findingsAnswer = (extent: Extent): ListFindingsResponse => ({
  items: extent === 'empty' ? [] : FINDINGS,
  counts: Object.fromEntries(
    FINDING_SEVERITIES.map(severity => [
      severity,
      extent === 'empty'
        ? 0
        : FINDINGS.filter(f => f.severity === severity).length,
    ]),
  ) as ListFindingsResponse['counts'],
  notChecked: {},
  trend: [],
});

/** The same reason on several clusters. */
export function incidentsAnswer(
  extent: Extent,
  clusters: number,
): ListIncidentsResponse {
  const incident = (
    id: string,
    over: Pick<Incident, 'kind' | 'reason'> & Partial<Incident>,
  ): Incident => ({
    id,
    count: 2,
    firstSeen: minutesAgo(180),
    lastJoined: minutesAgo(20),
    clusters: [ref('data'), ref('payments')],
    ...over,
  });
  const items =
    extent === 'empty'
      ? []
      : [
          incident('isolation-project-clusters', {
            kind: 'isolation',
            reason: 'project-clusters',
          }),
          incident('connection-1', {
            kind: 'connection',
            reason: 'unreachable/ConnectionRefused',
          }),
        ];
  return { items, total: items.length, clusters };
}
