import Router from 'express-promise-router';
import type { Host } from '../core/Host';
import { notFound, unprocessable } from '../errors';
import { sendPage } from '../http/paging';
import type { HookRecord } from '../state/model';
import { bodyOf, optionalText, repositoryOf, requireAdmin } from './requests';

const HOOKS = '/repos/:owner/:repo/hooks';

/** A repository's webhooks. Secrets are taken and never given. */
export function hookRoutes(host: Host) {
  const router = Router();

  router.get(HOOKS, async (request, response) => {
    requireAdmin(response);
    const repository = repositoryOf(host, request, response);
    response.json(sendPage(request, response, repository.hooks).map(present));
  });

  router.post(HOOKS, async (request, response) => {
    requireAdmin(response);
    const repository = repositoryOf(host, request, response);
    const body = bodyOf(request);
    const hook: HookRecord = {
      id: host.file.nextId(),
      url: readUrl(body.config?.url),
      secret: optionalText(body.config?.secret, 'Config.secret'),
      events: readEvents(body.events),
      active: body.active === true,
      createdAt: new Date().toISOString(),
    };
    repository.hooks.push(hook);
    await host.saved(repository);
    response.status(201).json(present(hook));
  });

  router.delete(`${HOOKS}/:id(\\d+)`, async (request, response) => {
    requireAdmin(response);
    const repository = repositoryOf(host, request, response);
    const index = repository.hooks.findIndex(
      hook => hook.id === Number(request.params.id),
    );
    if (index < 0) throw notFound();
    repository.hooks.splice(index, 1);
    await host.saved(repository);
    response.status(204).end();
  });

  return router;
}

/** Gitea's `Hook`. */
function present(hook: HookRecord) {
  return {
    id: hook.id,
    type: 'gitea',
    config: { content_type: 'json', url: hook.url },
    events: hook.events,
    authorization_header: '',
    active: hook.active,
    created_at: hook.createdAt,
    updated_at: hook.createdAt,
  };
}

/** The sandbox stays on its machine: a hook that goes elsewhere is refused. */
function readUrl(value: unknown): string {
  const url =
    typeof value === 'string' && URL.canParse(value)
      ? new URL(value)
      : undefined;
  const isLocal =
    url &&
    /^https?:$/.test(url.protocol) &&
    /^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname);
  if (!isLocal) {
    throw unprocessable(
      "[Config.url]: the sandbox's webhooks reach this machine only, use http://127.0.0.1:<port>/…",
    );
  }
  return url.href;
}

function readEvents(value: unknown): string[] {
  if (value === undefined || value === null) return ['push'];
  const known = ['push', 'pull_request'];
  if (!Array.isArray(value) || value.some(event => !known.includes(event))) {
    throw unprocessable(`[Events]: use ${known.join(' and ')}`);
  }
  return value;
}
