import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  search?: {
    collators?: {
      /** Worker clusters and their applications in the search. */
      workerClusters?: {
        /**
         * When they are read anew. Default: 30 seconds after the start, and then every 10 minutes, at most 15 minutes long.
         */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
      };
    };
  };
}
