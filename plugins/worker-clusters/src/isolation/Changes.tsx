import { Text } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { FleetIsolationReport } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ScrollArea } from '../components/ScrollArea';
import { Section } from '../components/Section';
import { useFormat } from '../hooks/useFormat';
import { workerClustersTranslationRef } from '../translations';
import { type ChangeBar, changeBars } from './changeBars';
import styles from './report.module.css';

const STEP = 10;
const BAR = 7;
/** Heights of the part above the line of zero, and below it. */
const UP = 40;
const DOWN = 24;

/** Opened findings above the line, resolved ones below it; what is open as a line of its own. */
function Chart({ bars }: { bars: ChangeBar[] }) {
  const width = bars.length * STEP;
  const line = bars.map(
    ({ openShare }, i) => `${i * STEP + BAR / 2},${UP - openShare * (UP - 2)}`,
  );
  return (
    <svg
      className={styles.chart}
      viewBox={`0 0 ${width} ${UP + DOWN}`}
      preserveAspectRatio="none"
      aria-hidden
    >
      {bars.map(({ day, openedShare, resolvedShare }, i) => (
        <g key={day}>
          <rect
            className={styles.opened}
            x={i * STEP}
            y={UP - openedShare * UP}
            width={BAR}
            height={openedShare * UP}
          />
          <rect
            className={styles.resolved}
            x={i * STEP}
            y={UP}
            width={BAR}
            height={resolvedShare * DOWN}
          />
        </g>
      ))}
      <line x1={0} x2={width} y1={UP} y2={UP} className={styles.zero} />
      <polyline points={line.join(' ')} className={styles.open} />
    </svg>
  );
}

/** The days of the chart, newest first. */
function DayTable({ bars }: { bars: ChangeBar[] }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  return (
    <ScrollArea label={t('report.changes.table')} className={styles.days}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('report.changes.day')}</th>
            <th scope="col">{t('report.changes.opened')}</th>
            <th scope="col">{t('report.changes.resolved')}</th>
            <th scope="col">{t('report.changes.open')}</th>
          </tr>
        </thead>
        <tbody>
          {[...bars].reverse().map(({ day, opened, resolved, open }) => (
            <tr key={day}>
              <th scope="row">{format.date(day)}</th>
              <td>{format.number(opened)}</td>
              <td>{format.number(resolved)}</td>
              <td>{format.number(open)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  );
}

/** What was opened and resolved in the last 30 days. */
export function Changes({ report }: { report: FleetIsolationReport }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const { changes, trend } = report;
  const bars = changeBars(trend);
  return (
    <Section title={t('report.changes.title')}>
      <Text as="p">
        {t('report.changes.text', {
          new: format.number(changes.new),
          resolved: format.number(changes.resolved),
          standing: format.number(changes.standing),
        })}
      </Text>
      {bars ? (
        <>
          <Chart bars={bars} />
          <Text as="p" color="secondary">
            {t('report.changes.chart')}
          </Text>
          <details className={styles.reasons}>
            <summary>{t('report.changes.table')}</summary>
            <DayTable bars={bars} />
          </details>
        </>
      ) : (
        <Text as="p" color="secondary">
          {t('report.changes.unchanged')}
        </Text>
      )}
    </Section>
  );
}
