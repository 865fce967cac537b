import { type Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import type { IsolationSettings } from '../derive';

const KEY = 'workerClusters.isolation.maxCredentialAge';

/**
 * Reads `workerClusters.isolation`.
 *
 * @throws Error that names the key.
 */
export function readIsolationConfig(config: Config): IsolationSettings {
  return {
    maxCredentialAgeMs: durationToMilliseconds(
      config.has(KEY)
        ? readDurationFromConfig(config, { key: KEY })
        : { days: 90 },
    ),
  };
}
