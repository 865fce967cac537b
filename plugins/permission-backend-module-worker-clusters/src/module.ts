import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { configProblemsServiceRef } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { decide } from './decide';
import { readPolicySettings } from './policySettings';

/**
 * Sets the policy of the permission backend; there can be one only.
 *
 * @public
 */
export const workerClustersPermissionModule = createBackendModule({
  pluginId: 'permission',
  moduleId: 'worker-clusters',
  register(env) {
    env.registerInit({
      deps: {
        policy: policyExtensionPoint,
        config: coreServices.rootConfig,
        problems: configProblemsServiceRef,
        logger: coreServices.logger,
        userInfo: coreServices.userInfo,
      },
      async init({ policy, config, problems, logger, userInfo }) {
        const settings = readPolicySettings(config, problems);
        if (settings.platformGroups.length === 0) {
          logger.warn(
            'workerClusters.permissions.platformGroups is empty: nobody may do what only the platform team may. Name its groups, for example group:default/platform.',
          );
        }
        policy.setPolicy({
          async handle({ permission }, user) {
            return decide(
              permission,
              user && (await userInfo.getUserInfo(user.credentials)),
              settings,
            );
          },
        });
      },
    });
  },
});
