import type { Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import {
  type ConfigProblemsService,
  readDuration,
} from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import type { IsolationSettings } from '../derive';

const KEY = 'workerClusters.isolation.maxCredentialAge';

/** Reads `workerClusters.isolation`. What is wrong is reported. */
export function readIsolationConfig(
  config: Config,
  problems: ConfigProblemsService,
): IsolationSettings {
  return {
    maxCredentialAgeMs: durationToMilliseconds(
      readDuration(config, problems, {
        key: KEY,
        fallback: { days: 90 },
        minMs: 1,
      }),
    ),
  };
}
