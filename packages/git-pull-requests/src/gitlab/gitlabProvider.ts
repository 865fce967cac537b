import { InputError } from '@backstage/errors';
import { getGitLabRequestOptions } from '@backstage/integration';
import type { GitProvider } from '../GitProvider';
import { gitCredentials } from '../http/gitCredentials';
import { GitHttpClient } from '../http/GitHttpClient';
import { hostGate } from '../http/HostGate';
import { RepositoryApi } from '../http/RepositoryApi';
import { requireProjectPath } from './requireProjectPath';
import { gitlabRepository } from './gitlabRepository';

/**
 * GitLab, by its REST API (`/api/v4`), with the credentials of `integrations.gitlab`. The owner of a repository
 * may be a group within groups: `owner=group/subgroup`.
 *
 * @public
 */
export const gitlabProvider: GitProvider = {
  type: 'gitlab',
  createRepository({
    integrations,
    location,
    token,
    signal,
    timeoutMs,
    callsPerMinute,
  }) {
    const config = integrations.gitlab.byHost(location.host)?.config;
    if (!config) {
      throw new InputError(
        `The portal has no integration for the Git host '${location.host}': add one with this host to its configuration, under integrations.gitlab`,
      );
    }
    const project = requireProjectPath(location);
    const baseUrl = config.baseUrl.replace(/\/+$/, '');
    const url = `${baseUrl}/${project}`;
    const apiUrl = config.apiBaseUrl.replace(/\/+$/, '');
    const client = new GitHttpClient({
      apiUrl,
      credentials: async () =>
        gitCredentials(
          // As Bearer, which GitLab takes for access tokens and a person's OAuth token alike.
          getGitLabRequestOptions(config, token).headers,
          token,
          config.token,
        ),
      context: {
        host: baseUrl,
        repository: url,
        configPath: 'integrations.gitlab',
        userToken: !!token,
      },
      gate: hostGate(integrations, apiUrl, callsPerMinute),
      signal,
      timeoutMs,
    });
    const path = `/projects/${encodeURIComponent(project)}`;
    return gitlabRepository({
      url,
      api: new RepositoryApi({ client, url, path }),
      root: new RepositoryApi({ client, url, path: '', root: true }),
    });
  },
};
