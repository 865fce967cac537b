import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Git, GitError } from './Git';

/** In place of a commit: the ref must not exist yet. */
export const NO_COMMIT = '0'.repeat(40);

export interface Identity {
  name: string;
  email: string;
  /** RFC 3339; now by default. */
  date?: string;
}

/** `content: undefined` removes the file. */
export interface FileChange {
  path: string;
  content?: Buffer;
  /** `100644` by default. */
  mode?: string;
}

/** A ref is not where it was expected, or cannot be made beside another one. */
export class RefConflict extends Error {}

/** Makes a bare repository. */
export async function initialise(
  directory: string,
  defaultBranch: string,
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const git = new Git(directory);
  await git.run(['init', '--bare', '--quiet', '--template=', directory]);
  await git.run(['symbolic-ref', 'HEAD', `refs/heads/${defaultBranch}`]);
  for (const setting of [
    'uploadpack.allowFilter',
    'uploadpack.allowAnySHA1InWant',
  ]) {
    await git.run(['config', '--local', setting, 'true']);
  }
}

/**
 * The tree that a commit has after these changes. A file gives way to a folder of its name, and the other way round.
 *
 * @param base - commit or tree to begin with; nothing if undefined
 */
export async function changeTree(
  git: Git,
  base: string | undefined,
  changes: FileChange[],
): Promise<string> {
  const index = join(git.directory, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  try {
    await git.run(base ? ['read-tree', base] : ['read-tree', '--empty'], {
      env,
    });
    const lines: string[] = [];
    for (const { path, content, mode = '100644' } of changes) {
      if (content === undefined) {
        lines.push(`0 ${NO_COMMIT}\t${path}\0`);
      } else {
        const sha = await git.text(['hash-object', '-w', '--stdin'], {
          input: content,
        });
        lines.push(`${mode} ${sha}\t${path}\0`);
      }
    }
    // Removals first: a file may make room for a folder of its name.
    lines.sort((a, b) => Number(b[0] === '0') - Number(a[0] === '0'));
    await git.run(['update-index', '-z', '--index-info'], {
      env,
      input: lines.join(''),
    });
    return await git.text(['write-tree'], { env });
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
}

export async function commitTree(
  git: Git,
  options: {
    tree: string;
    parents: string[];
    message: string;
    author: Identity;
    committer?: Identity;
  },
): Promise<string> {
  const { tree, parents, message, author, committer = author } = options;
  return git.text(
    ['commit-tree', tree, ...parents.flatMap(parent => ['-p', parent])],
    {
      input: message.endsWith('\n') ? message : `${message}\n`,
      env: {
        GIT_AUTHOR_NAME: author.name,
        GIT_AUTHOR_EMAIL: author.email,
        ...(author.date && { GIT_AUTHOR_DATE: author.date }),
        GIT_COMMITTER_NAME: committer.name,
        GIT_COMMITTER_EMAIL: committer.email,
        ...(committer.date && { GIT_COMMITTER_DATE: committer.date }),
      },
    },
  );
}

/**
 * Moves a ref, if it is still where it was.
 *
 * @param from - `NO_COMMIT`: it must not exist; undefined: wherever it is
 * @throws RefConflict
 */
export async function updateRef(
  git: Git,
  ref: string,
  to: string,
  from?: string,
): Promise<void> {
  await guarded(ref, () =>
    git.run(['update-ref', ref, to, ...(from === undefined ? [] : [from])]),
  );
}

/** @throws RefConflict if the ref is not at this commit any more. */
export async function deleteRef(
  git: Git,
  ref: string,
  from: string,
): Promise<void> {
  await guarded(ref, () => git.run(['update-ref', '-d', ref, from]));
}

async function guarded(ref: string, act: () => Promise<unknown>) {
  try {
    await act();
  } catch (error) {
    if (error instanceof GitError && /lock ref/.test(error.stderr)) {
      throw new RefConflict(`${ref}: ${error.stderr.trim()}`);
    }
    throw error;
  }
}
