import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import type { BranchCommitOptions, CommitOptions } from '../GitRepository';
import { guardChanges, movedBranchError } from '../guardChanges';
import { encodePath } from '../http/answerParts';
import { RateLimitedError } from '../RateLimitedError';
import { MAX_COMMIT_BYTES, readBoundedCommit } from '../readBoundedCommit';
import {
  commitTextAnswer,
  pushAnswer,
  refUpdatesAnswer,
  refsAnswer,
} from './azureAnswers';
import { absolute, findItem, VERSION } from './azureFiles';
import type { AzureHost } from './azureRepository';

/** In a ref's update: there is no such ref. */
const NOTHING = '0'.repeat(40);

/** Head of a branch, or undefined if there is no such branch. */
async function findHead(
  { api }: AzureHost,
  branch: string,
): Promise<string | undefined> {
  encodePath(branch);
  const call = {
    path: '/refs',
    // Selects by the start of the name: the branch itself comes first, being the shortest.
    query: { ...VERSION, filter: `heads/${branch}` },
    doing: `reading the branch ${branch}`,
  };
  const { value } = await api.request(refsAnswer, call);
  return value.find(({ name }) => name === `refs/heads/${branch}`)?.objectId;
}

/** See {@link GitRepository.getBranch}. */
export async function getBranch(host: AzureHost, name: string) {
  const commit = await findHead(host, name);
  return commit === undefined ? undefined : { name, commit };
}

/**
 * See {@link GitRepository.createBranchWithCommit}. Azure makes a branch and a commit on it in two calls. If the
 * second fails, the branch is taken away again, but only as long as it has nothing of its own.
 */
export async function createBranchWithCommit(
  host: AzureHost,
  options: CommitOptions,
): Promise<{ commit: string }> {
  const { branch, base } = options;
  const doing = `creating the branch ${branch}`;
  const parent = await findHead(host, base);
  if (!parent) {
    throw new NotFoundError(
      `The repository ${host.url} has no branch ${base}, from which ${branch} was to start`,
    );
  }
  await guard(host, parent, options.changes, base);
  const made = { branch, from: NOTHING, to: parent, doing };
  try {
    await updateRef(host, made);
  } catch (error) {
    // No answer: the branch may be there all the same. A call beyond a limit has no effect.
    if (
      (error as Error).name === 'ServiceUnavailableError' &&
      !(error instanceof RateLimitedError)
    ) {
      await takeAway(host, branch, parent, error as Error);
    }
    throw error;
  }
  try {
    return await push(host, parent, options, doing);
  } catch (error) {
    await takeAway(host, branch, parent, error as Error);
    throw error;
  }
}

/** See {@link GitRepository.commitOnBranch}. */
export async function commitOnBranch(
  host: AzureHost,
  options: BranchCommitOptions,
): Promise<{ commit: string }> {
  const { branch, expectedHead } = options;
  const head = await findHead(host, branch);
  if (head !== expectedHead) {
    throw movedBranchError(branch, host.url, expectedHead, head);
  }
  await guard(host, head, options.changes, branch);
  const doing = `adding a commit to the branch ${branch}`;
  return push(host, head, options, doing);
}

/** See {@link GitRepository.getCommit}. */
export async function getCommit({ api, url }: AzureHost, id: string) {
  return readBoundedCommit(id, `${url}/commit/`, async () => {
    const answer = await api.find(commitTextAnswer, {
      path: `/commits/${id}`,
      query: VERSION,
      doing: `reading the commit ${id} of ${url}`,
      maxBytes: MAX_COMMIT_BYTES,
    });
    return (
      answer && {
        message: answer.comment ?? '',
        author: answer.author?.name,
        authoredAt: answer.author?.date,
      }
    );
  });
}

/** See {@link GitRepository.deleteBranch}. */
export async function deleteBranch(
  host: AzureHost,
  branch: string,
): Promise<void> {
  const head = await findHead(host, branch);
  if (!head) {
    throw new NotFoundError(
      `The repository ${host.url} has no branch ${branch} that could be deleted`,
    );
  }
  const doing = `deleting the branch ${branch}`;
  await updateRef(host, { branch, from: head, to: NOTHING, doing });
}

async function guard(
  host: AzureHost,
  commit: string,
  changes: CommitOptions['changes'],
  branch: string,
) {
  await guardChanges({
    changes,
    where: `branch ${branch} of ${host.url}`,
    shaOf: async path => {
      const item = await findItem(host, path, { commit });
      return item?.gitObjectType === 'blob' ? item.objectId : undefined;
    },
  });
}

/** Azure takes a push only if the branch still stands at `parent`. */
async function push(
  { api }: AzureHost,
  parent: string,
  options: Omit<CommitOptions, 'base'>,
  doing: string,
): Promise<{ commit: string }> {
  const { branch, message, author, changes } = options;
  const answer = await api.request(pushAnswer, {
    method: 'POST',
    path: '/pushes',
    query: VERSION,
    doing,
    body: {
      refUpdates: [{ name: `refs/heads/${branch}`, oldObjectId: parent }],
      commits: [
        {
          comment: message,
          ...(author ? { author } : {}),
          changes: changes.map(({ path, content, sha }) => ({
            changeType: changeTypeOf(content, sha),
            item: { path: absolute(path) },
            ...(content === undefined
              ? {}
              : { newContent: { content, contentType: 'rawtext' } }),
          })),
        },
      ],
    },
  });
  return { commit: answer.commits[0].commitId };
}

function changeTypeOf(content: string | undefined, sha: string | undefined) {
  if (content === undefined) return 'delete';
  return sha === undefined ? 'add' : 'edit';
}

/** @throws ConflictError or NotAllowedError, by what Azure says became of the ref */
async function updateRef(
  { api, url }: AzureHost,
  update: { branch: string; from: string; to: string; doing: string },
): Promise<void> {
  const { branch, from, to, doing } = update;
  const { value } = await api.request(refUpdatesAnswer, {
    method: 'POST',
    path: '/refs',
    query: VERSION,
    doing,
    body: [
      { name: `refs/heads/${branch}`, oldObjectId: from, newObjectId: to },
    ],
  });
  const { updateStatus } = value[0];
  if (/^succeeded/.test(updateStatus)) return;
  if (/permission|locked|rejectedBy/i.test(updateStatus)) {
    throw new NotAllowedError(
      `The Git host does not allow ${doing} of ${url} (${updateStatus}): the account lacks a right, or a policy or lock of the branch stands against it.`,
    );
  }
  throw new ConflictError(
    `The Git host refused ${doing} of ${url} (${updateStatus}): it exists already or has changed meanwhile.`,
  );
}

/** Deletes a branch that still stands at `parent`. Never rejects; what it could not do goes into the error. */
async function takeAway(
  host: AzureHost,
  branch: string,
  parent: string,
  error: Error,
): Promise<void> {
  const doing = `taking the branch ${branch} away again`;
  try {
    await updateRef(host, { branch, from: parent, to: NOTHING, doing });
  } catch (failure) {
    // A conflict says that the branch is not there, or that the commit arrived after all.
    if ((failure as Error).name === 'ConflictError') return;
    error.message += ` The branch ${branch} may be left behind without a commit: delete it before you try again.`;
  }
}
