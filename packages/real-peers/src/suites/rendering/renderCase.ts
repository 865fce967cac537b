import {
  RenderError,
  renderSource,
  type TreeEntry,
  treeOf,
} from '@worker-clusters/argocd-manifests';
import { CASES, RenderingCase } from './cases';

/** All files of the repository, by path. */
export const FILES: Record<string, string> = Object.fromEntries(
  CASES.flatMap(({ name, files }) =>
    Object.entries(files).map(([path, text]) => [`${name}/${path}`, text]),
  ),
);

/** All links of the repository, by path. */
export const LINKS: Record<string, string> = Object.fromEntries(
  CASES.flatMap(({ name, links = {} }) =>
    Object.entries(links).map(([path, to]) => [`${name}/${path}`, to]),
  ),
);

const TREE = new Map<string, TreeEntry>([
  ...treeOf(FILES),
  ...Object.keys(LINKS).map((path): [string, TreeEntry] => [
    path,
    { type: 'symlink' },
  ]),
]);

/** What `packages/argocd-manifests` says of a case: names of objects, or `refused`. */
export function renderCase({
  name,
  source,
  several,
}: RenderingCase): string[] | 'refused' {
  try {
    const { manifests } = renderSource(
      TREE,
      { repoURL: '', path: name, ...source },
      { application: name, several },
    );
    return [...new Set(manifests.map(m => m.manifest.metadata.name))].sort();
  } catch (error) {
    if (error instanceof RenderError) return 'refused';
    throw error;
  }
}
