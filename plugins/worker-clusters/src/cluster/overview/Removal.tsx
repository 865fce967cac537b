import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { WorkerClusterDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Section } from '../../components/Section';
import { PhaseChip } from '../../components/StatusChip';
import { useFormat } from '../../hooks/useFormat';
import { workerClustersTranslationRef } from '../../translations';
import { messageText } from '../../translations/messageText';
import status from '../../components/status.module.css';
import styles from './overview.module.css';
import { marksOf, place } from './timeAxis';

const STEPS = ['awaiting-confirmation', 'deleting'] as const;

/** How far the removal of a cluster is: how long it waits for its confirmation, and how long it has been deleted. */
export function Removal({
  cluster,
  now,
}: {
  cluster: WorkerClusterDetails;
  now: number;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const current = STEPS.findIndex(phase => phase === cluster.phase.phase);
  if (current < 0) return null;
  const steps = STEPS.slice(0, current + 1).flatMap((phase, i) => {
    const last = cluster.transitions.filter(p => p.phase === phase).at(-1);
    const known = i === current ? cluster.phase : last;
    const until = i === current ? now : Date.parse(last?.until ?? '');
    if (!known || Number.isNaN(until)) return [];
    const { since } = known;
    const message =
      i === current && messageText(t, known.message, known.messageCode);
    return [{ phase, message, since, begin: Date.parse(since), end: until }];
  });
  const begin = Math.min(...steps.map(s => s.begin));
  const axis = { begin, end: Math.max(now, begin + 60_000) };
  const marks = marksOf(axis);
  return (
    <Section title={t('overview.stages.removal')}>
      <table
        className={styles.stages}
        aria-label={t('overview.stages.removalTable')}
      >
        <tbody>
          {steps.map(({ phase, message, since, ...span }) => {
            const bar = place(span, axis);
            const tone = phase === 'deleting' ? status.quiet : status.warn;
            return (
              <tr key={phase}>
                <th scope="row">
                  {t(`overview.stages.removalNames.${phase}`)}
                </th>
                <td>
                  <PhaseChip phase={phase} />
                </td>
                <td className={styles.chart}>
                  <div className={styles.track} aria-hidden>
                    {marks.map(({ ms, left }) => (
                      <span
                        key={ms}
                        className={styles.mark}
                        style={{ insetInlineStart: `${left}%` }}
                      />
                    ))}
                    {bar && (
                      <span
                        className={`${styles.bar} ${tone}`}
                        style={{
                          insetInlineStart: `${bar.left}%`,
                          inlineSize: `${bar.width}%`,
                        }}
                      />
                    )}
                  </div>
                  <span title={format.dateTime(since)}>
                    {t(
                      phase === cluster.phase.phase
                        ? 'overview.stages.since'
                        : 'overview.stages.took',
                      { duration: format.duration(span.end - span.begin) },
                    )}
                  </span>
                  {message && <span className={styles.message}>{message}</span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Section>
  );
}
