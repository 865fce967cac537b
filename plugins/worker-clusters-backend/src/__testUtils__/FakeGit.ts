import { createHash } from 'node:crypto';
import { dirname } from 'node:path/posix';
import { NotFoundError } from '@backstage/errors';
import {
  claimBranch,
  claimPath,
  createClaim,
  DEFAULT_CLAIM_TYPE,
  renderClaim,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  FileTooLargeError,
  type GitPullRequest,
  type GitRepository,
} from '@worker-clusters/git-pull-requests';

/** A GitOps repository in memory, with the calls that following requests needs. */
export class FakeGit {
  readonly url = 'https://git.example.org/platform/gitops';
  readonly pullRequests: GitPullRequest[] = [];
  /** Content of files by `<branch>:<path>`. */
  readonly files = new Map<string, string>();
  readonly calls: string[] = [];
  /** Files by number of the pull request that it changes beside those of its branch: those that it removes. */
  readonly removed = new Map<number, string[]>();
  /** Every call rejects with it. */
  fault?: Error;
  /** Runs before each call answers. */
  onCall?: (name: string) => void;

  /** Opens a pull request for a cluster. */
  ask(
    name: string,
    options: { environment?: string; content?: string; head?: string } = {},
  ): GitPullRequest {
    const { environment = 'dev' } = options;
    const number = this.pullRequests.length + 1;
    const head = options.head ?? claimBranch({ environment, name });
    const path = claimPath({
      claimsFolder: 'crossplane/claims',
      environment,
      name,
    });
    this.files.set(`${head}:${path}`, options.content ?? claimText(name));
    this.removed.set(number, [path]);
    const pullRequest: GitPullRequest = {
      number,
      url: `${this.url}/pulls/${number}`,
      title: `Add worker cluster ${name}`,
      body: '',
      state: 'open',
      head,
      base: 'main',
      createdAt: new Date(Date.now() - 60_000).toISOString(),
    };
    this.pullRequests.push(pullRequest);
    return pullRequest;
  }

  finish(
    pullRequest: GitPullRequest,
    state: 'merged' | 'closed',
    finishedAt = new Date().toISOString(),
  ) {
    Object.assign(pullRequest, { state, finishedAt });
    if (state === 'closed') return;
    for (const [key, content] of [...this.files]) {
      const [branch, path] = key.split(':');
      if (branch === pullRequest.head) this.files.set(`main:${path}`, content);
    }
  }

  /** Beside those of the files: by id. */
  readonly commits = new Map<string, { message: string; author?: string }>();

  /** Resolves when the backend has read the pull requests and makes no more calls. */
  async settle() {
    let calls = -1;
    while (
      calls !== this.calls.length ||
      !this.calls.includes('listPullRequests')
    ) {
      calls = this.calls.length;
      await new Promise(resolve => setTimeout(resolve, 300));
    }
  }

  /** Changes with the content of the branch. */
  #commitOf(branch: string): string {
    const files = this.#pathsOf(branch).map(path => [
      path,
      this.files.get(`${branch}:${path}`),
    ]);
    return createHash('sha1').update(JSON.stringify(files)).digest('hex');
  }

  #pathsOf(branch: string): string[] {
    return [...this.files.keys()].flatMap(key =>
      key.startsWith(`${branch}:`) ? key.slice(branch.length + 1) : [],
    );
  }

  open(): GitRepository {
    const call = async <T>(name: string, effect: () => T): Promise<T> => {
      this.calls.push(name);
      await new Promise(resolve => setImmediate(resolve));
      if (this.fault) throw this.fault;
      this.onCall?.(name);
      return effect();
    };
    return {
      url: this.url,
      defaultBranch: () => call('defaultBranch', () => 'main'),
      getFile: (path, branch, { maxBytes = Infinity } = {}) =>
        call(`getFile ${branch}`, () => {
          const content = isOfFork(branch)
            ? undefined
            : this.files.get(`${branch}:${path}`);
          if (content && content.length > maxBytes) {
            throw new FileTooLargeError(path, maxBytes, this.url);
          }
          return content === undefined
            ? undefined
            : { path, content, sha: '1' };
        }),
      listFiles: (folder, branch) =>
        call(`listFiles ${branch}`, () =>
          [...this.files.keys()].flatMap(key => {
            const path = key.slice(branch.length + 1);
            return key === `${branch}:${path}` && dirname(path) === folder
              ? path
              : [];
          }),
        ),
      getBranch: name =>
        call(`getBranch ${name}`, () =>
          isOfFork(name) ? undefined : { name, commit: this.#commitOf(name) },
        ),
      getCommit: id =>
        call(`getCommit ${id}`, () => {
          const commit = this.commits.get(id);
          return commit && { id, url: `${this.url}/commit/${id}`, ...commit };
        }),
      listPullRequests: ({ state, headPrefix = '' }) =>
        call('listPullRequests', () =>
          this.pullRequests
            .filter(
              p =>
                (state === 'all' || p.state === state) &&
                p.head.startsWith(headPrefix),
            )
            .map(p => ({ headCommit: this.#commitOf(p.head), ...p })),
        ),
      getPullRequestStatus: number =>
        call(`getPullRequestStatus ${number}`, () => ({
          headCommit: '',
          checks: 'passed',
          reviews: { approvedBy: [], changesRequestedBy: [], pending: ['bob'] },
          mergeability: 'mergeable',
        })),
      listChangedPaths: number =>
        call(`listChangedPaths ${number}`, () => {
          const found = this.pullRequests.find(p => p.number === number)!;
          const paths = [
            ...this.#pathsOf(found.head),
            ...(this.removed.get(number) ?? []),
          ];
          return { paths: [...new Set(paths)], complete: true };
        }),
      getPullRequest: number =>
        call(`getPullRequest ${number}`, () => {
          const found = this.pullRequests.find(p => p.number === number);
          if (!found) throw new NotFoundError(`No pull request ${number}`);
          return found;
        }),
      fileUrl: (path: string, branch: string) =>
        `${this.url}/src/branch/${branch}/${path}`,
    } as Partial<GitRepository> as GitRepository;
  }
}

/** A pull request's branch in a fork is `<owner>:<branch>`: no file of it is in the repository. */
function isOfFork(branch: string): boolean {
  return branch.includes(':');
}

/** The claim file that the scaffolder's action writes. */
export function claimText(name: string, environment = 'dev'): string {
  return renderClaim(
    createClaim(
      {
        name,
        environment,
        requestedBy: 'user:default/ada',
        spec: {
          region: 'eu-west-1',
          owner: 'group:default/payments',
          kubernetesVersion: '1.34',
          nodes: { size: 'small', min: 1, max: 3 },
          crossplane: {
            compositionRevisionSelector: {
              matchLabels: {
                [`platform.example.org/channel-${environment}`]: 'true',
              },
            },
          },
        },
      },
      DEFAULT_CLAIM_TYPE,
    ),
  );
}
