import type { Request, Response } from 'express';
import Router from 'express-promise-router';
import type { Host } from '../core/Host';
import { createRepository } from '../core/repositories';
import { ApiError, notFound } from '../errors';
import { sendPage } from '../http/paging';
import { requireBranchName } from '../names';
import type { RepositoryRecord } from '../state/model';
import { presentRepository } from './present/repository';
import {
  bodyOf,
  doerOf,
  optionalText,
  repositoryOf,
  requireAdmin,
  requireDoer,
} from './requests';

/** Making, finding and protecting repositories. */
export function repositoryRoutes(host: Host) {
  const router = Router();

  function visible(response: Response): RepositoryRecord[] {
    return host.file.state.repositories.filter(
      repository => !repository.private || doerOf(response),
    );
  }

  function sendList(
    request: Request,
    response: Response,
    repositories: RepositoryRecord[],
  ) {
    return sendPage(request, response, repositories).map(repository =>
      presentRepository(host, repository),
    );
  }

  async function create(request: Request, response: Response, owner: string) {
    const body = bodyOf(request);
    const description = optionalText(body.description, 'Description');
    const repository = await createRepository(
      host,
      {
        owner,
        name: body.name,
        description,
        private: body.private === true,
        defaultBranch: optionalText(body.default_branch, 'DefaultBranch'),
        files: body.auto_init
          ? { 'README.md': `# ${body.name}\n\n${description ?? ''}\n` }
          : {},
      },
      requireDoer(response),
    );
    response.status(201).json(presentRepository(host, repository));
  }

  router.get('/user/repos', async (request, response) => {
    const { login } = requireDoer(response);
    response.json(
      sendList(
        request,
        response,
        visible(response).filter(repository => repository.owner === login),
      ),
    );
  });

  router.post('/user/repos', async (request, response) => {
    await create(request, response, requireDoer(response).login);
  });

  for (const kind of ['orgs', 'users'] as const) {
    router.get(`/${kind}/:login/repos`, async (request, response) => {
      const owner = host.users.find(request.params.login);
      if (!owner) throw notFound();
      response.json(
        sendList(
          request,
          response,
          visible(response).filter(({ owner: o }) => o === owner.login),
        ),
      );
    });
  }

  router.post(
    ['/orgs/:login/repos', '/org/:login/repos'],
    async (request, response) => {
      const owner = host.users.find(request.params.login);
      if (owner?.kind !== 'organization') {
        throw notFound(
          `organization does not exist [name: ${request.params.login}]`,
        );
      }
      await create(request, response, owner.login);
    },
  );

  router.get('/repos/search', async (request, response) => {
    const wanted = String(request.query.q ?? '').toLowerCase();
    const found = visible(response).filter(({ owner, name }) =>
      `${owner}/${name}`.toLowerCase().includes(wanted),
    );
    response.json({ ok: true, data: sendList(request, response, found) });
  });

  router.get('/repos/:owner/:repo', async (request, response) => {
    response.json(
      presentRepository(host, repositoryOf(host, request, response)),
    );
  });

  router.patch('/repos/:owner/:repo', async (request, response) => {
    requireAdmin(response);
    const repository = repositoryOf(host, request, response);
    const body = bodyOf(request);
    const description = optionalText(body.description, 'Description');
    if (body.description !== undefined) {
      repository.description = description ?? '';
    }
    if (typeof body.private === 'boolean') repository.private = body.private;
    await host.saved(repository);
    response.json(presentRepository(host, repository));
  });

  const rules = '/repos/:owner/:repo/branch_protections';

  router.get(rules, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    requireDoer(response);
    response.json(repository.protectedBranches.map(toRule(repository)));
  });

  router.post(rules, async (request, response) => {
    requireAdmin(response);
    const repository = repositoryOf(host, request, response);
    const body = bodyOf(request);
    // Exact names only: a pattern is no valid name of a branch, and is refused as such.
    const branch = requireBranchName(body.rule_name || body.branch_name);
    if (repository.protectedBranches.includes(branch)) {
      throw new ApiError(403, 'Branch protection already exist');
    }
    repository.protectedBranches.push(branch);
    await host.saved(repository);
    response.status(201).json(toRule(repository)(branch));
  });

  router.get(`${rules}/*`, async (request, response) => {
    requireDoer(response);
    const repository = repositoryOf(host, request, response);
    response.json(toRule(repository)(ruleOf(repository, request)));
  });

  router.delete(`${rules}/*`, async (request, response) => {
    requireAdmin(response);
    const repository = repositoryOf(host, request, response);
    const branch = ruleOf(repository, request);
    repository.protectedBranches = repository.protectedBranches.filter(
      other => other !== branch,
    );
    await host.saved(repository);
    response.status(204).end();
  });

  return router;
}

function ruleOf(repository: RepositoryRecord, request: Request): string {
  const name = (request.params as Record<string, string>)[0];
  if (!repository.protectedBranches.includes(name)) {
    throw notFound(`Branch protection does not exist [name: ${name}]`);
  }
  return name;
}

/** Gitea's `BranchProtection`. */
function toRule(repository: RepositoryRecord) {
  return (branch: string) => ({
    branch_name: branch,
    rule_name: branch,
    enable_push: false,
    enable_push_whitelist: false,
    push_whitelist_usernames: [],
    enable_force_push: false,
    enable_merge_whitelist: false,
    merge_whitelist_usernames: [],
    enable_status_check: false,
    status_check_contexts: [],
    required_approvals: 0,
    block_on_rejected_reviews: false,
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
  });
}
