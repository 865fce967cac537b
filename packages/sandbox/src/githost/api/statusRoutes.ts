import Router from 'express-promise-router';
import { mergeScheduled } from '../core/autoMerge';
import type { Host } from '../core/Host';
import { combineStatuses, latestStatuses } from '../core/statuses';
import { unprocessable } from '../errors';
import { sendPage } from '../http/paging';
import type {
  RepositoryRecord,
  StatusRecord,
  StatusState,
} from '../state/model';
import { presentRepository } from './present/repository';
import { presentLogin } from './present/user';
import {
  bodyOf,
  commitOf,
  optionalText,
  repositoryOf,
  requireDoer,
} from './requests';

const STATES: StatusState[] = [
  'pending',
  'success',
  'error',
  'failure',
  'warning',
];
/** Statuses that a repository keeps. */
const MAX_STATUSES = 5000;

/** Statuses of commits: the checks of a pull request. */
export function statusRoutes(host: Host) {
  const router = Router();

  function present(repository: RepositoryRecord, status: StatusRecord) {
    return {
      id: status.id,
      status: status.state,
      target_url: status.targetUrl,
      description: status.description,
      url: `${host.url}/api/v1/repos/${repository.owner}/${repository.name}/statuses/${status.commit}`,
      context: status.context,
      creator: presentLogin(host, status.creator),
      created_at: status.createdAt,
      updated_at: status.createdAt,
    };
  }

  router.post(
    '/repos/:owner/:repo/statuses/:sha',
    async (request, response) => {
      const repository = repositoryOf(host, request, response);
      const body = bodyOf(request);
      const { commit } = await commitOf(host, repository, request.params.sha);
      const targetUrl = optionalText(body.target_url, 'TargetURL') ?? '';
      if (!STATES.includes(body.state)) {
        throw unprocessable(`[State]: use one of ${STATES.join(', ')}`);
      }
      if (targetUrl && !/^https?:\/\//.test(targetUrl)) {
        throw unprocessable('[TargetURL]: use an address with http or https');
      }
      const status: StatusRecord = {
        id: host.file.nextId(),
        commit,
        context: (optionalText(body.context, 'Context') ?? 'default').slice(
          0,
          255,
        ),
        state: body.state,
        description: (
          optionalText(body.description, 'Description') ?? ''
        ).slice(0, 1000),
        targetUrl,
        creator: requireDoer(response).login,
        createdAt: new Date().toISOString(),
      };
      repository.statuses.push(status);
      repository.statuses.splice(0, repository.statuses.length - MAX_STATUSES);
      await host.saved(repository);
      await mergeScheduled(host, repository, commit, requireDoer(response));
      response.status(201).json(present(repository, status));
    },
  );

  router.get(
    [
      '/repos/:owner/:repo/statuses/:ref',
      '/repos/:owner/:repo/commits/:ref/statuses',
    ],
    async (request, response) => {
      const repository = repositoryOf(host, request, response);
      const { commit } = await commitOf(host, repository, request.params.ref);
      const statuses = repository.statuses.filter(s => s.commit === commit);
      response.json(
        sendPage(request, response, statuses.reverse()).map(status =>
          present(repository, status),
        ),
      );
    },
  );

  router.get(
    '/repos/:owner/:repo/commits/:ref/status',
    async (request, response) => {
      const repository = repositoryOf(host, request, response);
      const { commit } = await commitOf(host, repository, request.params.ref);
      const statuses = latestStatuses(repository, commit);
      response.json({
        state: combineStatuses(statuses),
        sha: commit,
        total_count: statuses.length,
        statuses: statuses.map(status => present(repository, status)),
        repository: presentRepository(host, repository),
        commit_url: `${host.url}/api/v1/repos/${repository.owner}/${repository.name}/git/commits/${commit}`,
        url: '',
      });
    },
  );

  return router;
}
