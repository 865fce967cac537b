import { Button } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ApplicationMatrixRow } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersTranslationRef } from '../translations';
import { CellContent, EnvironmentCell, useVersionSentence } from './cells';
import { useMatrixContext } from './matrixContext';
import styles from './matrix.module.css';
import {
  cellsOf,
  isOdd,
  isUnhealthy,
  type MatrixCluster,
  rowKey,
  summarize,
  versionsOf,
} from './matrixModel';

/** Clusters that are listed of an application in an environment; those that stand out come first. */
const MAX_CLUSTERS = 50;

function Environment(props: {
  row: ApplicationMatrixRow;
  clusters: MatrixCluster[];
}) {
  const { row, clusters } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { places, version } = useMatrixContext();
  const summary = summarize(row, clusters, places);
  if (summary.deployed === 0) return null;
  const cells = cellsOf(row);
  const listed = clusters.flatMap(cluster => {
    const cell = cells[places.get(cluster.key) ?? -1];
    if (!cell) return [];
    const odd = isOdd(versionsOf(row, cell), summary, version);
    const stands = odd || isUnhealthy(cell) || cluster.muted;
    return [{ cluster, cell, odd, rank: stands ? 0 : 1 }];
  });
  listed.sort((a, b) => a.rank - b.rank);
  return (
    <details className={styles.environmentOfOne}>
      <summary>
        <span className={styles.environmentName}>
          {clusters[0].environment ?? t('matrix.noEnvironment')}
        </span>
        <EnvironmentCell row={row} clusters={clusters} />
      </summary>
      <ul className={styles.list}>
        {listed.slice(0, MAX_CLUSTERS).map(({ cluster, cell, odd }) => (
          <li key={cluster.key} className={styles.listed}>
            <span>{cluster.name}</span>
            <CellContent
              row={row}
              cell={cell}
              cluster={cluster}
              odd={odd}
              inList
            />
          </li>
        ))}
      </ul>
      {listed.length > MAX_CLUSTERS && (
        <p className={styles.note}>
          {t('matrix.more', { count: listed.length - MAX_CLUSTERS })}
        </p>
      )}
    </details>
  );
}

/** The matrix on a narrow screen: each application with its environments, and below these its clusters. */
export function MatrixList(props: {
  rows: ApplicationMatrixRow[];
  hasMore: boolean;
  loading: boolean;
  onMore(): void;
}) {
  const { rows, hasMore, loading, onMore } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { environments } = useMatrixContext();
  const sentence = useVersionSentence();
  return (
    <>
      <ul className={styles.list} aria-label={t('matrix.title')}>
        {rows.map(row => (
          <li key={rowKey(row)} className={styles.application}>
            <h3 className={styles.heading}>{row.name}</h3>
            <div className={styles.repository}>{row.repository}</div>
            <p className={styles.sentence}>{sentence(row).text}</p>
            {environments.map(clusters => (
              <Environment
                key={clusters[0].environment ?? ''}
                row={row}
                clusters={clusters}
              />
            ))}
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button variant="secondary" isPending={loading} onPress={onMore}>
          {t('common.showMore')}
        </Button>
      )}
    </>
  );
}
