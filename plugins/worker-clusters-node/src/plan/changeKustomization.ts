import type {
  CommitOptions,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import { KUSTOMIZATION_FILES, listInKustomization } from '../claims';

/**
 * Computes the change of the kustomization in the folder of the files, if there is one: Argo CD does not see a file that
 * it does not list. Returns nothing if no change is needed.
 *
 * @param files - in one folder
 * @throws InputError if the kustomization cannot be read.
 * @public
 */
export async function changeKustomization(
  {
    repository,
    base,
  }: { repository: Pick<GitRepository, 'getFile'>; base: string },
  files: Array<{ path: string; listed: boolean }>,
): Promise<CommitOptions['changes']> {
  if (!files.length) return [];
  const folder = files[0].path.slice(0, files[0].path.lastIndexOf('/') + 1);
  for (const candidate of KUSTOMIZATION_FILES) {
    const found = await repository.getFile(`${folder}${candidate}`, base);
    if (!found) continue;
    const content = files.reduce(
      (text, { path, listed }) =>
        listInKustomization(text, path.slice(folder.length), listed),
      found.content,
    );
    return content === found.content
      ? []
      : [{ path: found.path, content, sha: found.sha }];
  }
  return [];
}
