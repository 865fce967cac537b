import { type Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type { ConfigProblemsService } from './ConfigProblems';

/**
 * Reads a duration of the configuration. One that is wrong is reported, and the fallback used; without a key it is used as well.
 *
 * @param options - `minMs`: shortest duration that makes sense
 * @public
 */
export function readDuration(
  config: Config,
  problems: ConfigProblemsService,
  options: {
    key: string;
    fallback: HumanDuration;
    minMs: number;
  },
): HumanDuration {
  const { key, fallback, minMs } = options;
  const [[unit, number]] = Object.entries(fallback);
  const effect = `The default is used: ${number} ${unit}.`;
  return problems.read({ key, effect, fallback }, () =>
    parseDuration(config, { key, fallback, minMs }),
  );
}

/**
 * Reads a duration of the configuration; the fallback if there is none.
 *
 * @throws Error that names the key, for what is no duration, or one that is too short
 * @public
 */
export function parseDuration(
  config: Config,
  options: { key: string; fallback: HumanDuration; minMs: number },
): HumanDuration {
  const { key, fallback, minMs } = options;
  if (!config.has(key)) return fallback;
  const duration = readDurationFromConfig(config, { key });
  // Not a number as well.
  if (!(durationToMilliseconds(duration) >= minMs)) {
    throw new Error(`${key} must be at least ${minMs} ms`);
  }
  return duration;
}
