import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  TimelineStage,
  UsualDuration,
  UsualDurations,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { StageChip } from '../../components/StatusChip';
import { useFormat } from '../../hooks/useFormat';
import {
  type Translate,
  workerClustersTranslationRef,
} from '../../translations';
import { messageText } from '../../translations/messageText';
import type { Format } from '../../translations/format';
import status from '../../components/status.module.css';
import styles from './overview.module.css';
import { type StageBar, stageBars } from './stageBars';
import { marksOf, type Placed } from './timeAxis';

const TONES: Record<TimelineStage['state'], string> = {
  waiting: status.quiet,
  active: status.busy,
  done: status.good,
  failed: status.bad,
};

const at = ({ left, width }: Pick<Placed, 'left' | 'width'>) => ({
  insetInlineStart: `${left}%`,
  inlineSize: `${width}%`,
});

/** How far a stage is, how long it took or has taken, and how that compares. */
function progressOf(
  { stage, elapsedMs, overdue, unknownBegin }: StageBar,
  usual: UsualDuration | undefined,
  t: Translate,
  format: Format,
): string {
  const parts: string[] = [];
  // Number and unit stay on one line.
  const write = (ms: number) => format.duration(ms).replace(' ', '\u00a0');
  if (stage.expected > 1) {
    parts.push(
      t('overview.stages.ready', {
        ready: String(stage.ready),
        expected: String(stage.expected),
      }),
    );
  }
  if (elapsedMs !== undefined && (elapsedMs > 0 || !stage.end)) {
    const duration = write(elapsedMs);
    parts.push(
      stage.end
        ? t('overview.stages.took', { duration })
        : t('overview.stages.since', { duration }),
    );
  }
  if (unknownBegin) parts.push(t('overview.stages.unknownBegin'));
  if (usual) {
    const duration = write(usual.medianSeconds * 1000);
    parts.push(
      overdue
        ? t('overview.stages.overdue', { duration })
        : t('overview.stages.usually', { duration }),
    );
  }
  return parts.join(' · ');
}

function sourceOf(
  usual: UsualDuration | undefined,
  t: Translate,
  format: Format,
): string | undefined {
  return (
    usual &&
    t(`overview.stages.source.${usual.scope}`, {
      p90: format.duration(usual.p90Seconds * 1000),
      count: usual.samples,
    })
  );
}

const CLIPPED = {
  begin: styles.clippedBegin,
  end: styles.clippedEnd,
  both: `${styles.clippedBegin} ${styles.clippedEnd}`,
};

/** The same as the row says in words, so it is hidden from screen readers. */
function Track(props: {
  bar: StageBar;
  tone: string;
  marks: ReturnType<typeof marksOf>;
  now?: number;
}) {
  const { bar, tone, marks, now } = props;
  return (
    <div className={styles.track} aria-hidden data-testid="track">
      {marks.map(({ ms, left }) => (
        <span
          key={ms}
          className={styles.mark}
          style={{ insetInlineStart: `${left}%` }}
        />
      ))}
      {bar.usually && (
        <span className={styles.usually} style={at(bar.usually)} />
      )}
      {bar.bar && (
        <span
          className={[
            styles.bar,
            tone,
            bar.bar.clipped && CLIPPED[bar.bar.clipped],
            bar.unknownBegin && styles.moment,
            bar.stage.state === 'active' && styles.running,
          ]
            .filter(Boolean)
            .join(' ')}
          style={at(bar.bar)}
        />
      )}
      {bar.median !== undefined && (
        <span
          className={styles.median}
          style={{ insetInlineStart: `${bar.median}%` }}
        />
      )}
      {now !== undefined && (
        <span className={styles.now} style={{ insetInlineStart: `${now}%` }} />
      )}
    </div>
  );
}

/** A mark whose time is no whole number of its unit has no name: `1 min` would be wrong for 90 s. */
function markText(ms: number, format: Format): string {
  if (ms === 0) return '0';
  const unit = [86_400_000, 3_600_000, 60_000, 1_000].find(u => ms >= u)!;
  return ms % unit === 0 ? format.duration(ms) : '';
}

/** Names of the marks of the axis; the last one has no room for its name if it is at the end. */
function Axis(props: { marks: ReturnType<typeof marksOf>; format: Format }) {
  return (
    <div className={styles.axis} aria-hidden>
      {props.marks
        .filter(({ left }) => left <= 94)
        .map(({ ms, left }) => (
          <span key={ms} style={{ insetInlineStart: `${left}%` }}>
            {markText(ms, props.format)}
          </span>
        ))}
    </div>
  );
}

/** What blocks a stage, or what a stage that is done says. */
function StageMessage({ stage }: { stage: TimelineStage }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const message = messageText(t, stage.message ?? '', stage.messageCode);
  return (
    <span className={styles.message} title={message}>
      {stage.state === 'done'
        ? message
        : `${t('overview.stages.blocks')}: ${message}`}
    </span>
  );
}

function Legend({ bars }: { bars: StageBar[] }) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  if (!bars.some(bar => bar.usually)) return null;
  const entries: Array<[string, ReactNode]> = [
    [styles.usually, t('overview.stages.legend.usual')],
    [styles.median, t('overview.stages.legend.median')],
    [styles.now, t('overview.stages.legend.now')],
  ];
  return (
    <p className={styles.legend} aria-hidden>
      {entries.map(([className, text]) => (
        <span key={className}>
          <i className={className} /> {text}
        </span>
      ))}
    </p>
  );
}

/**
 * The stages of a cluster as bars on a time axis. Stages that only the management cluster reports as done are not green.
 * It is a table for those who do not see it. `now` is in milliseconds.
 */
export function StageChart(props: {
  stages: TimelineStage[];
  usualDurations?: UsualDurations;
  /** The portal has heard from the cluster itself. */
  heard: boolean;
  now: number;
}) {
  const { stages, usualDurations = {}, heard, now } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const { axis, bars, now: present } = stageBars(stages, usualDurations, now);
  const marks = axis ? marksOf(axis) : [];
  const begin = axis && format.dateTime(new Date(axis.begin).toISOString());
  return (
    <>
      <table className={styles.stages} aria-label={t('overview.stages.table')}>
        <thead>
          <tr>
            <th scope="col">
              <span className={styles.hidden}>
                {t('overview.stages.stage')}
              </span>
            </th>
            <th scope="col">
              <span className={styles.hidden}>
                {t('overview.stages.state')}
              </span>
            </th>
            <th scope="col" className={styles.chart}>
              <span className={styles.hidden}>
                {t('overview.stages.progress')}
              </span>
              {axis && <Axis marks={marks} format={format} />}
            </th>
          </tr>
        </thead>
        <tbody>
          {bars.map(bar => {
            const { stage } = bar;
            const usual = usualDurations[stage.id];
            const reported =
              !heard &&
              stage.state === 'done' &&
              !['requested', 'merged'].includes(stage.id);
            return (
              <tr
                key={stage.id}
                aria-current={stage.state === 'active' ? 'step' : undefined}
              >
                <th scope="row">{t(`overview.stages.names.${stage.id}`)}</th>
                <td>
                  <span
                    title={
                      reported ? t('overview.stages.reportedNote') : undefined
                    }
                  >
                    <StageChip
                      state={stage.state}
                      reported={
                        reported ? t('overview.stages.reported') : undefined
                      }
                    />
                  </span>
                </td>
                <td className={styles.chart}>
                  {axis && (
                    <Track
                      bar={bar}
                      tone={reported ? status.quiet : TONES[stage.state]}
                      marks={marks}
                      now={present}
                    />
                  )}
                  <span title={sourceOf(usual, t, format)}>
                    {progressOf(bar, usual, t, format)}
                  </span>
                  {stage.end && (
                    <time
                      className={styles.quiet}
                      dateTime={stage.end}
                      title={format.dateTime(stage.end)}
                    >
                      {' '}
                      {format.age(stage.end, now)}
                    </time>
                  )}
                  {stage.message && <StageMessage stage={stage} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {begin && (
        <p className={styles.caption} aria-hidden>
          {t('overview.stages.axis', { time: begin })}
        </p>
      )}
      <Legend bars={bars} />
    </>
  );
}
