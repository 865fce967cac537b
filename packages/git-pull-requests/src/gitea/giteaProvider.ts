import { InputError } from '@backstage/errors';
import { getGiteaRequestOptions } from '@backstage/integration';
import { gitCredentials } from '../http/gitCredentials';
import { GitHttpClient } from '../http/GitHttpClient';
import { hostGate } from '../http/HostGate';
import { RepositoryApi } from '../http/RepositoryApi';
import type { GitProvider } from '../GitProvider';
import { requireOwnerPart } from '../requireLocationPart';
import { giteaRepository } from './giteaRepository';

/**
 * Gitea and Forgejo, by their REST API (`/api/v1`), with the credentials of `integrations.gitea`.
 *
 * @public
 */
export const giteaProvider: GitProvider = {
  type: 'gitea',
  createRepository({
    integrations,
    location,
    token,
    signal,
    timeoutMs,
    callsPerMinute,
  }) {
    const config = integrations.gitea.byHost(location.host)?.config;
    if (!config) {
      throw new InputError(
        `The portal has no integration for the Git host '${location.host}': add one with this host to its configuration, under integrations.gitea`,
      );
    }
    const owner = requireOwnerPart(location, 'owner');
    const name = requireOwnerPart(location, 'repo');
    const baseUrl = (config.baseUrl ?? `https://${config.host}`).replace(
      /\/+$/,
      '',
    );
    const url = `${baseUrl}/${owner}/${name}`;
    const client = new GitHttpClient({
      apiUrl: `${baseUrl}/api/v1`,
      credentials: async () =>
        gitCredentials(
          // Without a password the integration's answer has no `headers` at all, whatever its type says.
          token
            ? { Authorization: `token ${token}` }
            : getGiteaRequestOptions(config).headers,
          token,
          config.password,
        ),
      context: {
        host: baseUrl,
        repository: url,
        configPath: 'integrations.gitea',
        userToken: !!token,
      },
      gate: hostGate(integrations, baseUrl, callsPerMinute),
      signal,
      timeoutMs,
    });
    return giteaRepository({
      url,
      owner,
      api: new RepositoryApi({ client, url, path: `/repos/${owner}/${name}` }),
      root: new RepositoryApi({ client, url, path: '', root: true }),
    });
  },
};
