import {
  FINDING_CHANGES,
  FINDING_SEVERITIES,
  ISOLATION_RULES,
  type IsolationRuleId,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  closed,
  clusterRef,
  codedMessage,
  counters,
  eachOf,
  listOf,
  number,
  ref,
  text,
  time,
} from './parts';

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
  evidenceCode: codedMessage,
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

const ruleStates = listOf(
  closed(['rule', 'title', 'state'], {
    rule: ruleId,
    title: text,
    state: { type: 'string', enum: ['ok', 'found', 'notChecked'] },
    count: number,
    reason: text,
    reasonCode: codedMessage,
  } as const),
);

const trend = listOf(
  closed(['day', 'open'], {
    day: { type: 'string', format: 'date' },
    open: ref('FindingCounts'),
  } as const),
);

/** Schemas of the findings of the isolation rules. */
export const isolationSchemas = {
  FindingCounts: eachOf(FINDING_SEVERITIES),
  IsolationFinding: closed(FINDING_REQUIRED, finding),
  IsolationReport: closed(['rules', 'findings', 'resolved', 'trend'], {
    rules: ruleStates,
    findings: listOf(ref('IsolationFinding')),
    resolved: listOf(ref('IsolationFinding')),
    trend,
  }),
  FleetIsolationReport: closed(
    ['clusters', 'rules', 'counts', 'changes', 'trend'],
    {
      clusters: number,
      rules: listOf(
        closed(
          [
            'rule',
            'title',
            'severity',
            'held',
            'lastKnown',
            'broken',
            'notChecked',
            'findings',
            'reasons',
          ],
          {
            rule: ruleId,
            title: text,
            severity,
            held: number,
            lastKnown: number,
            broken: number,
            notChecked: number,
            findings: number,
            reasons: listOf(
              closed(['reason', 'clusters'], {
                reason: text,
                reasonCode: codedMessage,
                clusters: number,
              } as const),
            ),
          } as const,
        ),
      ),
      managementClusters: listOf(
        closed(['name', 'rules'], { name: text, rules: ruleStates } as const),
      ),
      counts: ref('FindingCounts'),
      changes: eachOf(FINDING_CHANGES),
      trend: listOf(
        closed(['day', 'open', 'opened', 'resolved'], {
          day: { type: 'string', format: 'date' },
          open: ref('FindingCounts'),
          opened: number,
          resolved: number,
        } as const),
      ),
    } as const,
  ),
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
} as const;
