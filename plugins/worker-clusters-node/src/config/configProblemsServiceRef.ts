import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { ConfigProblems, type ConfigProblemsService } from './ConfigProblems';
import { findUnknownKeys } from './unknownKeys';

/**
 * What is wrong with the configuration of worker clusters; one collection for all plugins of a backend.
 *
 * @public
 */
export const configProblemsServiceRef = createServiceRef<ConfigProblemsService>(
  {
    id: 'worker-clusters.config-problems',
    scope: 'root',
    defaultFactory: async service =>
      createServiceFactory({
        service,
        deps: {
          config: coreServices.rootConfig,
          logger: coreServices.rootLogger,
        },
        factory: ({ config, logger }) => {
          const problems = new ConfigProblems(logger);
          for (const unknown of findUnknownKeys(
            config.getOptional('workerClusters'),
          )) {
            problems.report(unknown);
          }
          return problems;
        },
      }),
  },
);
