import { execFileSync } from 'node:child_process';
import { UsageError } from './checkout';

/**
 * The claims folder as it was where the pull request branched off: path → text.
 *
 * @throws UsageError if the ref does not exist, or this is no Git repository.
 */
export function readAtMergeBase(
  base: string,
  folder: string,
): Map<string, string> {
  if (!/^[A-Za-z0-9][\w./@^~-]*$/.test(base)) {
    throw new UsageError(
      `'${base}' is not a Git ref: name a branch, a tag or a commit`,
    );
  }
  const commit = git(
    ['merge-base', '--end-of-options', base, 'HEAD'],
    base,
  ).trim();
  const listed = git(
    // Relative to this folder, which may be one of a larger repository.
    ['ls-tree', '-r', '-z', commit, '--', folder],
    base,
  );
  const files = new Map<string, string>();
  for (const line of listed.split('\0').filter(Boolean)) {
    const [about, path] = line.split('\t');
    const [mode, type, sha] = about.split(' ');
    // Links are not followed here either.
    if (type === 'blob' && mode !== '120000' && /\.ya?ml$/.test(path)) {
      files.set(path, git(['cat-file', 'blob', sha], base));
    }
  }
  return files;
}

function git(args: string[], base: string): string {
  try {
    return execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    const [reason] = String((error as { stderr?: string }).stderr ?? error)
      .trim()
      .split('\n');
    throw new UsageError(
      `Git cannot say what has changed since ${base} (${reason}): fetch that branch with its history first, for example with fetch-depth: 0`,
    );
  }
}
