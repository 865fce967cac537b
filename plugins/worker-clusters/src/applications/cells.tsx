import { memo } from 'react';
import { RiQuestionLine, RiRefreshLine } from '@remixicon/react';
import type {
  ApplicationMatrixCell,
  ApplicationMatrixRow,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ConnectionText } from '../components/ConnectionNote';
import {
  Chip,
  HealthChip,
  type Look,
  toneClass,
} from '../components/StatusChip';
import { repositoryName } from '../format';
import { CellLink } from '../grid/CellLink';
import { useTexts } from '../translations/Texts';
import { useMatrixContext } from './matrixContext';
import styles from './matrix.module.css';
import {
  answerVersion,
  cellsOf,
  isDrift,
  isEverywhere,
  isOdd,
  type MatrixCluster,
  type MatrixColumn,
  type RowSummary,
  summarize,
  versionsOf,
} from './matrixModel';

/** Too old to be believed. */
const STALE: Look = ['quiet', 'question'];

interface VersionSentence {
  text: string;
  everywhere: boolean;
  /** Of one cluster at least only the last known state counts. */
  lastKnown: boolean;
}

/** Whether a version is everywhere, in a few words: "1.4.2 on 12 of 14; 1.4.1 on 2". */
export function useVersionSentence() {
  const { t } = useTexts();
  const { environments, places, version: search } = useMatrixContext();
  return (row: ApplicationMatrixRow): VersionSentence => {
    const answer = answerVersion(row, environments, places, search);
    if (!answer) {
      return {
        text: t('matrix.versionUnknown'),
        everywhere: false,
        lastKnown: false,
      };
    }
    const { version, on, of, others, missing, unknown, muted } = answer;
    const parts = [
      t('matrix.on', { version, on: String(on), count: of }),
      ...others.slice(0, 2).map(other =>
        t('matrix.other', {
          version: other.version,
          on: String(other.clusters),
        }),
      ),
      ...(others.length > 2
        ? [t('matrix.otherVersions', { count: others.length - 2 })]
        : []),
      ...(unknown > 0 ? [t('matrix.unknownOn', { count: unknown })] : []),
      ...(missing > 0 ? [t('matrix.notOn', { count: missing })] : []),
      ...(muted > 0 ? [t('matrix.lastKnown', { count: muted })] : []),
    ];
    return {
      text: parts.join('; '),
      everywhere: isEverywhere(answer),
      lastKnown: muted > 0,
    };
  };
}

/** The name of an application, and how far its version is spread. */
export const NameCell = memo(({ row }: { row: ApplicationMatrixRow }) => {
  const sentence = useVersionSentence()(row);
  return (
    <>
      <span
        className={styles.first}
        title={[row.name, row.repository].filter(Boolean).join('\n')}
      >
        <strong>{row.name}</strong>{' '}
        <span className={styles.repository}>
          {repositoryName(row.repository)}
        </span>
      </span>
      <span className={styles.second} title={sentence.text}>
        {sentence.text}
      </span>
    </>
  );
});

/** The version that most clusters have, with its share, or how many versions there are. */
function SummaryText({ summary }: { summary: RowSummary }) {
  const { t } = useTexts();
  const { clusters, deployed, versions } = summary;
  const [most] = versions;
  const missing = clusters - deployed;
  if (isDrift(summary)) {
    return (
      <Chip
        look={['warn', 'exclamation']}
        text={t('matrix.versions', { count: versions.length })}
      />
    );
  }
  if (!most) {
    return (
      <>
        {t('matrix.versionUnknown')}{' '}
        <span className={missing > 0 ? toneClass('warn') : styles.note}>
          {deployed}/{clusters}
        </span>
      </>
    );
  }
  const everywhere =
    most.clusters === clusters && missing === 0 && summary.muted === 0;
  return (
    <>
      <span className={styles.version}>{most.version}</span>{' '}
      <span className={everywhere ? styles.note : toneClass('warn')}>
        {most.clusters}/{clusters}
      </span>
    </>
  );
}

/** What the clusters of an environment have in common. */
export const EnvironmentCell = memo(
  (props: { row: ApplicationMatrixRow; clusters: MatrixCluster[] }) => {
    const { t } = useTexts();
    const { places } = useMatrixContext();
    const summary = summarize(props.row, props.clusters, places);
    if (summary.deployed === 0) {
      return <span className={styles.note}>{t('matrix.nowhere')}</span>;
    }
    const { unhealthy, outOfSync, muted } = summary;
    const title = summary.versions
      .map(({ version, clusters }) =>
        t('matrix.on', {
          version,
          on: String(clusters),
          count: summary.clusters,
        }),
      )
      .join('\n');
    const healthy = muted < summary.deployed;
    return (
      <div className={styles.lines} title={title}>
        <span className={styles.first}>
          <SummaryText summary={summary} />
        </span>
        <span className={styles.second}>
          {unhealthy > 0 && (
            <Chip
              look={['bad', 'exclamation']}
              text={t('matrix.unhealthy', { count: unhealthy })}
            />
          )}
          {unhealthy === 0 && healthy && muted === 0 && (
            <HealthChip health="Healthy" text={t('matrix.allWell')} />
          )}
          {muted > 0 && (
            <Chip look={STALE} text={t('matrix.lastKnown', { count: muted })} />
          )}
          {outOfSync > 0 && (
            <Chip
              look={['warn', 'outOfSync']}
              text={t('matrix.outOfSync', { count: outOfSync })}
            />
          )}
        </span>
      </div>
    );
  },
);

/** An application on a cluster in words, for a tooltip. */
function useCellTitle() {
  const { t } = useTexts();
  return (
    row: ApplicationMatrixRow,
    cell: ApplicationMatrixCell,
    cluster: MatrixCluster,
  ) =>
    [
      `${cell.namespace}/${row.name} · ${cluster.name}`,
      versionsOf(row, cell).join(', ') || t('matrix.versionUnknown'),
      `${cell.health}, ${cell.sync}`,
      cell.count && t('matrix.several', { count: cell.count }),
      cluster.muted && t('matrix.mutedNote'),
    ]
      .filter(Boolean)
      .join('\n');
}

/** Version, health and sync status of an application on a cluster. Muted: the last known ones. */
export function CellContent(props: {
  row: ApplicationMatrixRow;
  cell: ApplicationMatrixCell;
  cluster: MatrixCluster;
  odd: boolean;
  /** Not in a grid: Tab leads to it. */
  inList?: boolean;
}) {
  const { row, cell, cluster, odd, inList } = props;
  const { t } = useTexts();
  const { hrefOf } = useMatrixContext();
  const title = useCellTitle();
  const versions = versionsOf(row, cell);
  return (
    <CellLink
      href={hrefOf(cluster, cell, row.name)}
      tabIndex={inList ? 0 : -1}
      className={`${styles.content} ${odd ? styles.odd : ''} ${
        cluster.muted ? styles.muted : ''
      }`}
      title={title(row, cell, cluster)}
    >
      <span className={styles.first}>
        {odd && (
          <span role="img" aria-label={t('matrix.odd')}>
            ≠{' '}
          </span>
        )}
        <span className={styles.version}>
          {versions.join(' + ') || t('matrix.versionUnknown')}
        </span>
      </span>
      <span className={styles.second}>
        {cluster.muted ? (
          <Chip look={STALE} text={cell.health} />
        ) : (
          <HealthChip health={cell.health} />
        )}
        {cell.sync !== 'Synced' && (
          <span className={cluster.muted ? '' : toneClass('warn')}>
            {cell.sync === 'OutOfSync' ? (
              <RiRefreshLine
                role="img"
                aria-label="OutOfSync"
                className={styles.icon}
              />
            ) : (
              <RiQuestionLine
                role="img"
                aria-label={t('matrix.syncUnknown')}
                className={styles.icon}
              />
            )}
          </span>
        )}
      </span>
    </CellLink>
  );
}

/** The cell of an application on a cluster; of one that does not have it, that it is missing where others have it. */
export const ClusterCell = memo(
  (props: { row: ApplicationMatrixRow; cluster: MatrixCluster }) => {
    const { row, cluster } = props;
    const { t } = useTexts();
    const { places, version, environments } = useMatrixContext();
    const cell = cellsOf(row)[places.get(cluster.key) ?? -1];
    if (!cell) {
      return (
        <span className={styles.none}>
          <span role="img" aria-label={t('matrix.notDeployed')}>
            –
          </span>
        </span>
      );
    }
    const of = environments.find(
      ([first]) => first.environment === cluster.environment,
    );
    const odd =
      of !== undefined &&
      isOdd(versionsOf(row, cell), summarize(row, of, places), version);
    return <CellContent row={row} cell={cell} cluster={cluster} odd={odd} />;
  },
);

/** An environment above its summaries. */
export function EnvironmentHeader({
  column,
}: {
  column: Extract<MatrixColumn, { kind: 'environment' }>;
}) {
  const { t } = useTexts();
  return (
    <>
      <span className={styles.first}>
        {column.environment || t('matrix.noEnvironment')}
      </span>
      <span className={styles.second}>
        {t('matrix.clusters', { count: column.clusters.length })}
      </span>
    </>
  );
}

/** A cluster above its cells; how it is reached, if that is not well. */
export function ClusterHeader({ cluster }: { cluster: MatrixCluster }) {
  const { t } = useTexts();
  const { clusterHref } = useMatrixContext();
  return (
    <>
      <CellLink
        href={clusterHref(cluster)}
        className={styles.first}
        title={`${cluster.namespace}/${cluster.name}`}
      >
        {cluster.name}
      </CellLink>
      <span className={styles.second}>
        {cluster.muted ? (
          <span className={toneClass('warn')}>
            {cluster.frozen ? (
              t('matrix.frozen')
            ) : (
              <ConnectionText connection={cluster.connection} />
            )}
          </span>
        ) : (
          cluster.environment
        )}
      </span>
    </>
  );
}
