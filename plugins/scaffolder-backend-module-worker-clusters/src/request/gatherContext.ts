import type {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type {
  Application,
  ClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  findBase,
  GitopsConfig,
  listAllClusters,
  PlatformContext,
  PlatformDefinition,
  Policy,
  readDefinition,
  toFleetCluster,
  WorkerClustersService,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { GitRepository } from '@worker-clusters/git-pull-requests';
import { oneLine } from './errors';

/** The fleet is a help, not an authority: a request does not wait long for it. */
export const FLEET_TIMEOUT_MS = 10_000;

export interface GatherOptions {
  repository: GitRepository;
  gitops: GitopsConfig;
  policy: Policy;
  catalog: CatalogService;
  fleet: WorkerClustersService;
  credentials: BackstageCredentials;
  requestedBy?: string;
  taskId: string;
  logger: LoggerService;
}

/** Everything by which a request is judged: from the management cluster, the fleet, Git and the catalog. */
export async function gatherContext(
  options: GatherOptions,
): Promise<PlatformContext> {
  const { repository, gitops, policy, catalog, credentials, taskId } = options;
  const base = await findBase(repository, gitops);
  const { definition, others, source, resources } = await define(options, base);
  return {
    definition,
    otherDefinitions: others,
    definitionSource: source,
    resources,
    policy,
    claimsFolder: gitops.claimsFolder,
    base,
    repository,
    fleet: await readFleet(options),
    listApplications: ref => readApplications(options, ref),
    entityExists: async ref =>
      !!(await catalog.getEntityByRef(ref, { credentials })),
    requestedBy: options.requestedBy,
    taskId,
  };
}

/** From the management cluster, which has the last word; from Git while that cannot be asked. */
async function define(
  { fleet, repository, gitops, logger }: GatherOptions,
  base: string,
): Promise<PlatformDefinition> {
  try {
    const live = await fleet.getClaimDefinition({
      signal: AbortSignal.timeout(FLEET_TIMEOUT_MS),
    });
    if (live) return live;
  } catch (error) {
    logger.warn(
      `The management cluster's XRD cannot be read now, that of the GitOps repository counts: ${oneLine(
        error,
      )}`,
    );
  }
  return readDefinition(repository, gitops, base);
}

/** As the plugin itself: a name is taken whether or not who asks may see the cluster. */
async function readFleet({ fleet, logger }: GatherOptions) {
  try {
    const clusters = await listAllClusters(
      fleet,
      {},
      {
        signal: AbortSignal.timeout(FLEET_TIMEOUT_MS),
      },
    );
    return clusters
      .filter(cluster => cluster.phase.phase !== 'closed')
      .map(toFleetCluster);
  } catch (error) {
    logger.warn(`The fleet could not be asked; Git decides: ${oneLine(error)}`);
    return undefined;
  }
}

async function readApplications(
  { fleet, logger }: GatherOptions,
  ref: ClusterRef,
): Promise<Application[] | undefined> {
  try {
    const found = await fleet.listApplications(ref, {
      signal: AbortSignal.timeout(FLEET_TIMEOUT_MS),
    });
    return found?.items;
  } catch (error) {
    logger.warn(
      `What runs in '${ref.name}' cannot be read now: ${oneLine(error)}`,
    );
    return undefined;
  }
}
