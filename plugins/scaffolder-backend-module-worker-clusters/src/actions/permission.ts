import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import type {
  ClusterRequestInput,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  clusterOfClaim,
  readActor,
  type RequestActor,
  requireRequestPermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { oneLine } from '../request/errors';
import { FLEET_TIMEOUT_MS } from '../request/platformPorts';
import type { ActionServices } from './ActionServices';

/** A request that an action is about to make. */
export interface ActionRequest {
  input: ClusterRequestInput;
  /**
   * To which the claims of the repository belong. Undefined for a repository of which that is not known: then the permission
   * must be given without conditions.
   */
  managementCluster: string | undefined;
}

/**
 * Passes who may make a request. What is allowed for some clusters only needs one that the fleet knows.
 *
 * @returns the cluster that is changed or removed; undefined if the fleet does not know it
 * @throws NotAllowedError that names the permission; ServiceUnavailableError if the fleet does not answer and the request
 *   is not for a new cluster.
 */
export async function requirePermission(
  services: Pick<ActionServices, 'fleet' | 'permissions'>,
  credentials: BackstageCredentials,
  request: ActionRequest,
): Promise<WorkerCluster | undefined> {
  const cluster =
    request.input.verb === 'create'
      ? undefined
      : await findCluster(services, request);
  await requireRequestPermission({
    permissions: services.permissions,
    credentials,
    request: { ...request, cluster },
  });
  return cluster;
}

async function findCluster(
  { fleet }: Pick<ActionServices, 'fleet'>,
  { input, managementCluster }: ActionRequest,
): Promise<WorkerCluster | undefined> {
  const { environment, name } = input;
  try {
    const { items } = await fleet.listClusters(
      { name, environment: [environment] },
      { signal: AbortSignal.timeout(FLEET_TIMEOUT_MS) },
    );
    return clusterOfClaim(items, { managementCluster, environment, name });
  } catch (error) {
    if ((error as Error).name === 'ConflictError') throw error;
    throw new ServiceUnavailableError(
      `The fleet cannot be read now, so it cannot be checked whether you may change '${name}' (${oneLine(
        error,
      )}). Try again when it answers. Nothing was written.`,
    );
  }
}

/** Who makes a request. The teams of a user are read for a policy that asks for them only: the auth backend must answer. */
export async function actorOf(
  { policy, userInfo }: Pick<ActionServices, 'policy' | 'userInfo'>,
  credentials: BackstageCredentials,
): Promise<RequestActor> {
  return policy.ownership ? readActor(credentials, userInfo) : { type: 'none' };
}
