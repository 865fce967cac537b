import type { Request } from 'express';
import Router from 'express-promise-router';
import type { Host } from '../core/Host';
import { ApiError, unprocessable } from '../errors';
import { sendPage } from '../http/paging';
import type { PullRecord, ReviewRecord } from '../state/model';
import { presentLogin, presentUser } from './present/user';
import {
  bodyOf,
  optionalText,
  pullOf,
  repositoryOf,
  requireDoer,
} from './requests';

const REPOSITORY = '/repos/:owner/:repo';
const REVIEWS = `${REPOSITORY}/pulls/:index(\\d+)/reviews`;
const EVENTS = ['APPROVED', 'REQUEST_CHANGES', 'COMMENT'] as const;

/** Reviews of pull requests, and who can be requested for one. */
export function reviewRoutes(host: Host) {
  const router = Router();

  const present = (pull: PullRecord, review: ReviewRecord) => ({
    id: review.id,
    user: presentLogin(host, review.author),
    team: null,
    state: review.state,
    body: review.body,
    commit_id: review.commit,
    stale: review.commit !== pull.headCommit,
    official: true,
    dismissed: false,
    comments_count: 0,
    submitted_at: review.createdAt,
  });

  // In the sandbox everybody may read every repository.
  router.get(`${REPOSITORY}/reviewers`, async (request, response) => {
    repositoryOf(host, request, response);
    requireDoer(response);
    response.json(host.users.list('user').map(user => presentUser(host, user)));
  });

  router.get(`${REPOSITORY}/teams`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    requireDoer(response);
    const owner = host.users.find(repository.owner);
    if (owner?.kind !== 'organization') {
      throw new ApiError(405, 'repo is not owned by an organization');
    }
    response.json(
      (owner.teams ?? []).map((name, index) => ({ id: index + 1, name })),
    );
  });

  router.get(REVIEWS, async (request, response) => {
    const pull = pullOf(repositoryOf(host, request, response), request);
    // Who has been requested and has not reviewed since comes last.
    const requested = (user: object | null, team: object | null) => ({
      id: pull.id,
      user,
      team,
      state: 'REQUEST_REVIEW',
      body: '',
      commit_id: '',
      stale: false,
      official: true,
      dismissed: false,
      comments_count: 0,
      submitted_at: pull.updatedAt,
    });
    const all = [
      ...(pull.reviews ?? []).map(review => present(pull, review)),
      ...pull.reviewers.map(login =>
        requested(presentLogin(host, login), null),
      ),
      ...(pull.teamReviewers ?? []).map(name => requested(null, { name })),
    ];
    response.json(sendPage(request, response, all));
  });

  router.post(REVIEWS, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const pull = pullOf(repository, request);
    const { login } = requireDoer(response);
    const review: ReviewRecord = {
      id: host.file.nextId(),
      author: login,
      ...readReview(request),
      commit: pull.headCommit,
      createdAt: new Date().toISOString(),
    };
    if (login === pull.author && review.state !== 'COMMENT') {
      throw unprocessable(
        review.state === 'APPROVED'
          ? 'approve your own pull is not allowed'
          : 'reject your own pull is not allowed',
      );
    }
    pull.reviews = [...(pull.reviews ?? []), review];
    // The request is answered.
    pull.reviewers = pull.reviewers.filter(reviewer => reviewer !== login);
    await host.saved(repository);
    response.json(present(pull, review));
  });

  return router;
}

/** @throws ApiError 422 */
function readReview(request: Request): Pick<ReviewRecord, 'state' | 'body'> {
  const { event, body } = bodyOf(request);
  const state = EVENTS.find(known => known === event);
  if (!state) throw unprocessable(`[Event]: use one of ${EVENTS.join(', ')}`);
  const text = optionalText(body, 'Body') ?? '';
  if (state !== 'APPROVED' && !text) {
    throw unprocessable(`review event ${state} requires a body or a comment`);
  }
  return { state, body: text };
}
