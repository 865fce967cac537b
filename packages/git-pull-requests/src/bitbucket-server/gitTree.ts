import { ConflictError } from '@backstage/errors';
import git, { TreeEntry } from 'isomorphic-git';
import type { MemoryFs } from './MemoryFs';

/** @internal */
export interface GitObjects {
  fs: MemoryFs;
  gitdir: string;
  cache: object;
}

/**
 * Id of the file at a commit, or undefined if there is none.
 *
 * @internal
 */
export async function blobAt(
  objects: GitObjects,
  commit: string,
  path: string,
): Promise<string | undefined> {
  try {
    const { oid } = await git.readBlob({
      ...objects,
      oid: commit,
      filepath: path,
    });
    return oid;
  } catch (error) {
    // No such path, or a folder.
    const { code } = error as { code?: string };
    if (code === 'NotFoundError' || code === 'ObjectTypeError') {
      return undefined;
    }
    throw error;
  }
}

/**
 * Writes a tree that is `base` with changes made.
 *
 * @param base - id of a tree, or undefined for an empty one
 * @param changes - path to content; undefined deletes
 * @returns undefined if nothing is left: Git has no empty folders
 * @throws ConflictError if a folder stands where a file is to be, or the other way round
 * @internal
 */
export async function writeTree(
  objects: GitObjects,
  base: string | undefined,
  changes: Map<string, string | undefined>,
  where = '',
): Promise<string | undefined> {
  const entries = new Map<string, TreeEntry>();
  if (base) {
    const { tree } = await git.readTree({ ...objects, oid: base });
    for (const entry of tree) entries.set(entry.path, entry);
  }
  const folders = new Map<string, Map<string, string | undefined>>();
  for (const [path, content] of changes) {
    const [name, ...rest] = path.split('/');
    const before = entries.get(name);
    const kind = rest.length ? 'tree' : 'blob';
    if (before && before.type !== kind) {
      throw new ConflictError(
        `'${where}${name}' is a ${
          kind === 'tree' ? 'file' : 'folder'
        } in the repository. Nothing was written: choose another path than '${where}${path}'.`,
      );
    }
    if (rest.length) {
      const inside = folders.get(name) ?? new Map();
      folders.set(name, inside.set(rest.join('/'), content));
    } else if (content === undefined) {
      entries.delete(name);
    } else {
      const oid = await git.writeBlob({
        ...objects,
        blob: Buffer.from(content, 'utf8'),
      });
      entries.set(name, {
        // A script stays executable.
        mode: before?.mode ?? '100644',
        path: name,
        oid,
        type: 'blob',
      });
    }
  }
  for (const [name, inside] of folders) {
    const before = entries.get(name)?.oid;
    const oid = await writeTree(objects, before, inside, `${where}${name}/`);
    if (oid)
      entries.set(name, { mode: '040000', path: name, oid, type: 'tree' });
    else entries.delete(name);
  }
  if (entries.size === 0 && where) return undefined;
  return git.writeTree({ ...objects, tree: [...entries.values()] });
}
