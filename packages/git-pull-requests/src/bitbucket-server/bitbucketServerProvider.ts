import { InputError } from '@backstage/errors';
import { getBitbucketServerRequestOptions } from '@backstage/integration';
import type { GitProvider } from '../GitProvider';
import { gitCredentials } from '../http/gitCredentials';
import { GitHttpClient } from '../http/GitHttpClient';
import { hostGate } from '../http/HostGate';
import { RepositoryApi } from '../http/RepositoryApi';
import { requireLocationPart } from '../requireLocationPart';
import { bitbucketServerRepository } from './bitbucketServerRepository';

const FORM = 'project=<project>&repo=<repository>';

/** A personal project is `~` and the user's name. */
const PROJECT = {
  form: FORM,
  pattern: /^~?[A-Za-z0-9._-]{1,128}$/,
  allowed: `the project's key, of letters, digits, '.', '-' and '_', or '~' and a user's name`,
};

const REPOSITORY = {
  form: FORM,
  pattern: /^[A-Za-z0-9._-]{1,128}$/,
  allowed: `letters, digits, '.', '-' and '_'`,
};

/**
 * Bitbucket Server and Data Center, by their REST API and, for commits, by Git's own protocol, with the
 * credentials of `integrations.bitbucketServer`.
 *
 * @public
 */
export const bitbucketServerProvider: GitProvider = {
  type: 'bitbucketServer',
  createRepository({
    integrations,
    location,
    token,
    signal,
    timeoutMs,
    callsPerMinute,
  }) {
    const config = integrations.bitbucketServer.byHost(location.host)?.config;
    if (!config) {
      throw new InputError(
        `The portal has no integration for the Git host '${location.host}': add one with this host to its configuration, under integrations.bitbucketServer`,
      );
    }
    const address = /^(https?:\/\/.+)\/rest(\/api\/[\w.]+)$/.exec(
      config.apiBaseUrl.replace(/\/+$/, ''),
    );
    if (!address) {
      throw new InputError(
        `The apiBaseUrl of '${location.host}' under integrations.bitbucketServer must end with /rest/api/1.0, for example https://${location.host}/rest/api/1.0`,
      );
    }
    const [, baseUrl, apiPath] = address;
    const project = requireLocationPart(location, 'project', PROJECT);
    const name = requireLocationPart(location, 'repo', REPOSITORY);
    const shared = {
      credentials: async () =>
        token
          ? gitCredentials({ Authorization: `Bearer ${token}` }, token)
          : gitCredentials(
              getBitbucketServerRequestOptions(config).headers,
              config.token,
              config.password,
            ),
      context: {
        host: baseUrl,
        repository: `${baseUrl}/projects/${project}/repos/${name}`,
        configPath: 'integrations.bitbucketServer',
        userToken: !!token,
      },
      gate: hostGate(integrations, baseUrl, callsPerMinute),
      signal,
      timeoutMs,
    };
    const client = new GitHttpClient({
      ...shared,
      apiUrl: `${baseUrl}/rest`,
    });
    const path = `/projects/${encodeURIComponent(project)}/repos/${name}`;
    const url = `${baseUrl}${path}`;
    const api = new RepositoryApi({
      client,
      url,
      path: `${apiPath}${path}`,
    });
    return bitbucketServerRepository({
      url,
      baseUrl,
      project,
      name,
      api,
      root: new RepositoryApi({ client, url, path: apiPath, root: true }),
      build: new RepositoryApi({
        client,
        url,
        path: '/build-status/1.0',
        root: true,
      }),
      pages: new GitHttpClient({ ...shared, apiUrl: baseUrl }),
      client,
      transport: shared,
    });
  },
};
