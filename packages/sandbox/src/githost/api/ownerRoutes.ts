import Router from 'express-promise-router';
import type { Host } from '../core/Host';
import { notFound, unprocessable } from '../errors';
import { requireText } from '../names';
import type { OwnerRecord } from '../state/model';
import { sendPage } from '../http/paging';
import { presentDoer, presentOrganization, presentUser } from './present/user';
import { bodyOf, optionalText, requireDoer } from './requests';

/** Users and organisations. */
export function ownerRoutes(host: Host) {
  const router = Router();

  function ownerOf(login: string, kind: OwnerRecord['kind']): OwnerRecord {
    const owner = host.users.find(login);
    if (owner?.kind !== kind) {
      throw notFound(`${kind} does not exist [name: ${login}]`);
    }
    return owner;
  }

  router.get('/user', async (_, response) => {
    response.json(presentDoer(host, requireDoer(response)));
  });

  router.get('/user/orgs', async (request, response) => {
    requireDoer(response);
    response.json(
      sendPage(request, response, host.users.list('organization')).map(
        presentOrganization,
      ),
    );
  });

  router.get('/users/search', async (request, response) => {
    const wanted = String(request.query.q ?? '').toLowerCase();
    const found = host.users
      .list('user')
      .filter(user =>
        `${user.login} ${user.fullName}`.toLowerCase().includes(wanted),
      );
    response.json({
      ok: true,
      data: sendPage(request, response, found).map(user =>
        presentUser(host, user),
      ),
    });
  });

  router.get('/users/:login', async (request, response) => {
    response.json(presentUser(host, ownerOf(request.params.login, 'user')));
  });

  router.get('/orgs', async (request, response) => {
    response.json(
      sendPage(request, response, host.users.list('organization')).map(
        presentOrganization,
      ),
    );
  });

  router.post('/orgs', async (request, response) => {
    const body = bodyOf(request);
    const login = requireText(body.username, 'UserName', 40);
    const fullName = optionalText(body.full_name, 'FullName') ?? '';
    const organization = host.users.createOrganization(login, fullName);
    await host.file.save();
    response.status(201).json(presentOrganization(organization));
  });

  router.get('/orgs/:login', async (request, response) => {
    response.json(
      presentOrganization(ownerOf(request.params.login, 'organization')),
    );
  });

  router.post('/orgs/:login/teams', async (request, response) => {
    const organization = ownerOf(request.params.login, 'organization');
    const name = requireText(bodyOf(request).name, 'Name', 255);
    const teams = organization.teams ?? [];
    if (teams.includes(name)) {
      throw unprocessable(`team already exists [org_id: ${organization.id}]`);
    }
    organization.teams = [...teams, name];
    await host.file.save();
    response.status(201).json({ id: organization.teams.length, name });
  });

  return router;
}
