import { useCallback } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type SupportLife,
  type SupportState,
  supportState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Chip, type Look } from '../../components/StatusChip';
import { WebLink } from '../../components/WebLink';
import { useFormat } from '../../hooks/useFormat';
import { useAtNow } from '../../hooks/useNow';
import { workerClustersTranslationRef } from '../../translations';

const LOOKS: Record<SupportState, Look> = {
  supported: ['good', 'check'],
  ending: ['warn', 'exclamation'],
  extended: ['warn', 'exclamation'],
  ended: ['bad', 'exclamation'],
};

/** Until when a version is supported, and by which source. */
export function ArgoCdSupport({ life }: { life: SupportLife | undefined }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const state = useAtNow(
    useCallback((now: number) => life && supportState(life, now), [life]),
  );
  if (!life || !state) return <>{t('argocd.support.unknown')}</>;
  const { standardUntil, extendedUntil } = life;
  const until =
    state === 'extended' || state === 'ended'
      ? extendedUntil ?? standardUntil
      : standardUntil;
  return (
    <>
      <Chip
        look={LOOKS[state]}
        wraps
        text={
          until
            ? t(`argocd.support.${state}`, { date: format.date(until) })
            : t('argocd.support.open')
        }
      />{' '}
      {life.newer && (
        <>{t('common.support.available', { version: life.newer })} </>
      )}
      (
      <WebLink href={life.source}>
        {t('argocd.support.source', { date: format.date(life.asOf) })}
      </WebLink>
      )
    </>
  );
}
