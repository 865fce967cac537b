import type { Request } from 'express';
import Router from 'express-promise-router';
import type { Host } from '../core/Host';
import { labelsFor } from '../core/labels';
import { editPull, MAX_BODY } from '../core/pullRequests';
import { notFound, unprocessable } from '../errors';
import { sendPage } from '../http/paging';
import { requireText } from '../names';
import type {
  LabelRecord,
  OwnerRecord,
  RepositoryRecord,
} from '../state/model';
import { presentComment, presentIssue } from './present/pull';
import { presentLabel, presentOrganizationLabel } from './present/repository';
import { presentUser } from './present/user';
import {
  bodyOf,
  failedAssignee,
  optionalLogins,
  optionalText,
  pullOf,
  repositoryOf,
  requireDoer,
} from './requests';

const LABELS = '/repos/:owner/:repo/labels';
const ORGANIZATION_LABELS = '/orgs/:org/labels';
const ISSUE = '/repos/:owner/:repo/issues/:index(\\d+)';

/** Labels, and what Gitea keeps under `issues` for pull requests too: comments, labels and people. */
export function issueRoutes(host: Host) {
  const router = Router();

  router.get(LABELS, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    response.json(
      sendPage(request, response, repository.labels).map(label =>
        presentLabel(host, repository, label),
      ),
    );
  });

  router.post(LABELS, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const label = newLabel(host, bodyOf(request));
    repository.labels.push(label);
    await host.saved(repository);
    response.status(201).json(presentLabel(host, repository, label));
  });

  /** @throws ApiError 404, also for a user: only organizations have labels. */
  function organizationOf(login: string): OwnerRecord {
    const owner = host.users.find(login);
    if (owner?.kind !== 'organization') throw notFound('GetOrgByName');
    return owner;
  }

  router.get(ORGANIZATION_LABELS, async (request, response) => {
    const owner = organizationOf(request.params.org);
    response.json(
      sendPage(request, response, owner.labels ?? []).map(label =>
        presentOrganizationLabel(host, owner, label),
      ),
    );
  });

  router.post(ORGANIZATION_LABELS, async (request, response) => {
    const owner = organizationOf(request.params.org);
    const label = newLabel(host, bodyOf(request));
    owner.labels = [...(owner.labels ?? []), label];
    await host.file.save();
    response.status(201).json(presentOrganizationLabel(host, owner, label));
  });

  router.get('/repos/:owner/:repo/assignees', async (request, response) => {
    repositoryOf(host, request, response);
    response.json(host.users.list('user').map(user => presentUser(host, user)));
  });

  router.get(`${LABELS}/:id(\\d+)`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const label = repository.labels.find(
      l => l.id === Number(request.params.id),
    );
    if (!label) throw notFound();
    response.json(presentLabel(host, repository, label));
  });

  router.get(ISSUE, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    response.json(presentIssue(host, repository, pullOf(repository, request)));
  });

  router.patch(ISSUE, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const pull = pullOf(repository, request);
    const { title, body, state, assignee, assignees } = bodyOf(request);
    await editPull(
      host,
      repository,
      pull,
      {
        title,
        body,
        state,
        assignees: optionalLogins(
          host,
          assignees ?? (assignee ? [assignee] : undefined),
          'Assignees',
          failedAssignee,
        ),
      },
      requireDoer(response),
    );
    // Gitea answers 201 here, too.
    response.status(201).json(presentIssue(host, repository, pull));
  });

  router.get(`${ISSUE}/comments`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const pull = pullOf(repository, request);
    response.set('X-Total-Count', String(pull.comments.length));
    response.json(
      pull.comments.map(comment =>
        presentComment(host, repository, pull, comment),
      ),
    );
  });

  router.post(`${ISSUE}/comments`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const pull = pullOf(repository, request);
    const now = new Date().toISOString();
    const comment = {
      id: host.file.nextId(),
      author: requireDoer(response).login,
      body: requireText(bodyOf(request).body, 'Body', MAX_BODY),
      createdAt: now,
      updatedAt: now,
    };
    pull.comments.push(comment);
    pull.updatedAt = now;
    await host.saved(repository);
    response.status(201).json(presentComment(host, repository, pull, comment));
  });

  router.get(`${ISSUE}/labels`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    response.json(labelsOf(repository, request));
  });

  for (const method of ['post', 'put'] as const) {
    router[method](`${ISSUE}/labels`, async (request, response) => {
      const repository = repositoryOf(host, request, response);
      const pull = pullOf(repository, request);
      const given = findLabels(host, repository, bodyOf(request).labels);
      pull.labels = [
        ...new Set([...(method === 'post' ? pull.labels : []), ...given]),
      ];
      await host.saved(repository);
      host.events.emit(
        'pull',
        'label_updated',
        repository,
        pull,
        requireDoer(response),
      );
      response.json(labelsOf(repository, request));
    });
  }

  router.delete(`${ISSUE}/labels/:label`, async (request, response) => {
    const repository = repositoryOf(host, request, response);
    const pull = pullOf(repository, request);
    const { label } = request.params;
    const [id] = findLabels(host, repository, [
      /^\d+$/.test(label) ? Number(label) : label,
    ]);
    pull.labels = pull.labels.filter(other => other !== id);
    await host.saved(repository);
    host.events.emit(
      'pull',
      'label_updated',
      repository,
      pull,
      requireDoer(response),
    );
    response.status(204).end();
  });

  function labelsOf(repository: RepositoryRecord, request: Request) {
    const pull = pullOf(repository, request);
    return labelsFor(host, repository)
      .filter(label => pull.labels.includes(label.id))
      .map(label => presentLabel(host, repository, label));
  }

  return router;
}

/** Ids of labels by id or name. @throws ApiError 422 */
function findLabels(
  host: Host,
  repository: RepositoryRecord,
  given: unknown,
): number[] {
  if (!Array.isArray(given)) throw unprocessable('[Labels]: a list is needed');
  return given.map(wanted => {
    const label = labelsFor(host, repository).find(
      l => l.id === wanted || l.name === wanted,
    );
    if (!label) {
      throw unprocessable(
        `label does not exist [${String(wanted).slice(0, 50)}]`,
      );
    }
    return label.id;
  });
}

/** @throws ApiError 422 */
function newLabel(host: Host, body: Record<string, unknown>): LabelRecord {
  return {
    id: host.file.nextId(),
    name: requireText(body.name, 'Name', 50),
    color: readColor(body.color),
    description: optionalText(body.description, 'Description') ?? '',
  };
}

function readColor(color: unknown): string {
  const text = typeof color === 'string' ? color.replace(/^#/, '') : '';
  if (!/^[0-9a-fA-F]{6}$/.test(text)) {
    throw unprocessable(
      '[Color]: six hexadecimal digits are needed, as 00aabb',
    );
  }
  return text.toLowerCase();
}
