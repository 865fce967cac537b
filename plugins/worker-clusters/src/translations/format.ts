import { formatDuration } from '../format';
import type { Translate } from '.';

/** Writes numbers and times in the language of the texts around them. */
export interface Format {
  /** `1,234`. */
  number(value: number): string;
  /** The day in the reader's time zone; a day without a time (`2026-12-05`) is that day everywhere; empty for no time. */
  date(time: string | undefined): string;
  /** Day and time in the reader's time zone, or a day without a time as it is; empty for no time. */
  dateTime(time: string | undefined): string;
  /** The largest unit of milliseconds, rounded down: `3 min`, `2 h`, `4 d`. The symbols are the same in every language. */
  duration(ms: number): string;
  /** `3 min ago`; `just now` below five seconds; empty for no time. `now` is in milliseconds. */
  age(time: string | undefined, now: number): string;
  /**
   * `in 3 d` for a time that is five seconds ahead or more; an age for every other one; empty for no time. A day without a time
   * is ahead until it is over in UTC. `now` is in milliseconds.
   */
  until(time: string | undefined, now: number): string;
}

const JUST_NOW_MS = 5_000;
const DAY = /^\d{4}-\d\d-\d\d$/;

interface Formatters {
  number: Intl.NumberFormat;
  date: Intl.DateTimeFormat;
  /** Of a day without a time, which is midnight in UTC. */
  day: Intl.DateTimeFormat;
  dateTime: Intl.DateTimeFormat;
}

const isDay = (time: string | undefined) =>
  time !== undefined && DAY.test(time);

/** By locale: to make one takes longer than to use it a thousand times. */
const formatters = new Map<string, Formatters>();

function formattersOf(locale: string): Formatters {
  let made = formatters.get(locale);
  if (!made) {
    made = {
      number: new Intl.NumberFormat(locale),
      date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }),
      day: new Intl.DateTimeFormat(locale, {
        dateStyle: 'medium',
        timeZone: 'UTC',
      }),
      dateTime: new Intl.DateTimeFormat(locale, {
        dateStyle: 'medium',
        timeStyle: 'short',
      }),
    };
    formatters.set(locale, made);
  }
  return made;
}

/**
 * {@link Format} for messages.
 *
 * @param t - translates; says the language too
 * @param locales - what the reader prefers (BCP 47): decides between variants of the language, such as `en-GB` for `en`
 */
export function createFormat(t: Translate, locales: readonly string[]): Format {
  const language = t('common.language');
  const locale =
    locales.find(l => l === language || l.startsWith(`${language}-`)) ??
    language;
  const write = (
    formatter: 'date' | 'dateTime',
    time: string | undefined,
  ): string => {
    const ms = time ? Date.parse(time) : NaN;
    return Number.isNaN(ms)
      ? ''
      : formattersOf(locale)[isDay(time) ? 'day' : formatter].format(ms);
  };
  const age = (time: string | undefined, now: number): string => {
    const ms = time ? now - Date.parse(time) : NaN;
    if (Number.isNaN(ms)) return '';
    return ms < JUST_NOW_MS
      ? t('common.time.justNow')
      : t('common.time.ago', { duration: formatDuration(ms) });
  };
  return {
    number: value => formattersOf(locale).number.format(value),
    date: time => write('date', time),
    dateTime: time => write('dateTime', time),
    duration: formatDuration,
    age,
    until: (dayOrTime, now) => {
      const time = isDay(dayOrTime) ? `${dayOrTime}T23:59:59Z` : dayOrTime;
      const ms = time ? Date.parse(time) - now : NaN;
      // The clock of the page lags by as much.
      return ms >= JUST_NOW_MS
        ? t('common.time.in', { duration: formatDuration(ms) })
        : age(time, now);
    },
  };
}
