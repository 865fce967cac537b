import { useId } from 'react';
import { Text } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { IsolationReport } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { useFormat } from '../../hooks/useFormat';
import { workerClustersTranslationRef } from '../../translations';
import styles from './isolation.module.css';
import { findingTrend } from './isolationSummary';

const HEIGHT = 40;
const STEP = 10;
const BAR = 8;

/** Open findings of each day as bars, with first, last and most in words; nothing if there never was one. */
export function FindingTrendChart(props: { trend: IsolationReport['trend'] }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const title = useId();
  const trend = findingTrend(props.trend);
  if (!trend) return null;
  const { days, most } = trend;
  const [first, last] = [days[0], days[days.length - 1]];
  const text = t('isolation.trend.text', {
    first: format.number(first.open),
    day: format.date(first.day),
    last: format.number(last.open),
    most: format.number(most),
  });
  return (
    <div className={styles.part} role="group" aria-labelledby={title}>
      <Text as="h3" weight="bold" id={title}>
        {t('isolation.trend.title', { days: String(days.length) })}
      </Text>
      <svg
        className={styles.trend}
        viewBox={`0 0 ${days.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden
      >
        {days.map(({ day, open }, i) => {
          const height = (open / most) * HEIGHT;
          return (
            <rect
              key={day}
              x={i * STEP}
              y={HEIGHT - height}
              width={BAR}
              height={height}
            >
              <title>
                {t('isolation.trend.day', {
                  day: format.date(day),
                  open: format.number(open),
                })}
              </title>
            </rect>
          );
        })}
      </svg>
      <Text as="p" color="secondary">
        {text}
      </Text>
    </div>
  );
}
