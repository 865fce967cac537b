import type { Host } from '../../core/Host';
import { isProtected } from '../../core/branches';
import { ChangedFile, EMPTY_TREE, listChangedFiles } from '../../git/diff';
import type { Commit, Person } from '../../git/history';
import { readCommit } from '../../git/history';
import { encodePath } from '../../http/paths';
import type { RepositoryRecord } from '../../state/model';
import { presentUser } from './user';

const NOT_SIGNED = {
  verified: false,
  reason: 'gpg.error.not_signed_commit',
  signature: '',
  signer: null,
  payload: '',
};

function apiOf(host: Host, repository: RepositoryRecord): string {
  return `${host.url}/api/v1/repos/${repository.owner}/${repository.name}`;
}

export function pageOf(host: Host, repository: RepositoryRecord): string {
  return `${host.url}/${repository.owner}/${repository.name}`;
}

/** Gitea's `Commit`, without statistics and files. */
export function presentCommit(
  host: Host,
  repository: RepositoryRecord,
  commit: Commit,
) {
  const api = apiOf(host, repository);
  const page = pageOf(host, repository);
  return {
    url: `${api}/git/commits/${commit.sha}`,
    sha: commit.sha,
    created: commit.committer.date,
    html_url: `${page}/commit/${commit.sha}`,
    commit: {
      url: `${api}/git/commits/${commit.sha}`,
      author: commit.author,
      committer: commit.committer,
      message: `${commit.message}\n`,
      tree: {
        url: `${api}/git/trees/${commit.tree}`,
        sha: commit.tree,
        created: commit.committer.date,
      },
      verification: NOT_SIGNED,
    },
    author: knownUser(host, commit.author),
    committer: knownUser(host, commit.committer),
    parents: commit.parents.map(sha => ({
      url: `${api}/git/commits/${sha}`,
      sha,
      created: '0001-01-01T00:00:00Z',
    })),
  };
}

/** Gitea's `Commit` with what it changed. */
export async function presentFullCommit(
  host: Host,
  repository: RepositoryRecord,
  sha: string,
) {
  const git = host.git(repository);
  const commit = await readCommit(git, sha);
  const files = await listChangedFiles(
    git,
    commit.parents[0] ?? EMPTY_TREE,
    sha,
  );
  return {
    ...presentCommit(host, repository, commit),
    files: files.map(file => ({ filename: file.path, status: file.status })),
    stats: sumOf(files),
  };
}

function sumOf(files: ChangedFile[]) {
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return { total: additions + deletions, additions, deletions };
}

/** Gitea's `FileCommitResponse`: the commit that a change of files made. */
export function presentFileCommit(
  host: Host,
  repository: RepositoryRecord,
  commit: Commit,
) {
  const { url, sha, created, html_url, parents } = presentCommit(
    host,
    repository,
    commit,
  );
  return {
    url,
    sha,
    created,
    html_url,
    author: commit.author,
    committer: commit.committer,
    parents,
    message: `${commit.message}\n`,
    tree: {
      url: `${apiOf(host, repository)}/git/trees/${commit.tree}`,
      sha: commit.tree,
      created: commit.committer.date,
    },
  };
}

export function presentVerification() {
  return NOT_SIGNED;
}

/** Gitea's `PayloadCommit`: in branches and in what webhooks send. */
export function presentPayloadCommit(
  host: Host,
  repository: RepositoryRecord,
  commit: Commit,
  files: ChangedFile[] = [],
) {
  const person = ({ name, email }: Person) => ({
    name,
    email,
    username: userByEmail(host, email)?.login ?? '',
  });
  const paths = (status: ChangedFile['status']) =>
    files.filter(file => file.status === status).map(file => file.path);
  return {
    id: commit.sha,
    message: `${commit.message}\n`,
    url: `${pageOf(host, repository)}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    verification: null,
    timestamp: commit.committer.date,
    added: [...paths('added'), ...paths('renamed')],
    removed: [
      ...paths('deleted'),
      ...files.flatMap(file => file.previousPath ?? []),
    ],
    modified: paths('modified'),
  };
}

/** Gitea's `Branch`. */
export async function presentBranch(
  host: Host,
  repository: RepositoryRecord,
  name: string,
  sha: string,
) {
  const commit = await readCommit(host.git(repository), sha);
  const isGuarded = isProtected(repository, name);
  return {
    name,
    commit: presentPayloadCommit(host, repository, commit),
    protected: isGuarded,
    required_approvals: 0,
    enable_status_check: false,
    status_check_contexts: [],
    user_can_push: !isGuarded,
    user_can_merge: true,
    effective_branch_protection_name: isGuarded ? name : '',
  };
}

/** Page of a file or folder on a branch or at a commit. */
export function sourceUrl(
  host: Host,
  repository: RepositoryRecord,
  kind: 'branch' | 'commit',
  ref: string,
  path: string,
): string {
  return `${pageOf(host, repository)}/src/${kind}/${encodePath(
    ref,
  )}/${encodePath(path)}`;
}

function userByEmail(host: Host, email: string) {
  return host.users
    .list('user')
    .find(user => user.email !== '' && user.email === email);
}

function knownUser(host: Host, { email }: Person) {
  const user = userByEmail(host, email);
  return user ? presentUser(host, user) : null;
}
