import { ConflictError } from '@backstage/errors';
import type { BranchCommitOptions, CommitOptions } from '../GitRepository';
import { movedBranchError } from '../guardChanges';
import { encodePath } from '../http/answerParts';
import { MAX_COMMIT_BYTES, readBoundedCommit } from '../readBoundedCommit';
import { branchAnswer, commitTextAnswer, filesAnswer } from './giteaAnswers';
import type { GiteaHost } from './giteaRepository';

/** See {@link GitRepository.getBranch}. */
export async function getBranch({ api }: GiteaHost, name: string) {
  const answer = await api.find(branchAnswer, {
    path: `/branches/${encodePath(name)}`,
    doing: `reading the branch ${name}`,
  });
  return answer && { name: answer.name, commit: answer.commit.id };
}

/** See {@link GitRepository.getCommit}. */
export async function getCommit({ api, url }: GiteaHost, id: string) {
  return readBoundedCommit(id, `${url}/commit/`, async () => {
    const answer = await api.find(commitTextAnswer, {
      path: `/git/commits/${id}`,
      query: { stat: 'false', verification: 'false', files: 'false' },
      doing: `reading the commit ${id} of ${url}`,
      maxBytes: MAX_COMMIT_BYTES,
    });
    return (
      answer && {
        message: answer.commit.message,
        author: answer.commit.author?.name,
        authoredAt: answer.commit.author?.date,
      }
    );
  });
}

/** See {@link GitRepository.deleteBranch}. */
export async function deleteBranch(
  { api }: GiteaHost,
  name: string,
): Promise<void> {
  await api.call({
    method: 'DELETE',
    path: `/branches/${encodePath(name)}`,
    doing: `deleting the branch ${name}`,
  });
}

/** See {@link GitRepository.createBranchWithCommit}. */
export async function createBranchWithCommit(
  host: GiteaHost,
  options: CommitOptions,
): Promise<{ commit: string }> {
  const { branch, base } = options;
  return commit(host, options, `creating the branch ${branch}`, {
    branch: base,
    new_branch: branch,
  });
}

/** See {@link GitRepository.commitOnBranch}. */
export async function commitOnBranch(
  host: GiteaHost,
  options: BranchCommitOptions,
): Promise<{ commit: string }> {
  const { branch, expectedHead } = options;
  const head = await getBranch(host, branch);
  if (head?.commit !== expectedHead) {
    throw movedBranchError(branch, host.url, expectedHead, head?.commit);
  }
  return commit(host, options, `adding a commit to the branch ${branch}`, {
    branch,
  });
}

async function commit(
  { api, url }: GiteaHost,
  options: Omit<CommitOptions, 'base'>,
  doing: string,
  target: { branch: string; new_branch?: string },
): Promise<{ commit: string }> {
  const { message, author, changes } = options;
  const unseen = changes.find(c => c.content === undefined && !c.sha);
  if (unseen) {
    // Gitea would delete whatever stands there.
    throw new ConflictError(
      `The file ${unseen.path} cannot be deleted on ${url} without the id of the content that was seen. Nothing was written.`,
    );
  }
  const call = {
    method: 'POST' as const,
    path: '/contents',
    doing,
    body: {
      ...target,
      message,
      author,
      files: changes.map(({ path, content, sha }) => ({
        operation: operationOf(content, sha),
        path,
        sha,
        content:
          content === undefined
            ? undefined
            : Buffer.from(content, 'utf8').toString('base64'),
      })),
    },
  };
  const answer = await api.request(filesAnswer, call).catch(error => {
    throw refined(error);
  });
  return { commit: answer.commit.sha };
}

function operationOf(content: string | undefined, sha: string | undefined) {
  if (content === undefined) return 'delete';
  return sha === undefined ? 'create' : 'update';
}

/** Gitea's 422 and 404 for a file that is not what the change was made for. */
function refined(error: Error): Error {
  return /sha does not match|SHA or commit ID must be provided|(file|object) does not exist/i.test(
    error.message,
  )
    ? new ConflictError(error.message)
    : error;
}
