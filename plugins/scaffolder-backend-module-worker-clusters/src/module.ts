import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  gitRepositoriesServiceRef,
  readGitopsConfig,
  workerClustersServiceRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { createCreateClusterAction } from './create/createClusterAction';

/**
 * Adds the action `worker-cluster:create` to the scaffolder.
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
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        fleet: workerClustersServiceRef,
        permissions: coreServices.permissions,
        repositories: gitRepositoriesServiceRef,
      },
      async init({ actions, config, ...services }) {
        actions.addActions(
          createCreateClusterAction({
            ...services,
            gitops: readGitopsConfig(config),
            appBaseUrl: config.getString('app.baseUrl').replace(/\/+$/, ''),
            defaultAuthor: {
              name:
                config.getOptionalString('scaffolder.defaultAuthor.name') ??
                'Backstage',
              email:
                config.getOptionalString('scaffolder.defaultAuthor.email') ??
                'scaffolder@backstage.io',
            },
            requireUserCredentials:
              config.getOptionalBoolean(
                'scaffolder.requireScmUserCredentials',
              ) ?? false,
          }),
        );
      },
    });
  },
});
