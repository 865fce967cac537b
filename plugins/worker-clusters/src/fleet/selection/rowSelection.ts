import type { Selected } from '../../grid/SelectionBox';
import { type FleetRow, isGroupRow, type TableRow } from '../groupRows';

/** The clusters that a row stands for: the header of a group for all of its own. */
const clustersOf = (row: TableRow): readonly FleetRow[] =>
  isGroupRow(row) ? row.members : [row];

/** How many of the clusters of a row are chosen. */
export function selectedOf(
  row: TableRow,
  chosen: ReadonlySet<string>,
): Selected {
  if (!isGroupRow(row)) return chosen.has(row.id) ? 'all' : 'none';
  const count = row.members.filter(({ id }) => chosen.has(id)).length;
  if (count === 0) return 'none';
  return count === row.members.length ? 'all' : 'some';
}

/** How many of the clusters of a table are chosen, those of closed groups included. */
export function selectedOfAll(
  rows: readonly TableRow[],
  chosen: ReadonlySet<string>,
): Selected {
  if (chosen.size === 0) return 'none';
  const all = new Set(rows.map(row => selectedOf(row, chosen)));
  if (all.has('some')) return 'some';
  return all.size === 1 ? [...all][0] : 'some';
}

/**
 * The clusters that are chosen once those of some rows are, or are no more if all of them were. Clusters that are not in the table,
 * because of a filter, stay as they are.
 */
export function toggleRows(
  rows: readonly TableRow[],
  chosen: ReadonlySet<string>,
): Set<string> {
  const ids = rows.flatMap(clustersOf).map(({ id }) => id);
  const next = new Set(chosen);
  const all = ids.every(id => chosen.has(id));
  for (const id of ids) {
    if (all) next.delete(id);
    else next.add(id);
  }
  return next;
}

/** The rows from one to another, both included, whichever comes first; the second one alone if there is no first one. */
export function rowsBetween(
  rows: readonly TableRow[],
  from: string | undefined,
  to: string,
): TableRow[] {
  const [a, b] = [from, to].map(id => rows.findIndex(row => row.id === id));
  return rows.slice(a < 0 ? b : Math.min(a, b), Math.max(a, b) + 1);
}
