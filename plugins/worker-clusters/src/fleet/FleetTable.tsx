import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { Cell, type ColumnConfig, Row, Table } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type ClusterSortField,
  type ConnectionState,
  stringifyClusterRef,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { PendingChanges } from '../components/PendingChanges';
import { useStableRows } from '../hooks/useStableRows';
import { workerClustersTranslationRef } from '../translations';
import { ManagementContext } from './cells';
import type { FleetColumn } from './columns';
import styles from './fleet.module.css';
import { GroupHeader } from './GroupHeader';
import {
  type FleetRow,
  groupedRows,
  isGroupRow,
  type TableRow,
} from './groupRows';
import type { Grouping } from './groups';
import { chosenClusters, markedRows } from './selection/tableSelection';

const ROW_HEIGHT = { dense: 44, comfortable: 60 } as const;
/** Room for the bar of a table that is wider than the page, in pixels. */
const SCROLL_BAR = 16;

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

/** The fleet as a virtualised table with rows of one height; sorting happens in the backend. */
export function FleetTable(props: {
  clusters: WorkerCluster[] | undefined;
  /** Connections to the management clusters by name. */
  management: ReadonlyMap<string, ConnectionState>;
  columns: readonly FleetColumn[];
  density: keyof typeof ROW_HEIGHT;
  grouping: Grouping | undefined;
  loading: boolean;
  stale: boolean;
  /** What the clusters answer: see {@link useStableRows}. */
  question: unknown;
  /** There are more clusters than these. */
  truncated: boolean;
  sort: ClusterSortField;
  order: 'asc' | 'desc';
  onSort(sort: ClusterSortField, order: 'asc' | 'desc'): void;
  emptyState: ReactNode;
  /** Ids of the clusters that the reader chose. */
  chosen: ReadonlySet<string>;
  onChoose(ids: ReadonlySet<string>): void;
}) {
  const { chosen, onChoose } = props;
  const { clusters, columns, density, grouping, sort, order, onSort } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
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
  const stable = useStableRows(answer, idOf, props);
  const { closed, toggle } = useClosed();
  const rows = useGroups(stable.rows, grouping, closed);
  const columnConfig = useMemo(
    () =>
      columns.map(
        ({
          id,
          title,
          Content,
          sort: field,
          minWidth,
          grows,
        }): ColumnConfig<TableRow> => ({
          id: field ?? id,
          label: title(t),
          isRowHeader: id === 'name',
          isSortable: field !== undefined,
          minWidth,
          ...(grows ? { defaultWidth: grows } : { width: minWidth }),
          cell: row =>
            isGroupRow(row) ? (
              <Cell colSpan={columns.length}>
                <GroupHeader row={row} onToggle={toggle} />
              </Cell>
            ) : (
              <Cell>
                <Content cluster={row} />
              </Cell>
            ),
        }),
      ),
    [columns, t, toggle],
  );
  const marked = useMemo(() => markedRows(chosen, rows ?? []), [chosen, rows]);
  const filled = Boolean(rows?.length);
  const rowHeight = ROW_HEIGHT[density];
  return (
    <ManagementContext.Provider value={props.management}>
      <PendingChanges rows={stable}>
        <Table
          // A virtualised table does not take another height of its rows.
          key={density}
          className={
            filled || props.loading
              ? `${styles.table} ${styles[density]}`
              : undefined
          }
          style={
            filled
              ? { height: (rows!.length + 1) * rowHeight + SCROLL_BAR }
              : undefined
          }
          columnConfig={columnConfig}
          data={rows}
          rowConfig={({ item }) => (
            <Row
              id={item.id}
              // The header of a group is one cell.
              columns={
                isGroupRow(item) ? columnConfig.slice(0, 1) : columnConfig
              }
            >
              {column => column.cell(item)}
            </Row>
          )}
          isPending={props.loading}
          isStale={props.stale}
          pagination={{ type: 'none' }}
          virtualized={filled && { rowHeight }}
          emptyState={props.emptyState}
          selection={
            filled
              ? {
                  mode: 'multiple',
                  behavior: 'toggle',
                  selected: marked,
                  onSelectionChange: keys =>
                    onChoose(
                      chosenClusters(
                        keys as 'all' | Set<string>,
                        chosen,
                        rows ?? [],
                      ),
                    ),
                }
              : undefined
          }
          sort={{
            descriptor: {
              column: sort,
              direction: order === 'desc' ? 'descending' : 'ascending',
            },
            onSortChange: ({ column, direction }) =>
              onSort(
                column as ClusterSortField,
                direction === 'descending' ? 'desc' : 'asc',
              ),
          }}
        />
      </PendingChanges>
    </ManagementContext.Provider>
  );
}
