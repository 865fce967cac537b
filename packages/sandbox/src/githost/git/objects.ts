import { isCommitId, isRefName } from '../names';
import type { Git } from './Git';

export interface TreeEntry {
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  /** Bytes; of blobs only. */
  size: number;
  /** From the root of the repository. */
  path: string;
}

/** Name of each ref under a prefix (without it) → the object that it points at. */
export async function listRefs(
  git: Git,
  prefix: string,
): Promise<Map<string, string>> {
  const output = await git.text([
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    prefix,
  ]);
  const lines = output === '' ? [] : output.split('\n');
  return new Map(
    lines.map(line => [line.slice(41 + prefix.length), line.slice(0, 40)]),
  );
}

export function listBranches(git: Git): Promise<Map<string, string>> {
  return listRefs(git, 'refs/heads/');
}

/** Commit that a branch points at. */
export async function branchHead(
  git: Git,
  branch: string,
): Promise<string | undefined> {
  return isRefName(branch) ? verify(git, `refs/heads/${branch}`) : undefined;
}

/**
 * Commit that a branch, a tag, `refs/…` or a full or short commit id stands for; undefined if there is none. Git's own
 * expressions (`HEAD~3`, `main:file`) are not understood on purpose.
 */
export async function resolveCommit(
  git: Git,
  ref: string,
): Promise<string | undefined> {
  if (isCommitId(ref)) return verify(git, ref);
  const candidates = /^refs\/(heads|tags|pull)\//.test(ref)
    ? [ref]
    : [`refs/heads/${ref}`, `refs/tags/${ref}`];
  if (isRefName(ref) || candidates[0] === ref) {
    for (const candidate of candidates) {
      const bare = candidate.replace(/^refs\/\w+\//, '');
      const found = isRefName(bare) && (await verify(git, candidate));
      if (found) return found;
    }
  }
  return /^[0-9a-f]{7,39}$/.test(ref) ? verify(git, ref) : undefined;
}

async function verify(git: Git, name: string): Promise<string | undefined> {
  const { code, stdout } = await git.run(
    [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${name}^{commit}`,
    ],
    { codes: [0, 1, 128] },
  );
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}

/** Entries of a tree; with a folder, those in it (none if there is no such folder). */
export async function listTree(
  git: Git,
  commit: string,
  options: { folder?: string; recursive?: boolean; trees?: boolean } = {},
): Promise<TreeEntry[]> {
  const { folder, recursive, trees } = options;
  const { stdout } = await git.run([
    '--literal-pathspecs',
    'ls-tree',
    '-z',
    '--long',
    '--full-tree',
    ...(recursive ? ['-r'] : []),
    ...(recursive && trees ? ['-t'] : []),
    commit,
    '--',
    ...(folder ? [`${folder}/`] : []),
  ]);
  return parseTree(stdout.toString('utf8'));
}

/** The entry at exactly this path. */
export async function findEntry(
  git: Git,
  commit: string,
  path: string,
): Promise<TreeEntry | undefined> {
  const { stdout } = await git.run([
    '--literal-pathspecs',
    'ls-tree',
    '-z',
    '--long',
    '--full-tree',
    commit,
    '--',
    path,
  ]);
  return parseTree(stdout.toString('utf8')).find(entry => entry.path === path);
}

function parseTree(output: string): TreeEntry[] {
  return output
    .split('\0')
    .filter(line => line !== '')
    .map(line => {
      const tab = line.indexOf('\t');
      const [mode, type, sha, size] = line.slice(0, tab).split(/ +/);
      return {
        mode,
        type: type as TreeEntry['type'],
        sha,
        size: Number(size) || 0,
        path: line.slice(tab + 1),
      };
    });
}

export async function readBlob(git: Git, sha: string): Promise<Buffer> {
  return (await git.run(['cat-file', 'blob', sha])).stdout;
}

/** Contents of many blobs by one command. */
export async function readBlobs(
  git: Git,
  shas: string[],
): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  if (shas.length === 0) return contents;
  const { stdout } = await git.run(['cat-file', '--batch'], {
    input: `${[...new Set(shas)].join('\n')}\n`,
    maxBytes: 512 * 1024 * 1024,
  });
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf(10, at);
    const [sha, , size] = stdout.toString('utf8', at, end).split(' ');
    const length = Number(size);
    contents.set(sha, stdout.subarray(end + 1, end + 1 + length));
    at = end + 1 + length + 1;
  }
  return contents;
}
