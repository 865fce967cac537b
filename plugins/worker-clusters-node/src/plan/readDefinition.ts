import { NotFoundError } from '@backstage/errors';
import type { GitRepository } from '@worker-clusters/git-pull-requests';
import { ClaimDefinition, GitopsConfig, parseXrd } from '../claims';
import { countResources, findComposition } from './composition';

/** What a claim is, and what is made of it. @public */
export interface PlatformDefinition {
  /** Of new claims. */
  definition: ClaimDefinition;
  /** Of claims of other kinds, which were made before: Crossplane v1's. */
  others?: ClaimDefinition[];
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
  repository: Pick<GitRepository, 'url' | 'getFile' | 'listFiles'>,
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
  const definition = parseXrd(file.content, xrdPath);
  const others = (await readOthers(repository, xrdPath, base)).filter(
    other => other.kind === definition.kind,
  );
  return {
    definition,
    ...(others.length && { others }),
    source: 'repository',
    ...(composition && {
      resources: countResources(findComposition(composition.content)),
    }),
  };
}

/** The XRDs of claims beside the first; what is none, or cannot be read, is no other's trouble. */
async function readOthers(
  repository: Pick<GitRepository, 'getFile' | 'listFiles'>,
  xrdPath: string,
  base: string,
): Promise<ClaimDefinition[]> {
  const folder = xrdPath.slice(0, Math.max(0, xrdPath.lastIndexOf('/')));
  const paths = await repository.listFiles(folder, base);
  const found: ClaimDefinition[] = [];
  for (const path of paths) {
    if (path === xrdPath || !/\.ya?ml$/.test(path)) continue;
    const file = await repository.getFile(path, base);
    try {
      if (file) found.push(parseXrd(file.content, path));
    } catch {
      // Not an XRD of claims.
    }
  }
  return found;
}
