import type {
  BackstageCredentials,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  type ClusterRef,
  workerClusterReadPermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  type GitopsConfig,
  listAllClusters,
  type PlatformPorts,
  type Policy,
  toFleetCluster,
  type WorkerClustersService,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { GitRepository } from '@worker-clusters/git-pull-requests';
import { oneLine } from './errors';

/** A request does not wait longer for the fleet: it can be planned without it. */
export const FLEET_TIMEOUT_MS = 10_000;

export interface PlatformPortsOptions {
  repository: GitRepository;
  gitops: GitopsConfig;
  policy: Policy;
  signingKeys: readonly string[];
  catalog: CatalogService;
  fleet: WorkerClustersService;
  permissions: PermissionsService;
  /**
   * Of the requester, for the catalog and for what may be told of other clusters; absent for the portal itself. The fleet is
   * read as the plugin: a name is taken whoever may see the cluster.
   */
  credentials?: BackstageCredentials;
  logger: LoggerService;
}

/** What an action loads the platform from: the fleet's service, the Git host and the catalog. */
export function platformPorts(options: PlatformPortsOptions): PlatformPorts {
  const { repository, gitops, policy, signingKeys } = options;
  const { catalog, fleet, permissions, credentials, logger } = options;
  const timely = () => ({ signal: AbortSignal.timeout(FLEET_TIMEOUT_MS) });
  return {
    repository,
    gitops,
    policy,
    signingKeys,
    readDefinition: () => fleet.getClaimDefinition(timely()),
    listClusters: async () =>
      (await listAllClusters(fleet, {}, timely())).map(toFleetCluster),
    listApplications: async ref => {
      try {
        return (await fleet.listApplications(ref, timely()))?.items;
      } catch (error) {
        logger.warn(
          `The applications of '${ref.name}' cannot be read now: ${oneLine(
            error,
          )}`,
        );
        return undefined;
      }
    },
    ...(credentials && {
      entityExists: async (ref: string) =>
        !!(await catalog.getEntityByRef(ref, { credentials })),
      mayRead: async (ref: ClusterRef | undefined) => {
        try {
          return ref
            ? !!(await fleet.getCluster(ref, { credentials, ...timely() }))
            : await readsAll(permissions, credentials);
        } catch {
          // Nothing is told of a cluster of which it is not known whether the requester may read it.
          return false;
        }
      },
    }),
  };
}

async function readsAll(
  permissions: PermissionsService,
  credentials: BackstageCredentials,
): Promise<boolean> {
  const [{ result }] = await permissions.authorizeConditional(
    [{ permission: workerClusterReadPermission }],
    { credentials },
  );
  return result === AuthorizeResult.ALLOW;
}
