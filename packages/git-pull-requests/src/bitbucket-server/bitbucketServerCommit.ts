import {
  ConflictError,
  CustomErrorBase,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import git, { HttpClient } from 'isomorphic-git';
import type { BranchCommitOptions, CommitOptions } from '../GitRepository';
import { guardChanges, movedBranchError } from '../guardChanges';
import { encodePath } from '../http/answerParts';
import { errorForUnexpectedAnswer, hostDetail } from '../http/gitHostErrors';
import { MAX_COMMIT_BYTES, readBoundedCommit } from '../readBoundedCommit';
import { branchesAnswer, commitTextAnswer } from './bitbucketServerAnswers';
import { readRepository } from './bitbucketServerFiles';
import { eachPage } from './bitbucketServerPages';
import type { BitbucketServerHost } from './bitbucketServerRepository';
import { GitTransport, gitTransport } from './gitTransport';
import { blobAt, GitObjects, writeTree } from './gitTree';
import { MemoryFs } from './MemoryFs';

/** In a push: there is no such branch. */
const NOTHING = '0'.repeat(40);

/** The repository as Git itself sees it. */
interface GitRemote {
  /** Where Git clones from, without credentials. */
  gitUrl: string;
  /** Page of the repository, for messages. */
  url: string;
  transport: GitTransport;
}

/** Head of a branch, or undefined if there is no such branch. */
async function findHead(
  { api }: BitbucketServerHost,
  branch: string,
): Promise<string | undefined> {
  encodePath(branch);
  const pages = eachPage(start =>
    api.request(branchesAnswer, {
      path: '/branches',
      // Selects what the name is a part of; the branch itself comes first.
      query: { filterText: branch, boostMatches: 'true', limit: 100, start },
      doing: `reading the branch ${branch}`,
    }),
  );
  for await (const branches of pages) {
    const found = branches.find(({ id }) => id === `refs/heads/${branch}`);
    if (found) return found.latestCommit;
  }
  return undefined;
}

/** See {@link GitRepository.getBranch}. */
export async function getBranch(host: BitbucketServerHost, name: string) {
  const commit = await findHead(host, name);
  return commit === undefined ? undefined : { name, commit };
}

/** See {@link GitRepository.getCommit}. */
export async function getCommit({ api, url }: BitbucketServerHost, id: string) {
  return readBoundedCommit(id, `${url}/commits/`, async () => {
    const answer = await api.find(commitTextAnswer, {
      path: `/commits/${id}`,
      doing: `reading the commit ${id} of ${url}`,
      maxBytes: MAX_COMMIT_BYTES,
    });
    return (
      answer && {
        message: answer.message,
        author: answer.author?.name,
        authoredAt: answer.authorTimestamp,
      }
    );
  });
}

/** See {@link GitRepository.deleteBranch}. */
export async function deleteBranch(
  host: BitbucketServerHost,
  name: string,
): Promise<void> {
  const { client, project, name: repository, url } = host;
  encodePath(name);
  // Deleting a branch that does not exist succeeds.
  if (!(await findHead(host, name))) {
    throw new NotFoundError(
      `The repository ${url} has no branch ${name} that could be deleted`,
    );
  }
  await client.request({
    method: 'DELETE',
    path: `/branch-utils/1.0/projects/${encodeURIComponent(
      project,
    )}/repos/${repository}/branches`,
    doing: `deleting the branch ${name}`,
    body: { name: `refs/heads/${name}`, dryRun: false },
  });
}

/**
 * See {@link GitRepository.createBranchWithCommit}. Bitbucket Server's REST API changes one file per commit and
 * deletes none, therefore Git itself is spoken: the newest commit of the base comes into memory, a commit is put
 * on top, and is pushed to a branch that must not be there.
 */
export async function createBranchWithCommit(
  host: BitbucketServerHost,
  options: CommitOptions,
): Promise<{ commit: string }> {
  const remote = await gitRemote(host);
  const { branch, base } = options;
  return withErrors(remote, `creating the branch ${branch}`, async http => {
    const { objects, head } = await fetchHead(remote, http, base);
    if (!head) {
      throw new NotFoundError(
        `The repository ${remote.url} has no branch ${base}, from which ${branch} was to start`,
      );
    }
    const where = `branch ${base} of ${remote.url}`;
    const commit = await makeCommit(objects, head, { ...options, where });
    await push(remote, http, objects, { branch, commit, from: NOTHING });
    return { commit };
  });
}

/** See {@link GitRepository.commitOnBranch}. */
export async function commitOnBranch(
  host: BitbucketServerHost,
  options: BranchCommitOptions,
): Promise<{ commit: string }> {
  const remote = await gitRemote(host);
  const { branch, expectedHead } = options;
  const doing = `adding a commit to the branch ${branch}`;
  return withErrors(remote, doing, async http => {
    const { objects, head } = await fetchHead(remote, http, branch);
    if (head !== expectedHead) {
      throw movedBranchError(branch, remote.url, expectedHead, head);
    }
    const where = `branch ${branch} of ${remote.url}`;
    const commit = await makeCommit(objects, head, { ...options, where });
    await push(remote, http, objects, { branch, commit, from: head });
    return { commit };
  });
}

/**
 * Where Git clones from. The server's own link counts, but only on the very same origin: the credentials go there.
 */
async function gitRemote(host: BitbucketServerHost): Promise<GitRemote> {
  const { baseUrl, project, name, url, transport } = host;
  const { links } = await readRepository(host);
  const own = links?.clone
    ?.filter(link => /^https?$/.test(link.name) && URL.canParse(link.href))
    .map(link => new URL(link.href))
    .find(link => link.origin === new URL(baseUrl).origin);
  // It may have the name of the account in it.
  if (own) Object.assign(own, { username: '', password: '', search: '' });
  return {
    url,
    gitUrl:
      own?.href ?? `${baseUrl}/scm/${encodeURIComponent(project)}/${name}.git`,
    transport,
  };
}

/** The newest commit of a branch, with its files and nothing before it; no head if there is no such branch. */
async function fetchHead(
  { gitUrl, url }: GitRemote,
  http: HttpClient,
  branch: string,
): Promise<{ objects: GitObjects; head: string | undefined }> {
  const objects = { fs: new MemoryFs(), gitdir: '/repository.git', cache: {} };
  await git.init({ fs: objects.fs, gitdir: objects.gitdir, bare: true });
  await git.addRemote({ ...objects, remote: 'origin', url: gitUrl });
  try {
    const { fetchHead: head } = await git.fetch({
      ...objects,
      http,
      remote: 'origin',
      ref: `refs/heads/${branch}`,
      singleBranch: true,
      depth: 1,
      tags: false,
    });
    return { objects, head: head ?? undefined };
  } catch (error) {
    const { code, data } = error as { code?: string; data?: { what?: string } };
    if (code !== 'NotFoundError') throw error;
    // isomorphic-git wants to know which branch is the default one.
    if (data?.what === 'HEAD') {
      throw new NotFoundError(
        `The default branch of ${url} does not exist: choose another one in the repository's settings.`,
      );
    }
    return { objects, head: undefined };
  }
}

async function makeCommit(
  objects: GitObjects,
  parent: string,
  options: Omit<CommitOptions, 'base'> & { where: string },
): Promise<string> {
  const { changes, message, where } = options;
  for (const { path } of changes) encodePath(path);
  await guardChanges({
    changes,
    where,
    shaOf: path => blobAt(objects, parent, path),
  });
  const { commit } = await git.readCommit({ ...objects, oid: parent });
  const tree = await writeTree(
    objects,
    commit.tree,
    new Map(changes.map(({ path, content }) => [path, content])),
  );
  const author = {
    ...(options.author ?? { name: 'Portal', email: 'portal@localhost' }),
    timestamp: Math.floor(Date.now() / 1000),
    timezoneOffset: 0,
  };
  return git.writeCommit({
    ...objects,
    commit: {
      message: message.endsWith('\n') ? message : `${message}\n`,
      tree: tree!,
      parent: [parent],
      author,
      committer: author,
    },
  });
}

/** Never by force. Git itself compares `from` with what the host has when it takes the push. */
async function push(
  { gitUrl, url, transport }: GitRemote,
  http: HttpClient,
  objects: GitObjects,
  { branch, commit, from }: { branch: string; commit: string; from: string },
): Promise<void> {
  const ref = `refs/heads/${branch}`;
  await git.writeRef({ ...objects, ref, value: commit, force: true });
  const said: string[] = [];
  try {
    await git.push({
      ...objects,
      http,
      url: gitUrl,
      ref,
      remoteRef: ref,
      force: false,
      onMessage: text => {
        said.push(text);
      },
      // A branch that is there would be moved forward if the new commit happened to follow from its head.
      onPrePush: ({ remoteRef }) => {
        if (remoteRef.oid === from) return true;
        throw from === NOTHING
          ? new ConflictError(
              `The branch ${branch} of ${url} exists already. Nothing was written: choose another name.`,
            )
          : movedBranchError(branch, url, from, remoteRef.oid);
      },
    });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code !== 'GitPushError' && code !== 'PushRejectedError') throw error;
    const { secrets } = await transport.credentials();
    const says = ` It says: ${hostDetail(
      [message, ...said].join(' '),
      secrets,
    )}`;
    if (/hook declined|permission|not allowed|prohibited/i.test(message)) {
      throw new NotAllowedError(
        `The Git host does not allow a push to the branch ${branch} of ${url}: the account lacks a right, or one of the repository's rules stands against it.${says}`,
      );
    }
    throw new ConflictError(
      `The branch ${branch} of ${url} exists already or has changed meanwhile.${says}`,
    );
  }
}

/** Whatever isomorphic-git finds wrong in an answer may repeat parts of it: it is replaced. */
async function withErrors<T>(
  { transport }: GitRemote,
  doing: string,
  task: (http: HttpClient) => Promise<T>,
): Promise<T> {
  const context = { ...transport.context, doing };
  try {
    return await task(gitTransport({ ...transport, context }));
  } catch (error) {
    if (error instanceof CustomErrorBase) throw error;
    const { signal } = transport;
    if (signal?.aborted) throw signal.reason;
    const { code, name } = error as { code?: string; name: string };
    throw errorForUnexpectedAnswer(
      `sent something that is not Git's protocol (${code ?? name})`,
      context,
    );
  }
}
