import type { RepositoryLocation } from '../RepositoryLocation';
import {
  AUTHORED_AT,
  type MemoryChange,
  type MemoryPullRequest,
  type MemoryRefusal,
  type MemoryRepository,
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

const PROJECT_ID = 7;

/**
 * GitLab's REST API (`/api/v4`), as far as merge requests need it, in the real host's shapes and words
 * (https://docs.gitlab.com/api).
 */
export class SimulatedGitlab extends SimulatedHost {
  /** Without one there is nothing that auto merge could wait for. */
  hasPipeline = true;
  /** How often a new merge request says that it has not been looked at yet. */
  looksUntilReady = 0;
  /** GitLab's free plan keeps one reviewer and one assignee. */
  freePlan = false;
  /** By Rack, of every answer; its limits are counted before. */
  protected readonly etags = 'counted';

  constructor(memory?: MemoryRepository) {
    super(memory);
    // A worker closes the merge requests of a branch that was pushed away, unless the branch is there again by then
    // (`MergeRequests::RefreshService` in GitLab's source).
    this.memory.closesAfter = 4;
    this.memory.closesRecreated = false;
  }

  protected integrations(host: string): ConfigData {
    return {
      gitlab: [
        {
          host,
          baseUrl: `http://${host}`,
          apiBaseUrl: `http://${host}/api/v4`,
          token: PORTAL_TOKEN,
        },
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
    return { status: 401, body: { message: '401 Unauthorized' } };
  }

  /** https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits */
  protected rateLimited(resets: Date): SimulatedAnswer {
    const seconds = Math.ceil((resets.getTime() - Date.now()) / 1000);
    return {
      status: 429,
      headers: {
        'RateLimit-Limit': '2000',
        'RateLimit-Remaining': '0',
        'RateLimit-Reset': String(Math.ceil(resets.getTime() / 1000)),
        'Retry-After': String(seconds),
      },
      body: 'Retry later\n',
    };
  }

  protected refusal({ kind, message }: MemoryRefusal): SimulatedAnswer {
    return kind === 'missing' ? notFound() : { status: 400, body: { message } };
  }

  protected handle(request: SimulatedRequest, login: string): SimulatedAnswer {
    const { method, path, query } = request;
    if (path === '/api/v4/user' && method === 'GET') {
      return { body: this.#people([login])[0] };
    }
    if (path === '/api/v4/users' && method === 'GET') {
      return { body: this.#people([query.get('username') ?? '']) };
    }
    const { owner, name } = this.memory;
    const base = `/api/v4/projects/${encodeURIComponent(`${owner}/${name}`)}`;
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
      return { status: 404, body: { error: '404 Not Found' } };
    }
    return notFound('404 Project Not Found');
  }

  readonly #routes: Array<[string, RegExp, Handler]> = [
    [
      'GET',
      /^$/,
      () => ({
        body: { id: PROJECT_ID, default_branch: this.memory.defaultBranch },
      }),
    ],
    ['GET', /^\/repository\/branches\/([^/]+)$/, (_, [b]) => this.#branch(b)],
    [
      'DELETE',
      /^\/repository\/branches\/([^/]+)$/,
      (_, [branch]) => {
        if (!this.memory.branches.has(branch)) {
          return notFound('404 Branch Not Found');
        }
        this.memory.deleteBranch(branch);
        return { status: 204 };
      },
    ],
    [
      'GET',
      /^\/repository\/files\/([^/]+)$/,
      ({ query }, [path]) => this.#file(path, query.get('ref') ?? ''),
    ],
    ['GET', /^\/repository\/tree$/, request => this.#tree(request)],
    [
      'GET',
      /^\/repository\/commits\/(\w+)$/,
      (_, [id]) => {
        const commit = this.memory.commits.get(id);
        if (!commit) return notFound('404 Commit Not Found');
        const { message, author } = commit;
        return {
          body: {
            id,
            message,
            author_name: author.name,
            authored_date: AUTHORED_AT.replace('Z', '+00:00'),
          },
        };
      },
    ],
    ['POST', /^\/repository\/commits$/, ({ body }) => this.#commit(body)],
    ['GET', /^\/merge_requests$/, request => this.#list(request)],
    [
      'POST',
      /^\/merge_requests$/,
      ({ body }, _, login) => this.#open(body, login),
    ],
    [
      'GET',
      /^\/merge_requests\/(\d+)$/,
      (_, [iid]) => ({ body: this.present(this.memory.pullRequest(+iid)) }),
    ],
    [
      'GET',
      /^\/merge_requests\/(\d+)\/diffs$/,
      ({ query }, [iid]) => ({
        body: page(
          query,
          this.memory.changedPaths(this.memory.pullRequest(+iid)),
        ).map(path => ({ old_path: path, new_path: path, diff: '@@' })),
      }),
    ],
    [
      'GET',
      /^\/merge_requests\/(\d+)\/approvals$/,
      (_, [iid]) => {
        const pull = this.memory.pullRequest(+iid);
        const people = [...this.memory.users].filter(
          login => this.memory.reviewOf(pull, login) === 'approved',
        );
        return {
          body: { approved_by: this.#people(people).map(user => ({ user })) },
        };
      },
    ],
    [
      'GET',
      /^\/merge_requests\/(\d+)\/reviewers$/,
      (_, [iid]) => {
        const pull = this.memory.pullRequest(+iid);
        const states = { approved: 'approved', changes: 'requested_changes' };
        return {
          body: this.#people(pull.reviewers).map(user => {
            const review = this.memory.reviewOf(pull, user.username);
            return { user, state: review ? states[review] : 'unreviewed' };
          }),
        };
      },
    ],
    [
      'GET',
      /^\/members\/all\/(\d+)$/,
      (_, [id]) => {
        const found = this.#people([...this.memory.users]).find(
          user => user.id === +id,
        );
        return found ? { body: found } : notFound();
      },
    ],
    [
      'PUT',
      /^\/merge_requests\/(\d+)$/,
      ({ body }, [iid]) => this.#update(+iid, body),
    ],
    [
      'PUT',
      /^\/merge_requests\/(\d+)\/merge$/,
      ({ body }, [iid]) => this.#merge(+iid, body),
    ],
  ];

  #branch(name: string): SimulatedAnswer {
    const id = this.memory.branches.get(name);
    return id
      ? { body: { name, commit: { id } } }
      : notFound('404 Branch Not Found');
  }

  #file(path: string, ref: string): SimulatedAnswer {
    const content = this.memory.resolve(ref)?.files.get(path);
    if (content === undefined) return notFound('404 File Not Found');
    const bytes = Buffer.from(content, 'utf8');
    return {
      body: {
        file_path: path,
        size: bytes.length,
        encoding: 'base64',
        content: bytes.toString('base64'),
        ref,
        blob_id: this.memory.addBlob(content),
        last_commit_id: this.#lastCommit(ref, path),
      },
    };
  }

  #lastCommit(ref: string, path: string): string | undefined {
    let commit = this.memory.resolve(ref);
    while (commit) {
      const parent = commit.parent
        ? this.memory.commits.get(commit.parent)
        : undefined;
      if (parent?.files.get(path) !== commit.files.get(path)) break;
      commit = parent;
    }
    return commit?.sha;
  }

  #tree({ query }: SimulatedRequest): SimulatedAnswer {
    const ref = query.get('ref') ?? '';
    const entries = this.memory.folder(ref, query.get('path') ?? '');
    if (!entries || !this.memory.resolve(ref)) {
      return notFound('404 Tree Not Found');
    }
    return {
      body: page(query, entries).map(({ path, type }) => ({
        id: this.memory.fileSha(ref, path) ?? '0'.repeat(40),
        name: path.split('/').pop(),
        path,
        type: type === 'dir' ? 'tree' : 'blob',
        mode: type === 'dir' ? '040000' : '100644',
      })),
    };
  }

  #commit(body: any): SimulatedAnswer {
    const { branch, start_sha: startSha, start_branch: startBranch } = body;
    const bad = (message: string) => ({ status: 400, body: { message } });
    const { memory } = this;
    const isNew = startSha !== undefined || startBranch !== undefined;
    if (isNew && memory.branches.has(branch)) {
      return bad(
        `A branch called '${branch}' already exists. Switch to that branch in order to make changes`,
      );
    }
    if (!isNew && !memory.branches.has(branch)) {
      return bad('You can only create or edit files when you are on a branch');
    }
    const start = startSha ?? startBranch ?? branch;
    const parent = memory.resolve(start)?.sha;
    if (!parent) return bad('Invalid start');
    for (const action of body.actions) {
      const there = memory.fileSha(start, action.file_path) !== undefined;
      if (action.action === 'create' && there) {
        return bad('A file with this name already exists');
      }
      if (action.action !== 'create' && !there) {
        return bad("A file with this name doesn't exist");
      }
      if (
        action.last_commit_id &&
        action.last_commit_id !== this.#lastCommit(start, action.file_path)
      ) {
        return bad(
          `The file has changed since you started editing it: ${action.file_path}`,
        );
      }
    }
    const changes: MemoryChange[] = body.actions.map((action: any) => ({
      path: action.file_path,
      content: action.action === 'delete' ? undefined : action.content,
    }));
    const { sha } = memory.addCommit({
      parent,
      message: body.commit_message,
      ...(body.author_name
        ? { author: { name: body.author_name, email: body.author_email } }
        : {}),
      files: memory.changed(parent, changes),
    });
    if (isNew) memory.createBranch(branch, sha);
    else memory.moveBranch(branch, sha);
    return { status: 201, body: { id: sha, parent_ids: [parent] } };
  }

  #list({ query }: SimulatedRequest): SimulatedAnswer {
    const state = query.get('state') ?? 'all';
    const branch = query.get('source_branch');
    const all = this.memory.pullRequests
      .filter(
        p =>
          (state === 'all' || state === gitlabState(p)) &&
          (!branch || p.head === branch),
      )
      .reverse();
    return { body: page(query, all).map(p => this.present(p)) };
  }

  #open(body: any, author: string): SimulatedAnswer {
    const { memory } = this;
    const { source_branch: head, target_branch: base } = body;
    if (!memory.branches.has(head) || !memory.branches.has(base)) {
      return {
        status: 422,
        body: { message: { source_branch: ['does not exist'] } },
      };
    }
    const taken = memory.pullRequests.find(
      p => p.state === 'open' && p.head === head && p.base === base,
    );
    if (taken) {
      return {
        status: 409,
        body: {
          message: [
            `Another open merge request already exists for this source branch: !${taken.number}`,
          ],
        },
      };
    }
    const logins = (ids: number[] = []) =>
      [...memory.users]
        .filter((_, index) => ids.includes(index + 1))
        .slice(0, this.freePlan ? 1 : undefined);
    const pull = memory.openPullRequest({
      ...readTitle(body.title),
      body: body.description ?? '',
      head,
      base,
      author,
      labels: body.labels ? body.labels.split(',') : [],
      reviewers: logins(body.reviewer_ids),
      assignees: logins(body.assignee_ids),
    });
    return { status: 201, body: this.present(pull) };
  }

  #update(iid: number, body: any): SimulatedAnswer {
    const pull = this.memory.pullRequest(iid);
    if (body.title !== undefined) Object.assign(pull, readTitle(body.title));
    if (body.description !== undefined) pull.body = body.description;
    if (body.state_event === 'close' && pull.state === 'open') {
      this.memory.finish(iid, 'closed');
    }
    return { body: this.present(pull) };
  }

  #merge(iid: number, body: any): SimulatedAnswer {
    const pull = this.memory.pullRequest(iid);
    if (!body.merge_when_pipeline_succeeds || !body.auto_merge) {
      return { status: 400, body: { message: 'The portal never merges' } };
    }
    if (body.sha && body.sha !== this.memory.branches.get(pull.head)) {
      return {
        status: 409,
        body: { message: 'SHA does not match HEAD of source branch' },
      };
    }
    if (!this.hasPipeline || this.looksUntilReady > 0) {
      return { status: 405, body: { message: '405 Method Not Allowed' } };
    }
    pull.autoMerge = true;
    return { body: this.present(pull) };
  }

  #people(logins: string[]) {
    return [...this.memory.users]
      .map((username, index) => ({ id: index + 1, username, state: 'active' }))
      .filter(({ username }) => logins.includes(username));
  }

  /** GitLab's answer for a merge request, without what nobody reads. */
  protected present(pull: MemoryPullRequest) {
    const { owner, name } = this.memory;
    this.looksUntilReady = Math.max(0, this.looksUntilReady - 1);
    return {
      id: 1000 + pull.number,
      iid: pull.number,
      project_id: PROJECT_ID,
      source_project_id: PROJECT_ID,
      target_project_id: PROJECT_ID,
      web_url: `${this.url}/${owner}/${name}/-/merge_requests/${pull.number}`,
      title: (pull.draft ? 'Draft: ' : '') + pull.title,
      draft: pull.draft,
      description: pull.body || null,
      state: gitlabState(pull),
      source_branch: pull.head,
      target_branch: pull.base,
      author: this.#people([pull.author])[0],
      labels: pull.labels,
      reviewers: this.#people(pull.reviewers),
      assignees: this.#people(pull.assignees),
      created_at: pull.createdAt,
      merged_at: pull.state === 'merged' ? pull.finishedAt : null,
      closed_at: pull.state === 'closed' ? pull.finishedAt : null,
      sha: this.memory.branches.get(pull.head) ?? '0'.repeat(40),
      has_conflicts: pull.conflict,
      detailed_merge_status: this.looksUntilReady
        ? 'preparing'
        : mergeStatus(pull),
      head_pipeline:
        this.hasPipeline && !this.looksUntilReady
          ? { id: 1, status: pipelineStatus(this.memory.checksOf(pull)) }
          : null,
    };
  }
}

function notFound(message = '404 Not found'): SimulatedAnswer {
  return { status: 404, body: { message } };
}

function mergeStatus({ conflict, blocked, draft }: MemoryPullRequest): string {
  if (conflict) return 'conflict';
  if (draft) return 'draft_status';
  return blocked ? 'not_approved' : 'mergeable';
}

function pipelineStatus(checks: Array<{ state: string }>): string {
  if (checks.some(({ state }) => state === 'failed')) return 'failed';
  return checks.some(({ state }) => state === 'pending')
    ? 'running'
    : 'success';
}

function gitlabState({ state }: MemoryPullRequest): string {
  return state === 'open' ? 'opened' : state;
}

/** GitLab keeps the mark of a draft in the title. */
function readTitle(title: string) {
  return {
    title: title.replace(/^Draft: /, ''),
    draft: title.startsWith('Draft: '),
  };
}

function page<T>(query: URLSearchParams, all: T[]): T[] {
  const size = Math.min(Number(query.get('per_page') ?? 20), 100);
  const number = Number(query.get('page') ?? 1);
  return all.slice((number - 1) * size, number * size);
}
