const UNITS: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const WORDS: Array<[start: RegExp, unit: bigint]> = [
  [/^(?:ns$|nano)/, 1n],
  [/^(?:us$|µs$|micro)/, 1_000n],
  [/^(?:ms$|milli)/, 1_000_000n],
  [/^(?:s$|sec)/, 1_000_000_000n],
  [/^(?:m$|min)/, 60_000_000_000n],
  [/^(?:h$|hr$|hour)/, 3_600_000_000_000n],
  [/^(?:d$|day)/, 86_400_000_000_000n],
  [/^(?:w$|wk$|week)/, 604_800_000_000_000n],
];
const MAX = 2n ** 63n;

/** The nanoseconds of a duration as Go's `time.ParseDuration` reads it: `1h30m`. Undefined for anything else. */
export function parseGoDuration(text: string): bigint | undefined {
  const [, sign, rest] = /^([-+]?)(.+)$/s.exec(text) ?? [];
  if (rest === '0') return 0n;
  if (
    !rest ||
    !/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest)
  )
    return undefined;
  let total = 0n;
  for (const [, whole, fraction, unit] of rest.matchAll(
    /(\d*)\.?(\d*)([a-zµμ]+)/g,
  )) {
    const digits = fraction.slice(0, 18);
    total +=
      BigInt(whole || 0) * UNITS[unit] +
      (BigInt(digits || 0) * UNITS[unit]) / 10n ** BigInt(digits.length);
  }
  if (total >= MAX) return undefined;
  return sign === '-' ? -total : total;
}

/** The same for a field of format `duration`, which may also say `3 days`. */
export function parseDuration(text: string): bigint | undefined {
  let total = parseGoDuration(text);
  if (total !== undefined) return total;
  for (const [, amount, word] of text.matchAll(/(\d{1,18})\s*([A-Za-zµ]+)/g)) {
    const unit = WORDS.find(([start]) => start.test(word.toLowerCase()))?.[1];
    if (unit !== undefined) total = (total ?? 0n) + BigInt(amount) * unit;
  }
  return total;
}
