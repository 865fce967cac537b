import { type ReactElement, useCallback, useMemo } from 'react';
import {
  Cell,
  type ColumnConfig,
  Link,
  Table,
  useBreakpoint,
} from '@backstage/ui';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  applicationVerdict,
  applicationVersion,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  ComparedContent,
  HealthContent,
  SourceContent,
  SyncContent,
} from '../cluster/applications/cells';
import { VerdictCluster } from '../cluster/applications/verdictContext';
import { ConnectionNote } from '../components/ConnectionNote';
import { WebLink } from '../components/WebLink';
import { webLink } from '../format';
import { useAtNow } from '../hooks/useNow';
import { clusterRouteRef, clusterTabRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import styles from './deployments.module.css';
import type { DeploymentRow } from './groupDeployments';
import { shortImage } from './shortImage';

const ROW_HEIGHT = 56;
/** With no more rows than this the page scrolls, not the table. */
const FEW = 12;

interface CellProps {
  row: DeploymentRow;
}

const refOf = ({ cluster }: DeploymentRow) => ({
  managementCluster: cluster.managementCluster,
  namespace: cluster.namespace,
  name: cluster.name,
});

/** The Application, which leads to its drawer on the page of the cluster, and its Argo CD. */
function NameContent({ row }: CellProps) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const tab = useRouteRef(clusterTabRouteRef);
  const { namespace, name, url } = row.application;
  const address = tab?.({ ...refOf(row), tab: 'applications' });
  const drawer = new URLSearchParams({ application: `${namespace}/${name}` });
  return (
    <div className={styles.cell}>
      <span className={styles.line} title={`${namespace}/${name}`}>
        {address ? (
          <Link weight="bold" href={`${address}?${drawer}`}>
            {name}
          </Link>
        ) : (
          name
        )}
      </span>
      {webLink(url) && (
        <span className={styles.second}>
          <WebLink href={url}>{t('entity.deployments.openArgocd')}</WebLink>
        </span>
      )}
    </div>
  );
}

/** The cluster, and how the portal hears it if that is not well. */
function ClusterContent({ row }: CellProps) {
  const link = useRouteRef(clusterRouteRef);
  const { cluster } = row;
  return (
    <div className={styles.cell}>
      <span
        className={styles.line}
        title={`${cluster.managementCluster}/${cluster.namespace}/${cluster.name}`}
      >
        {link ? (
          <Link href={link(refOf(row))}>{cluster.name}</Link>
        ) : (
          cluster.name
        )}
      </span>
      <span className={styles.line}>
        <ConnectionNote connection={cluster.connection} />
      </span>
    </div>
  );
}

function VersionContent({ row }: CellProps) {
  const { images } = row.application;
  const [image, ...rest] = images ?? [];
  return (
    <div className={styles.cell} title={images?.join('\n')}>
      <span className={styles.line}>
        {applicationVersion(row.application)?.value ?? '–'}
      </span>
      {image && (
        <span className={styles.second}>
          {shortImage(image)}
          {rest.length > 0 && ` +${rest.length}`}
        </span>
      )}
    </div>
  );
}

/** Gives a cell the cluster of its row, and greys out what is only the last known state. */
function InCluster({ row, children }: CellProps & { children: ReactElement }) {
  const { connection, argocd } = row.cluster;
  const { application } = row;
  const context = useMemo(() => ({ connection, argocd }), [connection, argocd]);
  const muted = useAtNow(
    useCallback(
      (now: number) =>
        applicationVerdict(application, { ...context, now }) === 'muted',
      [application, context],
    ),
  );
  return (
    <VerdictCluster.Provider value={context}>
      <div className={muted ? styles.muted : undefined}>{children}</div>
    </VerdictCluster.Provider>
  );
}

/** Deployments in rows of one height, of which those on the screen are rendered. */
export function DeploymentsTable({
  rows,
  label,
}: {
  rows: DeploymentRow[];
  /** Names the table for screen readers. */
  label: string;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const narrow = useBreakpoint().down('md');
  const columns = useMemo(() => {
    const column = (
      id:
        | 'application'
        | 'cluster'
        | 'version'
        | 'health'
        | 'sync'
        | 'compared'
        | 'revision',
      Content: (props: CellProps) => ReactElement,
      rest: Partial<ColumnConfig<DeploymentRow>>,
    ): ColumnConfig<DeploymentRow> => ({
      id,
      label: t(`entity.deployments.column.${id}`),
      cell: row => (
        <Cell>
          <InCluster row={row}>
            <Content row={row} />
          </InCluster>
        </Cell>
      ),
      ...rest,
    });
    const application = column('application', NameContent, {
      isRowHeader: true,
      minWidth: narrow ? 110 : 160,
      defaultWidth: '2fr',
    });
    const cluster = column('cluster', ClusterContent, {
      minWidth: narrow ? 130 : 150,
      defaultWidth: '2fr',
    });
    const version = column('version', VersionContent, {
      minWidth: 120,
      defaultWidth: '2fr',
    });
    const health = column(
      'health',
      ({ row }) => <HealthContent app={row.application} />,
      { width: narrow ? 115 : 130 },
    );
    const sync = column(
      'sync',
      ({ row }) => <SyncContent app={row.application} />,
      { width: 130 },
    );
    // What is wrong is on the screen without scrolling.
    if (narrow) return [application, health, cluster, version, sync];
    return [
      application,
      cluster,
      version,
      health,
      sync,
      column(
        'compared',
        ({ row }) => <ComparedContent app={row.application} />,
        { width: 110 },
      ),
      column('revision', ({ row }) => <SourceContent app={row.application} />, {
        minWidth: 150,
        defaultWidth: '2fr',
      }),
    ];
  }, [t, narrow]);
  return (
    <Table
      aria-label={label}
      className={rows.length > FEW ? styles.table : styles.short}
      style={
        rows.length > FEW
          ? undefined
          : { height: (rows.length + 1) * ROW_HEIGHT }
      }
      columnConfig={columns}
      data={rows}
      pagination={{ type: 'none' }}
      virtualized={{ rowHeight: ROW_HEIGHT }}
    />
  );
}
