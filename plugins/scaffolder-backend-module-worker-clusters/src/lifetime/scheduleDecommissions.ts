import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { hasLifetimes } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { ActionServices } from '../actions/ActionServices';
import { platformPorts } from '../request/platformPorts';
import { decommissionExpired } from './decommissionExpired';

/**
 * Requests the removal of clusters whose lifetime is over once an hour, on one replica. Does nothing unless the policy has
 * a lifetime for an environment, nor where pull requests must be opened with a user's own token.
 */
export async function scheduleDecommissions(
  services: ActionServices,
  { scheduler, logger }: { scheduler: SchedulerService; logger: LoggerService },
): Promise<void> {
  const { gitops, policy, repositories } = services;
  if (!gitops || !hasLifetimes(policy)) return;
  if (services.requireUserCredentials) {
    logger.warn(
      'Clusters whose lifetime is over are not removed: scaffolder.requireScmUserCredentials is set, so the portal opens no pull request by itself.',
    );
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
