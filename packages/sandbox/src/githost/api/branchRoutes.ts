import Router from 'express-promise-router';
import { createBranch, deleteBranch } from '../core/branches';
import type { Host } from '../core/Host';
import { notFound } from '../errors';
import { branchHead, listBranches, listRefs } from '../git/objects';
import { sendPage } from '../http/paging';
import { presentBranch } from './present/commit';
import { bodyOf, optionalText, repositoryOf, requireDoer } from './requests';

const BRANCHES = '/repos/:owner/:repo/branches';

/** Branches, and refs as they are. Names keep their slashes in a path. */
export function branchRoutes(host: Host) {
  const router = Router();

  router.get(BRANCHES, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const branches = await listBranches(host.git(repository));
    response.json(
      await Promise.all(
        sendPage(request, response, [...branches]).map(([name, sha]) =>
          presentBranch(host, repository, name, sha),
        ),
      ),
    );
  });

  router.post(BRANCHES, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const body = bodyOf(request);
    const name = await createBranch(
      host,
      repository,
      body.new_branch_name,
      optionalText(body.old_ref_name, 'OldRefName') ??
        optionalText(body.old_branch_name, 'OldBranchName'),
      requireDoer(response),
    );
    const sha = (await branchHead(host.git(repository), name))!;
    response.status(201).json(await presentBranch(host, repository, name, sha));
  });

  router.get(`${BRANCHES}/*`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const name = (request.params as Record<string, string>)[0];
    const sha = await branchHead(host.git(repository), name);
    if (!sha) throw notFound();
    response.json(await presentBranch(host, repository, name, sha));
  });

  router.delete(`${BRANCHES}/*`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const name = (request.params as Record<string, string>)[0];
    await deleteBranch(host, repository, name, requireDoer(response));
    response.status(204).end();
  });

  router.get(
    ['/repos/:owner/:repo/git/refs', '/repos/:owner/:repo/git/refs/*'],
    async (request, response) => {
      const repository = repositoryOf(host, request, response);
      const prefix = `refs/${
        (request.params as Record<string, string>)[0] ?? ''
      }`;
      const refs = [...(await listRefs(host.git(repository), 'refs/'))]
        .map(([name, sha]) => ({ ref: `refs/${name}`, sha }))
        .filter(({ ref }) => ref.startsWith(prefix));
      if (refs.length === 0) throw notFound();
      const api = `${host.url}/api/v1/repos/${repository.owner}/${repository.name}/git`;
      response.json(
        refs.map(({ ref, sha }) => ({
          ref,
          url: `${api}/${ref}`,
          object: { type: 'commit', sha, url: `${api}/commits/${sha}` },
        })),
      );
    },
  );

  return router;
}
