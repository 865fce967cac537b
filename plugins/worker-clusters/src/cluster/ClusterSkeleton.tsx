import type { ReactNode } from 'react';
import { Card, CardBody, Skeleton } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../translations';
import styles from './cluster.module.css';

/** Widths of the states in the head, and of the lines in a card. */
const STATES = ['20rem', '10rem', '14rem'];
const LINES = ['40%', '75%', '60%', '70%', '45%'];

const Lines = ({ of }: { of: string[] }) => (
  <div className={styles.column}>
    {of.map(width => (
      <Skeleton key={width} width={width} height="1.25rem" />
    ))}
  </div>
);

/** A cluster's page before its first answer, everything where it is going to be. */
export function ClusterSkeleton(props: { heading?: ReactNode }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return (
    <div
      className={styles.page}
      role="group"
      aria-busy="true"
      aria-label={t('cluster.loading')}
    >
      <div className={styles.head}>
        {props.heading}
        <div className={`${styles.actions} ${styles.loadingActions}`} />
        <div className={styles.states}>
          {STATES.map(width => (
            <div key={width} className={styles.loadingState}>
              <Skeleton width="5rem" height="0.85rem" />
              <Skeleton width={width} height="1.25rem" />
            </div>
          ))}
        </div>
      </div>
      <Skeleton width="100%" height="2.25rem" />
      <div className={styles.panel}>
        <Skeleton width="100%" height="3.5rem" />
        <div className={styles.grid}>
          {[LINES, LINES.slice(1)].map(lines => (
            <Card key={lines.length}>
              <CardBody>
                <Lines of={lines} />
              </CardBody>
            </Card>
          ))}
        </div>
      </div>
    </div>
  );
}
