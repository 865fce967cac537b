import type { RepositoryLocation } from '../RepositoryLocation';
import { GitMemoryRepository } from './GitMemoryRepository';
import {
  AUTHORED_AT,
  type MemoryPullRequest,
  type MemoryRefusal,
} from './MemoryRepository';
import {
  ConfigData,
  PERSON_LOGIN,
  PERSON_TOKEN,
  PORTAL_LOGIN,
  PORTAL_TOKEN,
  RunningHost,
  SimulatedAnswer,
  SimulatedHost,
  SimulatedRequest,
} from './SimulatedHost';

type Handler = (
  request: SimulatedRequest,
  groups: string[],
  login: string,
) => SimulatedAnswer;

const STATE = { open: 'OPEN', merged: 'MERGED', closed: 'DECLINED' };

const refused = (status: number, message: string): SimulatedAnswer => ({
  status,
  body: {
    errors: [{ context: null, message, exceptionName: 'com.atlassian.Fault' }],
  },
});
const OUT_OF_DATE = refused(
  409,
  'You are attempting to modify a pull request based on out-of-date information.',
);
const branchOf = (ref: string) => ref.replace(/^refs\/heads\//, '');

/**
 * Bitbucket Data Center behind a context path: its REST API, as far as pull requests need it, in the real host's
 * shapes and words (https://developer.atlassian.com/server/bitbucket/rest), and Git's smart HTTP protocol over a
 * real repository.
 */
export class SimulatedBitbucketServer extends SimulatedHost {
  readonly git: GitMemoryRepository;
  readonly project = 'PLAT';
  /** Where the server says that Git clones from; its own address by default. */
  cloneUrl: string | undefined;
  /** Before 8.18 there are none. */
  hasDrafts = true;
  /** Before 7.5 it is at another path. */
  hasDefaultBranchPath = true;
  maxPage = 50;
  readonly #versions = new Map<number, number>();

  constructor(git = new GitMemoryRepository()) {
    super(git);
    this.git = git;
  }

  async start(): Promise<RunningHost> {
    const running = await super.start();
    return {
      ...running,
      close: async () => {
        await running.close();
        this.git.remove();
      },
    };
  }

  protected integrations(host: string): ConfigData {
    return {
      bitbucketServer: [
        {
          host,
          apiBaseUrl: `http://${host}/context/rest/api/1.0`,
          username: PORTAL_LOGIN,
          password: PORTAL_TOKEN,
        },
      ],
    };
  }

  protected location(host: string): RepositoryLocation {
    return { host, project: this.project, repo: this.memory.name };
  }

  protected loginOf({ headers }: SimulatedRequest): string | undefined {
    const basic = Buffer.from(`${PORTAL_LOGIN}:${PORTAL_TOKEN}`);
    const logins: Record<string, string> = {
      [`Basic ${basic.toString('base64')}`]: PORTAL_LOGIN,
      [`Bearer ${PERSON_TOKEN}`]: PERSON_LOGIN,
    };
    return logins[headers.authorization ?? ''];
  }

  protected unauthorized(): SimulatedAnswer {
    return refused(401, 'Authentication failed.');
  }

  /** https://confluence.atlassian.com/bitbucketserver/improving-instance-stability-with-rate-limiting-976171954.html */
  protected rateLimited(resets: Date): SimulatedAnswer {
    const seconds = Math.ceil((resets.getTime() - Date.now()) / 1000);
    return {
      ...refused(429, 'You are rate limited.'),
      headers: {
        'Retry-After': String(seconds),
        'X-RateLimit-Limit': '60',
        'X-RateLimit-Remaining': '0',
        'X-RateLimit-FillRate': '5',
        'X-RateLimit-Interval-Seconds': '1',
      },
    };
  }

  protected refusal({ kind, message }: MemoryRefusal): SimulatedAnswer {
    const status = { missing: 404, stale: 409, exists: 409, invalid: 409 };
    return refused(status[kind], message);
  }

  protected handle(request: SimulatedRequest, login: string): SimulatedAnswer {
    const { method, path } = request;
    const repository = `/projects/${this.project}/repos/${this.memory.name}`;
    const git = `/context/scm/${this.project.toLowerCase()}/${
      this.memory.name
    }.git`;
    if (path.startsWith(`${git}/`)) {
      return this.git.serve(request, path.slice(git.length));
    }
    const utils = `/context/rest/branch-utils/1.0${repository}/branches`;
    if (path === utils && method === 'DELETE') {
      // The real one says nothing of a branch that is not there.
      this.memory.branches.delete(branchOf(request.body.name));
      return { status: 204 };
    }
    if (path === '/context/plugins/servlet/applinks/whoami') {
      return { body: login };
    }
    if (path === '/context/rest/api/1.0/users') {
      return this.#users(request.query);
    }
    const [, commit] =
      /^\/context\/rest\/build-status\/1\.0\/commits\/stats\/(\w+)$/.exec(
        path,
      ) ?? [];
    if (commit) {
      const count = (wanted: string) =>
        (this.memory.checks.get(commit) ?? []).filter(
          ({ state }) => state === wanted,
        ).length;
      return {
        body: {
          successful: count('passed'),
          inProgress: count('pending'),
          failed: count('failed'),
        },
      };
    }
    const base = `/context/rest/api/1.0${repository}`;
    if (path === base || path.startsWith(`${base}/`)) {
      for (const [verb, pattern, handler] of this.#routes) {
        const match = pattern.exec(path.slice(base.length));
        if (verb === method && match) {
          return handler(
            request,
            match.slice(1).map(decodeURIComponent),
            login,
          );
        }
      }
    }
    return refused(404, 'Repository does not exist.');
  }

  readonly #routes: Array<[string, RegExp, Handler]> = [
    ['GET', /^$/, () => ({ body: this.#repository() })],
    [
      'GET',
      /^\/default-branch$/,
      () =>
        this.hasDefaultBranchPath
          ? this.#defaultBranch()
          : { status: 404, body: '<html>Not Found</html>' },
    ],
    ['GET', /^\/branches\/default$/, () => this.#defaultBranch()],
    [
      'GET',
      /^\/commits\/(\w+)$/,
      (_, [id]) => {
        const commit = this.memory.commits.get(id);
        if (!commit) return refused(404, `Commit '${id}' does not exist`);
        const { message, author } = commit;
        return {
          body: {
            id,
            message,
            author: { name: author.name, emailAddress: author.email },
            authorTimestamp: Date.parse(AUTHORED_AT),
          },
        };
      },
    ],
    ['GET', /^\/branches$/, request => this.#branches(request)],
    [
      'GET',
      /^\/browse\/?(.*)$/,
      (request, [path]) => this.#browse(request, path),
    ],
    [
      'GET',
      /^\/raw\/(.+)$/,
      ({ query }, [path]) => {
        const at = branchOf(query.get('at') ?? '');
        const content = this.memory.resolve(at)?.files.get(path);
        return content === undefined
          ? refused(404, `The path "${path}" does not exist`)
          : { body: content };
      },
    ],
    ['GET', /^\/pull-requests$/, request => this.#list(request)],
    [
      'POST',
      /^\/pull-requests$/,
      ({ body }, _, login) => this.#open(body, login),
    ],
    [
      'GET',
      /^\/pull-requests\/(\d+)$/,
      (_, [n]) => ({ body: this.present(this.memory.pullRequest(+n)) }),
    ],
    [
      'GET',
      /^\/pull-requests\/(\d+)\/merge$/,
      (_, [n]) => {
        const { conflict, blocked, draft } = this.memory.pullRequest(+n);
        return {
          body: {
            canMerge: !conflict && !blocked && !draft,
            conflicted: conflict,
            outcome: conflict ? 'CONFLICTED' : 'CLEAN',
            vetoes: blocked ? [{ summaryMessage: 'Needs approval' }] : [],
          },
        };
      },
    ],
    [
      'GET',
      /^\/pull-requests\/(\d+)\/changes$/,
      ({ query }, [n]) => ({
        body: this.#page(
          query,
          this.memory
            .changedPaths(this.memory.pullRequest(+n))
            .map(path => ({ path: { components: path.split('/') } })),
        ),
      }),
    ],
    [
      'PUT',
      /^\/pull-requests\/(\d+)$/,
      ({ body }, [n]) => this.#update(+n, body),
    ],
    [
      'POST',
      /^\/pull-requests\/(\d+)\/decline$/,
      (request, [n]) => this.#decline(+n, request),
    ],
    [
      'POST',
      /^\/pull-requests\/(\d+)\/participants$/,
      ({ body }, [n]) => this.#addReviewer(+n, body),
    ],
  ];

  #repository() {
    const { name } = this.memory;
    const scm = `${this.project.toLowerCase()}/${name}.git`;
    return {
      id: 7,
      slug: name,
      project: { key: this.project },
      links: {
        clone: [
          { href: `ssh://git@example.com/${scm}`, name: 'ssh' },
          {
            href: this.cloneUrl ?? `${this.url}/context/scm/${scm}`,
            name: 'http',
          },
        ],
      },
    };
  }

  #defaultBranch(): SimulatedAnswer {
    const displayId = this.memory.defaultBranch;
    return { body: { id: `refs/heads/${displayId}`, displayId } };
  }

  #branches({ query }: SimulatedRequest): SimulatedAnswer {
    const text = (query.get('filterText') ?? '').toLowerCase();
    const all = [...this.memory.branches]
      .filter(([name]) => name.toLowerCase().includes(text))
      .map(([displayId, latestCommit]) => ({
        id: `refs/heads/${displayId}`,
        displayId,
        latestCommit,
      }));
    return { body: this.#page(query, all) };
  }

  #browse({ query }: SimulatedRequest, path: string): SimulatedAnswer {
    const at = branchOf(query.get('at') ?? '');
    if (!this.memory.branches.has(at)) {
      return refused(404, `No such branch ${at}`);
    }
    const content = this.memory.resolve(at)!.files.get(path);
    const entries = this.memory.folder(at, path);
    if (content === undefined && !entries) {
      return refused(404, `The path "${path}" does not exist`);
    }
    const type = content === undefined ? 'DIRECTORY' : 'FILE';
    if (query.get('type') === 'true') return { body: { type } };
    if (content !== undefined) {
      return { body: { lines: content.split('\n').map(text => ({ text })) } };
    }
    const values = entries!.map(entry => ({
      type: entry.type === 'file' ? 'FILE' : 'DIRECTORY',
      path: { components: [entry.path.split('/').at(-1)] },
    }));
    return { body: { children: this.#page(query, values) } };
  }

  #page(query: URLSearchParams, all: unknown[]) {
    const start = Number(query.get('start') ?? 0);
    const limit = Math.min(Number(query.get('limit') ?? 25), this.maxPage);
    const isLastPage = start + limit >= all.length;
    return {
      values: all.slice(start, start + limit),
      start,
      limit,
      isLastPage,
      nextPageStart: isLastPage ? null : start + limit,
    };
  }

  /** Those that may read the repository, whose names have the filter in them. */
  #users(query: URLSearchParams): SimulatedAnswer {
    if (
      query.get('permission.1') !== 'REPO_READ' ||
      query.get('permission.1.projectKey') !== this.project ||
      query.get('permission.1.repositorySlug') !== this.memory.name
    ) {
      return refused(400, 'Permission of which repository?');
    }
    const filter = (query.get('filter') ?? '').toLowerCase();
    const found = [...this.memory.users]
      .filter(name => name.toLowerCase().includes(filter))
      .map(name => ({ name, slug: name }));
    return { body: this.#page(query, found) };
  }

  #list({ query }: SimulatedRequest): SimulatedAnswer {
    const state = query.get('state') ?? 'OPEN';
    const at = query.get('at');
    const outgoing = query.get('direction') === 'OUTGOING';
    const found = this.memory.pullRequests
      .filter(
        each =>
          (state === 'ALL' || STATE[each.state] === state) &&
          (!at || branchOf(at) === (outgoing ? each.head : each.base)),
      )
      .reverse()
      .map(each => this.present(each));
    return { body: this.#page(query, found) };
  }

  #open(body: any, author: string): SimulatedAnswer {
    const made = this.memory.openPullRequest({
      title: body.title,
      body: body.description,
      draft: this.hasDrafts && !!body.draft,
      head: branchOf(body.fromRef.id),
      base: branchOf(body.toRef.id),
      author,
    });
    return { status: 201, body: this.present(made) };
  }

  #update(number: number, body: any): SimulatedAnswer {
    const found = this.memory.pullRequest(number);
    if (body.version !== this.#versionOf(number)) return OUT_OF_DATE;
    this.touch(number);
    found.title = body.title ?? found.title;
    found.body = body.description ?? found.body;
    found.draft = body.draft ?? found.draft;
    found.reviewers = (body.reviewers ?? []).map((each: any) => each.user.name);
    return { body: this.present(found) };
  }

  #decline(
    number: number,
    { query, headers }: SimulatedRequest,
  ): SimulatedAnswer {
    const found = this.memory.pullRequest(number);
    if (!headers['content-type']?.includes('json')) {
      return { status: 403, body: 'XSRF check failed' };
    }
    if (Number(query.get('version') ?? -1) !== this.#versionOf(number)) {
      return OUT_OF_DATE;
    }
    if (found.state !== 'open') {
      return refused(409, 'This pull request has already been declined.');
    }
    this.touch(number);
    this.memory.finish(number, 'closed');
    return { body: this.present(found) };
  }

  #addReviewer(number: number, { user, role }: any): SimulatedAnswer {
    const found = this.memory.pullRequest(number);
    if (role !== 'REVIEWER') return refused(400, 'Only REVIEWER');
    if (!this.memory.users.has(user.name)) {
      return refused(404, `User ${user.name} does not exist.`);
    }
    found.reviewers.push(user.name);
    this.touch(number);
    return { body: { user, role, approved: false } };
  }

  /** As if somebody had changed the pull request. */
  touch(number: number): void {
    this.#versions.set(number, this.#versionOf(number) + 1);
  }

  #versionOf(number: number): number {
    return this.#versions.get(number) ?? 0;
  }

  /** A pull request as the host sends it. */
  present(pull: MemoryPullRequest): Record<string, any> {
    const { name } = this.memory;
    const repository = { id: 7, slug: name, project: { key: this.project } };
    const status = { approved: 'APPROVED', changes: 'NEEDS_WORK' };
    const ref = (branch: string) => ({
      id: `refs/heads/${branch}`,
      latestCommit: this.memory.branches.get(branch),
      displayId: branch,
      repository,
    });
    const page = `${this.url}/context/projects/${this.project}/repos/${name}/pull-requests/${pull.number}`;
    return {
      id: pull.number,
      version: this.#versionOf(pull.number),
      title: pull.title,
      description: pull.body,
      state: STATE[pull.state],
      ...(this.hasDrafts ? { draft: pull.draft } : {}),
      createdDate: Date.parse(pull.createdAt),
      ...(pull.finishedAt ? { closedDate: Date.parse(pull.finishedAt) } : {}),
      fromRef: ref(pull.head),
      toRef: ref(pull.base),
      author: { user: { name: pull.author } },
      reviewers: pull.reviewers.map(login => {
        const review = this.memory.reviewOf(pull, login);
        return {
          user: { name: login },
          status: review ? status[review] : 'UNAPPROVED',
        };
      }),
      links: { self: [{ href: page }] },
    };
  }
}
