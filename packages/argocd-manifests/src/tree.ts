/**
 * One path of a repository. A file without `text` was not read: it is too large, or of no kind that can matter here.
 *
 * @public
 */
export type TreeEntry =
  | { type: 'file'; text?: string }
  | { type: 'symlink' }
  | { type: 'submodule' };

/**
 * The files of a repository at one revision: path from its root, with `/`, to what is there. Folders have no entry.
 *
 * @public
 */
export type RepositoryTree = ReadonlyMap<string, TreeEntry>;

/** Largest file that is read, in bytes. A claim has about 600, an XRD or a Composition up to 100,000. @public */
export const MAX_FILE_BYTES = 1024 * 1024;

/** Names of a folder's kustomization, as kustomize looks for them. */
export const KUSTOMIZATION_NAMES = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

/** Whether the content of a file can matter: whoever fills a tree need not read others. @public */
export function isRelevantFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    /\.(ya?ml|json)$/.test(name) ||
    name === 'Kustomization' ||
    name === '.gitattributes'
  );
}

/** A tree of plain files. @public */
export function treeOf(files: Record<string, string>): RepositoryTree {
  return new Map(
    Object.entries(files).map(([path, text]) => [path, { type: 'file', text }]),
  );
}
