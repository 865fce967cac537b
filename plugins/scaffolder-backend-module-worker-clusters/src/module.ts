import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  gitRepositoriesServiceRef,
  readPortalGitops,
  readPortalPolicy,
  readPortalSigningKeys,
  workerClustersServiceRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { configProblemsServiceRef } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import type { ActionServices } from './actions/ActionServices';
import { createClusterAction } from './actions/createClusterAction';
import { decommissionClusterAction } from './actions/decommissionClusterAction';
import { registerOpenRequest } from './actions/openRequestAction';
import { pullRequestAction } from './actions/pullRequestAction';
import { updateClusterAction } from './actions/updateClusterAction';
import { scheduleDecommissions } from './lifetime/scheduleDecommissions';
import { readPullRequestsConfig } from './request/readPullRequestsConfig';

/**
 * Adds the actions `worker-cluster:create`, `:update`, `:decommission` and `:pull-request` to the scaffolder, and the action
 * `open-worker-cluster-request` for agents to the actions registry.
 *
 * @public
 */
export const workerClustersScaffolderModule = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'worker-clusters',
  register({ registerInit }) {
    registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        actionsRegistry: actionsRegistryServiceRef,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        problems: configProblemsServiceRef,
        fleet: workerClustersServiceRef,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        repositories: gitRepositoriesServiceRef,
        scheduler: coreServices.scheduler,
        userInfo: coreServices.userInfo,
      },
      async init({
        actions,
        actionsRegistry,
        auth,
        config,
        problems,
        scheduler,
        logger,
        ...deps
      }) {
        const author = config.getOptionalConfig('scaffolder.defaultAuthor');
        const services: ActionServices = {
          ...deps,
          gitops: readPortalGitops(config, problems),
          policy: readPortalPolicy(config, problems),
          signingKeys: readPortalSigningKeys(config, problems),
          pullRequests: readPullRequestsConfig(config, problems),
          appBaseUrl: config.getString('app.baseUrl').replace(/\/+$/, ''),
          defaultAuthor: {
            name: author?.getOptionalString('name') ?? 'Backstage',
            email:
              author?.getOptionalString('email') ?? 'scaffolder@backstage.io',
          },
          requireUserCredentials:
            config.getOptionalBoolean('scaffolder.requireScmUserCredentials') ??
            false,
        };
        const { policy, signingKeys } = services;
        if (policy.amendRequests && signingKeys.length === 0) {
          problems.report({
            key: 'workerClusters.policy.amendRequests',
            severity: 'warning',
            message:
              "the portal recognises no requester's pull request without workerClusters.requests.signingKeys: set them",
            effect: 'Requests are not amended.',
          });
        }
        actions.addActions(
          createClusterAction(services),
          updateClusterAction(services),
          decommissionClusterAction(services),
          pullRequestAction(services),
        );
        registerOpenRequest(actionsRegistry, services, auth);

        await scheduleDecommissions(services, { scheduler, logger, problems });
      },
    });
  },
});
