import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { hasLifetimes } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import type { ActionServices } from '../actions/ActionServices';
import { platformPorts } from '../request/platformPorts';
import { decommissionExpired } from './decommissionExpired';

/**
 * Requests the removal of clusters whose lifetime is over once an hour, on one replica. Does nothing unless the policy has
 * a lifetime for an environment. Where pull requests must be opened with a user's own token it cannot, which is reported:
 * previews and reminders announce a pull request that nobody opens.
 */
export async function scheduleDecommissions(
  services: ActionServices,
  {
    scheduler,
    logger,
    problems,
  }: {
    scheduler: SchedulerService;
    logger: LoggerService;
    problems: ConfigProblemsService;
  },
): Promise<void> {
  const { gitops, policy, repositories } = services;
  if (!gitops || !hasLifetimes(policy)) return;
  if (services.requireUserCredentials) {
    problems.report({
      key: 'workerClusters.policy.environments',
      severity: 'error',
      message:
        'workerClusters.policy.environments has a lifetime, and scaffolder.requireScmUserCredentials keeps the portal from opening the pull request at its end: remove one of the two from the configuration',
      effect: 'No removal is requested when a lifetime is over.',
    });
    return;
  }
  await scheduler.scheduleTask({
    id: 'worker-clusters-decommission-expired',
    frequency: { hours: 1 },
    initialDelay: { minutes: 2 },
    timeout: { minutes: 30 },
    scope: 'global',
    fn: async signal => {
      const repository = repositories.open(gitops.repoUrl, { signal });
      await decommissionExpired({
        ports: {
          ...platformPorts({ ...services, repository, gitops, logger }),
          repository,
        },
        managementCluster: gitops.managementCluster,
        describe: services,
        author: services.defaultAuthor,
        logger,
        confirmAfterMs: services.confirmAfterMs,
      });
    },
  });
}
