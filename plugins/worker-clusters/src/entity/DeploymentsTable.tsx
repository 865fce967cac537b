import {
  type ComponentType,
  type ReactElement,
  useCallback,
  useMemo,
} from 'react';
import { useBreakpoint } from '@backstage/ui';
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
import { webLink } from '../format';
import { CellLink } from '../grid/CellLink';
import { type RowColumn, RowGrid } from '../grid/RowGrid';
import { useAtNow } from '../hooks/useNow';
import { clusterRouteRef, clusterTabRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import styles from './deployments.module.css';
import type { DeploymentRow } from './groupDeployments';
import { shortImage } from './shortImage';

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
        <CellLink
          href={address && `${address}?${drawer}`}
          className={styles.name}
        >
          {name}
        </CellLink>
      </span>
      {webLink(url) && (
        <span className={styles.second}>
          <CellLink href={webLink(url)} external>
            {t('entity.deployments.openArgocd')}
          </CellLink>
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
        <CellLink href={link?.(refOf(row))}>{cluster.name}</CellLink>
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

/** A cell in the cluster of its row. */
const inCluster = (Content: ComponentType<CellProps>) =>
  function DeploymentCell({ row }: CellProps) {
    return (
      <InCluster row={row}>
        <Content row={row} />
      </InCluster>
    );
  };

const COLUMNS = {
  application: { Content: inCluster(NameContent), minWidth: 160, grows: '2fr' },
  cluster: { Content: inCluster(ClusterContent), minWidth: 150, grows: '2fr' },
  version: { Content: inCluster(VersionContent), minWidth: 120, grows: '2fr' },
  health: {
    Content: inCluster(({ row }) => <HealthContent app={row.application} />),
    minWidth: 130,
  },
  sync: {
    Content: inCluster(({ row }) => <SyncContent app={row.application} />),
    minWidth: 130,
  },
  compared: {
    Content: inCluster(({ row }) => <ComparedContent app={row.application} />),
    minWidth: 110,
  },
  revision: {
    Content: inCluster(({ row }) => <SourceContent app={row.application} />),
    minWidth: 150,
    grows: '2fr',
  },
} satisfies Record<string, Omit<RowColumn<DeploymentRow>, 'id' | 'title'>>;

type ColumnId = keyof typeof COLUMNS;

const WIDE: ColumnId[] = [
  'application',
  'cluster',
  'version',
  'health',
  'sync',
  'compared',
  'revision',
];
/** What is wrong is on the screen without scrolling. */
const NARROW: ColumnId[] = [
  'application',
  'health',
  'cluster',
  'version',
  'sync',
];
const NARROW_WIDTHS: Partial<Record<ColumnId, number>> = {
  application: 110,
  cluster: 130,
  health: 115,
};

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
  const columns = useMemo(
    () =>
      (narrow ? NARROW : WIDE).map(id => ({
        id,
        title: t(`entity.deployments.column.${id}`),
        ...COLUMNS[id],
        ...(narrow && NARROW_WIDTHS[id] && { minWidth: NARROW_WIDTHS[id] }),
      })),
    [t, narrow],
  );
  return <RowGrid label={label} rows={rows} columns={columns} />;
}
