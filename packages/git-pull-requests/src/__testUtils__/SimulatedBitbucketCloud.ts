import type { RepositoryLocation } from '../RepositoryLocation';
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
  SimulatedAnswer,
  SimulatedHost,
  SimulatedRequest,
} from './SimulatedHost';

type Handler = (
  request: SimulatedRequest,
  groups: string[],
  login: string,
) => SimulatedAnswer;

const STATES = { open: 'OPEN', merged: 'MERGED', closed: 'DECLINED' };

const BUILD = { pending: 'INPROGRESS', passed: 'SUCCESSFUL', failed: 'FAILED' };

const refused = (status: number, message: string): SimulatedAnswer => ({
  status,
  body: { type: 'error', error: { message } },
});

/**
 * Bitbucket Cloud's REST API 2.0, as far as pull requests need it, in the real host's shapes and words
 * (https://developer.atlassian.com/cloud/bitbucket/rest).
 */
export class SimulatedBitbucketCloud extends SimulatedHost {
  /** How many entries a page of a list has at most, whatever is asked for. */
  maxPage = 50;
  /** Makes of the link to the next page what a test wants. */
  next = (url: string) => url;

  /** For the provider: the real addresses are fixed. */
  readonly addresses = () => ({ pages: this.url, api: `${this.url}/2.0` });

  protected integrations(): ConfigData {
    return {
      bitbucketCloud: [{ username: 'portal@example.org', token: PORTAL_TOKEN }],
    };
  }

  protected location(): RepositoryLocation {
    const { owner, name } = this.memory;
    return { host: 'bitbucket.org', workspace: owner, repo: name };
  }

  protected loginOf({ headers }: SimulatedRequest): string | undefined {
    const basic = Buffer.from(`portal@example.org:${PORTAL_TOKEN}`);
    const logins: Record<string, string> = {
      [`Basic ${basic.toString('base64')}`]: PORTAL_LOGIN,
      [`Bearer ${PERSON_TOKEN}`]: PERSON_LOGIN,
    };
    return logins[headers.authorization ?? ''];
  }

  protected unauthorized(): SimulatedAnswer {
    return refused(401, 'Token is invalid, expired, or not supported.');
  }

  /** It says neither how long nor until when: https://support.atlassian.com/bitbucket-cloud/docs/api-request-limits */
  protected rateLimited(): SimulatedAnswer {
    return refused(429, 'Rate limit for this resource has been exceeded');
  }

  protected refusal({ kind, message }: MemoryRefusal): SimulatedAnswer {
    const status = { missing: 404, stale: 409, exists: 400, invalid: 400 };
    return refused(status[kind], message);
  }

  protected handle(request: SimulatedRequest, login: string): SimulatedAnswer {
    const { owner, name } = this.memory;
    const base = `/2.0/repositories/${owner}/${name}`;
    const { method, path } = request;
    if (path === '/2.0/user') return { body: this.#account(login) };
    const [, member] =
      new RegExp(`^/2\\.0/workspaces/${owner}/members/([^/]+)$`).exec(path) ??
      [];
    if (member && this.memory.users.has(decodeURIComponent(member))) {
      return { body: { user: this.#account(decodeURIComponent(member)) } };
    }
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
    return refused(404, 'Resource not found');
  }

  readonly #routes: Array<[string, RegExp, Handler]> = [
    [
      'GET',
      /^$/,
      () => ({ body: { mainbranch: { name: this.memory.defaultBranch } } }),
    ],
    ['GET', /^\/refs\/branches\/(.+)$/, (_, [name]) => this.#branch(name)],
    [
      'DELETE',
      /^\/refs\/branches\/(.+)$/,
      (_, [name]) => {
        this.memory.deleteBranch(name);
        return { status: 204 };
      },
    ],
    [
      'GET',
      /^\/commit\/(\w+)$/,
      (_, [hash]) => {
        const commit = this.memory.commits.get(hash);
        if (!commit) return refused(404, 'Commit not found');
        const { message, author } = commit;
        return {
          body: {
            type: 'commit',
            hash,
            message,
            date: AUTHORED_AT,
            author: { raw: `${author.name} <${author.email}>` },
          },
        };
      },
    ],
    [
      'GET',
      /^\/src\/([^/]+)\/(.*)$/,
      (request, [commit, path]) => this.#source(request, commit, path),
    ],
    ['POST', /^\/src$/, request => this.#commit(request)],
    ['GET', /^\/pullrequests$/, request => this.#list(request)],
    [
      'POST',
      /^\/pullrequests$/,
      ({ body }, _, login) => this.#open(body, login),
    ],
    [
      'GET',
      /^\/pullrequests\/(\d+)$/,
      (_, [n]) => ({ body: this.present(this.memory.pullRequest(+n)) }),
    ],
    [
      'GET',
      /^\/pullrequests\/(\d+)\/diffstat$/,
      (_, [n]) => {
        const { head, base } = this.memory.pullRequest(+n);
        const { owner, name } = this.memory;
        return {
          status: 302,
          headers: {
            Location: `${this.url}/2.0/repositories/${owner}/${name}/diffstat/${head}..${base}?from_pullrequest_id=${n}`,
          },
        };
      },
    ],
    [
      'GET',
      /^\/diffstat\/.+$/,
      request => {
        const n = Number(request.query.get('from_pullrequest_id'));
        const pull = this.memory.pullRequest(n);
        return this.#page(
          request,
          this.memory.changedPaths(pull).map(path => {
            const has = (branch: string) =>
              this.memory.resolve(branch)!.files.has(path) ? { path } : null;
            return { old: has(pull.base), new: has(pull.head) };
          }),
        );
      },
    ],
    [
      'GET',
      /^\/pullrequests\/(\d+)\/statuses$/,
      (request, [n]) =>
        this.#page(
          request,
          this.memory
            .checksOf(this.memory.pullRequest(+n))
            .map(({ name, state }) => ({ key: name, state: BUILD[state] })),
        ),
    ],
    [
      'PUT',
      /^\/pullrequests\/(\d+)$/,
      ({ body }, [n]) => this.#update(+n, body),
    ],
    ['POST', /^\/pullrequests\/(\d+)\/decline$/, (_, [n]) => this.#decline(+n)],
    [
      'GET',
      /^\/pullrequests\/(\d+)\/conflicts$/,
      (request, [n]) => {
        const pull = this.memory.pullRequest(+n);
        return this.#page(
          request,
          pull.conflict
            ? this.memory
                .changedPaths(pull)
                .map(path => ({ path, scenario: 'content' }))
            : [],
        );
      },
    ],
  ];

  #branch(name: string): SimulatedAnswer {
    const head = this.memory.branches.get(name);
    if (!head) return refused(404, `No such branch ${name}`);
    const { parent } = this.memory.commits.get(head)!;
    return {
      body: {
        type: 'branch',
        name,
        target: { hash: head, parents: parent ? [{ hash: parent }] : [] },
      },
    };
  }

  #source(
    request: SimulatedRequest,
    commit: string,
    asked: string,
  ): SimulatedAnswer {
    const path = asked.replace(/\/$/, '');
    // In this place of the path only a commit is certain to be understood.
    if (!this.memory.commits.has(commit))
      return refused(404, 'Commit not found');
    const meta = request.query.get('format') === 'meta';
    const content = this.memory.resolve(commit)!.files.get(path);
    if (content !== undefined) {
      const size = Buffer.byteLength(content);
      return { body: meta ? { type: 'commit_file', path, size } : content };
    }
    const entries = this.memory.folder(commit, path);
    if (!entries) return refused(404, `No such file or directory: ${path}`);
    if (meta) return { body: { type: 'commit_directory', path } };
    return this.#page(
      request,
      entries.map(entry => ({
        path: entry.path,
        type: entry.type === 'file' ? 'commit_file' : 'commit_directory',
      })),
    );
  }

  #commit({ form }: SimulatedRequest): SimulatedAnswer {
    if (!form) return refused(400, 'Not a form');
    const { memory } = this;
    const branch = String(form.get('branch'));
    const parent = String(form.get('parents'));
    const head = memory.branches.get(branch);
    if (head && head !== parent) {
      return refused(409, 'The parent is not the head of the branch');
    }
    const files = form.getAll('files').map(String);
    const changes = [...form]
      .filter(([field]) => field.startsWith('/'))
      .map(([field, content]) => ({
        path: field.slice(1),
        content: String(content),
      }));
    const deleted = files
      .filter(file => !form.has(file))
      .map(file => ({ path: file.replace(/^\//, ''), content: undefined }));
    const [, name, email] =
      /^(.*) <(.*)>$/.exec(String(form.get('author') ?? '')) ?? [];
    const { sha } = memory.addCommit({
      parent,
      message: String(form.get('message')),
      ...(name ? { author: { name, email } } : {}),
      files: memory.changed(parent, [...changes, ...deleted]),
    });
    if (head) memory.moveBranch(branch, sha);
    else memory.createBranch(branch, sha);
    return {
      status: 201,
      headers: { Location: `${this.url}/2.0/commit/${sha}` },
    };
  }

  #list(request: SimulatedRequest): SimulatedAnswer {
    const { query } = request;
    const states = query.getAll('state');
    const q = query.get('q') ?? '';
    const [, operator, text] =
      /^source\.branch\.name (=|~) "((?:[^"\\]|\\.)*)"$/.exec(q) ?? [];
    if (q && !operator) return refused(400, `Invalid query: ${q}`);
    const wanted = (text ?? '').replace(/\\(.)/g, '$1');
    const found = this.memory.pullRequests.filter(
      each =>
        (states.length ? states : ['OPEN']).includes(STATES[each.state]) &&
        (operator !== '=' || each.head === wanted) &&
        each.head.toLowerCase().includes(wanted.toLowerCase()),
    );
    const all = found.reverse().map(each => this.present(each));
    return this.#page(request, all);
  }

  #page({ path, query }: SimulatedRequest, all: unknown[]): SimulatedAnswer {
    const page = Number(query.get('page') ?? 1);
    const size = Math.min(Number(query.get('pagelen') ?? 10), this.maxPage);
    const next = new URLSearchParams(query);
    next.set('page', String(page + 1));
    return {
      body: {
        values: all.slice((page - 1) * size, page * size),
        page,
        ...(all.length > page * size
          ? { next: this.next(`${this.url}${path}?${next}`) }
          : {}),
      },
    };
  }

  #open(body: any, author: string): SimulatedAnswer {
    const options = {
      title: body.title,
      body: body.description ?? '',
      draft: body.draft ?? false,
      head: body.source.branch.name,
      base: body.destination.branch.name,
    };
    // The real host changes an open one for the same branch instead of refusing.
    const open = this.memory.pullRequests.find(
      each => each.state === 'open' && each.head === options.head,
    );
    if (open) Object.assign(open, options);
    const made = open ?? this.memory.openPullRequest({ ...options, author });
    return { status: 201, body: this.present(made) };
  }

  #update(number: number, body: any): SimulatedAnswer {
    if (!body.title) return refused(400, 'title: This field is required.');
    const reviewers: string[] = (body.reviewers ?? []).map(
      (each: any) => each.account_id ?? each.uuid,
    );
    const unknown = reviewers.find(name => !this.memory.users.has(name));
    if (unknown) return refused(400, `reviewers: ${unknown} is not a member`);
    const found = this.memory.pullRequest(number);
    found.title = body.title;
    found.body = body.description ?? '';
    found.reviewers = reviewers;
    return { body: this.present(found) };
  }

  #decline(number: number): SimulatedAnswer {
    const found = this.memory.pullRequest(number);
    if (found.state !== 'open') {
      return refused(400, 'This pull request is already closed.');
    }
    this.memory.finish(number, 'closed');
    return { body: this.present(found) };
  }

  #account(login: string) {
    return {
      uuid: `{${login}-uuid}`,
      account_id: login,
      nickname: login,
      display_name: 'Somebody',
    };
  }

  /** A pull request as the host sends it. */
  present(pull: MemoryPullRequest): Record<string, any> {
    const { owner, name } = this.memory;
    const repository = { full_name: `${owner}/${name}` };
    return {
      type: 'pullrequest',
      id: pull.number,
      title: pull.title,
      description: pull.body,
      state: STATES[pull.state],
      draft: pull.draft,
      author: this.#account(pull.author),
      source: {
        branch: { name: pull.head },
        commit: {
          hash: (this.memory.branches.get(pull.head) ?? '0'.repeat(40)).slice(
            0,
            12,
          ),
        },
        repository,
      },
      participants: [
        ...new Set([
          ...pull.reviewers,
          ...pull.reviews.map(({ login }) => login),
        ]),
      ].map(login => {
        const review = this.memory.reviewOf(pull, login);
        return {
          user: this.#account(login),
          role: pull.reviewers.includes(login) ? 'REVIEWER' : 'PARTICIPANT',
          approved: review === 'approved',
          state: review === 'changes' ? 'changes_requested' : review ?? null,
        };
      }),
      destination: { branch: { name: pull.base }, repository },
      reviewers: pull.reviewers.map(account_id => ({ account_id })),
      created_on: pull.createdAt.replace('Z', '000+00:00'),
      updated_on: pull.finishedAt ?? pull.createdAt,
      links: {
        html: {
          href: `${this.url}/${owner}/${name}/pull-requests/${pull.number}`,
        },
      },
    };
  }
}
