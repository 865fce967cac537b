import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ApiError, notFound } from './apiError';
import {
  FileChange,
  Identity,
  isBranchName,
  isFilePath,
  Repository,
} from './repository';
import { PullRequest, RepositoryState, StateFile } from './state';
import type { GitHostUser } from './types';
import type { WebhookSender } from './webhookSender';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

export const identityOf = (user: GitHostUser): Identity => ({
  name: user.fullName,
  email: user.email,
});

const GHOST: GitHostUser = {
  login: 'ghost',
  fullName: 'Ghost',
  email: 'ghost@noreply.localhost',
  token: '',
};

export interface PushEvent {
  owner: string;
  name: string;
  branch: string;
  commit: string;
}

/** What the Git host does, however it is asked: by the API, by a page, by git itself. */
export class GitHostService {
  readonly #repositories = new Map<string, Repository>();
  readonly listeners = new Set<(event: PushEvent) => void>();

  constructor(
    private readonly directory: string,
    readonly file: StateFile,
    readonly users: GitHostUser[],
    private readonly webhooks: WebhookSender,
    /** Holds the update hook that keeps protected branches. */
    readonly hooksDirectory: string,
  ) {}

  user(login: string): GitHostUser {
    return this.users.find(u => u.login === login) ?? { ...GHOST, login };
  }

  /** State and repository, or a 404 in Gitea's words. */
  find(
    owner: string,
    name: string,
  ): { state: RepositoryState; git: Repository } {
    const key = `${owner}/${name}`;
    const state = this.file.state.repositories[key];
    if (!NAME.test(owner) || !NAME.test(name) || !state) throw notFound();
    let git = this.#repositories.get(key);
    if (!git) {
      git = new Repository(join(this.directory, owner, `${name}.git`));
      this.#repositories.set(key, git);
    }
    return { state, git };
  }

  list(owner?: string): RepositoryState[] {
    return Object.values(this.file.state.repositories).filter(
      r => !owner || r.owner === owner,
    );
  }

  isOwner(name: string) {
    return (
      this.file.state.organizations.includes(name) ||
      this.users.some(u => u.login === name)
    );
  }

  async createRepository(options: {
    owner: string;
    name: string;
    description?: string;
    private?: boolean;
  }) {
    const { owner, name } = options;
    if (!NAME.test(owner) || !NAME.test(name)) {
      throw new ApiError(
        422,
        `[${owner}/${name}] is no repository name: letters, digits, ".", "_" and "-"`,
      );
    }
    if (this.file.state.repositories[`${owner}/${name}`]) {
      throw new ApiError(
        409,
        'The repository with the same name already exists.',
      );
    }
    const git = new Repository(join(this.directory, owner, `${name}.git`));
    if (!existsSync(git.directory)) await git.init();
    this.file.state.repositories[`${owner}/${name}`] = {
      id: this.file.nextId(),
      owner,
      name,
      description: options.description ?? '',
      private: options.private ?? false,
      createdAt: new Date().toISOString(),
      protectedBranches: [],
      labels: [],
      pulls: [],
    };
    this.file.save();
    return this.find(owner, name);
  }

  /** Tells everybody that a branch moved, and brings open pull requests up to date. */
  async pushed(
    state: RepositoryState,
    branch: string,
    commit: string | undefined,
    by: GitHostUser,
  ) {
    for (const pull of state.pulls) {
      if (
        pull.state === 'open' &&
        pull.head === branch &&
        commit &&
        commit !== pull.headSha
      ) {
        pull.headSha = commit;
        pull.updatedAt = new Date().toISOString();
        this.webhooks.pullRequest('synchronized', state, pull, by);
      }
    }
    this.file.save();
    if (!commit) return;
    for (const listener of this.listeners)
      listener({ owner: state.owner, name: state.name, branch, commit });
    this.webhooks.push(state, branch, commit, by);
  }

  requireUnprotected(state: RepositoryState, branch: string) {
    if (state.protectedBranches.includes(branch)) {
      throw new ApiError(
        403,
        `branch ${branch} is protected from modifying: open a pull request instead`,
      );
    }
  }

  /** Gitea's ChangeFiles: one commit with several files, on a branch or a new one. */
  async changeFiles(
    owner: string,
    name: string,
    by: GitHostUser,
    body: {
      branch?: string;
      newBranch?: string;
      message?: string;
      author?: Identity;
      committer?: Identity;
      files: Array<{
        operation: string;
        path: string;
        content?: string;
        sha?: string;
        from_path?: string;
      }>;
    },
  ) {
    const { state, git } = this.find(owner, name);
    return git.exclusive(async () => {
      const base = body.branch || 'main';
      const target = body.newBranch || base;
      if (!isBranchName(target))
        throw new ApiError(422, `invalid branch name: ${target}`);
      const head = await git.resolve(base);
      const empty = (await git.branches()).length === 0;
      if (!head && !empty)
        throw notFound(`branch does not exist [name: ${base}]`);
      if (body.newBranch && body.newBranch !== base) {
        if (await git.resolve(target))
          throw new ApiError(422, `branch already exists [name: ${target}]`);
      } else {
        this.requireUnprotected(state, target);
      }
      const changes: FileChange[] = [];
      for (const file of body.files) {
        if (!isFilePath(file.path))
          throw new ApiError(
            422,
            `path contains a malformed path component [path: ${file.path}]`,
          );
        const existing = head ? await git.entry(head, file.path) : undefined;
        if (file.operation === 'create') {
          if (existing)
            throw new ApiError(
              422,
              `repository file already exists [path: ${file.path}]`,
            );
        } else {
          if (!existing)
            throw notFound(
              `repository file does not exist [path: ${file.path}]`,
            );
          if (!file.sha) throw new ApiError(422, '[SHA]: Required');
          if (file.sha !== existing.sha)
            throw new ApiError(
              409,
              `sha does not match [given: ${file.sha}, expected: ${existing.sha}]`,
            );
        }
        changes.push({
          path: file.path,
          content:
            file.operation === 'delete'
              ? undefined
              : Buffer.from(file.content ?? '', 'base64'),
        });
      }
      const commit = await git.commit({
        parent: head,
        changes,
        message:
          body.message ||
          `${body.files[0]?.operation ?? 'change'} '${
            body.files[0]?.path ?? ''
          }'`,
        author:
          body.author?.name || body.author?.email
            ? { ...identityOf(by), ...body.author }
            : identityOf(by),
        committer: body.committer?.name
          ? { ...identityOf(by), ...body.committer }
          : identityOf(by),
      });
      await git.moveBranch(target, commit, await git.resolve(target));
      await this.pushed(state, target, commit, by);
      return { commit, branch: target };
    });
  }

  async createBranch(
    owner: string,
    name: string,
    by: GitHostUser,
    branch: string,
    from: string,
  ) {
    const { state, git } = this.find(owner, name);
    return git.exclusive(async () => {
      if (!isBranchName(branch))
        throw new ApiError(422, `invalid branch name: ${branch}`);
      const commit = await git.resolve(from);
      if (!commit) throw notFound('The old branch does not exist');
      if (await git.resolve(branch))
        throw new ApiError(409, 'The branch already exists.');
      await git.moveBranch(branch, commit, undefined);
      await this.pushed(state, branch, commit, by);
      return commit;
    });
  }

  async deleteBranch(
    owner: string,
    name: string,
    by: GitHostUser,
    branch: string,
  ) {
    const { state, git } = this.find(owner, name);
    return git.exclusive(async () => {
      if (!(await git.resolve(branch))) throw notFound();
      if (branch === 'main')
        throw new ApiError(403, 'can not delete default branch');
      this.requireUnprotected(state, branch);
      await git.deleteBranch(branch);
      for (const pull of state.pulls) {
        if (pull.state === 'open' && pull.head === branch)
          this.#close(state, pull, by);
      }
      await this.pushed(state, branch, undefined, by);
    });
  }

  pull(owner: string, name: string, number: number) {
    const { state, git } = this.find(owner, name);
    const pull = state.pulls.find(p => p.number === number);
    if (!pull) throw notFound();
    return { state, git, pull };
  }

  async createPull(
    owner: string,
    name: string,
    by: GitHostUser,
    input: {
      head?: string;
      base?: string;
      title?: string;
      body?: string;
      labels?: number[];
      assignees?: string[];
    },
  ) {
    const { state, git } = this.find(owner, name);
    return git.exclusive(async () => {
      const head = String(input.head ?? '').replace(`${owner}:`, '');
      const base = input.base || 'main';
      if (!input.title) throw new ApiError(422, '[Title]: Required');
      const [headSha, baseSha] = [
        await git.resolve(head),
        await git.resolve(base),
      ];
      if (!headSha || !baseSha) throw notFound();
      const open = state.pulls.find(
        p => p.state === 'open' && p.head === head && p.base === base,
      );
      if (open) {
        throw new ApiError(
          409,
          `pull request already exists for these targets [id: ${open.number}, issue_id: ${open.number}, head_branch: ${head}, base_branch: ${base}]`,
        );
      }
      const now = new Date().toISOString();
      const pull: PullRequest = {
        number: Math.max(0, ...state.pulls.map(p => p.number)) + 1,
        title: input.title,
        body: input.body ?? '',
        state: 'open',
        merged: false,
        head,
        headSha,
        base,
        mergeBase: (await git.mergeBase(baseSha, headSha)) ?? baseSha,
        user: by.login,
        labels: input.labels ?? [],
        assignees: input.assignees ?? [],
        reviewers: [],
        draft: /^(wip|draft):/i.test(input.title),
        createdAt: now,
        updatedAt: now,
        comments: [],
      };
      state.pulls.push(pull);
      this.file.save();
      this.webhooks.pullRequest('opened', state, pull, by);
      return pull;
    });
  }

  #close(state: RepositoryState, pull: PullRequest, by: GitHostUser) {
    pull.state = 'closed';
    pull.updatedAt = pull.closedAt = new Date().toISOString();
    this.file.save();
    this.webhooks.pullRequest('closed', state, pull, by);
  }

  async editPull(
    owner: string,
    name: string,
    number: number,
    by: GitHostUser,
    input: {
      title?: string;
      body?: string;
      state?: string;
      labels?: number[];
      assignees?: string[];
    },
  ) {
    const { state, git, pull } = this.pull(owner, name, number);
    return git.exclusive(async () => {
      if (input.title !== undefined) pull.title = input.title;
      if (input.body !== undefined) pull.body = input.body;
      if (input.labels) pull.labels = input.labels;
      if (input.assignees) pull.assignees = input.assignees;
      pull.updatedAt = new Date().toISOString();
      if (input.state === 'closed' && pull.state === 'open') {
        this.#close(state, pull, by);
      } else if (input.state === 'open' && pull.state === 'closed') {
        if (pull.merged)
          throw new ApiError(
            412,
            'cannot change state of this pull request, it was already merged',
          );
        if (!(await git.resolve(pull.head)))
          throw new ApiError(
            422,
            'the source branch is gone: the pull request cannot be reopened',
          );
        pull.state = 'open';
        delete pull.closedAt;
        this.webhooks.pullRequest('reopened', state, pull, by);
      }
      this.file.save();
      return pull;
    });
  }

  /** Paths in conflict with the base branch; none: the pull request can be merged. */
  async conflicts(git: Repository, pull: PullRequest): Promise<string[]> {
    const base = await git.resolve(pull.base);
    if (!base) return [pull.base];
    const merged = await git.mergeTree(base, pull.headSha);
    return 'conflicts' in merged ? merged.conflicts : [];
  }

  async merge(
    owner: string,
    name: string,
    number: number,
    by: GitHostUser,
    options: {
      style?: string;
      deleteBranch?: boolean;
      title?: string;
      message?: string;
    },
  ) {
    const { state, git, pull } = this.pull(owner, name, number);
    return git.exclusive(async () => {
      if (pull.merged)
        throw new ApiError(405, 'The pull request has been merged already.');
      if (pull.state !== 'open')
        throw new ApiError(405, 'The pull request is closed.');
      if (pull.draft)
        throw new ApiError(405, 'Work in progress PRs cannot be merged');
      if (
        !['merge', 'squash', 'rebase', 'rebase-merge', undefined].includes(
          options.style,
        )
      ) {
        throw new ApiError(422, `Invalid merge style: ${options.style}`);
      }
      const base = await git.resolve(pull.base);
      if (!base) throw notFound();
      const title =
        options.title ||
        `Merge pull request '${pull.title}' (#${pull.number}) from ${pull.head} into ${pull.base}`;
      const result = await git.merge({
        base,
        head: pull.headSha,
        author: identityOf(by),
        squash: options.style === 'squash' || options.style === 'rebase',
        message: `${title}\n${options.message ? `\n${options.message}\n` : ''}`,
      });
      if ('conflicts' in result) {
        throw new ApiError(
          409,
          `The pull request conflicts with ${
            pull.base
          } in ${result.conflicts.join(
            ', ',
          )}: bring the branch up to date first`,
        );
      }
      pull.mergeBase = (await git.mergeBase(base, pull.headSha)) ?? base;
      await git.moveBranch(pull.base, result.commit, base);
      pull.merged = true;
      pull.state = 'closed';
      pull.mergedBy = by.login;
      pull.mergeCommitSha = result.commit;
      pull.mergedAt = pull.closedAt = pull.updatedAt = new Date().toISOString();
      this.file.save();
      this.webhooks.pullRequest('closed', state, pull, by);
      if (options.deleteBranch && (await git.resolve(pull.head)))
        await git.deleteBranch(pull.head);
      await this.pushed(state, pull.base, result.commit, by);
      return pull;
    });
  }
}
