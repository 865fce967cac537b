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
  type Message,
  type RESOURCE_TYPE_WORKER_CLUSTER,
  stringifyClusterRef,
  stringifyRequestedCluster,
  workerClusterCreatePermission,
  workerClusterDecommissionPermission,
  workerClusterUpdatePermission,
  writeMessage,
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
  /** What somebody who lacks it is told. */
  denied: Required<Message>;
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
      denied: update
        ? writeMessage('request-denied-update', {
            name,
            permission: workerClusterUpdatePermission.name,
          })
        : writeMessage('request-denied-removal', {
            name,
            permission: workerClusterDecommissionPermission.name,
          }),
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
  const permission = workerClusterCreatePermission.name;
  return {
    permission: workerClusterCreatePermission,
    resourceRef: stringifyRequestedCluster({
      name,
      environment,
      managementCluster,
      owner,
    }),
    denied:
      owner === undefined
        ? writeMessage('request-denied-unowned', { environment, permission })
        : writeMessage('request-denied-create', {
            owner: owner.slice(0, 200),
            environment,
            permission,
          }),
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
    const { permission, resourceRef, denied } = required;
    const [{ result }] =
      resourceRef === undefined
        ? await permissions.authorizeConditional([{ permission }], {
            credentials,
          })
        : await permissions.authorize([{ permission, resourceRef }], {
            credentials,
          });
    if (result !== AuthorizeResult.ALLOW) {
      throw Object.assign(new NotAllowedError(denied.message), {
        messageCode: denied.messageCode,
      });
    }
  }
}
