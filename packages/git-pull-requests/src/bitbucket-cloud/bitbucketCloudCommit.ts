import { ConflictError, NotFoundError } from '@backstage/errors';
import type { BranchCommitOptions, CommitOptions } from '../GitRepository';
import { guardChanges, movedBranchError } from '../guardChanges';
import { encodePath } from '../http/answerParts';
import { MAX_COMMIT_BYTES, readBoundedCommit } from '../readBoundedCommit';
import { commitTextAnswer } from './bitbucketCloudAnswers';
import { fileAt, findBranch } from './bitbucketCloudFiles';
import type { BitbucketCloudHost } from './bitbucketCloudRepository';

/** See {@link GitRepository.getBranch}. */
export async function getBranch(host: BitbucketCloudHost, name: string) {
  const found = await findBranch(host, name);
  return found && { name: found.name, commit: found.target.hash };
}

/** See {@link GitRepository.getCommit}. */
export async function getCommit({ api, url }: BitbucketCloudHost, id: string) {
  return readBoundedCommit(id, `${url}/commits/`, async () => {
    const answer = await api.find(commitTextAnswer, {
      path: `/commit/${id}`,
      doing: `reading the commit ${id} of ${url}`,
      maxBytes: MAX_COMMIT_BYTES,
    });
    return (
      answer && {
        message: answer.message,
        author: nameOf(answer.author?.raw),
        authoredAt: answer.date,
      }
    );
  });
}

/** The name of `Name <address>`, without the address. */
function nameOf(raw: string | null | undefined): string | undefined {
  return raw?.split('<')[0].trim() || undefined;
}

/** See {@link GitRepository.deleteBranch}. */
export async function deleteBranch(
  { api }: BitbucketCloudHost,
  name: string,
): Promise<void> {
  await api.call({
    method: 'DELETE',
    path: `/refs/branches/${encodePath(name)}`,
    doing: `deleting the branch ${name}`,
  });
}

/** See {@link GitRepository.createBranchWithCommit}. */
export async function createBranchWithCommit(
  host: BitbucketCloudHost,
  options: CommitOptions,
): Promise<{ commit: string }> {
  const { branch, base } = options;
  const parent = (await findBranch(host, base))?.target.hash;
  if (!parent) {
    throw new NotFoundError(
      `The repository ${host.url} has no branch ${base}, from which ${branch} was to start`,
    );
  }
  // Bitbucket would add the commit to a branch that is there, if it has the same head as the base.
  if (await findBranch(host, branch)) {
    throw new ConflictError(
      `The branch ${branch} of ${host.url} exists already. Nothing was written: choose another name.`,
    );
  }
  return commit(host, parent, {
    ...options,
    where: `branch ${base} of ${host.url}`,
    doing: `creating the branch ${branch}`,
  });
}

/** See {@link GitRepository.commitOnBranch}. */
export async function commitOnBranch(
  host: BitbucketCloudHost,
  options: BranchCommitOptions,
): Promise<{ commit: string }> {
  const { branch, expectedHead } = options;
  const head = (await findBranch(host, branch))?.target.hash;
  if (head !== expectedHead) {
    throw movedBranchError(branch, host.url, expectedHead, head);
  }
  return commit(host, head, {
    ...options,
    where: `branch ${branch} of ${host.url}`,
    doing: `adding a commit to the branch ${branch}`,
  });
}

/**
 * Bitbucket compares `parents` with the head of a branch that exists and answers 409 if they differ: so neither
 * a branch that somebody made since is moved, nor a commit that somebody added since is passed over.
 */
async function commit(
  host: BitbucketCloudHost,
  parent: string,
  options: Omit<CommitOptions, 'base'> & { where: string; doing: string },
): Promise<{ commit: string }> {
  const { changes, branch, where, doing } = options;
  await guardChanges({
    changes,
    where,
    shaOf: async path => (await fileAt(host, path, parent))?.sha,
  });
  await host.api.call({
    method: 'POST',
    path: '/src',
    doing,
    body: commitForm(parent, options),
  });
  // The answer is empty, the new commit's id stands in a header only.
  const made = await findBranch(host, branch);
  if (!made) {
    throw new NotFoundError(
      `The branch ${branch} of ${host.url} has gone right after ${doing}: somebody has deleted it.`,
    );
  }
  return { commit: made.target.hash };
}

/**
 * The changes as a form with one field per file. URL-encoded rather than multipart: a multipart text must have
 * its line ends as CRLF, and they would stay so in the commit's message.
 */
function commitForm(
  parent: string,
  { branch, message, author, changes }: Omit<CommitOptions, 'base'>,
): URLSearchParams {
  const form = new URLSearchParams({ branch, message, parents: parent });
  if (author) {
    // What would end the name or the address early.
    const plain = (text: string) => text.replace(/[<>\r\n]/g, '').trim();
    form.set('author', `${plain(author.name)} <${plain(author.email)}>`);
  }
  for (const { path, content } of changes) {
    encodePath(path);
    // With a slash at the start: a file with the name of one of the fields above is told from it.
    const field = `/${path.replace(/^\/+/, '')}`;
    // A file that is named but has no content is deleted.
    if (content === undefined) form.append('files', field);
    else form.append(field, content);
  }
  return form;
}
