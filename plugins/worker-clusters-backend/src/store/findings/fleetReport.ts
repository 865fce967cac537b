import {
  FINDING_SEVERITIES,
  type FindingCounts,
  type FindingsQuery,
  type FleetIsolationReport,
  type FleetRuleState,
  ISOLATION_RULES,
  type IsolationRuleId,
  isolationRulesOf,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { applyFilter } from '../clusterQuery';
import { readCode } from '../content';
import type { ClusterFilter } from '../types';
import { applyKinds, applyScope, narrowScope } from './findingQuery';
import { changesBegin, isKnown, readDays, toRuleState } from './findingReport';
import { NOT_READ } from './planFindings';
import type { FindingScope, StoredCheck } from './types';

const MAX_REASONS = 5;
/** Rows of reasons that are read; a reason may have the name of a server in it. */
const MAX_REASON_ROWS = 500;

/** Clusters for which a rule stands in the same way. */
interface StateRow {
  rule: string;
  state: StoredCheck['state'];
  /** 1: the portal hears the cluster now. */
  heard: number;
  /** 1: it has open findings. */
  open: number;
  clusters: number | string;
  findings: number | string | null;
}

interface ReasonRow {
  rule: string;
  reason: string | null;
  reason_code: string | null;
  clusters: number | string;
}

/** How one rule stands over a number of clusters. Pure. */
function sumRule(
  rule: IsolationRuleId,
  rows: { states: StateRow[]; reasons: ReasonRow[]; clusters: number },
): FleetRuleState {
  const { title, severity } = ISOLATION_RULES[rule];
  const own = rows.states.filter(row => row.rule === rule);
  const count = (matches: (row: StateRow) => boolean) =>
    own.filter(matches).reduce((sum, row) => sum + Number(row.clusters), 0);
  const isBroken = (row: StateRow) =>
    row.state === 'found' || Boolean(Number(row.open));
  const isHeld = (row: StateRow) => !isBroken(row) && row.state === 'ok';
  const isHeard = (row: StateRow) => Boolean(Number(row.heard));
  const held = count(row => isHeld(row) && isHeard(row));
  const lastKnown = count(row => isHeld(row) && !isHeard(row));
  const broken = count(isBroken);
  const unread = rows.clusters - count(() => true);
  const reasons = rows.reasons
    .filter(row => row.rule === rule && row.reason)
    .map((row): FleetRuleState['reasons'][number] => {
      const reasonCode = readCode(row.reason_code);
      return {
        reason: row.reason!,
        ...(reasonCode && { reasonCode }),
        clusters: Number(row.clusters),
      };
    });
  if (unread > 0) {
    reasons.push({
      reason: NOT_READ.message,
      reasonCode: NOT_READ.messageCode,
      clusters: unread,
    });
  }
  return {
    rule,
    title,
    severity,
    held,
    lastKnown,
    broken,
    // Also those of which nothing has been read yet.
    notChecked: rows.clusters - held - lastKnown - broken,
    findings: own.reduce((sum, row) => sum + Number(row.findings ?? 0), 0),
    reasons: reasons
      .sort((a, b) => b.clusters - a.clusters)
      .slice(0, MAX_REASONS),
  };
}

/** The isolation rules over the clusters of a scope, and what changed. */
export async function readFleetReport(
  knex: Knex,
  query: FindingsQuery,
  all: FindingScope,
  now: Date,
): Promise<FleetIsolationReport> {
  const scope = narrowScope(all, query);
  const findings = () =>
    applyKinds(applyScope(knex, knex('isolation_findings'), scope), query);
  const rows = await readRules(knex, scope.filter);
  const wanted = (rule: IsolationRuleId) =>
    (!query.rule?.length || query.rule.includes(rule)) &&
    (!query.severity?.length ||
      query.severity.includes(ISOLATION_RULES[rule].severity));
  const begin = changesBegin(now);
  const [{ resolved }] = await findings()
    .where('resolved_at', '>=', begin)
    .count({ resolved: '*' });
  const [{ fresh }] = await findings()
    .whereNull('resolved_at')
    .where('first_seen', '>=', begin)
    .count({ fresh: '*' });
  const trend = await readDays(knex, findings, now);
  const counts: FindingCounts = trend[trend.length - 1].open;
  const open = FINDING_SEVERITIES.reduce((sum, s) => sum + counts[s], 0);
  return {
    clusters: rows.clusters,
    rules: isolationRulesOf('worker')
      .filter(wanted)
      .map(rule => sumRule(rule, rows)),
    ...(scope.management && {
      managementClusters: await readManagement(knex, wanted),
    }),
    counts,
    changes: {
      new: Number(fresh),
      resolved: Number(resolved),
      standing: open - Number(fresh),
    },
    trend,
  };
}

async function readRules(knex: Knex, filter: ClusterFilter | undefined) {
  const clusters = () =>
    applyFilter(knex('clusters').whereNotNull('uid'), filter);
  const checks = () =>
    applyFilter(
      knex('isolation_checks')
        .join('clusters', 'clusters.key', 'isolation_checks.subject')
        .whereNotNull('uid'),
      filter,
    );
  const heard = `case when connection_status = 'live' and waiting_since is null then 1 else 0 end`;
  const open = 'case when opened.subject is null then 0 else 1 end';
  const states: StateRow[] = await checks()
    .leftJoin(
      knex('isolation_findings')
        .whereNull('resolved_at')
        .distinct('subject', 'rule')
        .as('opened'),
      join =>
        join
          .on('opened.subject', 'isolation_checks.subject')
          .andOn('opened.rule', 'isolation_checks.rule'),
    )
    .select('isolation_checks.rule', 'state')
    .select(knex.raw(`${heard} as heard, ${open} as ??`, ['open']))
    .count({ clusters: '*' })
    .sum({ findings: 'isolation_checks.count' })
    .groupByRaw(`isolation_checks.rule, state, ${heard}, ${open}`);
  const reasons = (await checks()
    .where({ state: 'notChecked' })
    .groupBy('rule', 'reason', 'reason_code')
    .select('rule', 'reason', 'reason_code')
    .count({ clusters: '*' })
    .orderBy('clusters', 'desc')
    .limit(MAX_REASON_ROWS)) as ReasonRow[];
  const [{ count }] = await clusters().count({ count: '*' });
  return { states, reasons, clusters: Number(count) };
}

/** How the rules stand for each management cluster, by name. */
async function readManagement(
  knex: Knex,
  wanted: (rule: IsolationRuleId) => boolean,
) {
  const stored: Array<StoredCheck & { subject: string }> = await knex(
    'isolation_checks',
  )
    .where('subject', 'not like', '%/%')
    .orderBy(['subject', 'rule']);
  const names = [...new Set(stored.map(check => check.subject))];
  return names.map(name => ({
    name,
    rules: stored
      .filter(check => check.subject === name)
      .filter(check => isKnown(check) && wanted(check.rule))
      .map(toRuleState),
  }));
}
