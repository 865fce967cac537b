import { NotFoundError } from '@backstage/errors';
import type { GitRepository } from '@worker-clusters/git-pull-requests';
import { type ClaimDefinition, type GitopsConfig, parseXrd } from '../claims';
import { countResources, findComposition } from './countResources';
import type { PlatformDefinition } from './Platform';

/**
 * Reads XRD and Composition from the GitOps repository, for as long as the management cluster's are not known.
 *
 * @throws NotFoundError or InputError if there is no XRD that can be used.
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

/** Reads the other XRDs of the folder. A file that is not one, or cannot be parsed, is skipped. */
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
