import type { ApplicationSyncWindow } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** How a sync window stands. Times are in milliseconds. */
export type SyncWindowState =
  | { open: true; until: number }
  /** `next`: when it opens; absent if that is not within {@link AHEAD_DAYS} days. */
  | { open: false; next?: number };

/** How far ahead, and back, a begin is looked for. */
export const AHEAD_DAYS = 32;

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const LIMIT = AHEAD_DAYS * 24 * 60 * MINUTE;

const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
const DAYS = 'SUN MON TUE WED THU FRI SAT'.split(' ');

/** Of robfig/cron, which Argo CD uses; without `@every`, which has no begin of its own. */
const DESCRIPTORS: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

interface Schedule {
  minutes: Set<number>;
  hours: Set<number>;
  days: Set<number>;
  months: Set<number>;
  weekdays: Set<number>;
  /** Days and weekdays are both restricted: one of them suffices. */
  either: boolean;
}

const UNITS: Record<string, number> = { h: 60 * MINUTE, m: MINUTE, s: 1_000 };

/** A Go duration of hours, minutes and seconds in milliseconds. */
function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,6}[hms])+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, n, unit] of text.matchAll(/(\d+)([hms])/g)) {
    sum += Number(n) * UNITS[unit];
  }
  return sum;
}

/** The values of one field of cron; undefined for what it does not have. */
function parseField(
  text: string,
  [min, max]: readonly [number, number],
  names: string[] = [],
): Set<number> | undefined {
  const values = new Set<number>();
  const toNumber = (word: string) => {
    const at = names.indexOf(word.toUpperCase());
    if (at >= 0) return at + min;
    return /^\d{1,2}$/.test(word) ? Number(word) : NaN;
  };
  for (const part of text.split(',')) {
    const [range, step = '1', ...rest] = part.split('/');
    const [first, last, ...more] = range.split('-');
    const any = range === '*' || range === '?';
    const begin = any ? min : toNumber(first);
    const one = last === undefined && !part.includes('/');
    const end =
      any || (last === undefined && !one) ? max : toNumber(last ?? first);
    const by = /^\d{1,2}$/.test(step) ? Number(step) : 0;
    if (
      rest.length + more.length > 0 ||
      !(begin >= min && end <= max && begin <= end && by > 0)
    ) {
      return undefined;
    }
    for (let n = begin; n <= end; n += by) values.add(n);
  }
  return values;
}

function parseSchedule(text: string): Schedule | undefined {
  // `constructor` is no descriptor.
  const known = Object.hasOwn(DESCRIPTORS, text) ? DESCRIPTORS[text] : text;
  const fields = known.trim().split(/\s+/);
  if (fields.length !== 5) return undefined;
  const [minute, hour, day, month, weekday] = fields;
  const minutes = parseField(minute, [0, 59]);
  const hours = parseField(hour, [0, 23]);
  const days = parseField(day, [1, 31]);
  const months = parseField(month, [1, 12], MONTHS);
  const weekdays = parseField(weekday, [0, 6], DAYS);
  const isAny = (field: string) => /^[*?]/.test(field);
  return minutes && hours && days && months && weekdays
    ? {
        minutes,
        hours,
        days,
        months,
        weekdays,
        either: !isAny(day) && !isAny(weekday),
      }
    : undefined;
}

/** Writes a time in a time zone; undefined for a zone that there is not. */
function clockOf(timeZone: string) {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  } catch {
    return undefined;
  }
}

/** The begins of a schedule after `from` and up to `to`, in their order. Zones differ by quarters of an hour. */
function* beginsOf(
  schedule: Schedule,
  clock: Intl.DateTimeFormat,
  from: number,
  to: number,
): Generator<number> {
  for (let at = from - (from % QUARTER); at <= to; at += QUARTER) {
    const parts = Object.fromEntries(
      clock.formatToParts(at).map(({ type, value }) => [type, value]),
    );
    const weekday = DAYS.indexOf(parts.weekday.toUpperCase());
    const onDay = schedule.days.has(Number(parts.day));
    const onWeekday = schedule.weekdays.has(weekday);
    if (
      !schedule.hours.has(Number(parts.hour)) ||
      !schedule.months.has(Number(parts.month)) ||
      !(schedule.either ? onDay || onWeekday : onDay && onWeekday)
    ) {
      continue;
    }
    for (let minute = 0; minute < 15; minute++) {
      const begin = at + minute * MINUTE;
      if (
        schedule.minutes.has(Number(parts.minute) + minute) &&
        begin > from &&
        begin <= to
      ) {
        yield begin;
      }
    }
  }
}

/**
 * Whether a sync window is open, and until or from when: as Argo CD decides it, which takes a window for open where a begin of
 * its schedule is less than its duration ago. Undefined for a schedule, duration or time zone that is not understood. What
 * the cluster wrote is untrusted: a begin is looked for in a bounded time.
 *
 * Source: argo-cd, `pkg/apis/application/v1alpha1/types.go`, `SyncWindows.active`; robfig/cron, `parser.go`.
 *
 * @param now - in milliseconds
 */
export function syncWindowState(
  window: Pick<ApplicationSyncWindow, 'schedule' | 'duration' | 'timeZone'>,
  now: number,
): SyncWindowState | undefined {
  const schedule = parseSchedule(window.schedule);
  const duration = parseDuration(window.duration);
  const clock = clockOf(window.timeZone ?? 'UTC');
  if (!schedule || !duration || !clock) return undefined;
  const back = Math.min(duration, LIMIT);
  const last = [...beginsOf(schedule, clock, now - back, now)].at(-1);
  if (last !== undefined) return { open: true, until: last + duration };
  const { value: next } = beginsOf(schedule, clock, now, now + LIMIT).next();
  return { open: false, ...(next !== undefined && { next }) };
}
