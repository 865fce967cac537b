import { ApiError, notFound, unprocessable } from '../errors';
import type { Git } from '../git/Git';
import { branchHead, findEntry, TreeEntry } from '../git/objects';
import {
  changeTree,
  commitTree,
  FileChange,
  Identity,
  NO_COMMIT,
  RefConflict,
  updateRef,
} from '../git/writing';
import { isCommitId, requireBranchName, requireFilePath } from '../names';
import type { RepositoryRecord } from '../state/model';
import { isProtected, reportBranches } from './branches';
import type { Host } from './Host';
import type { Doer } from './Users';

/** One entry of `files` of Gitea's ChangeFilesOptions. */
export interface FileOperation {
  operation: 'create' | 'update' | 'delete';
  path: string;
  /** Decoded. */
  content?: Buffer;
  /** Blob that an update or deletion replaces. */
  sha?: string;
  /** Of a moved file. */
  fromPath?: string;
}

export interface ChangeFiles {
  files: FileOperation[];
  /** Branch to begin with; the default branch if undefined. */
  branch?: string;
  /** Branch that gets the commit; must not exist if it is another one. */
  newBranch?: string;
  message?: string;
  author?: Partial<Identity>;
  committer?: Partial<Identity>;
  signoff?: boolean;
}

/**
 * Commits changes of files, as Gitea's contents API does.
 *
 * @returns the commit
 * @throws ApiError 403 for a protected branch, 404, 422 with Gitea's messages.
 */
export async function changeFiles(
  host: Host,
  repository: RepositoryRecord,
  request: ChangeFiles,
  doer: Doer,
): Promise<string> {
  const oldBranch = requireBranchName(
    request.branch || repository.defaultBranch,
  );
  const target = requireBranchName(request.newBranch || oldBranch);
  if (request.files.length === 0) throw unprocessable('[Files]: Required');
  for (const { path, fromPath } of request.files) {
    requireFilePath(path);
    if (fromPath !== undefined) requireFilePath(fromPath);
  }
  if (isProtected(repository, target)) {
    throw new ApiError(403, `user cannot commit to repo [user: ${doer.login}]`);
  }
  return host.exclusively(repository.owner, repository.name, async () => {
    const git = host.git(repository);
    const base = await branchHead(git, oldBranch);
    const isFirst = !base && repository.empty;
    if (!base && !isFirst) {
      throw notFound(
        `branch does not exist [repo_id: ${repository.id} name: ${oldBranch}]`,
      );
    }
    if (target !== oldBranch && (await branchHead(git, target))) {
      throw unprocessable(`branch already exists [name: ${target}]`);
    }
    const changes: FileChange[] = [];
    for (const file of request.files) {
      const known = file.fromPath ?? file.path;
      const entry = base ? await findEntry(git, base, known) : undefined;
      if (
        base &&
        known !== file.path &&
        (await findEntry(git, base, file.path))
      ) {
        throw fileExists(file.path);
      }
      changes.push(...judgeOperation(file, entry));
    }
    await refuseOverlaps(git, base, changes);
    const tree = await changeTree(git, base, changes);
    const identities = chooseIdentities(request, doer);
    const commit = await commitTree(git, {
      tree,
      parents: base ? [base] : [],
      message: composeMessage(request, identities.committer),
      ...identities,
    });
    const isNew = target !== oldBranch || isFirst;
    try {
      await updateRef(
        git,
        `refs/heads/${target}`,
        commit,
        isNew ? NO_COMMIT : base,
      );
    } catch (error) {
      if (!(error instanceof RefConflict)) throw error;
      throw unprocessable(
        `branch name conflicts with an existing branch [name: ${target}]`,
      );
    }
    const before = isNew ? NO_COMMIT : base!;
    await reportBranches(
      host,
      repository,
      [{ branch: target, before, after: commit }],
      doer,
    );
    return commit;
  });
}

function fileExists(path: string) {
  return unprocessable(`repository file already exists [path: ${path}]`);
}

/** Checks one operation against what is there. @throws ApiError 404, 422 */
function judgeOperation(
  file: FileOperation,
  entry: TreeEntry | undefined,
): FileChange[] {
  const { operation, path, content, sha, fromPath } = file;
  if (operation === 'create') {
    if (entry) {
      throw fileExists(path);
    }
    return [{ path, content: content ?? Buffer.alloc(0) }];
  }
  const known = fromPath ?? path;
  if (!entry || entry.type !== 'blob') {
    throw notFound(`object does not exist [id: , rel_path: ${known}]`);
  }
  // Gitea deletes whatever stands there if no sha is given.
  if (!sha && operation === 'delete') return [{ path }];
  if (!sha) {
    throw unprocessable(
      'a SHA or commit ID must be provided when updating a file',
    );
  }
  if (entry.sha !== sha) {
    throw unprocessable(
      `sha does not match [given: ${
        isCommitId(sha) ? sha : String(sha).slice(0, 40)
      }, expected: ${entry.sha}]`,
    );
  }
  if (operation === 'delete') return [{ path }];
  const mode = entry.mode === '100755' ? entry.mode : '100644';
  return [
    ...(known === path ? [] : [{ path: known }]),
    { path, content: content ?? Buffer.alloc(0), mode },
  ];
}

/** If only one of author and committer is given, it is used for both; else the user who asks. */
function chooseIdentities(request: ChangeFiles, doer: Doer) {
  const { author, committer } = request;
  const fallback = { name: doer.name, email: doer.email };
  return {
    author: cleanIdentity(author ?? {}, committer, fallback),
    committer: cleanIdentity(committer ?? {}, author, fallback),
  };
}

function cleanIdentity(
  given: Partial<Identity>,
  other: Partial<Identity> | undefined,
  fallback: { name: string; email: string },
): Identity {
  const pick = (field: 'name' | 'email') =>
    clean(given[field]) || clean(other?.[field]) || clean(fallback[field]);
  return {
    name: pick('name') || 'unknown',
    email: pick('email'),
    date: given.date,
  };
}

/** Git takes away what would break its format; a name of nothing else is no name. */
function clean(text: string | undefined): string {
  // eslint-disable-next-line no-control-regex
  return (text ?? '').replace(/[\x00-\x1f<>]/g, '').trim();
}

function composeMessage(request: ChangeFiles, committer: Identity): string {
  const message = request.message?.trim() || defaultMessage(request.files);
  return request.signoff
    ? `${message}\n\nSigned-off-by: ${committer.name} <${committer.email}>`
    : message;
}

function defaultMessage(files: FileOperation[]): string {
  const verbs = { create: 'Add', update: 'Update', delete: 'Delete' };
  return (['create', 'update', 'delete'] as const)
    .map(operation => {
      const paths = files.filter(f => f.operation === operation);
      return paths.length > 0
        ? `${verbs[operation]} ${paths.map(f => f.path).join(', ')}`
        : '';
    })
    .filter(line => line !== '')
    .join('\n');
}

/**
 * Git's index would silently drop a file for the sake of a folder of its name, and the other way round.
 *
 * @throws ApiError 422
 */
async function refuseOverlaps(
  git: Git,
  base: string | undefined,
  changes: FileChange[],
): Promise<void> {
  const removed = new Set(
    changes.filter(c => c.content === undefined).map(c => c.path),
  );
  const written = changes.filter(c => c.content !== undefined);
  const targets = new Set(written.map(({ path }) => path));
  if (targets.size < written.length) {
    throw unprocessable('a file is written twice in one request');
  }
  const refuse = (path: string) =>
    unprocessable(
      `a path is used both as a file and as a folder [path: ${path}]`,
    );
  const folders = new Set([...targets].flatMap(foldersOf));
  for (const folder of folders) {
    const entry = base && (await findEntry(git, base, folder));
    const isFile = entry && entry.type !== 'tree' && !removed.has(folder);
    if (targets.has(folder) || isFile) throw refuse(folder);
  }
}

/** Every folder that a path lies in. */
function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
