import { execFileSync } from 'node:child_process';
import {
  isRelevantFile,
  MAX_FILE_BYTES,
  type TreeEntry,
} from '@worker-clusters/argocd-manifests';
import { UsageError } from './checkout';

/** What `git cat-file` may write, in bytes: the manifests of one revision. */
const MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * The repository as it was where the pull request branched off, with paths from its root. Of files only manifests are read.
 *
 * @throws UsageError if the ref does not exist, or this is no Git repository.
 */
export function readTreeAtMergeBase(base: string): Map<string, TreeEntry> {
  return readTree(base, ['--full-tree', mergeBase(base)]);
}

/**
 * The claims folder as it was where the pull request branched off: path, as seen from the working directory, to text. A file
 * that is too large for a manifest is not in it.
 *
 * @throws UsageError if the ref does not exist, or this is no Git repository.
 */
export function readAtMergeBase(
  base: string,
  folder: string,
): Map<string, string> {
  const files = new Map<string, string>();
  for (const [path, entry] of readTree(base, [mergeBase(base), '--', folder])) {
    if (
      /\.ya?ml$/.test(path) &&
      entry.type === 'file' &&
      entry.text !== undefined
    ) {
      files.set(path, entry.text);
    }
  }
  return files;
}

/** Root of the repository and the working directory's place in it; undefined if there is no Git repository. */
export function findRepository(): { root: string; prefix: string } | undefined {
  try {
    const [root, prefix] = execFileSync(
      'git',
      ['rev-parse', '--show-toplevel', '--show-prefix'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    ).split('\n');
    return { root, prefix };
  } catch {
    return undefined;
  }
}

/** Paths of submodules in the index, from the repository's root. */
export function listSubmodules(root: string): string[] {
  const listed = execFileSync('git', ['ls-files', '--stage', '-z'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT,
  });
  return listed
    .split('\0')
    .filter(line => line.startsWith('160000 '))
    .map(line => line.slice(line.indexOf('\t') + 1));
}

function mergeBase(base: string): string {
  if (!/^[A-Za-z0-9][\w./@^~-]*$/.test(base)) {
    throw new UsageError(
      `'${base}' is not a Git ref: name a branch, a tag or a commit`,
    );
  }
  return git(['merge-base', '--end-of-options', base, 'HEAD'], base)
    .toString()
    .trim();
}

function readTree(base: string, args: string[]): Map<string, TreeEntry> {
  const entries = git(['ls-tree', '-r', '-z', '--long', ...args], base)
    .toString()
    .split('\0')
    .filter(Boolean)
    .map(line => {
      const tab = line.indexOf('\t');
      const [mode, , sha, size] = line.slice(0, tab).split(/ +/);
      return { mode, sha, size: Number(size), path: line.slice(tab + 1) };
    });
  const read = entries.filter(
    ({ mode, size, path }) =>
      mode.startsWith('100') && size <= MAX_FILE_BYTES && isRelevantFile(path),
  );
  const contents = readBlobs(
    read.map(entry => entry.sha),
    base,
  );
  return new Map(
    entries.map(({ mode, sha, path }): [string, TreeEntry] => {
      if (mode === '120000') return [path, { type: 'symlink' }];
      if (mode === '160000') return [path, { type: 'submodule' }];
      return [path, { type: 'file', text: contents.get(sha) }];
    }),
  );
}

/** Texts of blobs, by one command. */
function readBlobs(shas: string[], base: string): Map<string, string> {
  const texts = new Map<string, string>();
  if (!shas.length) return texts;
  const unique = [...new Set(shas)];
  const output = git(['cat-file', '--batch'], base, `${unique.join('\n')}\n`);
  let at = 0;
  for (const sha of unique) {
    // "<sha> blob <size>\n<content>\n"
    const end = output.indexOf(0x0a, at);
    const size = Number(output.toString('latin1', at, end).split(' ')[2]);
    texts.set(sha, output.toString('utf8', end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return texts;
}

function git(args: string[], base: string, input?: string): Buffer {
  try {
    return execFileSync('git', args, {
      input,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      maxBuffer: MAX_OUTPUT,
    });
  } catch (error) {
    const [reason] = String((error as { stderr?: Buffer }).stderr ?? error)
      .trim()
      .split('\n');
    throw new UsageError(
      `Git cannot say what has changed since ${base} (${reason}): fetch that branch with its history first, for example with fetch-depth: 0`,
    );
  }
}
