import type { Config } from '@backstage/config';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import {
  type ConfigProblemsService,
  parseDuration,
} from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import type { Thresholds } from './types';

const KEY = 'workerClusters.notifications';
const MINUTE_MS = 60_000;

export interface NotificationsConfig {
  interval: HumanDuration;
  thresholds: Thresholds;
}

/**
 * Reads `workerClusters.notifications`. One value that is wrong switches notifications off: one that is sent too early cannot be
 * taken back.
 *
 * @returns undefined if they are off
 */
export function readNotificationsConfig(
  config: Config,
  problems: ConfigProblemsService,
): NotificationsConfig | undefined {
  return problems.read<NotificationsConfig | undefined>(
    {
      key: KEY,
      effect: 'No notifications are sent until it is corrected.',
      fallback: undefined,
    },
    () => {
      if (!config.getOptionalBoolean(`${KEY}.enabled`)) return undefined;
      const duration = (name: string, fallback: HumanDuration, minMs: number) =>
        parseDuration(config, { key: `${KEY}.${name}`, fallback, minMs });
      const thresholdMs = (name: string, fallback: HumanDuration) =>
        durationToMilliseconds(duration(name, fallback, MINUTE_MS));
      return {
        interval: duration('interval', { minutes: 1 }, 1000),
        thresholds: {
          degradedAfterMs: thresholdMs('degradedAfter', { minutes: 15 }),
          staleAfterMs: thresholdMs('staleAfter', { minutes: 15 }),
          pullRequestStaleAfterMs: thresholdMs('pullRequestStaleAfter', {
            days: 3,
          }),
        },
      };
    },
  );
}
