import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import {
  type AppliedObject,
  claimKinds,
  claimsOf,
  compareRenderings,
  type GroupKind,
  isRelevantFile,
  MAX_FILE_BYTES,
  originOf,
  renderApplications,
  type RenderingComparison,
  type RepositoryTree,
  type TreeEntry,
} from '@worker-clusters/argocd-manifests';
import { UsageError } from './checkout';
import { findForeignObjects, type ForeignObject } from './foreignObjects';
import { type ProtectedClaim, protectedClaims } from './protectedClaims';
import { findRepository, listSubmodules, readTreeAtMergeBase } from './git';

/** What a change of the repository makes Argo CD do to worker clusters. */
export interface ClusterChanges extends RenderingComparison {
  /** All claims that are applied after the change. Paths are from the repository's root. */
  claims: AppliedObject[];
  /** Claims that were protected against deletion before the change. */
  protected: ProtectedClaim[];
  /** What is in the claims folder and is no claim. */
  foreign: ForeignObject[];
  /** The working directory's place in the repository: empty, or with a slash at its end. */
  prefix: string;
}

/** Where the root Applications are if nothing is said. */
export const ROOT = 'argocd/root.yaml';

/** Largest number of files and folders in a checkout. */
const MAX_ENTRIES = 500_000;

/**
 * Compares what Argo CD applies of the checkout with what it applied where the pull request branched off; without a base with
 * itself, which finds what cannot be rendered.
 *
 * @param options - `claims`: folder of the claims; `root`: files with the root Applications, from the repository's root
 * @throws UsageError if the base does not exist, or the checkout cannot be read.
 */
export function readClusterChanges(
  options: { claims: string; root?: string[]; base?: string },
  kinds: GroupKind[],
): ClusterChanges {
  const { claims, root: roots = [ROOT], base } = options;
  const repository = findRepository();
  const prefix = repository?.prefix ?? '';
  const after = readCheckout(repository?.root ?? '.', Boolean(repository));
  const before = base ? readTreeAtMergeBase(base) : after;
  const origin = originOf(before, roots);
  const now = renderApplications(after, roots, origin);
  const was =
    before === after ? now : renderApplications(before, roots, origin);
  return {
    ...compareRenderings(was, now, kinds),
    claims: claimsOf(now, kinds),
    protected: protectedClaims(was),
    foreign: findForeignObjects(now, after, posix.join(prefix, claims, '.'), [
      ...kinds,
      ...claimKinds(now),
    ]),
    prefix,
  };
}

/** A checkout as it lies on the disk. Links are not followed. */
function readCheckout(root: string, isRepository: boolean): RepositoryTree {
  const tree = new Map<string, TreeEntry>();
  let entries = 0;
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), {
      withFileTypes: true,
    })) {
      entries += 1;
      if (entries > MAX_ENTRIES) {
        throw new UsageError(
          `there are more than ${MAX_ENTRIES} files: run it in a fresh checkout`,
        );
      }
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== '.git') walk(path);
      } else if (entry.isSymbolicLink()) {
        tree.set(path, { type: 'symlink' });
      } else if (entry.isFile() && path !== '.git') {
        tree.set(path, { type: 'file', text: readManifest(root, path) });
      }
    }
  };
  walk('');
  if (isRepository) {
    // What an initialised submodule holds is in another repository.
    for (const path of listSubmodules(root)) {
      for (const inside of [...tree.keys()]) {
        if (inside.startsWith(`${path}/`)) tree.delete(inside);
      }
      tree.set(path, { type: 'submodule' });
    }
  }
  return tree;
}

function readManifest(root: string, path: string): string | undefined {
  if (!isRelevantFile(path)) return undefined;
  const file = join(root, path);
  return lstatSync(file).size <= MAX_FILE_BYTES
    ? readFileSync(file, 'utf8')
    : undefined;
}

const nameOf = ({ namespace, name }: AppliedObject): string =>
  namespace ? `${namespace}/${name}` : name;

/** One line for each cluster that is added, changed or deleted, and for what cannot be evaluated. */
export function describeClusterChanges({
  added,
  changed,
  removed,
  problems,
}: RenderingComparison): string[] {
  return [
    ...added.map(o => `Adds ${nameOf(o)} (${o.application})`),
    ...changed.map(o => `Changes ${nameOf(o)} (${o.application})`),
    ...removed.map(
      o => `Deletes ${o.kind} ${nameOf(o)} (${o.application}): ${o.cause}`,
    ),
    ...problems.map(p => `Not evaluated: ${p.message}`),
  ];
}
