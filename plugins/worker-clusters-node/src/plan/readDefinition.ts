import { NotFoundError } from '@backstage/errors';
import { ClaimDefinition, GitopsConfig, parseXrd } from '../claims';
import type { GitRepository } from '../git';
import { countResources, findComposition } from './composition';

/** What a claim is, and what is made of it. @public */
export interface PlatformDefinition {
  definition: ClaimDefinition;
  source: 'management-cluster' | 'repository';
  /** What the Composition makes, by kind; absent if it cannot be read. */
  resources?: Array<{ kind: string; count: number }>;
}

/**
 * The branch that requests go to: as configured, else the repository's default branch.
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

/**
 * Reads XRD and Composition from the GitOps repository: for when the management cluster cannot be asked.
 *
 * @throws NotFoundError or InputError if there is no XRD that can be used.
 * @public
 */
export async function readDefinition(
  repository: Pick<GitRepository, 'url' | 'getFile'>,
  {
    xrdPath,
    compositionPath,
  }: Pick<GitopsConfig, 'xrdPath' | 'compositionPath'>,
  base: string,
): Promise<PlatformDefinition> {
  const file = await repository.getFile(xrdPath, base);
  if (!file) {
    throw new NotFoundError(
      `${repository.url} has no XRD at ${xrdPath} on branch ${base}: the platform team must correct workerClusters.gitops.xrdPath in the portal's configuration.`,
    );
  }
  const composition = await repository.getFile(compositionPath, base);
  return {
    definition: parseXrd(file.content, xrdPath),
    source: 'repository',
    ...(composition && {
      resources: countResources(findComposition(composition.content)),
    }),
  };
}
