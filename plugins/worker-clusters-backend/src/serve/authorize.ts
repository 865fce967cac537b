import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
  type PermissionCriteria,
} from '@backstage/plugin-permission-common';
import type { ConditionTransformer } from '@backstage/plugin-permission-node';
import { workerClusterReadPermission } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { WorkerClusterCondition } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { ClusterFilter } from '../store/types';
import { toClusterFilter } from './clusterFilter';

/** Which clusters a caller may see. */
export interface VisibleClusters {
  none: boolean;
  /** Undefined: all of them. */
  filter?: ClusterFilter;
  /** Equal for callers who see the same. */
  key: string;
}

/** Decides which clusters a caller may see. */
export async function visibleClusters(options: {
  credentials: BackstageCredentials;
  permissions: PermissionsService;
  transformConditions: ConditionTransformer<WorkerClusterCondition>;
}): Promise<VisibleClusters> {
  const { credentials, permissions, transformConditions } = options;
  const [decision] = await permissions.authorizeConditional(
    [{ permission: workerClusterReadPermission }],
    { credentials },
  );
  switch (decision.result) {
    case AuthorizeResult.ALLOW:
      return { none: false, key: 'all' };
    case AuthorizeResult.CONDITIONAL: {
      const criteria: PermissionCriteria<WorkerClusterCondition> =
        transformConditions(decision.conditions);
      return {
        none: false,
        filter: toClusterFilter(criteria),
        key: JSON.stringify(criteria),
      };
    }
    default:
      return { none: true, key: 'none' };
  }
}

/**
 * Passes who may do something.
 *
 * @throws NotAllowedError that names the permission.
 */
export async function requirePermission(options: {
  credentials: BackstageCredentials;
  permissions: PermissionsService;
  permission: BasicPermission;
  /** For example `report requests`. */
  action: string;
}): Promise<void> {
  const { credentials, permissions, permission, action } = options;
  const [decision] = await permissions.authorize([{ permission }], {
    credentials,
  });
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw notAllowed(action, permission.name);
  }
}

/** The error of somebody who lacks a permission. */
export function notAllowed(action: string, permission: string) {
  return new NotAllowedError(
    `You may not ${action}. Ask the platform team for the permission '${permission}'.`,
  );
}
