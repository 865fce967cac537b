import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  ClusterRef,
  ClusterRequestVerb,
  stringifyClusterRef,
  workerClusterCreatePermission,
  workerClusterDecommissionPermission,
  workerClusterUpdatePermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { WorkerClustersService } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { oneLine } from '../request/errors';
import { FLEET_TIMEOUT_MS } from '../request/platformPorts';

const WHAT = {
  create: 'ask for worker clusters',
  update: 'ask for a change of this worker cluster',
  decommission: 'ask for the removal of this worker cluster',
};

/**
 * The cluster in the fleet; undefined if there is none.
 *
 * @throws ServiceUnavailableError if the fleet does not answer; nothing of the kind for a new cluster, which needs none.
 */
export async function findCluster(
  fleet: WorkerClustersService,
  {
    environment,
    name,
    verb,
  }: { environment: string; name: string; verb: ClusterRequestVerb },
): Promise<ClusterRef | undefined> {
  try {
    const { items } = await fleet.listClusters(
      { name, environment: [environment] },
      { signal: AbortSignal.timeout(FLEET_TIMEOUT_MS) },
    );
    const [found] = items.filter(
      c => !['requested', 'closed'].includes(c.phase.phase),
    );
    return (
      found && {
        managementCluster: found.managementCluster,
        namespace: found.namespace,
        name: found.name,
      }
    );
  } catch (error) {
    if (verb === 'create') return undefined;
    throw new ServiceUnavailableError(
      `The fleet cannot be asked now, so it cannot be checked whether you may change '${name}' (${oneLine(
        error,
      )}). Try again when it answers. Nothing was written.`,
    );
  }
}

/**
 * Passes who may ask for this. What is allowed for some clusters only needs one that the fleet knows.
 *
 * @throws NotAllowedError that names the permission.
 */
export async function requireMay(
  permissions: PermissionsService,
  credentials: BackstageCredentials,
  verb: ClusterRequestVerb,
  cluster: ClusterRef | undefined,
): Promise<void> {
  const permission =
    verb === 'update'
      ? workerClusterUpdatePermission
      : workerClusterDecommissionPermission;
  const decide = async () => {
    if (verb === 'create') {
      return permissions.authorizeConditional(
        [{ permission: workerClusterCreatePermission }],
        { credentials },
      );
    }
    return cluster
      ? permissions.authorize(
          [{ permission, resourceRef: stringifyClusterRef(cluster) }],
          { credentials },
        )
      : permissions.authorizeConditional([{ permission }], { credentials });
  };
  const [decision] = await decide();
  if (decision.result !== AuthorizeResult.ALLOW) {
    const { name } =
      verb === 'create' ? workerClusterCreatePermission : permission;
    throw new NotAllowedError(
      `You may not ${WHAT[verb]}. Ask the platform team for the permission '${name}'.`,
    );
  }
}
