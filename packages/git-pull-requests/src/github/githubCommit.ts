import { ConflictError, NotFoundError } from '@backstage/errors';
import type { BranchCommitOptions, CommitOptions } from '../GitRepository';
import { guardChanges, movedBranchError } from '../guardChanges';
import { encodePath } from '../http/answerParts';
import type { RepositoryApi } from '../http/RepositoryApi';
import { MAX_COMMIT_BYTES, readBoundedCommit } from '../readBoundedCommit';
import {
  commitAnswer,
  commitTextAnswer,
  contentsAnswer,
  objectAnswer,
  refAnswer,
} from './githubAnswers';
import type { GithubHost } from './githubRepository';

/** Head of a branch, or undefined if there is no such branch. */
async function findHead(
  api: RepositoryApi,
  branch: string,
): Promise<string | undefined> {
  // Not `/branches/<name>`, which redirects from a branch's former name.
  const answer = await api.find(refAnswer, {
    path: `/git/ref/heads/${encodePath(branch)}`,
    doing: `reading the branch ${branch}`,
  });
  return answer?.object.sha;
}

/** See {@link GitRepository.getBranch}. */
export async function getBranch({ api }: GithubHost, name: string) {
  const commit = await findHead(api, name);
  return commit === undefined ? undefined : { name, commit };
}

/** See {@link GitRepository.getCommit}. */
export async function getCommit({ api, url }: GithubHost, id: string) {
  return readBoundedCommit(id, `${url}/commit/`, async () => {
    const answer = await api.find(commitTextAnswer, {
      // Not `/commits/<id>`, which has the changes of 300 files with it.
      path: `/git/commits/${id}`,
      doing: `reading the commit ${id} of ${url}`,
      maxBytes: MAX_COMMIT_BYTES,
    });
    return (
      answer && {
        message: answer.message,
        author: answer.author?.name,
        authoredAt: answer.author?.date,
      }
    );
  });
}

/** See {@link GitRepository.deleteBranch}. */
export async function deleteBranch(
  { api, url }: GithubHost,
  name: string,
): Promise<void> {
  try {
    await api.call({
      method: 'DELETE',
      path: `/git/refs/heads/${encodePath(name)}`,
      doing: `deleting the branch ${name}`,
    });
  } catch (error) {
    // GitHub's 422 for a branch that is not there.
    if (/reference does not exist/i.test((error as Error).message)) {
      throw new NotFoundError(`The repository ${url} has no branch ${name}`);
    }
    throw error;
  }
}

/** See {@link GitRepository.createBranchWithCommit}. */
export async function createBranchWithCommit(
  { api, url }: GithubHost,
  options: CommitOptions,
): Promise<{ commit: string }> {
  const { branch, base } = options;
  const doing = `creating the branch ${branch}`;
  const parent = await findHead(api, base);
  if (!parent) {
    throw new NotFoundError(
      `The repository ${url} has no branch ${base}, from which ${branch} was to start`,
    );
  }
  const where = `branch ${base} of ${url}`;
  const commit = await makeCommit(api, parent, { ...options, where, doing });
  // The only step that anybody sees: the objects before it belong to no branch, and GitHub drops them one day.
  await api.call({
    method: 'POST',
    path: '/git/refs',
    doing,
    body: { ref: `refs/heads/${branch}`, sha: commit },
  });
  return { commit };
}

/** See {@link GitRepository.commitOnBranch}. */
export async function commitOnBranch(
  { api, url }: GithubHost,
  options: BranchCommitOptions,
): Promise<{ commit: string }> {
  const { branch, expectedHead } = options;
  const doing = `adding a commit to the branch ${branch}`;
  const head = await findHead(api, branch);
  if (head !== expectedHead) {
    throw movedBranchError(branch, url, expectedHead, head);
  }
  const where = `branch ${branch} of ${url}`;
  const commit = await makeCommit(api, head, { ...options, where, doing });
  try {
    await api.call({
      method: 'PATCH',
      path: `/git/refs/heads/${encodePath(branch)}`,
      doing,
      body: { sha: commit, force: false },
    });
  } catch (error) {
    // GitHub's 422 for a branch that has moved, or gone, since.
    const { message } = error as Error;
    if (/not a fast.forward|reference does not exist/i.test(message)) {
      throw new ConflictError(message);
    }
    throw error;
  }
  return { commit };
}

/** A commit that no branch has yet. */
async function makeCommit(
  api: RepositoryApi,
  parent: string,
  options: Omit<CommitOptions, 'base'> & { where: string; doing: string },
): Promise<string> {
  const { changes, message, author, where, doing } = options;
  await guardChanges({
    changes,
    where,
    // By the commit, not the branch: what is checked is what the new commit stands on.
    shaOf: path => shaOf(api, path, parent),
  });
  const { tree: base } = await api.request(commitAnswer, {
    path: `/git/commits/${parent}`,
    doing: `reading the commit ${parent.slice(0, 8)}`,
  });
  const tree = await api.request(objectAnswer, {
    method: 'POST',
    path: '/git/trees',
    doing,
    body: {
      base_tree: base.sha,
      tree: changes.map(({ path, content }) => ({
        path,
        mode: '100644',
        type: 'blob',
        ...(content === undefined ? { sha: null } : { content }),
      })),
    },
  });
  const commit = await api.request(objectAnswer, {
    method: 'POST',
    path: '/git/commits',
    doing,
    body: { message, author, tree: tree.sha, parents: [parent] },
  });
  return commit.sha;
}

async function shaOf(
  api: RepositoryApi,
  path: string,
  commit: string,
): Promise<string | undefined> {
  const answer = await api.find(contentsAnswer, {
    path: `/contents/${encodePath(path)}`,
    query: { ref: commit },
    doing: `reading the file ${path}`,
  });
  return Array.isArray(answer) ? undefined : answer?.sha;
}
