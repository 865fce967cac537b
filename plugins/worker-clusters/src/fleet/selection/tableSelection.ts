import { isGroupRow, type TableRow } from '../groupRows';

/** What the table marks: the chosen clusters, and the headers of groups of which all are chosen. */
export function markedRows(
  chosen: ReadonlySet<string>,
  rows: readonly TableRow[],
): Set<string> {
  const marked = new Set(chosen);
  for (const row of rows) {
    if (isGroupRow(row) && row.members.every(({ id }) => chosen.has(id))) {
      marked.add(row.id);
    }
  }
  return marked;
}

/**
 * The clusters that are chosen once the table marks other rows: the header of a group stands for its clusters. Clusters that are not
 * in the table, because of a filter, stay as they are.
 *
 * @param marked - ids of rows, or all of them
 */
export function chosenClusters(
  marked: 'all' | ReadonlySet<string>,
  chosen: ReadonlySet<string>,
  rows: readonly TableRow[],
): Set<string> {
  const groups = rows.filter(isGroupRow);
  const inTable = rows.flatMap(row => (isGroupRow(row) ? row.members : [row]));
  if (marked === 'all') {
    return new Set([...chosen, ...inTable.map(({ id }) => id)]);
  }
  const headers = new Set(groups.map(({ id }) => id));
  const next = new Set([...marked].filter(id => !headers.has(id)));
  const before = markedRows(chosen, groups);
  for (const { id, members } of groups) {
    if (marked.has(id) && !before.has(id)) members.forEach(m => next.add(m.id));
    if (!marked.has(id) && before.has(id)) {
      members.forEach(m => next.delete(m.id));
    }
  }
  return next;
}
