import { posix } from 'node:path';
import { RenderError } from './RenderError';
import type { RepositoryTree } from './tree';

/** Whether a folder has a file in or below it. */
export function hasFolder(tree: RepositoryTree, folder: string): boolean {
  if (!folder || folder === '.') return tree.size > 0;
  const prefix = `${folder}/`;
  for (const path of tree.keys()) if (path.startsWith(prefix)) return true;
  return false;
}

/** A folder and the folders around it, from the root (`''`) down. */
function ancestors(folder: string): string[] {
  const parts = folder.split('/').filter(Boolean);
  return parts.reduce(
    (all, part) => [...all, posix.join(all.at(-1)!, part)],
    [''],
  );
}

/**
 * Checks that a folder holds on Argo CD's disk what it holds in Git.
 *
 * @throws RenderError if it, or a folder around it, is a link or a submodule, or if `.gitattributes` have Git change the
 *   content of manifests when it writes them to the disk.
 */
export function checkFolder(tree: RepositoryTree, folder: string): void {
  for (const ancestor of ancestors(folder)) {
    const entry = ancestor ? tree.get(ancestor) : undefined;
    if (entry && entry.type !== 'file') {
      throw new RenderError(
        `${ancestor}: a ${entry.type} is not rendered here`,
      );
    }
    checkAttributes(tree, posix.join(ancestor, '.gitattributes'));
  }
}

/** Attributes with which a file on the disk is not the file in Git. */
const CONVERSIONS = /working-tree-encoding|\bfilter\b|\bident\b|\[attr\]/;
/** Patterns of other files, as `*.png` for Git LFS. */
const OTHER_FILES = /^\s*\*\.(?!ya?ml\b|json|gitattributes)[A-Za-z0-9]+\s/;

function checkAttributes(tree: RepositoryTree, path: string): void {
  const entry = tree.get(path);
  if (!entry) return;
  if (entry.type !== 'file' || entry.text === undefined) {
    throw new RenderError(`${path}: not read here`);
  }
  const line = entry.text
    .split(/\r?\n/)
    .find(
      l => !l.startsWith('#') && CONVERSIONS.test(l) && !OTHER_FILES.test(l),
    );
  if (line) {
    throw new RenderError(
      `${path}: '${line
        .trim()
        .slice(0, 80)}' may change manifests when Git writes them to the disk`,
    );
  }
}
