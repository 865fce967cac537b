import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  type ClaimDocument,
  type ClaimForm,
  type ClusterRequestInput,
  type RequestPreview,
  workerClusterCreatePermission,
  workerClusterDecommissionPermission,
  workerClusterUpdatePermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { PlatformDefinition } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { FleetStore } from '../store/types';
import {
  requireClusterPermission,
  requirePermission,
  type VisibleClusters,
} from './authorize';

/** Which requests are possible, and their effects. */
export interface ClaimPlanner {
  /** Undefined as long as the management cluster has not been read. */
  liveDefinition(): Promise<PlatformDefinition | undefined>;
  form(): Promise<ClaimForm>;
  claim(environment: string, name: string): Promise<ClaimDocument>;
  preview(
    input: ClusterRequestInput,
    asking: {
      requestedBy?: string;
      entityExists(ref: string): Promise<boolean>;
    },
  ): Promise<RequestPreview>;
}

/** Phases of rows for which there is no claim in Git. */
const WITHOUT_CLAIM = ['requested', 'closed'];

/** The cluster of a claim, if there is one and the caller may see it. */
export async function requireClusterOfClaim(
  store: Pick<FleetStore, 'list'>,
  { environment, name }: { environment: string; name: string },
  visible: VisibleClusters,
) {
  const found = visible.none
    ? []
    : (
        await store.list({ name, environment: [environment] }, visible.filter)
      ).items.filter(c => !WITHOUT_CLAIM.includes(c.phase.phase));
  if (!found.length) {
    throw new NotFoundError(
      `There is no worker cluster '${name}' in environment ${environment}, or you may not see it`,
    );
  }
  return found[0];
}

/** @throws NotAllowedError that names the permission; NotFoundError for a cluster that the caller may not see. */
export async function requireMayAsk(options: {
  store: Pick<FleetStore, 'list'>;
  permissions: PermissionsService;
  credentials: BackstageCredentials;
  visible: VisibleClusters;
  input: ClusterRequestInput;
}): Promise<void> {
  const { store, permissions, credentials, visible, input } = options;
  if (input.verb === 'create') {
    await requirePermission({
      permissions,
      credentials,
      permission: workerClusterCreatePermission,
      action: 'request worker clusters',
    });
    return;
  }
  const cluster = await requireClusterOfClaim(store, input, visible);
  const update = input.verb === 'update';
  await requireClusterPermission({
    permissions,
    credentials,
    cluster,
    permission: update
      ? workerClusterUpdatePermission
      : workerClusterDecommissionPermission,
    action: `request ${
      update ? 'a change' : 'the removal'
    } of this worker cluster`,
  });
}
