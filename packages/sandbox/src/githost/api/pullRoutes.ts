import type { Request } from 'express';
import Router from 'express-promise-router';
import { cancelScheduledMerge, scheduleMerge } from '../core/autoMerge';
import type { Host } from '../core/Host';
import { diffBase, pullFiles } from '../core/pullDiff';
import {
  createPull,
  editPull,
  MERGE_STYLES,
  mergePull,
} from '../core/pullRequests';
import { ApiError, notFound, unprocessable } from '../errors';
import { unifiedDiff } from '../git/diff';
import { listCommits } from '../git/history';
import { MergeStyle } from '../git/merging';
import { listBranches } from '../git/objects';
import { sendPage } from '../http/paging';
import type { PullRecord, RepositoryRecord } from '../state/model';
import { presentCommit } from './present/commit';
import { presentChangedFile, presentPull } from './present/pull';
import { presentLogin } from './present/user';
import {
  bodyOf,
  failedAssignee,
  optionalIds,
  optionalLogins,
  optionalText,
  pullOf,
  repositoryOf,
  requireDoer,
  unknownAssignee,
  unknownReviewer,
} from './requests';

const PULLS = '/repos/:owner/:repo/pulls';

/** Pull requests. */
export function pullRoutes(host: Host) {
  const router = Router();

  router.get(PULLS, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const selected = selectPulls(repository.pulls, request.query);
    const branches = await listBranches(host.git(repository));
    response.json(
      await Promise.all(
        sendPage(request, response, selected).map(pull =>
          presentPull(host, repository, pull, branches),
        ),
      ),
    );
  });

  router.post(PULLS, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const body = bodyOf(request);
    const pull = await createPull(
      host,
      repository,
      {
        title: body.title,
        body: body.body,
        head: body.head,
        base: body.base || repository.defaultBranch,
        labels: optionalIds(body.labels, 'Labels'),
        reviewers: optionalLogins(
          host,
          body.reviewers,
          'Reviewers',
          unknownReviewer,
        ),
        assignees: optionalLogins(
          host,
          body.assignees ?? (body.assignee ? [body.assignee] : undefined),
          'Assignees',
          unknownAssignee,
        ),
      },
      requireDoer(response),
    );
    response.status(201).json(await presentPull(host, repository, pull));
  });

  router.get(`${PULLS}/:index(\\d+)`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    response.json(
      await presentPull(host, repository, pullOf(repository, request)),
    );
  });

  router.get(
    `${PULLS}/:index(\\d+).:format(diff|patch)`,
    async (request, response) => {
      const repository = repositoryOf(host, request, response);
      const pull = pullOf(repository, request);
      response
        .type('text/plain')
        .send(await pullText(host, repository, pull, request.params.format));
    },
  );

  router.patch(`${PULLS}/:index(\\d+)`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const pull = pullOf(repository, request);
    const { title, body, state, base, labels, assignees } = bodyOf(request);
    await editPull(
      host,
      repository,
      pull,
      {
        title,
        body,
        state,
        base,
        labels: optionalIds(labels, 'Labels'),
        assignees: optionalLogins(host, assignees, 'Assignees', failedAssignee),
      },
      requireDoer(response),
    );
    // Gitea answers 201 here, too.
    response.status(201).json(await presentPull(host, repository, pull));
  });

  router.get(`${PULLS}/:index(\\d+)/files`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const pull = pullOf(repository, request);
    const files = await pullFiles(host, repository, pull);
    response.json(
      sendPage(request, response, files).map(file =>
        presentChangedFile(host, repository, pull.headCommit, file),
      ),
    );
  });

  router.get(`${PULLS}/:index(\\d+)/commits`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const pull = pullOf(repository, request);
    const base = await diffBase(host, repository, pull);
    const commits = base
      ? await listCommits(host.git(repository), [pull.headCommit, `^${base}`])
      : [];
    response.json(
      sendPage(request, response, commits).map(commit =>
        presentCommit(host, repository, commit),
      ),
    );
  });

  router.get(`${PULLS}/:index(\\d+)/merge`, async (request, response) => {
    const pull = pullOf(repositoryOf(host, request, response), request);
    if (pull.state !== 'merged') throw notFound('Not merged');
    response.status(204).end();
  });

  router.post(`${PULLS}/:index(\\d+)/merge`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const body = bodyOf(request);
    const style = (body.Do || 'merge') as MergeStyle;
    if (!MERGE_STYLES.includes(style)) {
      throw new ApiError(
        405,
        `${String(style).slice(
          0,
          30,
        )} is not an allowed merge style for this repository: use ${MERGE_STYLES.join(
          ', ',
        )}`,
      );
    }
    const pull = pullOf(repository, request);
    const doer = requireDoer(response);
    if (
      body.merge_when_checks_succeed === true &&
      (await scheduleMerge(host, repository, pull, style, doer))
    ) {
      response.status(201).end();
      return;
    }
    await mergePull(
      host,
      repository,
      pull,
      {
        style,
        title: optionalText(body.MergeTitleField, 'MergeTitleField'),
        message: optionalText(body.MergeMessageField, 'MergeMessageField'),
        headCommit: optionalText(body.head_commit_id, 'HeadCommitID'),
        deleteBranch: body.delete_branch_after_merge === true,
      },
      doer,
    );
    response.status(200).end();
  });

  router.delete(`${PULLS}/:index(\\d+)/merge`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const pull = pullOf(repository, request);
    await cancelScheduledMerge(host, repository, pull);
    response.status(204).end();
  });

  for (const method of ['post', 'delete'] as const) {
    router[method](
      `${PULLS}/:index(\\d+)/requested_reviewers`,
      async (request, response) => {
        const repository = repositoryOf(host, request, response);
        const pull = pullOf(repository, request);
        const body = bodyOf(request);
        const given =
          optionalLogins(host, body.reviewers, 'Reviewers', unknownReviewer) ??
          [];
        const teams = knownTeams(host, repository, body.team_reviewers);
        if (given.includes(pull.author)) {
          throw unprocessable(
            `poster of pr can't be reviewer [user_id: ${
              host.users.find(pull.author)?.id
            }, repo_id: ${repository.id}]`,
          );
        }
        const added = method === 'post';
        pull.reviewers = changed(pull.reviewers, given, added);
        pull.teamReviewers = changed(pull.teamReviewers ?? [], teams, added);
        await host.saved(repository);
        if (method === 'delete') {
          response.status(204).end();
          return;
        }
        host.events.emit(
          'pull',
          'review_requested',
          repository,
          pull,
          requireDoer(response),
        );
        response.status(201).json(
          given.map(login => ({
            id: pull.id,
            user: presentLogin(host, login),
            team: null,
            state: 'REQUEST_REVIEW',
            body: '',
            commit_id: pull.headCommit,
            stale: false,
            official: true,
            dismissed: false,
            comments_count: 0,
            submitted_at: pull.updatedAt,
          })),
        );
      },
    );
  }

  // After the routes above: base and head are names of branches, and a head may have slashes.
  router.get(`${PULLS}/:base/*`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const head = (request.params as Record<string, string>)[0];
    const pull = repository.pulls
      .filter(p => p.base === request.params.base && p.head === head)
      .sort(
        (a, b) =>
          Number(b.state === 'open') - Number(a.state === 'open') ||
          b.number - a.number,
      )[0];
    if (!pull) throw notFound();
    response.json(await presentPull(host, repository, pull));
  });

  return router;
}

/** @throws ApiError 404 for a team that the organization does not have */
function knownTeams(
  host: Host,
  repository: RepositoryRecord,
  given: unknown,
): string[] {
  const { teams = [] } = host.users.find(repository.owner) ?? {};
  return (Array.isArray(given) ? given : []).map(name => {
    const team = teams.find(
      t => t.toLowerCase() === String(name).toLowerCase(),
    );
    if (!team) throw notFound(`Team '${String(name).slice(0, 50)}' not exist`);
    return team;
  });
}

function changed(before: string[], given: string[], added: boolean): string[] {
  const others = before.filter(name => !given.includes(name));
  return added ? [...others, ...given] : others;
}

type Order = (a: PullRecord, b: PullRecord) => number;

const byTime = (a: string | undefined, b: string | undefined) =>
  (a ?? '').localeCompare(b ?? '');

const ORDERS: Record<string, Order> = {
  newest: (a, b) => b.number - a.number,
  oldest: (a, b) => a.number - b.number,
  recentupdate: (a, b) => byTime(b.updatedAt, a.updatedAt),
  leastupdate: (a, b) => byTime(a.updatedAt, b.updatedAt),
  recentclose: (a, b) => byTime(b.closedAt, a.closedAt),
  mostcomment: (a, b) => b.comments.length - a.comments.length,
  leastcomment: (a, b) => a.comments.length - b.comments.length,
};

/** Pull requests that a list asks for, in the order that it asks for; newest first by default. */
function selectPulls(
  pulls: PullRecord[],
  query: Request['query'],
): PullRecord[] {
  const state = query.state ?? 'open';
  const labels = String(query.labels ?? '')
    .split(',')
    .filter(id => id !== '')
    .map(Number);
  return pulls
    .filter(
      pull =>
        (state === 'all' || (pull.state === 'open') === (state === 'open')) &&
        labels.every(id => pull.labels.includes(id)) &&
        (!query.poster || pull.author === query.poster) &&
        (!query.base_branch || pull.base === query.base_branch),
    )
    .sort(ORDERS[String(query.sort)] ?? ORDERS.newest);
}

/** A pull request as a diff, or as a series of patches. */
export async function pullText(
  host: Host,
  repository: RepositoryRecord,
  pull: PullRecord,
  format: string,
): Promise<string> {
  const git = host.git(repository);
  const base = await diffBase(host, repository, pull);
  if (!base) return '';
  return format === 'patch'
    ? git.text(['format-patch', '--stdout', `${base}..${pull.headCommit}`])
    : (await unifiedDiff(git, base, pull.headCommit)).text;
}
