import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
  type PermissionCriteria,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import type { ConditionTransformer } from '@backstage/plugin-permission-node';
import {
  type ClusterRef,
  type RESOURCE_TYPE_WORKER_CLUSTER,
  stringifyClusterRef,
  workerClusterReadPermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { WorkerClusterCondition } from '@worker-clusters/backstage-plugin-worker-clusters-node/permissions';
import type { ClusterFilter } from '../store/types';
import { toClusterFilter } from './clusterFilter';

type ClusterPermission = ResourcePermission<
  typeof RESOURCE_TYPE_WORKER_CLUSTER
>;

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
  /** What the caller wants to do with them; to see them, if not given. */
  permission?: ClusterPermission;
}): Promise<VisibleClusters> {
  const { credentials, permissions, transformConditions } = options;
  const { permission = workerClusterReadPermission } = options;
  const [decision] = await permissions.authorizeConditional([{ permission }], {
    credentials,
  });
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

/** The clusters that two questions allow. */
export function bothAllow(
  one: VisibleClusters,
  other: VisibleClusters,
): VisibleClusters {
  return {
    none: one.none || other.none,
    key: JSON.stringify([one.key, other.key]),
    filter: query => {
      one.filter?.(query);
      other.filter?.(query);
    },
  };
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
  const { permission, action } = options;
  if (!(await isAllowed(options))) throw notAllowed(action, permission.name);
}

/** Whether a caller may do something. */
export async function isAllowed(options: {
  credentials: BackstageCredentials;
  permissions: PermissionsService;
  permission: BasicPermission;
}): Promise<boolean> {
  const { credentials, permissions, permission } = options;
  const [decision] = await permissions.authorize([{ permission }], {
    credentials,
  });
  return decision.result === AuthorizeResult.ALLOW;
}

/**
 * Passes who may do something with one cluster.
 *
 * @throws NotAllowedError that names the permission.
 */
export async function requireClusterPermission(options: {
  credentials: BackstageCredentials;
  permissions: PermissionsService;
  permission: ClusterPermission;
  cluster: ClusterRef;
  action: string;
}): Promise<void> {
  const { credentials, permissions, permission, cluster, action } = options;
  const [decision] = await permissions.authorize(
    [{ permission, resourceRef: stringifyClusterRef(cluster) }],
    { credentials },
  );
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
