import { isCommitId } from '../names';
import type { Git } from './Git';
import { mergeBase, readCommit } from './history';
import { commitTree, Identity } from './writing';

/** What a merge of two commits comes to, before anything is written to a branch. */
export interface MergeResult {
  /** The merged tree, if there is no conflict. */
  tree?: string;
  /** Files in conflict. */
  conflicts: string[];
}

/** Merges two commits in the object database only; no branch moves. */
export async function mergeTrees(
  git: Git,
  onto: string,
  commit: string,
): Promise<MergeResult> {
  const { code, stdout } = await git.run(
    ['merge-tree', '--write-tree', '-z', '--name-only', onto, commit],
    { codes: [0, 1] },
  );
  const [tree, ...rest] = stdout.toString('utf8').split('\0');
  if (code === 0 && isCommitId(tree)) return { tree, conflicts: [] };
  // The list of files ends with an empty entry; messages for people follow.
  return { conflicts: rest.slice(0, Math.max(rest.indexOf(''), 0)) };
}

/** State of an open pull request's commits. */
export interface Mergeability {
  mergeBase?: string;
  /** `empty`: the base has everything already. */
  state: 'mergeable' | 'conflict' | 'empty' | 'unrelated';
  conflicts: string[];
}

export async function judgeMerge(
  git: Git,
  base: string,
  head: string,
): Promise<Mergeability> {
  const ancestor = await mergeBase(git, base, head);
  if (!ancestor) return { state: 'unrelated', conflicts: [] };
  if (ancestor === head) {
    return { state: 'empty', conflicts: [], mergeBase: ancestor };
  }
  const { tree, conflicts } = await mergeTrees(git, base, head);
  return {
    state: tree ? 'mergeable' : 'conflict',
    conflicts,
    mergeBase: ancestor,
  };
}

export type MergeStyle = 'merge' | 'squash' | 'rebase';

/**
 * Makes the commit to which the base branch moves; the branch itself is left alone.
 *
 * @returns undefined if there is a conflict
 */
export async function makeMerge(
  git: Git,
  options: {
    style: MergeStyle;
    base: string;
    head: string;
    message: string;
    doer: Identity;
    /** Author of a squashed commit. */
    author: Identity;
  },
): Promise<string | undefined> {
  const { style, base, head, message, doer, author } = options;
  if (style === 'rebase') return rebase(git, base, head, doer);
  const { tree } = await mergeTrees(git, base, head);
  if (!tree) return undefined;
  return style === 'merge'
    ? commitTree(git, { tree, parents: [base, head], message, author: doer })
    : commitTree(git, {
        tree,
        parents: [base],
        message,
        author,
        committer: doer,
      });
}

async function rebase(
  git: Git,
  base: string,
  head: string,
  committer: Identity,
): Promise<string | undefined> {
  const list = await git.text([
    'rev-list',
    '--reverse',
    '--topo-order',
    '--no-merges',
    head,
    `^${base}`,
  ]);
  let onto = base;
  for (const sha of list ? list.split('\n') : []) {
    const commit = await readCommit(git, sha);
    const parent = commit.parents[0];
    if (parent === onto) {
      onto = sha;
      continue;
    }
    // A stand-in for `onto` as a child of the commit's own parent makes that parent the merge base, which is what
    // picking a commit means (`merge-tree --merge-base` would do, but is younger).
    const standIn = await commitTree(git, {
      tree: (await readCommit(git, onto)).tree,
      parents: [parent].filter(Boolean),
      message: 'stand-in',
      author: committer,
    });
    const { tree } = await mergeTrees(git, standIn, sha);
    if (!tree) return undefined;
    onto = await commitTree(git, {
      tree,
      parents: [onto],
      message: commit.message,
      author: commit.author,
      committer,
    });
  }
  return onto;
}
