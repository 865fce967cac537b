import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';

const KEY = 'search.collators.workerClusters.schedule';

/** The first run waits until the backend has seen the fleet: an index of nothing would stand until the next one. */
const DEFAULT: SchedulerServiceTaskScheduleDefinition = {
  initialDelay: { seconds: 30 },
  frequency: { minutes: 10 },
  timeout: { minutes: 15 },
};

/**
 * When the documents are read anew, by `search.collators.workerClusters.schedule`.
 *
 * @throws Error that names the key, for a schedule that is not one.
 */
export function readSchedule(
  config: Config,
): SchedulerServiceTaskScheduleDefinition {
  const schedule = config.getOptionalConfig(KEY);
  if (!schedule) return DEFAULT;
  try {
    return readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule);
  } catch (error) {
    throw new Error(`${KEY} is not a schedule: ${(error as Error).message}`);
  }
}
