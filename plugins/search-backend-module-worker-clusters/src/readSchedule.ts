import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';

const KEY = 'search.collators.workerClusters.schedule';

/** The first run waits until the backend has seen the fleet: an index of nothing would stand until the next one. */
const DEFAULT: SchedulerServiceTaskScheduleDefinition = {
  initialDelay: { seconds: 30 },
  frequency: { minutes: 10 },
  timeout: { minutes: 15 },
};

/**
 * When the documents are read anew, by `search.collators.workerClusters.schedule`. What is not a schedule is reported.
 */
export function readSchedule(
  config: Config,
  problems: ConfigProblemsService,
): SchedulerServiceTaskScheduleDefinition {
  return problems.read(
    {
      key: KEY,
      effect: 'The default is used: every 10 minutes.',
      fallback: DEFAULT,
    },
    () => {
      const schedule = config.getOptionalConfig(KEY);
      return schedule
        ? readSchedulerServiceTaskScheduleDefinitionFromConfig(schedule)
        : DEFAULT;
    },
  );
}
