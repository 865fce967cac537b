/** How the table of the fleet is shown to one user. */
export interface TableSettings {
  /** Ids of the columns that are shown, in their order; undefined: the first ones. */
  columns?: string[];
  density: 'dense' | 'comfortable';
}

const MAX_COLUMNS = 100;

const isText = (value: unknown): value is string => typeof value === 'string';

/** Settings out of what was stored, by whichever release; what is no such setting is as if it were not there. */
export function readTableSettings(stored: unknown): TableSettings {
  const { columns, density } = (stored ?? {}) as Record<string, unknown>;
  return {
    density: density === 'comfortable' ? 'comfortable' : 'dense',
    ...(Array.isArray(columns) && {
      columns: [...new Set(columns.filter(isText))].slice(0, MAX_COLUMNS),
    }),
  };
}

interface Choosable {
  id: string;
  optional?: true;
}

/** The first column: it names the row, and cannot be hidden or moved. */
export const FIXED_COLUMN = 'name';

/** The columns that are shown, in their order. Chosen ones that there are no more are left out. */
export function shownColumns<C extends Choosable>(
  all: readonly C[],
  chosen: TableSettings['columns'],
): C[] {
  if (!chosen) return all.filter(column => !column.optional);
  const ids = [FIXED_COLUMN, ...chosen.filter(id => id !== FIXED_COLUMN)];
  return ids.flatMap(id => all.find(column => column.id === id) ?? []);
}

/** All columns to choose from: those that are shown in their order, then the others. */
export function choosableColumns<C extends Choosable>(
  all: readonly C[],
  chosen: TableSettings['columns'],
): Array<{ column: C; shown: boolean }> {
  const shown = shownColumns(all, chosen);
  return [
    ...shown.map(column => ({ column, shown: true })),
    ...all
      .filter(column => !shown.includes(column))
      .map(column => ({ column, shown: false })),
  ];
}

/** The ids with one of them moved by a number of places; it stays behind the first one, and within the list. */
export function moveColumn(ids: string[], id: string, by: number): string[] {
  const from = ids.indexOf(id);
  const to = Math.min(Math.max(from + by, 1), ids.length - 1);
  if (from < 1 || from === to) return ids;
  const others = ids.filter(other => other !== id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}
