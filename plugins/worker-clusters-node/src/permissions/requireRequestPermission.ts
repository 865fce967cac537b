import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  type ClusterRef,
  type ClusterRequestInput,
  type RESOURCE_TYPE_WORKER_CLUSTER,
  stringifyClusterRef,
  stringifyRequestedCluster,
  workerClusterCreatePermission,
  workerClusterDecommissionPermission,
  workerClusterUpdatePermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ownerRef } from './ownerRef';

/**
 * A request, as far as permissions go.
 *
 * @public
 */
export interface AuthorizedRequest {
  input: ClusterRequestInput;
  /** To which claims of the GitOps repository belong; undefined if that is not known. */
  managementCluster: string | undefined;
  /** The cluster that is changed or removed; undefined if the fleet does not know it. */
  cluster?: ClusterRef & { owner?: string };
}

/** A permission, and on what it must be given. */
export interface RequiredPermission {
  permission: ResourcePermission<typeof RESOURCE_TYPE_WORKER_CLUSTER>;
  /** Undefined: it must be given without conditions. */
  resourceRef: string | undefined;
  /** Completes `You may not …`. */
  action: string;
}

/**
 * The permissions that a request needs. A change of the owner needs the permission to request a cluster for the new owner
 * as well: otherwise a cluster could be requested for one's own team, and then handed on.
 */
export function permissionsFor(
  request: AuthorizedRequest,
): RequiredPermission[] {
  const { input, cluster } = request;
  const { verb, name } = input;
  const owner = ownerRef(input.spec?.owner);
  if (verb === 'create') return [toCreate(request, owner)];
  const update = verb === 'update';
  const required: RequiredPermission[] = [
    {
      permission: update
        ? workerClusterUpdatePermission
        : workerClusterDecommissionPermission,
      resourceRef: cluster && stringifyClusterRef(cluster),
      action: `request ${
        update ? 'a change' : 'the removal'
      } of worker cluster '${name}'`,
    },
  ];
  if (update && owner !== undefined && owner !== ownerRef(cluster?.owner)) {
    required.push(toCreate(request, owner));
  }
  return required;
}

function toCreate(
  { input, managementCluster }: AuthorizedRequest,
  owner: string | undefined,
): RequiredPermission {
  const { environment, name } = input;
  return {
    permission: workerClusterCreatePermission,
    resourceRef: stringifyRequestedCluster({
      name,
      environment,
      managementCluster,
      owner,
    }),
    action: `request a worker cluster of ${
      owner?.slice(0, 200) ?? 'no owner'
    } in environment ${environment}`,
  };
}

/**
 * Passes who may make a request. The preview of the forms and the scaffolder's actions decide by this function.
 *
 * @throws NotAllowedError that names the permission.
 * @public
 */
export async function requireRequestPermission(options: {
  permissions: PermissionsService;
  credentials: BackstageCredentials;
  request: AuthorizedRequest;
}): Promise<void> {
  const { permissions, credentials, request } = options;
  for (const required of permissionsFor(request)) {
    const { permission, resourceRef, action } = required;
    const [{ result }] =
      resourceRef === undefined
        ? await permissions.authorizeConditional([{ permission }], {
            credentials,
          })
        : await permissions.authorize([{ permission, resourceRef }], {
            credentials,
          });
    if (result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You may not ${action}. Ask the platform team for the permission '${permission.name}'.`,
      );
    }
  }
}
