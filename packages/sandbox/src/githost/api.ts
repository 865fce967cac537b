import express, { Request, Response } from 'express';
import Router from 'express-promise-router';
import { ApiError, notFound } from './apiError';
import { isFilePath, Repository, TreeEntry } from './repository';
import type { GitHostService } from './service';
import type { PullRequest, RepositoryState } from './state';
import type { GitHostUser } from './types';

/** Gitea's default and upper bound of a page. */
const PAGE_SIZE = 30;
const MAX_PAGE_SIZE = 50;

export interface ApiContext {
  service: GitHostService;
  baseUrl(): string;
  userOf(request: Request): GitHostUser | undefined;
}

/** The parts of Gitea's REST API (`/api/v1`) that Backstage and a pull-request client need. */
export function createApi({ service, baseUrl, userOf }: ApiContext) {
  const router = Router();
  router.use(express.json({ limit: '10mb' }));

  const requireUser = (request: Request): GitHostUser => {
    const user = userOf(request);
    if (!user) throw new ApiError(401, 'token is required');
    return user;
  };
  const userView = (login: string) => {
    const user = service.user(login);
    const id = service.users.findIndex(u => u.login === login) + 1;
    return {
      id,
      login,
      username: login,
      full_name: user.fullName,
      email: user.email,
      html_url: `${baseUrl()}/${login}`,
      avatar_url: '',
      is_admin: Boolean(user.admin),
      active: true,
    };
  };
  const repositoryView = (state: RepositoryState) => {
    const url = `${baseUrl()}/${state.owner}/${state.name}`;
    return {
      id: state.id,
      owner: userView(state.owner),
      name: state.name,
      full_name: `${state.owner}/${state.name}`,
      description: state.description,
      private: state.private,
      html_url: url,
      clone_url: `${url}.git`,
      default_branch: 'main',
      archived: false,
      created_at: state.createdAt,
      updated_at: state.createdAt,
      permissions: { admin: true, push: true, pull: true },
    };
  };
  const labelView = (state: RepositoryState, id: number) =>
    state.labels.find(l => l.id === id);
  const pullView = async (
    state: RepositoryState,
    git: Repository,
    pull: PullRequest,
    detail = false,
  ) => {
    const url = `${baseUrl()}/${state.owner}/${state.name}/pulls/${
      pull.number
    }`;
    const exists = Boolean(await git.resolve(pull.head));
    const side = (branch: string, sha: string) => ({
      label: branch,
      ref: branch,
      sha,
      repo_id: state.id,
      repo: repositoryView(state),
    });
    return {
      id: pull.number,
      number: pull.number,
      url,
      html_url: url,
      diff_url: `${url}.diff`,
      patch_url: `${url}.patch`,
      title: pull.title,
      body: pull.body,
      user: userView(pull.user),
      labels: pull.labels.map(id => labelView(state, id)).filter(Boolean),
      assignees: pull.assignees.map(userView),
      requested_reviewers: pull.reviewers.map(userView),
      state: pull.state,
      draft: pull.draft,
      merged: pull.merged,
      merged_at: pull.mergedAt ?? null,
      merged_by: pull.mergedBy ? userView(pull.mergedBy) : null,
      merge_commit_sha: pull.mergeCommitSha ?? null,
      merge_base: pull.mergeBase,
      mergeable:
        detail && pull.state === 'open' && !pull.draft
          ? (await service.conflicts(git, pull)).length === 0
          : false,
      head: {
        ...side(pull.head, pull.headSha),
        ...(exists ? {} : { ref: `refs/pull/${pull.number}/head` }),
      },
      base: side(pull.base, (await git.resolve(pull.base)) ?? ''),
      comments: pull.comments.length,
      created_at: pull.createdAt,
      updated_at: pull.updatedAt,
      closed_at: pull.closedAt ?? null,
    };
  };
  const commitView = (
    state: RepositoryState,
    commit: Awaited<ReturnType<Repository['log']>>[number],
  ) => ({
    sha: commit.sha,
    url: `${baseUrl()}/api/v1/repos/${state.owner}/${state.name}/git/commits/${
      commit.sha
    }`,
    html_url: `${baseUrl()}/${state.owner}/${state.name}/commit/${commit.sha}`,
    created: commit.committer.date,
    commit: {
      message: commit.message,
      author: commit.author,
      committer: commit.committer,
      tree: { sha: commit.tree },
    },
    parents: commit.parents.map(sha => ({ sha })),
  });
  const branchView = async (
    state: RepositoryState,
    git: Repository,
    { name, commit }: { name: string; commit: string },
  ) => {
    const [head] = await git.log(commit, { limit: 1 });
    return {
      name,
      commit: {
        id: commit,
        message: head?.message ?? '',
        timestamp: head?.committer.date,
        author: head?.author,
      },
      protected: state.protectedBranches.includes(name),
      user_can_push: !state.protectedBranches.includes(name),
      user_can_merge: true,
    };
  };
  const contentsView = async (
    state: RepositoryState,
    git: Repository,
    ref: string,
    entry: TreeEntry,
    withContent: boolean,
  ) => {
    const api = `${baseUrl()}/api/v1/repos/${state.owner}/${state.name}`;
    const page = `${baseUrl()}/${state.owner}/${state.name}`;
    const path = entry.path.split('/').map(encodeURIComponent).join('/');
    const file = entry.type === 'blob';
    return {
      name: entry.path.split('/').pop(),
      path: entry.path,
      sha: entry.sha,
      type: file ? 'file' : 'dir',
      size: entry.size,
      encoding: file && withContent ? 'base64' : null,
      content:
        file && withContent
          ? (await git.blob(entry.sha)).toString('base64')
          : null,
      url: `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`,
      html_url: `${page}/src/branch/${ref}/${path}`,
      download_url: file ? `${page}/raw/branch/${ref}/${path}` : null,
    };
  };
  const page = <T>(request: Request, response: Response, items: T[]): T[] => {
    const limit = Math.min(
      Number(request.query.limit) || PAGE_SIZE,
      MAX_PAGE_SIZE,
    );
    const number = Math.max(1, Number(request.query.page) || 1);
    response.set('X-Total-Count', String(items.length));
    if (number * limit < items.length) {
      const url = new URL(request.originalUrl, baseUrl());
      url.searchParams.set('page', String(number + 1));
      response.set('Link', `<${url}>; rel="next"`);
    }
    return items.slice((number - 1) * limit, number * limit);
  };
  const at = (request: Request) =>
    service.find(request.params.owner, request.params.repo);
  const commitOf = async (
    git: Repository,
    request: Request,
    ref = request.query.ref,
  ) => {
    const commit = await git.resolve(ref ? String(ref) : 'main');
    if (!commit) throw notFound(`object does not exist [id: ${ref ?? 'main'}]`);
    return commit;
  };
  const rest = (request: Request) => {
    const path = (request.params as any)[0] ?? '';
    if (path !== '' && !isFilePath(path))
      throw new ApiError(
        422,
        `path contains a malformed path component [path: ${path}]`,
      );
    return path as string;
  };

  router.get('/version', (_, res) => res.json({ version: '1.24.0+sandbox' }));
  router.get('/user', (req, res) => res.json(userView(requireUser(req).login)));
  router.get('/users/:name', (req, res) => {
    if (!service.users.some(u => u.login === req.params.name)) throw notFound();
    res.json(userView(req.params.name));
  });
  router.get('/orgs/:name', (req, res) => {
    if (!service.file.state.organizations.includes(req.params.name))
      throw notFound();
    res.json({
      id: 1,
      name: req.params.name,
      username: req.params.name,
      full_name: '',
      visibility: 'public',
    });
  });
  const createRepository = async (
    req: Request,
    res: Response,
    owner: string,
  ) => {
    await service.createRepository({
      owner,
      name: String(req.body?.name),
      description: req.body?.description,
      private: req.body?.private,
    });
    res
      .status(201)
      .json(repositoryView(service.find(owner, req.body.name).state));
  };
  router.post('/user/repos', async (req, res) =>
    createRepository(req, res, requireUser(req).login),
  );
  router.post(['/orgs/:org/repos', '/org/:org/repos'], async (req, res) => {
    requireUser(req);
    if (!service.file.state.organizations.includes(req.params.org))
      throw notFound();
    await createRepository(req, res, req.params.org);
  });
  router.get('/repos/search', (req, res) => {
    res.json({
      ok: true,
      data: page(req, res, service.list()).map(repositoryView),
    });
  });
  router.get('/repos/:owner/:repo', (req, res) => {
    res.json(repositoryView(at(req).state));
  });

  router.get('/repos/:owner/:repo/branches', async (req, res) => {
    const { state, git } = at(req);
    const branches = page(req, res, await git.branches());
    res.json(await Promise.all(branches.map(b => branchView(state, git, b))));
  });
  router.post('/repos/:owner/:repo/branches', async (req, res) => {
    const { state, git } = at(req);
    const name = String(req.body?.new_branch_name ?? '');
    const commit = await service.createBranch(
      state.owner,
      state.name,
      requireUser(req),
      name,
      req.body?.old_ref_name || req.body?.old_branch_name || 'main',
    );
    res.status(201).json(await branchView(state, git, { name, commit }));
  });
  router.get('/repos/:owner/:repo/branches/*', async (req, res) => {
    const { state, git } = at(req);
    const name = (req.params as any)[0];
    const found = (await git.branches()).find(b => b.name === name);
    if (!found) throw notFound();
    res.json(await branchView(state, git, found));
  });
  router.delete('/repos/:owner/:repo/branches/*', async (req, res) => {
    const { state } = at(req);
    await service.deleteBranch(
      state.owner,
      state.name,
      requireUser(req),
      (req.params as any)[0],
    );
    res.status(204).end();
  });
  router.get('/repos/:owner/:repo/branch_protections', (req, res) => {
    res.json(
      at(req).state.protectedBranches.map(name => ({
        branch_name: name,
        rule_name: name,
        enable_push: false,
      })),
    );
  });
  router.post('/repos/:owner/:repo/branch_protections', (req, res) => {
    const { state } = at(req);
    requireUser(req);
    const name = String(req.body?.rule_name ?? req.body?.branch_name ?? '');
    if (!name) throw new ApiError(422, '[RuleName]: Required');
    if (
      req.body?.enable_push !== true &&
      !state.protectedBranches.includes(name)
    )
      state.protectedBranches.push(name);
    service.file.save();
    res.status(201).json({
      branch_name: name,
      rule_name: name,
      enable_push: req.body?.enable_push === true,
    });
  });

  const readContents = async (req: Request, res: Response) => {
    const { state, git } = at(req);
    const commit = await commitOf(git, req);
    const ref = String(req.query.ref || 'main');
    const path = rest(req);
    const entry = path ? await git.entry(commit, path) : undefined;
    if (path && !entry)
      throw notFound(`object does not exist [id: , rel_path: ${path}]`);
    if (entry?.type === 'blob') {
      res.json(await contentsView(state, git, ref, entry, true));
      return;
    }
    const entries = await git.tree(commit, path);
    res.json(
      await Promise.all(
        entries.map(e => contentsView(state, git, ref, e, false)),
      ),
    );
  };
  router.get(
    ['/repos/:owner/:repo/contents', '/repos/:owner/:repo/contents/*'],
    readContents,
  );
  const answerChange = async (
    req: Request,
    res: Response,
    status: number,
    commit: string,
    paths: string[],
    branch: string,
  ) => {
    const { state, git } = at(req);
    const [log] = await git.log(commit, { limit: 1 });
    const files = await Promise.all(
      paths.map(async path => {
        const entry = await git.entry(commit, path);
        return entry ? contentsView(state, git, branch, entry, true) : null;
      }),
    );
    res.status(status).json({
      content: files[0] ?? null,
      files,
      commit: { ...commitView(state, log), ...log, sha: commit },
      verification: { verified: false, reason: 'gpg.error.not_signed_commit' },
    });
  };
  router.post('/repos/:owner/:repo/contents', async (req, res) => {
    const { state } = at(req);
    const files = req.body?.files;
    if (!Array.isArray(files) || files.length === 0)
      throw new ApiError(422, '[Files]: Required');
    const result = await service.changeFiles(
      state.owner,
      state.name,
      requireUser(req),
      {
        branch: req.body.branch,
        newBranch: req.body.new_branch,
        message: req.body.message,
        author: req.body.author,
        committer: req.body.committer,
        files,
      },
    );
    await answerChange(
      req,
      res,
      201,
      result.commit,
      files.map((f: any) => f.path),
      result.branch,
    );
  });
  for (const [method, operation] of [
    ['post', 'create'],
    ['put', 'update'],
    ['delete', 'delete'],
  ] as const) {
    router[method](
      '/repos/:owner/:repo/contents/*',
      async (req: Request, res: Response) => {
        const { state } = at(req);
        const path = rest(req);
        const result = await service.changeFiles(
          state.owner,
          state.name,
          requireUser(req),
          {
            branch: req.body?.branch,
            newBranch: req.body?.new_branch,
            message: req.body?.message,
            author: req.body?.author,
            committer: req.body?.committer,
            files: [
              {
                operation:
                  operation === 'update' && !req.body?.sha
                    ? 'create'
                    : operation,
                path,
                content: req.body?.content,
                sha: req.body?.sha,
              },
            ],
          },
        );
        await answerChange(
          req,
          res,
          operation === 'create' ? 201 : 200,
          result.commit,
          [path],
          result.branch,
        );
      },
    );
  }
  router.get(
    ['/repos/:owner/:repo/raw/*', '/repos/:owner/:repo/media/*'],
    async (req, res) => {
      const { git } = at(req);
      const entry = await git.entry(await commitOf(git, req), rest(req));
      if (entry?.type !== 'blob') throw notFound();
      res
        .type('application/octet-stream')
        .set('X-Content-Type-Options', 'nosniff')
        .send(await git.blob(entry.sha));
    },
  );
  router.get('/repos/:owner/:repo/git/trees/:sha', async (req, res) => {
    const { state, git } = at(req);
    const commit = await commitOf(git, req, req.params.sha);
    const entries = await git.tree(
      commit,
      '',
      ['1', 'true'].includes(String(req.query.recursive)),
    );
    res.json({
      sha: commit,
      url: `${baseUrl()}/${state.owner}/${state.name}`,
      truncated: false,
      total_count: entries.length,
      tree: page(req, res, entries).map(e => ({
        path: e.path,
        mode: e.mode,
        type: e.type,
        sha: e.sha,
        size: e.size,
      })),
    });
  });
  router.get('/repos/:owner/:repo/archive/*', async (req, res) => {
    const { state, git } = at(req);
    const match = /^(.+)\.(tar\.gz|zip)$/.exec((req.params as any)[0]);
    if (!match) throw notFound();
    const child = git.archive(
      await commitOf(git, req, match[1]),
      match[2] as 'tar.gz' | 'zip',
      state.name,
    );
    res.type(match[2] === 'zip' ? 'application/zip' : 'application/gzip');
    child.stdout.pipe(res);
  });
  router.get('/repos/:owner/:repo/commits', async (req, res) => {
    const { state, git } = at(req);
    const commit = await commitOf(git, req, req.query.sha);
    const limit = Math.min(Number(req.query.limit) || PAGE_SIZE, MAX_PAGE_SIZE);
    const number = Math.max(1, Number(req.query.page) || 1);
    const path = req.query.path ? String(req.query.path) : undefined;
    if (path && !isFilePath(path)) throw new ApiError(422, 'malformed path');
    res.json(
      (await git.log(commit, { limit, skip: (number - 1) * limit, path })).map(
        c => commitView(state, c),
      ),
    );
  });
  router.get('/repos/:owner/:repo/git/commits/:sha', async (req, res) => {
    const { state, git } = at(req);
    const [commit] = await git.log(await commitOf(git, req, req.params.sha), {
      limit: 1,
    });
    res.json(commitView(state, commit));
  });

  router.get('/repos/:owner/:repo/labels', (req, res) => {
    res.json(page(req, res, at(req).state.labels));
  });
  router.post('/repos/:owner/:repo/labels', (req, res) => {
    const { state } = at(req);
    requireUser(req);
    if (!req.body?.name) throw new ApiError(422, '[Name]: Required');
    const label = {
      id: service.file.nextId(),
      name: String(req.body.name),
      color: String(req.body.color ?? '888888').replace('#', ''),
      description: String(req.body.description ?? ''),
    };
    state.labels.push(label);
    service.file.save();
    res.status(201).json(label);
  });

  router.get('/repos/:owner/:repo/pulls', async (req, res) => {
    const { state, git } = at(req);
    const wanted = String(req.query.state ?? 'open');
    const found = state.pulls
      .filter(p => wanted === 'all' || p.state === wanted)
      .sort((a, b) =>
        req.query.sort === 'oldest' ? a.number - b.number : b.number - a.number,
      );
    res.json(
      await Promise.all(
        page(req, res, found).map(p => pullView(state, git, p)),
      ),
    );
  });
  router.post('/repos/:owner/:repo/pulls', async (req, res) => {
    const { state, git } = at(req);
    const pull = await service.createPull(
      state.owner,
      state.name,
      requireUser(req),
      req.body ?? {},
    );
    res.status(201).json(await pullView(state, git, pull, true));
  });
  const pullAt = (req: Request) =>
    service.pull(req.params.owner, req.params.repo, Number(req.params.number));
  router.get(
    '/repos/:owner/:repo/pulls/:number.:format(diff|patch)',
    async (req, res) => {
      const { git, pull } = pullAt(req);
      res.type('text/plain').send(await git.diff(pull.mergeBase, pull.headSha));
    },
  );
  router.get('/repos/:owner/:repo/pulls/:number(\\d+)', async (req, res) => {
    const { state, git, pull } = pullAt(req);
    res.json(await pullView(state, git, pull, true));
  });
  router.patch('/repos/:owner/:repo/pulls/:number(\\d+)', async (req, res) => {
    const { state, git } = at(req);
    const pull = await service.editPull(
      state.owner,
      state.name,
      Number(req.params.number),
      requireUser(req),
      req.body ?? {},
    );
    res.status(201).json(await pullView(state, git, pull, true));
  });
  router.get('/repos/:owner/:repo/pulls/:number/files', async (req, res) => {
    const { git, pull } = pullAt(req);
    res.json(
      page(req, res, await git.changedFiles(pull.mergeBase, pull.headSha)),
    );
  });
  router.get('/repos/:owner/:repo/pulls/:number/commits', async (req, res) => {
    const { state, git, pull } = pullAt(req);
    const commits = await git.log(`${pull.headSha}`, { limit: 100 });
    const until = commits.findIndex(c => c.sha === pull.mergeBase);
    res.json(
      page(req, res, until < 0 ? commits : commits.slice(0, until)).map(c =>
        commitView(state, c),
      ),
    );
  });
  router.get('/repos/:owner/:repo/pulls/:number/merge', (req, res) => {
    res.status(pullAt(req).pull.merged ? 204 : 404).end();
  });
  router.post('/repos/:owner/:repo/pulls/:number/merge', async (req, res) => {
    const { state } = at(req);
    await service.merge(
      state.owner,
      state.name,
      Number(req.params.number),
      requireUser(req),
      {
        style: req.body?.Do,
        deleteBranch: req.body?.delete_branch_after_merge,
        title: req.body?.MergeTitleField,
        message: req.body?.MergeMessageField,
      },
    );
    res.status(200).end();
  });
  router.post(
    '/repos/:owner/:repo/pulls/:number/requested_reviewers',
    async (req, res) => {
      const { pull } = pullAt(req);
      requireUser(req);
      pull.reviewers = [
        ...new Set([
          ...pull.reviewers,
          ...((req.body?.reviewers as string[]) ?? []),
        ]),
      ];
      service.file.save();
      res.status(201).json([]);
    },
  );
  router.get('/repos/:owner/:repo/issues/:number/comments', (req, res) => {
    res.json(
      pullAt(req).pull.comments.map(c => ({
        id: c.id,
        body: c.body,
        user: userView(c.user),
        created_at: c.createdAt,
      })),
    );
  });
  router.post('/repos/:owner/:repo/issues/:number/comments', (req, res) => {
    const { pull } = pullAt(req);
    const comment = {
      id: service.file.nextId(),
      user: requireUser(req).login,
      body: String(req.body?.body ?? ''),
      createdAt: new Date().toISOString(),
    };
    pull.comments.push(comment);
    service.file.save();
    res.status(201).json({
      id: comment.id,
      body: comment.body,
      user: userView(comment.user),
      created_at: comment.createdAt,
    });
  });
  router.post('/repos/:owner/:repo/issues/:number/labels', (req, res) => {
    const { state, pull } = pullAt(req);
    requireUser(req);
    pull.labels = [
      ...new Set([...pull.labels, ...((req.body?.labels as number[]) ?? [])]),
    ];
    service.file.save();
    res.json(pull.labels.map(id => labelView(state, id)).filter(Boolean));
  });

  router.use(() => {
    throw notFound();
  });
  return router;
}
