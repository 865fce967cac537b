import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
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
  /**
   * Of the requester, for the catalog; absent if it is not read. The fleet is read as the plugin: a name is taken whoever may
   * see the cluster.
   */
  credentials?: BackstageCredentials;
  logger: LoggerService;
}

/** What an action loads the platform from: the fleet's service, the Git host and the catalog. */
export function platformPorts(options: PlatformPortsOptions): PlatformPorts {
  const { repository, gitops, policy, signingKeys } = options;
  const { catalog, fleet, credentials, logger } = options;
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
    }),
  };
}
