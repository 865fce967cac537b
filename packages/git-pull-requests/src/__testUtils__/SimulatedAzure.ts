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

const STATUS = { open: 'active', merged: 'completed', closed: 'abandoned' };
const NOTHING = '0'.repeat(40);
/** Longer texts are cut in lists. */
const LISTED_BODY = 400;
const MAX_BODY = 4000;

const refused = (status: number, message: string): SimulatedAnswer => ({
  status,
  body: { $id: '1', message, typeKey: 'GitException', errorCode: 0 },
});
const VOTE = { approved: 10, changes: -10 };

/** Azure knows people and teams by a GUID. */
export function identityId(name: string): string {
  const hex = Buffer.from(name).toString('hex').slice(0, 12).padStart(12, '0');
  return `00000000-0000-4000-8000-${hex}`;
}

const branchOf = (ref: string) => ref.replace(/^refs\/heads\//, '');

/**
 * Azure DevOps' REST API 6.0, as far as pull requests need it, in the real host's shapes and words
 * (https://learn.microsoft.com/rest/api/azure/devops/git).
 */
export class SimulatedAzure extends SimulatedHost {
  readonly organization = 'tfs/Default Collection';
  readonly project = 'Platform Team';
  /** What the next update of a ref comes to instead of taking effect. */
  refStatus: string | undefined;

  protected integrations(host: string): ConfigData {
    return {
      azure: [{ host, credentials: [{ personalAccessToken: PORTAL_TOKEN }] }],
    };
  }

  protected location(host: string): RepositoryLocation {
    const { organization, project } = this;
    return { host, organization, project, repo: this.memory.name };
  }

  protected loginOf({ headers }: SimulatedRequest): string | undefined {
    const basic = Buffer.from(`:${PORTAL_TOKEN}`).toString('base64');
    const logins: Record<string, string> = {
      [`Basic ${basic}`]: PORTAL_LOGIN,
      [`Bearer ${PERSON_TOKEN}`]: PERSON_LOGIN,
    };
    return logins[headers.authorization ?? ''];
  }

  protected unauthorized(): SimulatedAnswer {
    return { status: 401, body: 'Access Denied: The token has expired.' };
  }

  /** https://learn.microsoft.com/azure/devops/integrate/concepts/rate-limits */
  protected rateLimited(resets: Date): SimulatedAnswer {
    const seconds = Math.ceil((resets.getTime() - Date.now()) / 1000);
    return {
      ...refused(
        429,
        'TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource <x>.',
      ),
      headers: {
        'Retry-After': String(seconds),
        'X-RateLimit-Resource': 'core',
        'X-RateLimit-Remaining': '0',
        'X-RateLimit-Reset': String(Math.ceil(resets.getTime() / 1000)),
      },
    };
  }

  protected refusal({ kind, message }: MemoryRefusal): SimulatedAnswer {
    const status = { missing: 404, stale: 409, exists: 409, invalid: 400 };
    return refused(status[kind], `TF40${status[kind]}: ${message}`);
  }

  protected handle(request: SimulatedRequest, login: string): SimulatedAnswer {
    const { method, path, query } = request;
    if (!/^6\.0(-preview\.1)?$/.test(query.get('api-version') ?? '')) {
      return refused(400, 'The api-version is not one that this host has.');
    }
    const collection = `/${this.organization.replaceAll(' ', '%20')}`;
    if (path === `${collection}/_apis/connectionData`) {
      return {
        body: {
          authenticatedUser: {
            id: identityId(login),
            providerDisplayName: 'Somebody',
            properties: { Account: { $type: 'System.String', $value: login } },
          },
        },
      };
    }
    if (path === `${collection}/_apis/identities`) {
      return this.#identities(query.get('identityIds') ?? '');
    }
    const evaluations = `${collection}/${encodeURIComponent(
      this.project,
    )}/_apis/policy/evaluations`;
    if (path === evaluations) {
      return this.#evaluations(query.get('artifactId') ?? '');
    }
    const project = encodeURIComponent(this.project);
    const base = `${collection}/${project}/_apis/git/repositories/${this.memory.name}`;
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
    return refused(404, 'TF401019: The Git repository does not exist.');
  }

  readonly #routes: Array<[string, RegExp, Handler]> = [
    ['GET', /^$/, () => ({ body: this.#repository(true) })],
    ['GET', /^\/items$/, request => this.#items(request)],
    ['GET', /^\/refs$/, request => this.#refs(request)],
    ['POST', /^\/refs$/, ({ body }) => this.#updateRef(body[0])],
    [
      'GET',
      /^\/commits\/(\w+)$/,
      (_, [id]) => {
        const commit = this.memory.commits.get(id);
        if (!commit) return refused(404, 'TF401175: The version is unknown.');
        const { message, author } = commit;
        return {
          body: {
            commitId: id,
            comment: message,
            author: { ...author, date: AUTHORED_AT },
          },
        };
      },
    ],
    ['POST', /^\/pushes$/, ({ body }) => this.#push(body)],
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
      /^\/pullrequests\/(\d+)\/statuses$/,
      () => ({ body: { value: [], count: 0 } }),
    ],
    [
      'GET',
      /^\/pullrequests\/(\d+)\/iterations$/,
      () => ({ body: { value: [{ id: 1 }, { id: 2 }] } }),
    ],
    [
      'GET',
      /^\/pullrequests\/(\d+)\/iterations\/2\/changes$/,
      ({ query }, [n]) => {
        const paths = this.memory.changedPaths(this.memory.pullRequest(+n));
        const skip = Number(query.get('$skip') ?? 0);
        const end = skip + Number(query.get('$top') ?? 100);
        return {
          body: {
            changeEntries: paths.slice(skip, end).map(path => ({
              changeType: 'edit',
              item: { path: `/${path}` },
            })),
            nextSkip: end < paths.length ? end : 0,
            nextTop: end < paths.length ? 100 : 0,
          },
        };
      },
    ],
    [
      'PATCH',
      /^\/pullrequests\/(\d+)$/,
      ({ body }, [n]) => this.#update(+n, body),
    ],
    [
      'POST',
      /^\/pullrequests\/(\d+)\/labels$/,
      ({ body, query }, [n]) => {
        if (!query.get('api-version')!.includes('preview')) {
          return refused(400, 'The requested version is under preview.');
        }
        this.memory.pullRequest(+n).labels.push(body.name);
        return { body: { name: body.name, active: true } };
      },
    ],
    [
      'PUT',
      /^\/pullrequests\/(\d+)\/reviewers\/([^/]+)$/,
      (_, [n, id]) => this.#addReviewer(+n, id),
    ],
  ];

  #repository(whole = false) {
    return {
      id: 'b5d2',
      name: this.memory.name,
      project: { id: 'a7c1', name: this.project },
      ...(whole
        ? { defaultBranch: `refs/heads/${this.memory.defaultBranch}` }
        : {}),
    };
  }

  #items({ query }: SimulatedRequest): SimulatedAnswer {
    const version = query.get('versionDescriptor.version') ?? '';
    const known =
      query.get('versionDescriptor.versionType') === 'commit'
        ? this.memory.commits
        : this.memory.branches;
    if (!known.has(version)) {
      return refused(404, 'TF401175: The version could not be resolved.');
    }
    const file = (path: string) => ({
      objectId: this.memory.fileSha(version, path),
      gitObjectType: 'blob',
      path: `/${path}`,
    });
    const folder = (path: string) => ({
      objectId: 'f01de4',
      gitObjectType: 'tree',
      path: `/${path}`,
      isFolder: true,
    });
    const scope = query.get('scopePath');
    const path = (scope ?? query.get('path') ?? '').replace(/^\//, '');
    const content = this.memory.resolve(version)!.files.get(path);
    const entries = this.memory.folder(version, path);
    if (content === undefined && !entries) {
      return refused(404, `TF401174: The item '${path}' could not be found.`);
    }
    const self = content === undefined ? folder(path) : file(path);
    if (scope === null) return { body: { ...self, content } };
    const inside = (entries ?? []).map(each =>
      each.type === 'file' ? file(each.path) : folder(each.path),
    );
    return { body: { value: [self, ...inside] } };
  }

  #refs({ query }: SimulatedRequest): SimulatedAnswer {
    const start = `refs/${query.get('filter') ?? ''}`;
    const value = [...this.memory.branches]
      .map(([name, objectId]) => ({ name: `refs/heads/${name}`, objectId }))
      .filter(({ name }) => name.startsWith(start))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return { body: { value, count: value.length } };
  }

  #updateRef(update: any): SimulatedAnswer {
    const { memory } = this;
    const branch = branchOf(update.name);
    const answer = (updateStatus: string) => ({
      body: {
        value: [{ updateStatus, success: updateStatus === 'succeeded' }],
      },
    });
    const { refStatus } = this;
    this.refStatus = undefined;
    if (refStatus) return answer(refStatus);
    if ((memory.branches.get(branch) ?? NOTHING) !== update.oldObjectId) {
      return answer('staleOldObjectId');
    }
    if (update.newObjectId === NOTHING) memory.deleteBranch(branch);
    else memory.createBranch(branch, update.newObjectId);
    return answer('succeeded');
  }

  #push({ refUpdates, commits }: any): SimulatedAnswer {
    const { memory } = this;
    const [{ name, oldObjectId }] = refUpdates;
    const [{ comment, author, changes }] = commits;
    const branch = branchOf(name);
    if (memory.branches.get(branch) !== oldObjectId) {
      return refused(
        409,
        `TF401028: The reference '${name}' has already been updated by another client.`,
      );
    }
    const { sha } = memory.addCommit({
      parent: oldObjectId,
      message: comment,
      ...(author ? { author: { ...author } } : {}),
      files: memory.changed(
        oldObjectId,
        changes.map((change: any) => ({
          path: change.item.path.slice(1),
          content: change.newContent?.content,
          expects: change.changeType === 'add' ? 'nothing' : 'file',
        })),
      ),
    });
    memory.moveBranch(branch, sha);
    return {
      status: 201,
      body: { commits: [{ commitId: sha }], refUpdates, pushId: 1 },
    };
  }

  #list({ query }: SimulatedRequest): SimulatedAnswer {
    const status = query.get('searchCriteria.status') ?? 'active';
    const source = query.get('searchCriteria.sourceRefName');
    const skip = Number(query.get('$skip') ?? 0);
    const value = this.memory.pullRequests
      .filter(
        each =>
          (status === 'all' || STATUS[each.state] === status) &&
          (!source || source === `refs/heads/${each.head}`),
      )
      .reverse()
      .slice(skip, skip + Number(query.get('$top') ?? 101))
      .map(each => this.present(each))
      .map(each => ({
        ...each,
        description: each.description.slice(0, LISTED_BODY),
      }));
    return { body: { value, count: value.length } };
  }

  #open(body: any, author: string): SimulatedAnswer {
    if (body.description.length > MAX_BODY) {
      return refused(
        400,
        'Invalid argument value. Parameter name: Description',
      );
    }
    const made = this.memory.openPullRequest({
      title: body.title,
      body: body.description,
      draft: body.isDraft ?? false,
      head: branchOf(body.sourceRefName),
      base: branchOf(body.targetRefName),
      author,
    });
    return { status: 201, body: this.present(made) };
  }

  #update(number: number, body: any): SimulatedAnswer {
    const found = this.memory.pullRequest(number);
    if (body.description?.length > MAX_BODY) {
      return refused(
        400,
        'Invalid argument value. Parameter name: Description',
      );
    }
    if (found.state !== 'open') {
      return refused(
        409,
        'TF401181: The pull request cannot be edited due to its state.',
      );
    }
    found.title = body.title ?? found.title;
    found.body = body.description ?? found.body;
    if (body.status === 'abandoned') this.memory.finish(number, 'closed');
    if (body.autoCompleteSetBy) {
      if (body.autoCompleteSetBy.id !== identityId(PORTAL_LOGIN)) {
        return refused(403, 'Only in your own name');
      }
      found.autoMerge = true;
    }
    return { body: this.present(found) };
  }

  #addReviewer(number: number, id: string): SimulatedAnswer {
    const found = this.memory.pullRequest(number);
    const { teams, users } = this.memory;
    const team = [...teams].find(name => identityId(name) === id);
    const user = [...users].find(name => identityId(name) === id);
    if (team) found.teamReviewers.push(team);
    else if (user) found.reviewers.push(user);
    else return refused(400, `VS403140: The identity ${id} is not known.`);
    return { body: { id, vote: 0 } };
  }

  /** A GUID that nobody has is answered with null, anything else with an error. */
  #identities(ids: string): SimulatedAnswer {
    const all = [...this.memory.users, ...this.memory.teams].map(identityId);
    const wanted = ids.split(',');
    if (wanted.some(id => !/^[0-9a-f-]{36}$/.test(id))) {
      return refused(400, 'Guid should contain 32 digits with 4 dashes');
    }
    const value = wanted.map(id => (all.includes(id) ? { id } : null));
    return { body: { count: value.length, value } };
  }

  /** Of a build, and of the number of reviewers. */
  #evaluations(artifact: string): SimulatedAnswer {
    const [, number] =
      /^vstfs:\/\/\/CodeReview\/CodeReviewId\/a7c1\/(\d+)$/.exec(artifact) ??
      [];
    if (!number) return refused(404, 'No such artifact');
    const pull = this.memory.pullRequest(+number);
    const status = {
      pending: 'running',
      passed: 'approved',
      failed: 'rejected',
    };
    const policy = (id: string, state: string) => ({
      status: state,
      configuration: { isBlocking: true, type: { id } },
    });
    return {
      body: {
        value: [
          ...this.memory
            .checksOf(pull)
            .map(({ state }) =>
              policy('0609b952-1397-4640-95ec-e00a01b2c241', status[state]),
            ),
          policy(
            'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd',
            pull.blocked ? 'queued' : 'approved',
          ),
        ],
      },
    };
  }

  /** A pull request as the host sends it. */
  present(pull: MemoryPullRequest): Record<string, any> {
    return {
      pullRequestId: pull.number,
      title: pull.title,
      description: pull.body,
      status: STATUS[pull.state],
      isDraft: pull.draft,
      createdBy: {
        id: identityId(pull.author),
        uniqueName: pull.author,
        displayName: 'Somebody',
      },
      mergeStatus: pull.conflict ? 'conflicts' : 'succeeded',
      lastMergeSourceCommit: {
        commitId: this.memory.branches.get(pull.head) ?? NOTHING,
      },
      reviewers: [...pull.reviewers, ...pull.teamReviewers].map(login => {
        const review = this.memory.reviewOf(pull, login);
        return {
          id: identityId(login),
          uniqueName: login,
          vote: review ? VOTE[review] : 0,
        };
      }),
      creationDate: pull.createdAt,
      closedDate: pull.finishedAt,
      sourceRefName: `refs/heads/${pull.head}`,
      targetRefName: `refs/heads/${pull.base}`,
      repository: this.#repository(),
      url: `${this.url}/_apis/git/pullRequests/${pull.number}`,
    };
  }
}
