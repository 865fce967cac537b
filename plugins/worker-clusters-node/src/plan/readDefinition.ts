import { NotFoundError } from '@backstage/errors';
import type { GitRepository } from '@worker-clusters/git-pull-requests';
import { type ClaimDefinition, type GitopsConfig, parseXrd } from '../claims';
import { parseCompositions } from './countResources';
import type { CompositionSummary, PlatformDefinition } from './Platform';

/** More files of a folder are not read. */
const MAX_FILES = 20;

/**
 * Reads XRD and Composition from the GitOps repository, for as long as the management cluster's are not known.
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
  const definition = parseXrd(file.content, xrdPath);
  const others = (await readOthers(repository, xrdPath, base)).filter(
    other => other.kind === definition.kind,
  );
  return {
    definition,
    ...(others.length && { others }),
    source: 'repository',
    ...(await readCompositions(
      repository,
      { path: compositionPath, group: definition.group },
      base,
    )),
  };
}

/** Reads the default Composition, and the others of its file and folder. */
async function readCompositions(
  repository: Pick<GitRepository, 'getFile' | 'listFiles'>,
  { path, group }: { path: string; group: string },
  base: string,
): Promise<
  Pick<PlatformDefinition, 'composition' | 'resources' | 'otherCompositions'>
> {
  const file = await repository.getFile(path, base);
  const [standard, ...others] = file ? parseCompositions(file.content) : [];
  if (!standard) return {};
  const found: CompositionSummary[] = [...others];
  for (const other of await listYaml(repository, path, base)) {
    const content = (await repository.getFile(other, base))?.content;
    if (content !== undefined) found.push(...parseCompositions(content, group));
  }
  return {
    composition: standard.name,
    resources: standard.resources,
    ...(found.length && { otherCompositions: found }),
  };
}

/** Lists the YAML files beside one. */
async function listYaml(
  repository: Pick<GitRepository, 'listFiles'>,
  path: string,
  base: string,
): Promise<string[]> {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const paths = await repository.listFiles(folder, base);
  return paths
    .filter(other => other !== path && /\.ya?ml$/.test(other))
    .slice(0, MAX_FILES);
}

/** Reads the other XRDs of the folder. A file that is not one, or cannot be parsed, is skipped. */
async function readOthers(
  repository: Pick<GitRepository, 'getFile' | 'listFiles'>,
  xrdPath: string,
  base: string,
): Promise<ClaimDefinition[]> {
  const found: ClaimDefinition[] = [];
  for (const path of await listYaml(repository, xrdPath, base)) {
    const file = await repository.getFile(path, base);
    try {
      if (file) found.push(parseXrd(file.content, path));
    } catch {
      // Not an XRD of claims.
    }
  }
  return found;
}
