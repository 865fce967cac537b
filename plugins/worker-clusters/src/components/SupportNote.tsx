import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type SupportLife,
  supportState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { useFormat } from '../hooks/useFormat';
import { workerClustersTranslationRef } from '../translations';
import styles from './status.module.css';

/** Says that the support of a version ends soon, costs more, or is over; nothing while it is well supported. */
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
  if (state === 'supported') return null;
  const { standardUntil, extendedUntil = standardUntil } = life;
  return (
    <span
      className={`${styles.note} ${styles.warn}`}
      title={t('common.support.source', {
        version: life.version,
        date: format.date(life.asOf),
        source: life.source,
      })}
    >
      {t(`common.support.${state}`, {
        date: format.date(state === 'ending' ? standardUntil : extendedUntil),
      })}
    </span>
  );
}
