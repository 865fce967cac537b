import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type SupportLife,
  supportState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { useFormat } from '../hooks/useFormat';
import { workerClustersTranslationRef } from '../translations';
import styles from './status.module.css';

/** Says that the support of a version ends soon, costs more, or is over, and which newer one is available; nothing of the newest. */
export function SupportNote({
  life,
  now,
}: {
  life: SupportLife | undefined;
  now: number;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  if (!life) return null;
  const state = supportState(life, now);
  const { standardUntil, extendedUntil = standardUntil, newer } = life;
  const ends =
    state !== 'supported' &&
    t(`common.support.${state}`, {
      date: format.date(state === 'ending' ? standardUntil : extendedUntil),
    });
  const available =
    newer !== undefined && t('common.support.available', { version: newer });
  if (!ends && !available) return null;
  return (
    <span
      className={`${styles.note} ${ends ? styles.warn : styles.quiet}`}
      title={t('common.support.source', {
        version: life.version,
        date: format.date(life.asOf),
        source: life.source,
      })}
    >
      {[ends, available].filter(Boolean).join(', ')}
    </span>
  );
}
