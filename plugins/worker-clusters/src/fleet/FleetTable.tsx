import { ReactNode, useMemo } from 'react';
import { Cell, Link, Table, Text } from '@backstage/ui';
import type { ColumnConfig } from '@backstage/ui';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  ClusterSortField,
  showClusterVersion,
  showVersion,
  stringifyClusterRef,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ConnectionNote } from '../components/ConnectionNote';
import { ManagementViewNote } from '../components/ManagementViewNote';
import { HealthCounts } from '../components/HealthCounts';
import { ClusterStateChip, ClusterStateReason } from '../components/StatusChip';
import { webLink } from '../format';
import { useNow } from '../hooks/useNow';
import { clusterRouteRef } from '../routes';
import styles from './fleet.module.css';

type Row = WorkerCluster & { id: string };

const TextCell = ({ children }: { children?: ReactNode }) => (
  <Cell>
    <Text>{children ?? '–'}</Text>
  </Cell>
);

/** Only what shows an age has a clock. */
const ManagementView = ({ cluster }: { cluster: WorkerCluster }) => (
  <ManagementViewNote cluster={cluster} now={useNow()} />
);

/** The fleet as a virtualised table; sorting happens in the backend. */
export function FleetTable(props: {
  clusters: WorkerCluster[] | undefined;
  error?: Error;
  loading: boolean;
  stale: boolean;
  sort: ClusterSortField;
  order: 'asc' | 'desc';
  onSort(sort: ClusterSortField, order: 'asc' | 'desc'): void;
  emptyState: ReactNode;
}) {
  const { clusters, sort, order, onSort } = props;
  const clusterLink = useRouteRef(clusterRouteRef);
  const rows = useMemo(
    () => clusters?.map((c): Row => ({ ...c, id: stringifyClusterRef(c) })),
    [clusters],
  );
  const columns = useMemo(
    (): ColumnConfig<Row>[] => [
      {
        id: 'name',
        label: 'Name',
        isRowHeader: true,
        isSortable: true,
        defaultWidth: '1.4fr',
        cell: c => (
          <Cell>
            <div className={styles.cell}>
              <Link
                weight="bold"
                href={clusterLink?.({
                  managementCluster: c.managementCluster,
                  namespace: c.namespace,
                  name: c.name,
                })}
              >
                {c.name}
              </Link>
              <ConnectionNote connection={c.connection} />
            </div>
          </Cell>
        ),
      },
      {
        id: 'environment',
        label: 'Environment',
        isSortable: true,
        minWidth: 155,
        cell: c => <TextCell>{c.environment}</TextCell>,
      },
      {
        id: 'region',
        label: 'Region',
        isSortable: true,
        cell: c => <TextCell>{c.region}</TextCell>,
      },
      {
        id: 'owner',
        label: 'Owner',
        isSortable: true,
        cell: c => (
          <TextCell>
            {c.owner && <EntityRefLink entityRef={c.owner} hideIcon />}
          </TextCell>
        ),
      },
      {
        id: 'phase',
        label: 'Phase',
        isSortable: true,
        defaultWidth: '2fr',
        cell: c => (
          <Cell>
            <div className={styles.cell}>
              <ClusterStateChip cluster={c} />
              <span className={styles.reason} title={c.phase.message}>
                <ClusterStateReason cluster={c} />
              </span>
            </div>
          </Cell>
        ),
      },
      {
        id: 'kubernetesVersion',
        label: 'Kubernetes',
        isSortable: true,
        minWidth: 150,
        cell: c => <TextCell>{showClusterVersion(c)}</TextCell>,
      },
      {
        id: 'argocdVersion',
        label: 'Argo CD',
        isSortable: true,
        cell: c => {
          const link = webLink(c.argocd?.url);
          const version = showVersion(c.argocd?.version);
          return (
            <TextCell>
              {link ? (
                <Link
                  href={link}
                  target="_blank"
                  rel="noopener noreferrer"
                  aria-label={`Argo CD of ${c.name}${
                    version ? `, version ${version}` : ''
                  }`}
                >
                  {version ?? 'Open'}
                </Link>
              ) : (
                version
              )}
            </TextCell>
          );
        },
      },
      {
        id: 'health',
        label: 'Applications',
        isSortable: true,
        defaultWidth: '1.8fr',
        cell: c => (
          <Cell>
            <div className={styles.cell}>
              {c.managementView ? (
                <ManagementView cluster={c} />
              ) : (
                <HealthCounts counts={c.applications} />
              )}
            </div>
          </Cell>
        ),
      },
    ],
    [clusterLink],
  );
  return (
    <div className={styles.table}>
      <Table
        columnConfig={columns}
        data={rows}
        isPending={props.loading}
        isStale={props.stale}
        error={rows ? undefined : props.error}
        pagination={{ type: 'none' }}
        virtualized={Boolean(rows && rows.length > 60)}
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
    </div>
  );
}
