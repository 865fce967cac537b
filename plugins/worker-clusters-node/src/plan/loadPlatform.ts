import { NotFoundError, toError } from '@backstage/errors';
import type { GitRepository } from '@worker-clusters/git-pull-requests';
import type { GitopsConfig } from '../claims';
import type { Policy } from '../policy';
import type { FleetCluster, Platform, PlatformDefinition } from './Platform';
import { readDefinition } from './readDefinition';

/** What a platform is loaded from. @public */
export interface PlatformPorts
  extends Pick<Platform, 'listApplications' | 'entityExists' | 'mayRead'> {
  repository: Pick<
    GitRepository,
    | 'url'
    | 'defaultBranch'
    | 'getBranch'
    | 'getFile'
    | 'listFiles'
    | 'listPullRequests'
    | 'fileUrl'
  >;
  gitops: Pick<
    GitopsConfig,
    'branch' | 'claimsFolder' | 'xrdPath' | 'compositionPath'
  >;
  policy: Policy;
  /** None if not given. */
  signingKeys?: readonly string[];
  /**
   * The definition that the management cluster has; resolves to undefined as long as it is not known. The GitOps
   * repository's is used then, and after an error.
   */
  readDefinition?: () => Promise<PlatformDefinition | undefined>;
  /** All clusters and requests, whether or not the requester may read them. */
  listClusters?: () => Promise<FleetCluster[]>;
}

/**
 * Loads what a request is planned with, for the form, the scaffolder's actions and the command line alike. A management
 * cluster or a fleet that cannot be read is a warning; a Git host that cannot be read rejects.
 *
 * @throws NotFoundError or InputError if the branch does not exist, or no XRD can be used.
 * @public
 */
export async function loadPlatform(ports: PlatformPorts): Promise<Platform> {
  const {
    repository,
    gitops,
    policy,
    listApplications,
    entityExists,
    mayRead,
  } = ports;
  const base = await findBase(repository, gitops);
  const live = await attempt(
    ports.readDefinition,
    'The definition of claims cannot be read from the management cluster, the one of the GitOps repository is used',
  );
  const clusters = await attempt(
    ports.listClusters,
    'The fleet cannot be read, only Git is checked',
  );
  return {
    ...(live.value ?? (await readDefinition(repository, gitops, base))),
    policy,
    claimsFolder: gitops.claimsFolder,
    signingKeys: ports.signingKeys ?? [],
    base,
    repository,
    fleet: clusters.value?.filter(takesPart),
    listApplications,
    entityExists,
    now: new Date(),
    mayRead,
    warnings: [...live.warnings, ...clusters.warnings],
  };
}

/**
 * Returns the branch that requests go to: as configured, else the repository's default branch.
 *
 * @throws NotFoundError if it does not exist.
 * @public
 */
export async function findBase(
  repository: Pick<GitRepository, 'url' | 'defaultBranch' | 'getBranch'>,
  gitops: Pick<GitopsConfig, 'branch'>,
): Promise<string> {
  const base = gitops.branch ?? (await repository.defaultBranch());
  if (!(await repository.getBranch(base))) {
    throw new NotFoundError(
      `${repository.url} has no branch '${base}': the platform team must correct workerClusters.gitops.branch in the portal's configuration.`,
    );
  }
  return base;
}

/** Whether a cluster counts: not one that is only requested, by a pull request that was closed or that is not valid. */
function takesPart({ phase, request }: FleetCluster): boolean {
  return (
    phase !== 'closed' && (phase !== 'requested' || request?.valid !== false)
  );
}

/** Reads a source that a plan can do without. */
async function attempt<T>(
  read: (() => Promise<T>) | undefined,
  warning: string,
): Promise<{ value?: T; warnings: string[] }> {
  try {
    return { value: await read?.(), warnings: [] };
  } catch (error) {
    const [reason] = toError(error).message.split('\n');
    return { warnings: [`${warning}: ${reason}`] };
  }
}
