import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import type { BranchCommitOptions, CommitOptions } from '../GitRepository';
import { guardChanges, movedBranchError } from '../guardChanges';
import { encodeSegment } from '../http/answerParts';
import { MAX_COMMIT_BYTES, readBoundedCommit } from '../readBoundedCommit';
import { branchAnswer, commitAnswer, commitTextAnswer } from './gitlabAnswers';
import { findFile } from './gitlabFiles';
import type { GitlabHost } from './gitlabRepository';

/** See {@link GitRepository.getBranch}. */
export async function getBranch({ api }: GitlabHost, name: string) {
  const answer = await api.find(branchAnswer, {
    path: `/repository/branches/${encodeSegment(name)}`,
    doing: `reading the branch ${name}`,
  });
  return answer && { name: answer.name, commit: answer.commit.id };
}

/** See {@link GitRepository.getCommit}. */
export async function getCommit({ api, url }: GitlabHost, id: string) {
  return readBoundedCommit(id, `${url}/-/commit/`, async () => {
    const answer = await api.find(commitTextAnswer, {
      path: `/repository/commits/${id}`,
      query: { stats: 'false' },
      doing: `reading the commit ${id} of ${url}`,
      maxBytes: MAX_COMMIT_BYTES,
    });
    return (
      answer && {
        message: answer.message,
        author: answer.author_name,
        authoredAt: answer.authored_date,
      }
    );
  });
}

/** See {@link GitRepository.deleteBranch}. */
export async function deleteBranch(
  { api }: GitlabHost,
  name: string,
): Promise<void> {
  await api.call({
    method: 'DELETE',
    path: `/repository/branches/${encodeSegment(name)}`,
    doing: `deleting the branch ${name}`,
  });
}

/** See {@link GitRepository.createBranchWithCommit}. */
export async function createBranchWithCommit(
  host: GitlabHost,
  options: CommitOptions,
): Promise<{ commit: string }> {
  const { branch, base } = options;
  const head = await getBranch(host, base);
  if (!head) {
    throw new NotFoundError(
      `The repository ${host.url} has no branch ${base}, from which ${branch} was to start`,
    );
  }
  return commit(host, head.commit, {
    ...options,
    where: `branch ${base} of ${host.url}`,
    doing: `creating the branch ${branch}`,
    // Not `start_branch`, which may have moved since the check.
    target: { start_sha: head.commit },
  });
}

/**
 * See {@link GitRepository.commitOnBranch}. GitLab takes no expected head. What is certain is that no file that
 * the commit changes was changed by anybody else: `last_commit_id` is compared in the moment of writing.
 * A commit of somebody else on other files, between the look at the head and the write, stays below this one.
 */
export async function commitOnBranch(
  host: GitlabHost,
  options: BranchCommitOptions,
): Promise<{ commit: string }> {
  const { branch, expectedHead } = options;
  const head = await getBranch(host, branch);
  if (head?.commit !== expectedHead) {
    throw movedBranchError(branch, host.url, expectedHead, head?.commit);
  }
  return commit(host, expectedHead, {
    ...options,
    where: `branch ${branch} of ${host.url}`,
    doing: `adding a commit to the branch ${branch}`,
    target: {},
  });
}

/** One call, which writes all or nothing, after a look at every file that it changes. */
async function commit(
  host: GitlabHost,
  parent: string,
  options: Omit<CommitOptions, 'base'> & {
    where: string;
    doing: string;
    target: { start_sha?: string };
  },
): Promise<{ commit: string }> {
  const { branch, message, author, changes, where, doing, target } = options;
  const lastCommits = new Map<string, string | null | undefined>();
  await guardChanges({
    changes,
    where,
    shaOf: async path => {
      const file = await findFile(host, path, parent);
      lastCommits.set(path, file?.last_commit_id);
      return file?.blob_id;
    },
  });
  try {
    const answer = await host.api.request(commitAnswer, {
      method: 'POST',
      path: '/repository/commits',
      doing,
      body: {
        branch,
        ...target,
        commit_message: message,
        author_name: author?.name,
        author_email: author?.email,
        actions: changes.map(({ path, content, sha }) => ({
          action: actionOf(content, sha),
          file_path: path,
          content,
          ...(sha
            ? { last_commit_id: lastCommits.get(path) ?? undefined }
            : {}),
        })),
      },
    });
    return { commit: answer.id };
  } catch (error) {
    throw refined(error as Error);
  }
}

/** GitLab says most of what is wrong with a commit by 400 and words. */
function refined(error: Error): Error {
  if (error.name !== 'InputError') return error;
  if (
    /already exists|doesn't exist|does not exist|has changed since|could not update|reference update/i.test(
      error.message,
    )
  ) {
    return new ConflictError(error.message);
  }
  return /not allowed to/i.test(error.message)
    ? new NotAllowedError(error.message)
    : error;
}

function actionOf(content: string | undefined, sha: string | undefined) {
  if (content === undefined) return 'delete';
  return sha === undefined ? 'create' : 'update';
}
