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
  type MessageCode,
  type RESOURCE_TYPE_WORKER_CLUSTER,
  stringifyClusterRef,
  workerClusterReadPermission,
  writeMessage,
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
  denied: DeniedCode;
}): Promise<void> {
  const { permission, denied } = options;
  if (!(await isAllowed(options))) throw notAllowed(denied, permission.name);
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
  denied: DeniedCode;
}): Promise<void> {
  const { credentials, permissions, permission, cluster, denied } = options;
  const [decision] = await permissions.authorize(
    [{ permission, resourceRef: stringifyClusterRef(cluster) }],
    { credentials },
  );
  if (decision.result !== AuthorizeResult.ALLOW) {
    throw notAllowed(denied, permission.name);
  }
}

/** What somebody may not do, with the permission that they lack. */
export type DeniedCode = Extract<MessageCode, `denied-${string}`>;

/** The error of somebody who lacks a permission; its code is sent with it. */
export function notAllowed(code: DeniedCode, permission: string) {
  const { message, messageCode } = writeMessage(code, { permission });
  return Object.assign(new NotAllowedError(message), { messageCode });
}
