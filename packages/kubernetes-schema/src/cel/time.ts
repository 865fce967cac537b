import { parseGoDuration } from '../duration';
import { CelDuration, Duration } from './evaluator';
import { Library, required } from './types';

const DURATION = 'google.protobuf.Duration';
const TIMESTAMP = 'google.protobuf.Timestamp';
const NANO = 1_000_000_000n;
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** The evaluator's duration of so many nanoseconds. */
export function toDuration(nanos: bigint): CelDuration {
  return new Duration(nanos / NANO, Number(nanos % NANO));
}

/** A duration in seconds, as CEL writes it: `5401.5s`. */
export function writeDuration({ seconds, nanos }: CelDuration): string {
  return `${Number(seconds) + nanos / 1e9}s`;
}

/** A point in time, as CEL writes it: `2026-11-23T08:00:00.5Z`. */
export function writeTimestamp(date: Date): string {
  return date.toISOString().replace(/\.?0*Z$/, 'Z');
}

/** RFC 3339, as Go reads it; JavaScript would take much more. */
function parseTimestamp(text: string): Date {
  const date = new Date(text);
  const time = date.getTime();
  const good =
    /^\d{4}-\d\d-\d\dT(?!24)\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(
      text,
    ) &&
    // JavaScript makes the 30th of February the 2nd of March.
    new Date(`${text.slice(0, 10)}T00:00:00Z`).toJSON()?.slice(0, 10) ===
      text.slice(0, 10) &&
    time >= FIRST &&
    time <= LAST;
  return required(good ? date : undefined, `'${text}' is not a timestamp`);
}

/** Conversions of times and durations; the evaluator's own read them more loosely than Go, or do not have them. */
export const TIME: Library = {
  functions: [
    [
      `k8s_duration(string): ${DURATION}`,
      text =>
        toDuration(
          required(parseGoDuration(text), `'${text}' is not a duration`),
        ),
    ],
    [`k8s_duration(${DURATION}): ${DURATION}`, duration => duration],
    [`k8s_timestamp(string): ${TIMESTAMP}`, parseTimestamp],
    [`k8s_timestamp(${TIMESTAMP}): ${TIMESTAMP}`, date => date],
    [
      `k8s_timestamp(int): ${TIMESTAMP}`,
      seconds => new Date(Number(seconds) * 1000),
    ],
    [`string(${DURATION}): string`, writeDuration],
    [`string(${TIMESTAMP}): string`, writeTimestamp],
    [
      `int(${TIMESTAMP}): int`,
      date => BigInt(Math.floor(date.getTime() / 1000)),
    ],
  ],
};
