import { dirname } from 'node:path/posix';
import { NotFoundError } from '@backstage/errors';
import {
  claimBranch,
  claimPath,
  createClaim,
  DEFAULT_CLAIM_TYPE,
  renderClaim,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type {
  GitPullRequest,
  GitRepository,
} from '@worker-clusters/git-pull-requests';

/** A GitOps repository in memory, with the calls that following requests needs. */
export class FakeGit {
  readonly url = 'https://git.example.org/platform/gitops';
  readonly pullRequests: GitPullRequest[] = [];
  /** Content of files by `<branch>:<path>`. */
  readonly files = new Map<string, string>();
  readonly calls: string[] = [];
  /** Every call rejects with it. */
  fault?: Error;

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

  open(): GitRepository {
    const call = async <T>(name: string, effect: () => T): Promise<T> => {
      this.calls.push(name);
      await new Promise(resolve => setImmediate(resolve));
      if (this.fault) throw this.fault;
      return effect();
    };
    return {
      url: this.url,
      defaultBranch: () => call('defaultBranch', () => 'main'),
      getFile: (path, branch) =>
        call(`getFile ${branch}`, () => {
          const content = this.files.get(`${branch}:${path}`);
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
        call(`getBranch ${name}`, () => ({ name, commit: 'c1' })),
      listPullRequests: ({ state, headPrefix = '' }) =>
        call('listPullRequests', () =>
          this.pullRequests.filter(
            p =>
              (state === 'all' || p.state === state) &&
              p.head.startsWith(headPrefix),
          ),
        ),
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
        },
      },
      DEFAULT_CLAIM_TYPE,
    ),
  );
}
