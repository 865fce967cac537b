import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { hasLifetimes } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { ActionServices } from '../actions/ActionServices';
import { platformPorts } from '../request/platformPorts';
import { decommissionExpired } from './decommissionExpired';

/**
 * Requests the removal of clusters whose lifetime is over once an hour, on one replica. Does nothing unless the policy has
 * a lifetime for an environment.
 *
 * @throws InputError where pull requests must be opened with a user's own token: previews and reminders announce a pull
 *   request that nobody would open.
 */
export async function scheduleDecommissions(
  services: ActionServices,
  { scheduler, logger }: { scheduler: SchedulerService; logger: LoggerService },
): Promise<void> {
  const { gitops, policy, repositories } = services;
  if (!gitops || !hasLifetimes(policy)) return;
  if (services.requireUserCredentials) {
    throw new InputError(
      'workerClusters.policy.environments has a lifetime, and scaffolder.requireScmUserCredentials keeps the portal from opening the pull request at its end: remove one of the two from the configuration',
    );
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
