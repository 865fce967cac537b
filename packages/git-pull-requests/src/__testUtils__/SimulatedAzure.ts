import type { RepositoryLocation } from '../RepositoryLocation';
import type { MemoryPullRequest, MemoryRefusal } from './MemoryRepository';
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
      return { body: { authenticatedUser: { id: login } } };
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
    found.title = body.title ?? found.title;
    found.body = body.description ?? found.body;
    if (body.autoCompleteSetBy) {
      if (body.autoCompleteSetBy.id !== PORTAL_LOGIN) {
        return refused(403, 'Only in your own name');
      }
      found.autoMerge = true;
    }
    return { body: this.present(found) };
  }

  #addReviewer(number: number, id: string): SimulatedAnswer {
    const found = this.memory.pullRequest(number);
    if (this.memory.teams.has(id)) found.teamReviewers.push(id);
    else if (this.memory.users.has(id)) found.reviewers.push(id);
    else return refused(400, `VS403140: The identity ${id} is not known.`);
    return { body: { id, vote: 0 } };
  }

  /** A pull request as the host sends it. */
  present(pull: MemoryPullRequest): Record<string, any> {
    return {
      pullRequestId: pull.number,
      title: pull.title,
      description: pull.body,
      status: STATUS[pull.state],
      isDraft: pull.draft,
      createdBy: { uniqueName: pull.author, displayName: 'Somebody' },
      creationDate: pull.createdAt,
      closedDate: pull.finishedAt,
      sourceRefName: `refs/heads/${pull.head}`,
      targetRefName: `refs/heads/${pull.base}`,
      repository: this.#repository(),
      url: `${this.url}/_apis/git/pullRequests/${pull.number}`,
    };
  }
}
