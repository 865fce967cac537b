import { type KeyboardEvent, memo, useMemo, useRef } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ApplicationMatrixRow } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersTranslationRef } from '../translations';
import {
  ClusterCell,
  ClusterHeader,
  EnvironmentCell,
  EnvironmentHeader,
  NameCell,
} from './cells';
import grid from '../grid/grid.module.css';
import { GridCell } from '../grid/GridCell';
import { type Place, startsOf, withActive } from '../grid/gridWindow';
import { useEnd } from '../grid/useEnd';
import { followLink, useGridFocus } from '../grid/useGridFocus';
import { useVisibleSpan } from '../grid/useVisibleSpan';
import styles from './matrix.module.css';
import { type MatrixColumn, rowKey } from './matrixModel';

/** In pixels, as the rest. */
const ROW_HEIGHT = 48;
const HEADER_HEIGHT = 44;
const NAME_WIDTH = 250;
const WIDTHS: Record<MatrixColumn['kind'], number> = {
  environment: 208,
  cluster: 136,
};
/** Room for the bar of a grid that is wider than the page. */
const SCROLL_BAR = 16;
/** The name of the first application. */
const FIRST: Place = { row: 0, column: -1 };

interface MatrixGridProps {
  rows: ApplicationMatrixRow[];
  columns: MatrixColumn[];
  /** Number of applications, also of those that are not loaded; -1 if that is not known. */
  totalRows: number;
  /** The end is near. */
  onEnd(): void;
}

const columnKey = (column: MatrixColumn) =>
  column.kind === 'cluster'
    ? `cluster:${column.cluster.key}`
    : `environment:${column.environment}`;

interface RowProps {
  row: ApplicationMatrixRow;
  index: number;
  columns: MatrixColumn[];
  starts: readonly number[];
  first: number;
  end: number;
  /** Column of the cell in the order of Tab, if it is in this row. */
  active: number | undefined;
}

/** One application. It renders when it changes, or when other columns come into sight. */
const Row = memo((props: RowProps) => {
  const { row, index, columns, starts, first, end, active } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${grid.row} ${styles.row}`}
      style={{ top: HEADER_HEIGHT + index * ROW_HEIGHT, height: ROW_HEIGHT }}
    >
      <GridCell
        role="rowheader"
        place={{ row: index, column: -1 }}
        active={active === -1}
        className={styles.name}
        style={{ width: NAME_WIDTH }}
      >
        <NameCell row={row} />
      </GridCell>
      {withActive({ first, end }, active ?? -1).map(at => {
        const column = columns[at];
        return (
          <GridCell
            key={columnKey(column)}
            role="gridcell"
            place={{ row: index, column: at }}
            active={active === at}
            className={
              column.kind === 'environment' ? styles.summary : styles.cell
            }
            style={{
              insetInlineStart: NAME_WIDTH + starts[at],
              width: WIDTHS[column.kind],
            }}
          >
            {column.kind === 'environment' ? (
              <EnvironmentCell row={row} clusters={column.clusters} />
            ) : (
              <ClusterCell row={row} cluster={column.cluster} />
            )}
          </GridCell>
        );
      })}
    </div>
  );
});

/**
 * Applications by clusters. Only the cells that are on the screen are rendered, in both directions; header and names stay in sight.
 * The keyboard moves as in a spreadsheet, Enter follows the link of a cell.
 */
export function MatrixGrid(props: MatrixGridProps) {
  const { rows, columns, totalRows, onEnd } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const box = useRef<HTMLDivElement>(null);
  const rowStarts = useMemo(
    () => startsOf(Array(rows.length).fill(ROW_HEIGHT)),
    [rows.length],
  );
  const columnStarts = useMemo(
    () => startsOf(columns.map(({ kind }) => WIDTHS[kind])),
    [columns],
  );
  const visible = useVisibleSpan(box, 'block', rowStarts, HEADER_HEIGHT);
  const { first, end } = useVisibleSpan(
    box,
    'inline',
    columnStarts,
    NAME_WIDTH,
  );
  const { active, onKeyDown, onFocus } = useGridFocus(box, {
    rows: rows.length,
    columns: columns.length,
    rowHeight: ROW_HEIGHT,
    start: FIRST,
  });
  const onKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const cell = event.target as HTMLElement;
    if (event.key === 'Enter' && cell.dataset.row !== undefined) {
      event.preventDefault();
      followLink(cell);
    } else onKeyDown(event);
  };

  useEnd(box, rows.length, onEnd);

  const height = HEADER_HEIGHT + rows.length * ROW_HEIGHT;
  return (
    <div
      ref={box}
      role="grid"
      aria-label={t('matrix.title')}
      aria-rowcount={totalRows < 0 ? -1 : totalRows + 1}
      aria-colcount={columns.length + 1}
      className={`${grid.grid} ${styles.grid}`}
      style={{ height: height + SCROLL_BAR }}
      tabIndex={-1}
      onKeyDown={onKey}
      onFocus={onFocus}
    >
      <div
        role="presentation"
        className={grid.area}
        style={{ height, width: NAME_WIDTH + columnStarts[columns.length] }}
      >
        <div
          role="row"
          aria-rowindex={1}
          className={grid.header}
          style={{ height: HEADER_HEIGHT }}
        >
          <GridCell
            role="columnheader"
            place={{ row: -1, column: -1 }}
            active={active.row === -1 && active.column === -1}
            className={styles.corner}
            style={{ width: NAME_WIDTH }}
          >
            {t('matrix.application')}
          </GridCell>
          {withActive(
            { first, end },
            active.row === -1 ? active.column : -1,
          ).map(at => {
            const column = columns[at];
            return (
              <GridCell
                key={columnKey(column)}
                role="columnheader"
                place={{ row: -1, column: at }}
                active={active.row === -1 && active.column === at}
                className={
                  column.kind === 'environment'
                    ? styles.environment
                    : styles.cluster
                }
                style={{
                  insetInlineStart: NAME_WIDTH + columnStarts[at],
                  width: WIDTHS[column.kind],
                }}
              >
                {column.kind === 'environment' ? (
                  <EnvironmentHeader column={column} />
                ) : (
                  <ClusterHeader cluster={column.cluster} />
                )}
              </GridCell>
            );
          })}
        </div>
        {withActive(visible, active.row).map(index => (
          <Row
            key={rowKey(rows[index])}
            row={rows[index]}
            index={index}
            columns={columns}
            starts={columnStarts}
            first={first}
            end={end}
            active={active.row === index ? active.column : undefined}
          />
        ))}
      </div>
    </div>
  );
}
