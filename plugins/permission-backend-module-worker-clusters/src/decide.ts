import type { BackstageUserInfo } from '@backstage/backend-plugin-api';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  catalogEntityReadPermission,
  catalogEntityRefreshPermission,
} from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  isPermission,
  isReadPermission,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createScaffolderTaskConditionalDecision,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';
import {
  actionExecutePermission,
  taskCancelPermission,
  taskCreatePermission,
  taskReadPermission,
} from '@backstage/plugin-scaffolder-common/alpha';
import {
  workerClusterCreatePermission,
  workerClusterDecommissionPermission,
  workerClusterReadPermission,
  workerClusterResourceReadPermission,
  workerClusterUpdatePermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  createWorkerClusterConditionalDecision,
  workerClusterConditions,
} from '@worker-clusters/backstage-plugin-worker-clusters-node/permissions';
import type { PolicySettings } from './policySettings';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * Decides what a user may do. Requests of backend plugins in their own name do not come here: the permission
 * framework allows them.
 *
 * - Nobody signed in: nothing.
 * - The platform team: everything.
 * - Teams request clusters for themselves.
 * - Owners change and decommission their clusters, have their resources read, and refresh their entities.
 * - Everyone runs registered templates, sees and cancels their own tasks, and reads.
 * - What remains is for the platform team: to register and unregister entities, to edit and dry-run templates, the
 *   Kubernetes proxy, and every permission that is not known here and does not only read.
 *
 * @param user - Undefined if nobody is signed in.
 */
export function decide(
  permission: Permission,
  user: BackstageUserInfo | undefined,
  settings: PolicySettings,
): PolicyDecision {
  if (!user) return DENY;
  const owners = user.ownershipEntityRefs;
  if (owners.some(ref => settings.platformGroups.includes(ref))) return ALLOW;

  if (
    isPermission(permission, workerClusterUpdatePermission) ||
    isPermission(permission, workerClusterDecommissionPermission) ||
    isPermission(permission, workerClusterResourceReadPermission) ||
    (isPermission(permission, workerClusterReadPermission) &&
      settings.read === 'owner')
  ) {
    return createWorkerClusterConditionalDecision(
      permission,
      workerClusterConditions.isOwner({ owners }),
    );
  }
  if (isPermission(permission, workerClusterCreatePermission)) {
    return decideCreate(permission, owners, settings);
  }

  if (
    isPermission(permission, catalogEntityReadPermission) &&
    settings.read === 'owner'
  ) {
    return createCatalogConditionalDecision(permission, {
      anyOf: [
        catalogConditions.isEntityOwner({ claims: owners }),
        { not: catalogConditions.isEntityKind({ kinds: ['Resource'] }) },
        {
          not: catalogConditions.hasSpec({
            key: 'type',
            value: 'kubernetes-cluster',
          }),
        },
      ],
    });
  }
  if (isPermission(permission, catalogEntityRefreshPermission)) {
    return createCatalogConditionalDecision(
      permission,
      catalogConditions.isEntityOwner({ claims: owners }),
    );
  }

  if (
    isPermission(permission, taskCreatePermission) ||
    isPermission(permission, actionExecutePermission)
  ) {
    return ALLOW;
  }
  if (
    isPermission(permission, taskReadPermission) ||
    isPermission(permission, taskCancelPermission)
  ) {
    return createScaffolderTaskConditionalDecision(
      permission,
      scaffolderTaskConditions.isTaskOwner({ createdBy: [user.userEntityRef] }),
    );
  }

  return isReadPermission(permission) ? ALLOW : DENY;
}

/** By the owner and the environment of the cluster that is requested. */
function decideCreate(
  permission: typeof workerClusterCreatePermission,
  owners: string[],
  { create, createEnvironments }: PolicySettings,
): PolicyDecision {
  if (create === 'platform') return DENY;
  const { isOwner, isInEnvironment } = workerClusterConditions;
  const [first, ...others] = [
    ...(create === 'owner' ? [isOwner({ owners })] : []),
    ...(createEnvironments
      ? [isInEnvironment({ environments: createEnvironments })]
      : []),
  ];
  return first
    ? createWorkerClusterConditionalDecision(permission, {
        allOf: [first, ...others],
      })
    : ALLOW;
}
