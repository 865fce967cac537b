import { useMemo } from 'react';
import { useTexts } from '../translations/Texts';
import { createFormat, type Format } from '../translations/format';

/** Writes numbers, dates, durations and ages in the language of the app. */
export function useFormat(): Format {
  const { t } = useTexts();
  return useMemo(() => createFormat(t, navigator.languages), [t]);
}
