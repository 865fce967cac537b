import type {
  FleetFinding,
  FleetIsolationReport,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** The promises as rows of a file, with their header; in the words of the backend, which are the same in each language. */
export const promiseRows = ({
  rules,
}: Pick<FleetIsolationReport, 'rules'>): Array<Array<string | number>> => [
  [
    'rule',
    'promise',
    'severity',
    'holds',
    'held at last contact',
    'broken',
    'not checked',
    'findings',
    'why not checked',
  ],
  ...rules.map(rule => [
    rule.rule,
    rule.title,
    rule.severity,
    rule.held,
    rule.lastKnown,
    rule.broken,
    rule.notChecked,
    rule.findings,
    rule.reasons.map(r => `${r.reason} (${r.clusters})`).join('; '),
  ]),
];

/** Findings as rows of a file, with their header. */
export const findingRows = (findings: readonly FleetFinding[]): string[][] => [
  [
    'severity',
    'rule',
    'management cluster',
    'namespace',
    'cluster',
    'kind',
    'object namespace',
    'object',
    'evidence',
    'remedy',
    'first seen',
    'last seen',
    'resolved',
  ],
  ...findings.map(finding => [
    finding.severity,
    finding.rule,
    finding.managementCluster,
    finding.cluster?.namespace ?? '',
    finding.cluster?.name ?? '',
    finding.object.kind,
    finding.object.namespace ?? '',
    finding.object.name,
    finding.evidence,
    finding.remedy,
    finding.firstSeen,
    finding.lastSeen,
    finding.resolvedAt ?? '',
  ]),
];
