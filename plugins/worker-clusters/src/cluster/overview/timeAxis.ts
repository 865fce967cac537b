const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps between marks that people can read. */
const STEPS = [
  10_000,
  30_000,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  90 * DAY,
  365 * DAY,
];

/** A span of time, in milliseconds since the epoch. */
export interface Span {
  begin: number;
  end: number;
}

/** A part of an axis; left and width in percent of it. */
export interface Placed {
  left: number;
  width: number;
  /** It began before the axis does, or ended after it. */
  clipped?: 'begin' | 'end' | 'both';
}

/** Where a span is on an axis; undefined if it is not on it at all, or if one of its times is not known (NaN). */
export function place(span: Span, axis: Span): Placed | undefined {
  const length = axis.end - axis.begin;
  const isOnAxis = span.end >= axis.begin && span.begin <= axis.end;
  if (!(length > 0) || !isOnAxis) return undefined;
  const begin = Math.max(span.begin, axis.begin);
  const end = Math.min(Math.max(span.end, span.begin), axis.end);
  const before = span.begin < axis.begin;
  const after = span.end > axis.end;
  let clipped: Placed['clipped'];
  if (before && after) clipped = 'both';
  else if (before) clipped = 'begin';
  else if (after) clipped = 'end';
  return {
    left: ((begin - axis.begin) / length) * 100,
    width: ((end - begin) / length) * 100,
    ...(clipped && { clipped }),
  };
}

/**
 * Marks of an axis: time since its beginning in milliseconds, and where that is in percent. At most six, the beginning
 * included.
 */
export function marksOf(axis: Span): Array<{ ms: number; left: number }> {
  const length = axis.end - axis.begin;
  if (length <= 0) return [];
  const step =
    STEPS.find(size => length / size < 6) ??
    Math.ceil(length / 5 / STEPS[STEPS.length - 1]) * STEPS[STEPS.length - 1];
  const marks = [];
  for (let ms = 0; ms <= length; ms += step) {
    marks.push({ ms, left: (ms / length) * 100 });
  }
  return marks;
}
