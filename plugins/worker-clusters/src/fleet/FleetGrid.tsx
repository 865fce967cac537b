import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Skeleton } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type ConnectionState,
  stringifyClusterRef,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { PendingChanges } from '../components/PendingChanges';
import { columnWidths } from '../grid/columnWidths';
import grid from '../grid/grid.module.css';
import { startsOf, withActive } from '../grid/gridWindow';
import {
  cellOf,
  followLink,
  INTERACTIVE,
  useGridFocus,
} from '../grid/useGridFocus';
import { useLinkAnalytics } from '../grid/useLinkAnalytics';
import { useVisibleSpan } from '../grid/useVisibleSpan';
import { useStableRows } from '../hooks/useStableRows';
import { workerClustersTranslationRef } from '../translations';
import type { FleetColumn } from './columns';
import styles from './fleet.module.css';
import { FleetContextProvider } from './FleetContext';
import { FleetHeader, type FleetSort } from './FleetHeader';
import { FleetGridRow } from './FleetGridRow';
import {
  type FleetRow,
  groupedRows,
  isGroupRow,
  type TableRow,
} from './groupRows';
import type { Grouping } from './groups';
import { selectedOf, selectedOfAll } from './selection/rowSelection';
import { useRowSelection } from './selection/useRowSelection';

/** In pixels, as the rest; a header is as high as a row. */
const ROW_HEIGHT = { dense: 44, comfortable: 60 } as const;
const SELECTION_WIDTH = 40;
/** Rows that stand for those that are loaded. */
const LOADING_ROWS = [0, 1, 2, 3, 4, 5, 6, 7];
/** The name of the first cluster. */
const START = { row: 0, column: 0 };
const NO_ROWS: TableRow[] = [];

const idOf = ({ id }: FleetRow) => id;

/** The rows with the headers of groups; a header of which nothing changed is the same object as before. */
function useGroups(
  rows: FleetRow[] | undefined,
  grouping: Grouping | undefined,
  closed: ReadonlySet<string>,
): TableRow[] | undefined {
  const shown = useRef<TableRow[]>();
  return useMemo(() => {
    if (!rows) return undefined;
    const options = { grouping, closed, previous: shown.current };
    shown.current = groupedRows(rows, options);
    return shown.current;
  }, [rows, grouping, closed]);
}

/** The headers of groups that are closed. */
function useClosed() {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (id: string) =>
      setClosed(before => {
        const after = new Set(before);
        if (!after.delete(id)) after.add(id);
        return after;
      }),
    [],
  );
  return { closed, toggle };
}

interface FleetGridProps {
  clusters: WorkerCluster[] | undefined;
  /** Clusters that match, also those that are not loaded. */
  totalItems: number;
  /** Connections to the management clusters by name. */
  management: ReadonlyMap<string, ConnectionState>;
  columns: readonly FleetColumn[];
  density: keyof typeof ROW_HEIGHT;
  grouping: Grouping | undefined;
  loading: boolean;
  stale: boolean;
  /** What the clusters answer: see {@link useStableRows}. */
  question: unknown;
  sorted: FleetSort;
  onSort(sort: FleetSort['sort'], order: FleetSort['order']): void;
  emptyState: ReactNode;
  /** Ids of the clusters that the reader chose. */
  chosen: ReadonlySet<string>;
  onChoose(ids: ReadonlySet<string>): void;
}

/**
 * The fleet as a grid with rows of one height, of which those on the screen are rendered; sorting happens in the backend. The keyboard
 * moves as in a spreadsheet: Enter opens the cluster, or follows the link of a cell; Space selects the cluster.
 */
export function FleetGrid(props: FleetGridProps) {
  const { clusters, totalItems, question, stale } = props;
  const answer = useMemo(
    () =>
      clusters?.map(
        (cluster): FleetRow => ({
          ...cluster,
          id: stringifyClusterRef(cluster),
        }),
      ),
    [clusters],
  );
  const stable = useStableRows(answer, idOf, {
    question,
    stale,
    truncated: clusters !== undefined && totalItems > clusters.length,
  });
  return (
    <FleetContextProvider management={props.management}>
      <PendingChanges rows={stable}>
        <Rows {...props} clusterRows={stable.rows} />
      </PendingChanges>
    </FleetContextProvider>
  );
}

function Rows(
  props: FleetGridProps & {
    clusterRows: FleetRow[] | undefined;
  },
) {
  const { clusterRows, columns, density, grouping, chosen, loading } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const report = useLinkAnalytics();
  const { closed, toggle } = useClosed();
  const known = useGroups(clusterRows, grouping, closed);
  const rows = known ?? NO_ROWS;
  const { toggleRow, toggleAll } = useRowSelection(
    rows,
    chosen,
    props.onChoose,
  );
  const box = useRef<HTMLDivElement>(null);
  const rowHeight = ROW_HEIGHT[density];
  const starts = useMemo(
    () => startsOf(Array(rows.length).fill(rowHeight)),
    [rows.length, rowHeight],
  );
  const visible = useVisibleSpan(box, 'block', starts, rowHeight);
  const { active, onKeyDown, onFocus } = useGridFocus(box, {
    rows: rows.length,
    columns: columns.length,
    rowHeight,
    start: START,
    // The header of a group is one cell.
    clamp: ({ row, column }) =>
      rows[row] && isGroupRow(rows[row])
        ? { row, column: Math.min(column, 0) }
        : { row, column },
  });
  const style = useMemo(
    () => columnWidths(columns, { rowHeight, before: SELECTION_WIDTH }),
    [columns, rowHeight],
  );

  const onKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const cell = cellOf(event.target);
    const row = cell && rows[Number(cell.dataset.row)];
    const onControl = (event.target as Element).matches('button, input');
    if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      toggleAll();
    } else if (row && event.key === ' ' && !onControl) {
      event.preventDefault();
      toggleRow(row.id, event.shiftKey);
    } else if (
      row &&
      event.key === 'Enter' &&
      !(event.target as Element).matches('a, button')
    ) {
      event.preventDefault();
      if (!followLink(cell)) followLink(cell.closest('[role=row]')!);
    } else onKeyDown(event);
  };
  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    const target = event.target as Element;
    report(target);
    const row = rows[Number(cellOf(target)?.dataset.row)];
    if (!row || target.closest(INTERACTIVE)) return;
    // With Shift the browser has selected the text from the last click up to here: rows are meant.
    if (event.shiftKey) getSelection()?.removeAllRanges();
    // A click that ends a selection of text selects no row.
    if (getSelection()?.isCollapsed) toggleRow(row.id, event.shiftKey);
  };

  const empty = !loading && rows.length === 0;
  const count = grouping
    ? rows.length
    : Math.max(props.totalItems, rows.length);
  return (
    <div
      ref={box}
      role="grid"
      aria-label={t('common.page.clusters')}
      aria-rowcount={count + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable
      aria-busy={loading || props.stale}
      data-density={density}
      className={`${grid.grid} ${styles.grid}`}
      style={style}
      tabIndex={-1}
      onKeyDown={onKey}
      onFocus={onFocus}
      onClick={onClick}
    >
      <div
        role="presentation"
        className={`${grid.area} ${grid.wide}`}
        style={{ height: (rows.length + 1) * rowHeight }}
      >
        <FleetHeader
          columns={columns}
          sorted={props.sorted}
          onSort={props.onSort}
          selected={rows.length > 0 ? selectedOfAll(rows, chosen) : undefined}
          onSelectAll={toggleAll}
          active={active.row === -1 ? active.column : undefined}
        />
        {withActive(visible, active.row).map(index => (
          <FleetGridRow
            key={rows[index].id}
            row={rows[index]}
            index={index}
            top={(index + 1) * rowHeight}
            columns={columns}
            selected={selectedOf(rows[index], chosen)}
            active={active.row === index ? active.column : undefined}
            onSelect={toggleRow}
            onToggleGroup={toggle}
          />
        ))}
      </div>
      {loading && (
        <div aria-hidden>
          {LOADING_ROWS.map(row => (
            <div key={row} className={`${grid.columns} ${styles.loadingRow}`}>
              {columns.map(({ id }) => (
                <Skeleton
                  key={id}
                  className={styles.loadingCell}
                  width="auto"
                  height="1rem"
                />
              ))}
            </div>
          ))}
        </div>
      )}
      {empty && (
        <div role="row" aria-rowindex={2}>
          <div role="gridcell" aria-colspan={columns.length + 1}>
            {props.emptyState}
          </div>
        </div>
      )}
    </div>
  );
}
