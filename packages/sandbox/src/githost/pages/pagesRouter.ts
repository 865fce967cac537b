import express, { NextFunction, Request, Response } from 'express';
import Router from 'express-promise-router';
import { describeError } from '../api/apiRouter';
import { sendRaw } from '../api/contentRoutes';
import { commitText } from '../api/gitRoutes';
import { pullText } from '../api/pullRoutes';
import { commitOf, pullOf } from '../api/requests';
import type { Host } from '../core/Host';
import { editPull, MERGE_STYLES, mergePull } from '../core/pullRequests';
import { ApiError, notFound } from '../errors';
import { mergeBase } from '../git/history';
import type { MergeStyle } from '../git/merging';
import { findEntry, listBranches, resolveCommit } from '../git/objects';
import { encodePath } from '../http/paths';
import { isCommitId, isFilePath } from '../names';
import type { PullRecord, RepositoryRecord } from '../state/model';
import { commitPage, commitsPage, comparePage, pullsPage } from './commitsPage';
import {
  branchesPage,
  emptyRepositoryPage,
  filePage,
  folderPage,
  Place,
  repositoriesPage,
} from './filesPage';
import { markup } from './html';
import { page } from './layout';
import { pullPage } from './pullPage';
import { FormGuard } from './sameOrigin';
import { STYLES } from './styles';

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const REPOSITORY = '/:owner/:repo';

/** Pages for people, at the addresses that Gitea has. There is no sign-in: whoever sees them acts as one user. */
export function pagesRouter(host: Host) {
  const router = Router();
  const guard = new FormGuard();

  router.use((_, response, next) => {
    response.set({
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    });
    next();
  });

  router.get('/assets/sandbox.css', async (_, response) => {
    response.set('Cache-Control', 'max-age=300').type('css').send(STYLES);
  });

  router.get('/favicon.ico', async (_, response) => {
    response.status(204).end();
  });

  router.get('/', async (_, response) => {
    response.send(repositoriesPage(host));
  });

  router.get('/:owner', async (request, response) => {
    const owner = host.users.find(request.params.owner);
    if (!owner) throw notFound(`There is no ${request.params.owner} here.`);
    response.send(repositoriesPage(host, owner.login));
  });

  router.get(REPOSITORY, async (request, response) => {
    const repository = find(request);
    if (repository.empty) {
      response.send(emptyRepositoryPage(host, repository));
      return;
    }
    await show(repository, ['branch', repository.defaultBranch], response);
  });

  router.get(
    `${REPOSITORY}/src/:kind(branch|commit)/*`,
    async (request, response) => {
      await show(find(request), [request.params.kind, rest(request)], response);
    },
  );

  // Where portals lead to edit a file: it is shown, and edited through a pull request.
  router.get(`${REPOSITORY}/_edit/*`, async (request, response) => {
    const { owner, name } = find(request);
    response.redirect(
      `/${owner}/${name}/src/branch/${encodePath(rest(request))}`,
    );
  });

  router.get(
    `${REPOSITORY}/raw/:kind(branch|commit)/*`,
    async (request, response) => {
      const repository = find(request);
      const place = await locate(
        repository,
        request.params.kind,
        rest(request),
      );
      await sendRaw(host, repository, place.commit, place.path, response);
    },
  );

  router.get(
    [`${REPOSITORY}/commits`, `${REPOSITORY}/commits/branch/*`],
    async (request, response) => {
      const repository = find(request);
      const { ref, commit } = await commitOf(host, repository, rest(request));
      response.send(
        await commitsPage(host, repository, ref, commit, pageNumber(request)),
      );
    },
  );

  router.get(`${REPOSITORY}/commit/:sha`, async (request, response) => {
    const repository = find(request);
    const [, sha, format] = /^(.*?)(?:\.(diff|patch))?$/.exec(
      request.params.sha,
    )!;
    const { commit } = await commitOf(host, repository, sha);
    if (format) {
      response.type('text/plain');
      response.send(await commitText(host, repository, commit, format));
      return;
    }
    response.send(await commitPage(host, repository, commit));
  });

  router.get(`${REPOSITORY}/compare/*`, async (request, response) => {
    const repository = find(request);
    const [base, head] = rest(request).split(/\.{2,3}/);
    const before = await commitOf(host, repository, base);
    const after = await commitOf(host, repository, head);
    const git = host.git(repository);
    const ancestor = await mergeBase(git, before.commit, after.commit);
    if (!ancestor) throw notFound('The two have no common history.');
    response.send(
      await comparePage(
        host,
        repository,
        { base, head },
        { base: before.commit, head: after.commit, ancestor },
      ),
    );
  });

  router.get(`${REPOSITORY}/branches`, async (request, response) => {
    response.send(await branchesPage(host, find(request)));
  });

  router.get(`${REPOSITORY}/pulls`, async (request, response) => {
    const state = request.query.state === 'closed' ? 'closed' : 'open';
    response.send(pullsPage(host, find(request), state, pageNumber(request)));
  });

  router.get(
    `${REPOSITORY}/pulls/:index(\\d+).:format(diff|patch)`,
    async (request, response) => {
      const repository = find(request);
      const pull = pullOf(repository, request);
      response.type('text/plain');
      response.send(
        await pullText(host, repository, pull, request.params.format),
      );
    },
  );

  router.get(`${REPOSITORY}/pulls/:index(\\d+)`, async (request, response) => {
    const repository = find(request);
    const pull = pullOf(repository, request);
    response.send(await pullPage(host, guard, repository, pull));
  });

  router.post(
    `${REPOSITORY}/pulls/:index(\\d+)/:action(merge|close|reopen)`,
    express.urlencoded({ extended: false, limit: '16kb' }),
    async (request, response) => {
      const repository = find(request);
      const pull = pullOf(repository, request);
      const path = `/${repository.owner}/${repository.name}/pulls/${pull.number}`;
      const { action } = request.params;
      try {
        guard.check(request, `${path}/${action}`);
        await act(repository, pull, action, request.body);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        response
          .status(error.status)
          .send(
            await pullPage(host, guard, repository, pull, `${explain(error)}.`),
          );
        return;
      }
      response.redirect(303, path);
    },
  );

  router.use(() => {
    throw notFound('There is no such page.');
  });

  router.use(
    (error: Error, _: Request, response: Response, next: NextFunction) => {
      if (response.headersSent || response.closed) {
        next(error);
        return;
      }
      const { status, message } = describeError(error);
      if (status >= 500) host.log(`Git host: ${error.stack ?? error}`);
      const title = status === 404 ? 'Not found' : 'This did not work';
      response.status(status).send(
        page({
          title,
          user: host.users.pageUser,
          content: markup`<h1>${title}</h1>
            <p>${message}</p>
            <p><a href="/">All repositories</a></p>`,
        }),
      );
    },
  );

  function find(request: Request): RepositoryRecord {
    const { owner, repo } = request.params;
    const repository = host.find(owner, repo);
    if (!repository) {
      throw notFound(`There is no repository ${owner}/${repo} here.`);
    }
    return repository;
  }

  async function show(
    repository: RepositoryRecord,
    [kind, where]: [kind: string, where: string],
    response: Response,
  ): Promise<void> {
    const place = await locate(repository, kind, where);
    if (place.path === '') {
      response.send(await folderPage(host, repository, place));
      return;
    }
    const git = host.git(repository);
    const entry = isFilePath(place.path)
      ? await findEntry(git, place.commit, place.path)
      : undefined;
    if (!entry) throw notFound(`There is no ${place.path} on ${place.ref}.`);
    response.send(
      entry.type === 'blob'
        ? await filePage(host, repository, place, entry)
        : await folderPage(host, repository, place),
    );
  }

  /** Tells the branch from the path behind it: Git allows no branch below another one, so at most one fits. */
  async function locate(
    repository: RepositoryRecord,
    kind: string,
    where: string,
  ): Promise<Place> {
    const git = host.git(repository);
    const text = where.replace(/\/+$/, '');
    if (kind === 'commit') {
      const [ref, ...path] = text.split('/');
      const commit = isCommitId(ref)
        ? await resolveCommit(git, ref)
        : undefined;
      if (!commit) throw notFound(`There is no commit ${ref}.`);
      return { kind: 'commit', ref, commit, path: path.join('/') };
    }
    for (const [ref, commit] of await listBranches(git)) {
      if (text === ref || text.startsWith(`${ref}/`)) {
        const path = text.slice(ref.length + 1);
        return { kind: 'branch', ref, commit, path };
      }
    }
    throw notFound(`There is no branch that fits ${text}.`);
  }

  async function act(
    repository: RepositoryRecord,
    pull: PullRecord,
    action: string,
    form: Record<string, unknown>,
  ): Promise<void> {
    const doer = host.users.pageUser;
    if (action === 'merge') {
      const style = form.style as MergeStyle;
      if (!MERGE_STYLES.includes(style)) {
        throw new ApiError(422, 'Choose how to merge');
      }
      await mergePull(
        host,
        repository,
        pull,
        {
          style,
          headCommit: String(form.head ?? ''),
          deleteBranch: form.delete === 'yes',
        },
        doer,
      );
    } else {
      const state = action === 'close' ? 'closed' : 'open';
      await editPull(host, repository, pull, { state }, doer);
    }
  }

  return router;
}

/** The same in the words of a page: the API's are for programs. */
function explain(error: ApiError): string {
  return error.message === 'head out of date'
    ? 'New commits were pushed while you were reading, and nothing was merged. Read the changes below again'
    : error.message.replace(/\.$/, '');
}

function rest(request: Request): string {
  return (request.params as Record<string, string>)[0] ?? '';
}

function pageNumber(request: Request): number {
  const number = Number(request.query.page);
  return Number.isInteger(number) && number > 0 && number < 1e6 ? number : 1;
}
