import {
  type ComponentType,
  type KeyboardEvent,
  memo,
  type MouseEvent,
  useMemo,
  useRef,
} from 'react';
import { columnWidths, type ColumnWidth } from './columnWidths';
import { ColumnTitle } from './ColumnTitle';
import styles from './grid.module.css';
import { GridCell } from './GridCell';
import { startsOf, withActive } from './gridWindow';
import { useEnd } from './useEnd';
import { cellOf, followLink, INTERACTIVE, useGridFocus } from './useGridFocus';
import { useLinkAnalytics } from './useLinkAnalytics';
import { useVisibleSpan } from './useVisibleSpan';

/** In pixels: two lines. */
const ROW_HEIGHT = 52;
/** The name of the first row: a name is in column -1. */
const START = { row: 0, column: -1 };

/** What a cell shows of its row. */
export interface RowCellProps<Row> {
  row: Row;
}

/** A column of a {@link RowGrid}; the first one names its row. A link in it is a `CellLink`. */
export interface RowColumn<Row, Id extends string = string>
  extends ColumnWidth {
  id: Id;
  title: string;
  Content: ComponentType<RowCellProps<Row>>;
  sortable?: boolean;
}

interface RowGridProps<Row extends { id: string }, Id extends string> {
  /** Names it for screen readers. */
  label: string;
  rows: readonly Row[];
  columns: ReadonlyArray<RowColumn<Row, Id>>;
  /** Rows, also those that are not loaded. */
  totalRows?: number;
  stale?: boolean;
  sort?: Id;
  order?: 'asc' | 'desc';
  onSort?(column: Id, order: 'asc' | 'desc'): void;
  /** The end is near. */
  onEnd?(): void;
}

const GridRow = memo(
  <Row,>(props: {
    row: Row;
    index: number;
    columns: ReadonlyArray<RowColumn<Row>>;
    /** Column of the cell in the order of Tab, if it is in this row. */
    active: number | undefined;
  }) => {
    const { row, index, columns, active } = props;
    return (
      <div
        role="row"
        aria-rowindex={index + 2}
        className={`${styles.row} ${styles.columns}`}
        style={{ top: (index + 1) * ROW_HEIGHT }}
      >
        {columns.map(({ id, Content }, i) => (
          <GridCell
            key={id}
            role={i === 0 ? 'rowheader' : 'gridcell'}
            place={{ row: index, column: i - 1 }}
            active={active === i - 1}
            className={styles.padded}
          >
            <Content row={row} />
          </GridCell>
        ))}
      </div>
    );
  },
);

/**
 * A table of rows of one height, of which those on the screen are rendered. The keyboard moves as in a spreadsheet; Enter follows the
 * link of a cell, or else that of its row, as a press on the row does.
 */
export function RowGrid<Row extends { id: string }, Id extends string>(
  props: RowGridProps<Row, Id>,
) {
  const { rows, columns, stale = false, onSort } = props;
  const box = useRef<HTMLDivElement>(null);
  const starts = useMemo(
    () => startsOf(Array(rows.length).fill(ROW_HEIGHT)),
    [rows.length],
  );
  const visible = useVisibleSpan(box, 'block', starts, ROW_HEIGHT);
  const { active, onKeyDown, onFocus } = useGridFocus(box, {
    rows: rows.length,
    columns: columns.length - 1,
    rowHeight: ROW_HEIGHT,
    start: START,
  });
  useEnd(box, rows.length, props.onEnd);
  const report = useLinkAnalytics();
  const style = useMemo(
    () => columnWidths(columns, { rowHeight: ROW_HEIGHT }),
    [columns],
  );
  const onKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const cell = cellOf(event.target);
    const own = (event.target as Element).matches('a, button');
    if (event.key === 'Enter' && cell && !own) {
      event.preventDefault();
      if (!followLink(cell)) followLink(cell.closest('[role=row]')!);
    } else onKeyDown(event);
  };
  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    const target = event.target as Element;
    report(target);
    const row = target.closest('[role=row]');
    if (!row || target.closest(INTERACTIVE)) return;
    // A click that ends a selection of text leads nowhere.
    if (getSelection()?.isCollapsed !== false) followLink(row);
  };
  return (
    <div
      ref={box}
      role="grid"
      aria-label={props.label}
      aria-rowcount={Math.max(props.totalRows ?? 0, rows.length) + 1}
      aria-colcount={columns.length}
      aria-busy={stale}
      className={`${styles.grid} ${styles.rows}`}
      style={style}
      tabIndex={-1}
      onKeyDown={onKey}
      onFocus={onFocus}
      onClick={onClick}
    >
      <div
        role="presentation"
        className={`${styles.area} ${styles.wide}`}
        style={{ height: (rows.length + 1) * ROW_HEIGHT }}
      >
        <div
          role="row"
          aria-rowindex={1}
          className={`${styles.header} ${styles.columns}`}
        >
          {columns.map(({ id, title, sortable }, i) => (
            <ColumnTitle
              key={id}
              title={title}
              column={i - 1}
              active={active.row === -1 && active.column === i - 1}
              order={props.sort === id ? props.order : undefined}
              onSort={
                onSort && sortable ? order => onSort(id, order) : undefined
              }
            />
          ))}
        </div>
        {withActive(visible, active.row).map(index => (
          <GridRow
            key={rows[index].id}
            row={rows[index]}
            index={index}
            columns={columns as ReadonlyArray<RowColumn<unknown>>}
            active={active.row === index ? active.column : undefined}
          />
        ))}
      </div>
    </div>
  );
}
