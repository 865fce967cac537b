import { type ComponentType, type ReactNode, useMemo } from 'react';
import { Cell, type ColumnConfig, Table } from '@backstage/ui';
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
import {
  ApplicationsContent,
  ArgoCdContent,
  ChangeContent,
  ConnectionContent,
  FindingsContent,
  KubernetesContent,
  ManagementContext,
  NameContent,
  OutOfSyncContent,
  PlaceContent,
  StateContent,
} from './cells';
import styles from './fleet.module.css';

type FleetRow = WorkerCluster & { id: string };

const ROW_HEIGHT = 44;
/** Room for the bar of a table that is wider than the page, in pixels. */
const SCROLL_BAR = 16;

interface Column {
  id: string;
  label:
    | 'name'
    | 'place'
    | 'state'
    | 'connection'
    | 'kubernetes'
    | 'argocd'
    | 'applications'
    | 'outOfSync'
    | 'findings'
    | 'change';
  Content: ComponentType<{ cluster: WorkerCluster }>;
  sortable: boolean;
  minWidth: number;
  /** Its part of the room that is left. */
  grows?: '1fr' | '2fr';
}

/** The identifiers of those that sort are the backend's sort fields. */
const COLUMNS: Column[] = [
  {
    id: 'name',
    label: 'name',
    Content: NameContent,
    sortable: true,
    minWidth: 148,
    grows: '1fr',
  },
  {
    id: 'phase',
    label: 'state',
    Content: StateContent,
    sortable: true,
    minWidth: 165,
    grows: '2fr',
  },
  {
    id: 'connection',
    label: 'connection',
    Content: ConnectionContent,
    sortable: false,
    minWidth: 140,
  },
  {
    id: 'environment',
    label: 'place',
    Content: PlaceContent,
    sortable: true,
    minWidth: 114,
  },
  {
    id: 'kubernetesVersion',
    label: 'kubernetes',
    Content: KubernetesContent,
    sortable: true,
    minWidth: 132,
  },
  {
    id: 'argocdVersion',
    label: 'argocd',
    Content: ArgoCdContent,
    sortable: true,
    minWidth: 100,
  },
  {
    id: 'health',
    label: 'applications',
    Content: ApplicationsContent,
    sortable: true,
    minWidth: 126,
    grows: '1fr',
  },
  {
    id: 'outOfSync',
    label: 'outOfSync',
    Content: OutOfSyncContent,
    sortable: true,
    minWidth: 90,
  },
  {
    id: 'findings',
    label: 'findings',
    Content: FindingsContent,
    sortable: false,
    minWidth: 72,
  },
  {
    id: 'change',
    label: 'change',
    Content: ChangeContent,
    sortable: false,
    minWidth: 86,
  },
];

const idOf = ({ id }: FleetRow) => id;

/** The fleet as a virtualised table with rows of one height; sorting happens in the backend. */
export function FleetTable(props: {
  clusters: WorkerCluster[] | undefined;
  /** Connections to the management clusters by name. */
  management: ReadonlyMap<string, ConnectionState>;
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
}) {
  const { clusters, sort, order, onSort } = props;
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
  const { rows } = stable;
  const columns = useMemo(
    () =>
      COLUMNS.map(
        ({
          id,
          label,
          Content,
          sortable,
          minWidth,
          grows,
        }): ColumnConfig<FleetRow> => ({
          id,
          label: t(`fleet.column.${label}`),
          isRowHeader: id === 'name',
          isSortable: sortable,
          minWidth,
          ...(grows ? { defaultWidth: grows } : { width: minWidth }),
          cell: cluster => (
            <Cell>
              <Content cluster={cluster} />
            </Cell>
          ),
        }),
      ),
    [t],
  );
  const filled = Boolean(rows?.length);
  return (
    <ManagementContext.Provider value={props.management}>
      <PendingChanges rows={stable}>
        <Table
          className={filled ? styles.table : undefined}
          style={
            filled
              ? {
                  height: (rows!.length + 1) * ROW_HEIGHT + SCROLL_BAR,
                }
              : undefined
          }
          columnConfig={columns}
          data={rows}
          isPending={props.loading}
          isStale={props.stale}
          pagination={{ type: 'none' }}
          virtualized={filled && { rowHeight: ROW_HEIGHT }}
          emptyState={props.emptyState}
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
