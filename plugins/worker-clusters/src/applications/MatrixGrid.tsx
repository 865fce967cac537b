import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
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
import {
  moveTo,
  type Place,
  scrollBy,
  type Span,
  startsOf,
  visibleSpan,
} from './gridWindow';
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
/** The next page is read when less than this is left to scroll. */
const AHEAD = 1_000;
/** Room for the bar of a grid that is wider than the page. */
const SCROLL_BAR = 16;

interface MatrixGridProps {
  rows: ApplicationMatrixRow[];
  columns: MatrixColumn[];
  /** Number of applications, also of those that are not loaded; -1 if that is not known. */
  totalRows: number;
  /** The end is near. */
  onEnd(): void;
}

interface Sight {
  rows: Span;
  columns: Span;
}

const sameSpan = (a: Span, b: Span) => a.first === b.first && a.end === b.end;

/** The rows and columns that are on the screen. Scrolling renders only when another one comes into sight. */
function useSight(
  box: React.RefObject<HTMLDivElement>,
  rowStarts: readonly number[],
  columnStarts: readonly number[],
): Sight {
  const [sight, setSight] = useState<Sight>({
    rows: visibleSpan(rowStarts, 0, 600),
    columns: visibleSpan(columnStarts, 0, 1000),
  });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = () => {
      const { scrollTop, scrollLeft, clientHeight, clientWidth } = element;
      const rows = visibleSpan(
        rowStarts,
        scrollTop,
        // Without a layout, as in tests, some rows are rendered.
        (clientHeight || 600) - HEADER_HEIGHT,
      );
      const columns = visibleSpan(
        columnStarts,
        scrollLeft,
        (clientWidth || 1000) - NAME_WIDTH,
      );
      setSight(before =>
        sameSpan(before.rows, rows) && sameSpan(before.columns, columns)
          ? before
          : { rows, columns },
      );
    };
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer =
      typeof ResizeObserver === 'undefined'
        ? undefined
        : new ResizeObserver(measure);
    observer?.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      observer?.disconnect();
    };
  }, [box, rowStarts, columnStarts]);
  return sight;
}

const columnKey = (column: MatrixColumn) =>
  column.kind === 'cluster'
    ? `cluster:${column.cluster.key}`
    : `environment:${column.environment}`;

/** A cell of the grid at its place; the one that has the focus is the only one in the order of Tab. */
function GridCell(props: {
  role: 'gridcell' | 'columnheader' | 'rowheader';
  place: Place;
  active: boolean;
  style: React.CSSProperties;
  className: string;
  children: ReactNode;
}) {
  const { role, place, active, style, className, children } = props;
  return (
    <div
      role={role}
      aria-colindex={place.column + 2}
      data-row={place.row}
      data-column={place.column}
      tabIndex={active ? 0 : -1}
      className={className}
      style={style}
    >
      {children}
    </div>
  );
}

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
      className={styles.row}
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
      {columns.slice(first, end).map((column, i) => (
        <GridCell
          key={columnKey(column)}
          role="gridcell"
          place={{ row: index, column: first + i }}
          active={active === first + i}
          className={
            column.kind === 'environment' ? styles.summary : styles.cell
          }
          style={{
            insetInlineStart: NAME_WIDTH + starts[first + i],
            width: WIDTHS[column.kind],
          }}
        >
          {column.kind === 'environment' ? (
            <EnvironmentCell row={row} clusters={column.clusters} />
          ) : (
            <ClusterCell row={row} cluster={column.cluster} />
          )}
        </GridCell>
      ))}
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
  const sight = useSight(box, rowStarts, columnStarts);
  const { first, end } = sight.columns;

  const [place, setPlace] = useState<Place>({ row: 0, column: -1 });
  const active: Place = {
    row: Math.min(place.row, rows.length - 1),
    column: Math.min(place.column, columns.length - 1),
  };
  const rendered =
    (active.row < 0 ||
      (active.row >= sight.rows.first && active.row < sight.rows.end)) &&
    (active.column < 0 || (active.column >= first && active.column < end));

  /** Set while the focus is to follow the place: not when a live answer changes it. */
  const follow = useRef(false);
  const focusActive = useCallback(() => {
    const cell = box.current?.querySelector<HTMLElement>(
      `[data-row="${active.row}"][data-column="${active.column}"]`,
    );
    if (!cell) return;
    follow.current = false;
    cell.focus({ preventScroll: true });
  }, [active.row, active.column]);
  const showActive = useCallback(
    ({ row, column }: Place) => {
      const element = box.current;
      if (!element) return;
      if (row >= 0) {
        element.scrollTop += scrollBy(
          { start: rowStarts[row], end: rowStarts[row + 1] },
          {
            start: element.scrollTop,
            end: element.scrollTop + element.clientHeight - HEADER_HEIGHT,
          },
        );
      }
      if (column >= 0) {
        element.scrollLeft += scrollBy(
          { start: columnStarts[column], end: columnStarts[column + 1] },
          {
            start: element.scrollLeft,
            end: element.scrollLeft + element.clientWidth - NAME_WIDTH,
          },
        );
      }
    },
    [rowStarts, columnStarts],
  );
  useEffect(() => {
    if (follow.current) focusActive();
  });

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Enter') {
      const target = event.target as HTMLElement;
      if (target.dataset.row === undefined) return;
      event.preventDefault();
      target.querySelector('a')?.click();
      return;
    }
    const next = moveTo(active, event, {
      rows: rows.length,
      columns: columns.length,
      page: Math.max(1, sight.rows.end - sight.rows.first - 8),
    });
    if (!next) return;
    event.preventDefault();
    follow.current = true;
    setPlace(next);
    showActive(next);
    if (next.row === active.row && next.column === active.column) focusActive();
  };
  const onFocus = (event: React.FocusEvent<HTMLDivElement>) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>(
      '[data-row]',
    );
    if (cell) {
      const row = Number(cell.dataset.row);
      const column = Number(cell.dataset.column);
      if (row !== active.row || column !== active.column) {
        setPlace({ row, column });
      }
    } else if (event.target === box.current) {
      // Its cell was scrolled out of sight.
      follow.current = true;
      showActive(active);
      focusActive();
    }
  };

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const check = () => {
      const { scrollHeight, scrollTop, clientHeight } = element;
      if (scrollHeight - scrollTop - clientHeight < AHEAD) onEnd();
    };
    // A first page may be shorter than the screen.
    check();
    element.addEventListener('scroll', check, { passive: true });
    return () => element.removeEventListener('scroll', check);
  }, [onEnd, rows.length]);

  const height = HEADER_HEIGHT + rows.length * ROW_HEIGHT;
  return (
    <div
      ref={box}
      role="grid"
      aria-label={t('matrix.title')}
      aria-rowcount={totalRows < 0 ? -1 : totalRows + 1}
      aria-colcount={columns.length + 1}
      className={styles.grid}
      style={{ height: height + SCROLL_BAR }}
      tabIndex={rendered ? -1 : 0}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
    >
      <div
        role="presentation"
        className={styles.area}
        style={{ height, width: NAME_WIDTH + columnStarts[columns.length] }}
      >
        <div
          role="row"
          aria-rowindex={1}
          className={styles.header}
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
          {columns.slice(first, end).map((column, i) => (
            <GridCell
              key={columnKey(column)}
              role="columnheader"
              place={{ row: -1, column: first + i }}
              active={active.row === -1 && active.column === first + i}
              className={
                column.kind === 'environment'
                  ? styles.environment
                  : styles.cluster
              }
              style={{
                insetInlineStart: NAME_WIDTH + columnStarts[first + i],
                width: WIDTHS[column.kind],
              }}
            >
              {column.kind === 'environment' ? (
                <EnvironmentHeader column={column} />
              ) : (
                <ClusterHeader cluster={column.cluster} />
              )}
            </GridCell>
          ))}
        </div>
        {rows.slice(sight.rows.first, sight.rows.end).map((row, i) => {
          const index = sight.rows.first + i;
          return (
            <Row
              key={rowKey(row)}
              row={row}
              index={index}
              columns={columns}
              starts={columnStarts}
              first={first}
              end={end}
              active={active.row === index ? active.column : undefined}
            />
          );
        })}
      </div>
    </div>
  );
}
