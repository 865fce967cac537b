/** Milliseconds of an RFC 3339 time, undefined if it is none. */
export function toMillis(value: string | undefined): number | undefined {
  const millis = value === undefined ? NaN : Date.parse(value);
  return Number.isNaN(millis) ? undefined : millis;
}

const UNIT_SECONDS: Record<string, number> = {
  d: 86_400,
  h: 3600,
  m: 60,
  s: 1,
  ms: 0.001,
};

/** Seconds of a duration as Argo CD's settings have it (`120s`, `1h30m`, `2d`, `0`); undefined if it is none. */
export function durationSeconds(value: string | undefined): number | undefined {
  const text = value?.trim().slice(0, 63) ?? '';
  if (text === '0') return 0;
  if (!/^(?:\d{1,9}(?:\.\d{1,3})?(?:ms|[dhms]))+$/.test(text)) {
    return undefined;
  }
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g);
  return [...parts].reduce(
    (sum, [, number, unit]) => sum + Number(number) * UNIT_SECONDS[unit],
    0,
  );
}

/** The stored notation. Observed times have it already: most need no parsing. */
const STORED =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** The time in the one notation that is stored (RFC 3339, UTC, milliseconds): texts sort as times do. */
export function toIso(value: string | undefined): string | undefined {
  if (value === undefined || STORED.test(value)) return value;
  const millis = toMillis(value);
  return millis === undefined ? undefined : new Date(millis).toISOString();
}

/** The earliest of several times, in the stored notation; what is no time is skipped. */
export function earliest(
  ...values: Array<string | undefined>
): string | undefined {
  let result: string | undefined;
  for (const value of values) {
    const time = toIso(value);
    if (time && (!result || time < result)) result = time;
  }
  return result;
}

/** The latest of several times, in the stored notation; what is no time is skipped. */
export function latest(
  ...values: Array<string | undefined>
): string | undefined {
  let result: string | undefined;
  for (const value of values) {
    const time = toIso(value);
    if (time && (!result || time > result)) result = time;
  }
  return result;
}

/**
 * The evidence of when something began, if it lies neither before what came first nor in the future (clocks
 * differ); else now.
 */
export function believable(
  evidence: string | undefined,
  notBefore: string | undefined,
  now: Date,
): string {
  const time = toIso(evidence);
  const first = toIso(notBefore);
  const end = now.toISOString();
  return time && time <= end && (!first || time >= first) ? time : end;
}
