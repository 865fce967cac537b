import type {
  TimelineStage,
  TimelineStageId,
  UsualDurations,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { type Placed, place, type Span } from './timeAxis';

/** What is before and after the build may take days, next to which minutes are not to be seen. */
const AROUND: readonly TimelineStageId[] = [
  'requested',
  'merged',
  'applications',
];
/** A shorter axis would make a mountain of a second. */
const MIN_AXIS_MS = 60_000;

/** A stage on the time axis. */
export interface StageBar {
  stage: TimelineStage;
  /** From its beginning to its end, or to now. Absent if nothing of it exists yet, or if it is not on the axis. */
  bar?: Placed;
  /** It ended, or is under way, and nobody knows since when: `bar` is its last moment. */
  unknownBegin?: true;
  /** While it is under way: where nine of ten were done, from its beginning on. */
  usually?: Placed;
  /** While it is under way: where half of them were done, in percent of the axis. */
  median?: number;
  /** How long it took, or has taken until now, in milliseconds. */
  elapsedMs?: number;
  /** It takes longer than nine of ten did. */
  overdue?: true;
}

export interface StageBars {
  /** Undefined as long as nothing has begun. */
  axis?: Span;
  bars: StageBar[];
  /** Where the present is on the axis, while a stage that is on it is under way; in percent. */
  now?: number;
}

const millis = (time: string | undefined) => {
  const ms = time === undefined ? NaN : Date.parse(time);
  return Number.isNaN(ms) ? undefined : ms;
};

function spanOf(stage: TimelineStage, now: number): Span | undefined {
  const begin = millis(stage.begin);
  const end = millis(stage.end);
  if (stage.state === 'waiting') return undefined;
  if (begin !== undefined) {
    return { begin, end: Math.max(begin, end ?? now) };
  }
  if (end !== undefined) return { begin: end, end };
  return stage.state === 'done' ? undefined : { begin: now, end: now };
}

const isUnderWay = ({ state, end }: TimelineStage) =>
  (state === 'active' || state === 'failed') && !end;

/**
 * The stages of a cluster on a time axis: side by side where they were built side by side. The axis is that of the build, from
 * its first resource to Argo CD; what was before or comes after is cut off at its ends. A request has an axis of its own.
 *
 * @param now - milliseconds since the epoch
 */
export function stageBars(
  stages: TimelineStage[],
  usualDurations: UsualDurations,
  now: number,
): StageBars {
  const spans = stages.map(stage => ({ stage, span: spanOf(stage, now) }));
  const begun = spans.flatMap(({ stage, span }) =>
    span ? [{ stage, span }] : [],
  );
  const build = begun.filter(({ stage }) => !AROUND.includes(stage.id));
  const counted = build.length > 0 ? build : begun;
  const usualEnd = ({ stage, span }: { stage: TimelineStage; span: Span }) => {
    const usual = usualDurations[stage.id];
    return usual && stage.begin && isUnderWay(stage)
      ? span.begin + usual.p90Seconds * 1000
      : span.end;
  };
  if (counted.length === 0) return { bars: stages.map(stage => ({ stage })) };

  const begin = Math.min(...counted.map(({ span }) => span.begin));
  const axis = {
    begin,
    end: Math.max(
      begin + MIN_AXIS_MS,
      ...counted.flatMap(one => [one.span.end, usualEnd(one)]),
    ),
  };
  const bars = spans.map(({ stage, span }): StageBar => {
    if (!span) return { stage };
    const known = millis(stage.begin) !== undefined;
    const usual = usualDurations[stage.id];
    const elapsedMs = known ? span.end - span.begin : undefined;
    const underWay = known && isUnderWay(stage) && usual;
    const usually =
      underWay &&
      place({ begin: span.begin, end: usualEnd({ stage, span }) }, axis);
    const median =
      underWay &&
      place(
        {
          begin: span.begin + usual.medianSeconds * 1000,
          end: span.begin + usual.medianSeconds * 1000,
        },
        axis,
      );
    return {
      stage,
      bar: place(span, axis),
      ...(!known && { unknownBegin: true as const }),
      ...(usually && { usually }),
      ...(median && { median: median.left }),
      ...(elapsedMs !== undefined && { elapsedMs }),
      ...(usual &&
        elapsedMs !== undefined &&
        elapsedMs > usual.p90Seconds * 1000 && { overdue: true as const }),
    };
  });
  const present =
    counted.some(({ stage }) => isUnderWay(stage)) &&
    place({ begin: now, end: now }, axis);
  return { axis, bars, ...(present && { now: present.left }) };
}
