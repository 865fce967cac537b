import type {
  FindingCounts,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { type Grouping, groupClusters } from './groups';

export type FleetRow = WorkerCluster & { id: string };

/** The header of a group, a row of its own. */
export interface GroupRow {
  id: string;
  /** What the clusters have in common; undefined where that is not known. */
  key: string | undefined;
  grouping: Grouping;
  members: FleetRow[];
  open: boolean;
}

export type TableRow = FleetRow | GroupRow;

export const isGroupRow = (row: TableRow): row is GroupRow => 'members' in row;

const same = (a: GroupRow, b: GroupRow) =>
  a.open === b.open &&
  a.members.length === b.members.length &&
  a.members.every((row, i) => row === b.members[i]);

/**
 * The rows of the table: each group's header, then its clusters in the order that they have, unless it is closed. A header
 * of which nothing changed is the same object as before.
 */
export function groupedRows(
  rows: readonly FleetRow[],
  options: {
    grouping: Grouping | undefined;
    /** Ids of headers. */
    closed: ReadonlySet<string>;
    previous?: readonly TableRow[];
  },
): TableRow[] {
  const { grouping, closed, previous = [] } = options;
  if (!grouping) return [...rows];
  const before = new Map(previous.filter(isGroupRow).map(row => [row.id, row]));
  return groupClusters(rows, grouping).flatMap(({ key, clusters }) => {
    // No key begins with a space.
    const id = `group/${grouping}/${key ?? ' '}`;
    const now: GroupRow = {
      id,
      key,
      grouping,
      members: clusters,
      open: !closed.has(id),
    };
    const old = before.get(id);
    const header = old && same(old, now) ? old : now;
    return now.open ? [header, ...clusters] : [header];
  });
}

export interface GroupSums {
  applications: number;
  outOfSync: number;
  findings: FindingCounts;
}

/** What the clusters of a group have together. */
export function sumGroup(clusters: readonly WorkerCluster[]): GroupSums {
  const sums = {
    applications: 0,
    outOfSync: 0,
    findings: { high: 0, medium: 0, low: 0 },
  };
  for (const { applications, findings } of clusters) {
    sums.applications += applications.total;
    sums.outOfSync += applications.bySync.OutOfSync;
    sums.findings.high += findings?.high ?? 0;
    sums.findings.medium += findings?.medium ?? 0;
    sums.findings.low += findings?.low ?? 0;
  }
  return sums;
}
