import type { CSSProperties } from 'react';

/** How wide a column is. */
export interface ColumnWidth {
  /** In pixels. */
  minWidth: number;
  /** Its part of the room that is left, as CSS has it. */
  grows?: `${number}fr`;
}

/**
 * What `.columns` of the grid's style sheet takes: the widths of the columns, the least that all of them need, and the height of a row.
 *
 * @param options - in pixels; `before`: width of a column before the first one
 */
export function columnWidths(
  columns: readonly ColumnWidth[],
  { rowHeight, before }: { rowHeight: number; before?: number },
): CSSProperties {
  const widths = columns.map(({ minWidth, grows }) =>
    grows ? `minmax(${minWidth}px, ${grows})` : `${minWidth}px`,
  );
  if (before) widths.unshift(`${before}px`);
  const least = columns.reduce(
    (sum, { minWidth }) => sum + minWidth,
    before ?? 0,
  );
  return {
    '--row-height': `${rowHeight}px`,
    '--columns': widths.join(' '),
    '--least-width': `${least}px`,
  } as CSSProperties;
}
