import type { RepositoryLocation } from '../RepositoryLocation';
import {
  MemoryPullRequest,
  MemoryRefusal,
  MemoryRepository,
} from './MemoryRepository';
import { SimulatedGithubObjects } from './SimulatedGithubObjects';
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

const CONCLUSION = { pending: null, passed: 'success', failed: 'failure' };

function mergeableState({ conflict, blocked, draft }: MemoryPullRequest) {
  if (conflict) return 'dirty';
  if (draft) return 'draft';
  return blocked ? 'blocked' : 'clean';
}

/**
 * GitHub Enterprise's REST API (`/api/v3`) and the one GraphQL mutation, as far as pull requests need them, in
 * the real host's shapes and words (https://docs.github.com/rest).
 */
export class SimulatedGithub extends SimulatedHost {
  /** What GraphQL says to auto merge; undefined allows it. */
  autoMergeRefusal: string | undefined;
  /** A private repository on a plan without drafts. */
  refusesDrafts = false;
  protected readonly etags = 'free';
  /** Git's objects and refs. */
  readonly objects = new SimulatedGithubObjects(this.memory);

  constructor(memory?: MemoryRepository) {
    super(memory);
    // GitHub closes the pull requests of a deleted branch. When is not documented: late is the harder case.
    this.memory.closesAfter = 4;
  }

  protected integrations(host: string): ConfigData {
    return {
      github: [
        { host, apiBaseUrl: `http://${host}/api/v3`, token: PORTAL_TOKEN },
      ],
    };
  }

  protected location(host: string): RepositoryLocation {
    return { host, owner: this.memory.owner, repo: this.memory.name };
  }

  protected loginOf({ headers }: SimulatedRequest): string | undefined {
    const logins: Record<string, string> = {
      [`Bearer ${PORTAL_TOKEN}`]: PORTAL_LOGIN,
      [`Bearer ${PERSON_TOKEN}`]: PERSON_LOGIN,
    };
    return logins[headers.authorization ?? ''];
  }

  protected unauthorized(): SimulatedAnswer {
    return { status: 401, body: { message: 'Bad credentials' } };
  }

  /** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
  protected rateLimited(resets: Date): SimulatedAnswer {
    return {
      status: 403,
      headers: {
        'X-RateLimit-Limit': '5000',
        'X-RateLimit-Remaining': '0',
        'X-RateLimit-Reset': String(Math.ceil(resets.getTime() / 1000)),
      },
      body: { message: 'API rate limit exceeded for user ID 1.' },
    };
  }

  protected refusal({ kind, message }: MemoryRefusal): SimulatedAnswer {
    return kind === 'missing'
      ? { status: 404, body: { message: 'Not Found' } }
      : { status: 422, body: { message } };
  }

  protected handle(request: SimulatedRequest, login: string): SimulatedAnswer {
    const { method, path } = request;
    if (path === '/api/graphql' && method === 'POST') {
      return this.#graphql(request, login);
    }
    const { owner, name } = this.memory;
    const team = /^\/api\/v3\/orgs\/([^/]+)\/teams\/([^/]+)\/repos\/(.+)$/.exec(
      path,
    );
    if (team && method === 'GET') {
      const [, organization, slug, repository] = team;
      return organization === owner &&
        repository === `${owner}/${name}` &&
        this.memory.teams.has(decodeURIComponent(slug))
        ? { status: 204 }
        : { status: 404, body: { message: 'Not Found' } };
    }
    const base = `/api/v3/repos/${owner}/${name}`;
    if (path === base || path.startsWith(`${base}/`)) {
      for (const [verb, pattern, handler] of this.#routes) {
        const match = pattern.exec(path.slice(base.length));
        if (verb === method && match) {
          return handler(
            request,
            match.slice(1).map(group => decodeURIComponent(group)),
            login,
          );
        }
      }
    }
    return { status: 404, body: { message: 'Not Found' } };
  }

  readonly #routes: Array<[string, RegExp, Handler]> = [
    ['GET', /^$/, () => ({ body: this.#repository() })],
    ['GET', /^\/git\/ref\/heads\/(.+)$/, (_, [name]) => this.objects.ref(name)],
    ['POST', /^\/git\/refs$/, ({ body }) => this.objects.createRef(body)],
    [
      'PATCH',
      /^\/git\/refs\/heads\/(.+)$/,
      ({ body }, [name]) => this.objects.moveRef(name, body),
    ],
    [
      'DELETE',
      /^\/git\/refs\/heads\/(.+)$/,
      (_, [name]) => this.objects.deleteRef(name),
    ],
    [
      'GET',
      /^\/contents\/?(.*)$/,
      ({ query }, [path]) =>
        this.objects.contents(path, query.get('ref') ?? ''),
    ],
    ['GET', /^\/git\/blobs\/(\w+)$/, (_, [sha]) => this.objects.blob(sha)],
    ['GET', /^\/git\/trees\/(.+)$/, (_, [id]) => this.objects.tree(id)],
    ['POST', /^\/git\/trees$/, ({ body }) => this.objects.createTree(body)],
    ['GET', /^\/git\/commits\/(\w+)$/, (_, [sha]) => this.objects.commit(sha)],
    ['POST', /^\/git\/commits$/, ({ body }) => this.objects.createCommit(body)],
    ['GET', /^\/pulls$/, request => this.#listPulls(request)],
    ['POST', /^\/pulls$/, ({ body }, _, login) => this.#openPull(body, login)],
    [
      'GET',
      /^\/pulls\/(\d+)$/,
      (_, [n]) => ({ body: this.present(this.memory.pullRequest(+n)) }),
    ],
    [
      'GET',
      /^\/pulls\/(\d+)\/files$/,
      ({ query }, [n]) => {
        const pull = this.memory.pullRequest(+n);
        const size = Math.min(Number(query.get('per_page') ?? 30), 100);
        const page = Number(query.get('page') ?? 1);
        const paths = this.memory.changedPaths(pull);
        return {
          body: paths
            .slice((page - 1) * size, page * size)
            .map(filename => ({ filename, status: 'modified' })),
        };
      },
    ],
    [
      'GET',
      /^\/pulls\/(\d+)\/reviews$/,
      ({ query }, [n]) => ({
        body:
          Number(query.get('page') ?? 1) > 1
            ? []
            : this.memory.pullRequest(+n).reviews.map(({ login, state }) => ({
                user: { id: this.memory.userId(login), login },
                state: state === 'approved' ? 'APPROVED' : 'CHANGES_REQUESTED',
              })),
      }),
    ],
    [
      'GET',
      /^\/commits\/(\w+)\/status$/,
      // Other systems' statuses; those of GitHub's own Actions are check runs.
      () => ({ body: { state: 'pending', total_count: 0, statuses: [] } }),
    ],
    [
      'GET',
      /^\/commits\/(\w+)\/check-runs$/,
      ({ query }, [commit]) => {
        const size = Math.min(Number(query.get('per_page') ?? 30), 100);
        const page = Number(query.get('page') ?? 1);
        const checks = this.memory.checks.get(commit) ?? [];
        return {
          body: {
            total_count: checks.length,
            check_runs: checks
              .slice((page - 1) * size, page * size)
              .map(({ name, state }) => ({
                name,
                status: state === 'pending' ? 'in_progress' : 'completed',
                conclusion: CONCLUSION[state],
              })),
          },
        };
      },
    ],
    [
      'GET',
      /^\/collaborators\/([^/]+)$/,
      (_, [login]) =>
        this.memory.users.has(login)
          ? { status: 204 }
          : { status: 404, body: { message: 'Not Found' } },
    ],
    ['PATCH', /^\/pulls\/(\d+)$/, ({ body }, [n]) => this.#update(+n, body)],
    [
      'POST',
      /^\/pulls\/(\d+)\/requested_reviewers$/,
      ({ body }, [n]) => this.#requestReviews(+n, body),
    ],
    [
      'POST',
      /^\/issues\/(\d+)\/labels$/,
      ({ body }, [n]) => {
        const pull = this.memory.pullRequest(+n);
        // GitHub makes a label that is not there.
        pull.labels.push(...body.labels);
        return { body: pull.labels.map(name => ({ name })) };
      },
    ],
    [
      'POST',
      /^\/issues\/(\d+)\/assignees$/,
      ({ body }, [n]) => {
        const pull = this.memory.pullRequest(+n);
        const known = body.assignees.filter((a: string) =>
          this.memory.users.has(a),
        );
        pull.assignees.push(...known);
        return {
          status: 201,
          body: { assignees: pull.assignees.map(login => ({ login })) },
        };
      },
    ],
  ];

  #repository() {
    const { owner, name, defaultBranch } = this.memory;
    return {
      id: 1,
      name,
      full_name: `${owner}/${name}`,
      html_url: `${this.url}/${owner}/${name}`,
      default_branch: defaultBranch,
      allow_merge_commit: true,
      allow_squash_merge: true,
      allow_rebase_merge: true,
    };
  }

  #listPulls({ query }: SimulatedRequest): SimulatedAnswer {
    const state = query.get('state') ?? 'open';
    const head = query.get('head');
    const size = Math.min(Number(query.get('per_page') ?? 30), 100);
    const page = Number(query.get('page') ?? 1);
    const all = this.memory.pullRequests
      .filter(
        p =>
          (state === 'all' || (p.state === 'open') === (state === 'open')) &&
          (!head || head === `${this.memory.owner}:${p.head}`),
      )
      .reverse();
    return {
      body: all.slice((page - 1) * size, page * size).map(p => this.present(p)),
    };
  }

  #openPull(body: any, author: string): SimulatedAnswer {
    const invalid = (error: object) => ({
      status: 422,
      body: {
        message: 'Validation Failed',
        errors: [{ resource: 'PullRequest', ...error }],
        documentation_url: 'https://docs.github.com/rest/pulls/pulls',
        status: '422',
      },
    });
    const { title, head, base, draft = false } = body;
    const { memory } = this;
    for (const [field, branch] of Object.entries({ head, base })) {
      if (!memory.branches.has(branch)) {
        return invalid({ field, code: 'invalid' });
      }
    }
    if (
      memory.pullRequests.some(
        p => p.state === 'open' && p.head === head && p.base === base,
      )
    ) {
      return invalid({
        code: 'custom',
        message: `A pull request already exists for ${memory.owner}:${head}.`,
      });
    }
    if (draft && this.refusesDrafts) {
      return {
        status: 422,
        body: {
          message: 'Draft pull requests are not supported in this repository.',
        },
      };
    }
    const pull = memory.openPullRequest({
      title,
      head,
      base,
      draft,
      body: body.body ?? '',
      author,
    });
    return { status: 201, body: this.present(pull) };
  }

  #update(number: number, body: any): SimulatedAnswer {
    const pull = this.memory.pullRequest(number);
    if (body.title !== undefined) pull.title = body.title;
    if (body.body !== undefined) pull.body = body.body;
    if (body.state === 'closed' && pull.state === 'open') {
      this.memory.finish(number, 'closed');
    }
    return { body: this.present(pull) };
  }

  #requestReviews(
    number: number,
    { reviewers = [], team_reviewers: teams = [] }: any,
  ): SimulatedAnswer {
    const pull = this.memory.pullRequest(number);
    if (reviewers.includes(pull.author)) {
      return {
        status: 422,
        body: {
          message: 'Review cannot be requested from pull request author.',
        },
      };
    }
    if (
      reviewers.some((r: string) => !this.memory.users.has(r)) ||
      teams.some((t: string) => !this.memory.teams.has(t))
    ) {
      const { owner, name } = this.memory;
      return {
        status: 422,
        body: {
          message: `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${owner}/${name} repository.`,
        },
      };
    }
    pull.reviewers.push(...reviewers);
    pull.teamReviewers.push(...teams);
    return { status: 201, body: this.present(pull) };
  }

  #graphql({ body }: SimulatedRequest, login: string): SimulatedAnswer {
    if (body.query.includes('viewer')) {
      const viewer = { login, databaseId: this.memory.userId(login) };
      return { body: { data: { viewer } } };
    }
    const { id, mergeMethod } = body.variables;
    const pull = this.memory.pullRequests.find(p => `PR_${p.number}` === id);
    const refusal =
      pull && mergeMethod === 'MERGE'
        ? this.autoMergeRefusal
        : `Could not resolve to a node with the global id of '${id}'`;
    if (refusal || !body.query.includes('enablePullRequestAutoMerge')) {
      return { body: { data: null, errors: [{ message: refusal }] } };
    }
    pull!.autoMerge = true;
    return { body: { data: { enablePullRequestAutoMerge: {} } } };
  }

  /** GitHub's answer for a pull request, without what nobody reads. */
  protected present(pull: MemoryPullRequest) {
    const { owner, name } = this.memory;
    const branch = (ref: string) => ({
      label: `${owner}:${ref}`,
      ref,
      sha: this.memory.branches.get(ref) ?? '0'.repeat(40),
      user: { login: owner },
      repo: { full_name: `${owner}/${name}` },
    });
    const finished = pull.finishedAt ?? null;
    return {
      id: 1000 + pull.number,
      node_id: `PR_${pull.number}`,
      number: pull.number,
      html_url: `${this.url}/${owner}/${name}/pull/${pull.number}`,
      title: pull.title,
      body: pull.body || null,
      state: pull.state === 'open' ? 'open' : 'closed',
      draft: pull.draft,
      user: { id: this.memory.userId(pull.author), login: pull.author },
      // A person who has reviewed is not in it any more.
      requested_reviewers: this.memory
        .pendingReviewers(pull)
        .map(login => ({ id: this.memory.userId(login), login })),
      requested_teams: pull.teamReviewers.map(slug => ({ slug })),
      mergeable: !pull.conflict,
      mergeable_state: mergeableState(pull),
      head: branch(pull.head),
      base: branch(pull.base),
      created_at: pull.createdAt,
      closed_at: finished,
      merged_at: pull.state === 'merged' ? finished : null,
    };
  }
}
