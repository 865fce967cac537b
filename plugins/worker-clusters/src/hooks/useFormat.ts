import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersTranslationRef } from '../translations';
import { createFormat, type Format } from '../translations/format';

/** Writes numbers, dates, durations and ages in the language of the app. */
export function useFormat(): Format {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  return useMemo(() => createFormat(t, navigator.languages), [t]);
}
