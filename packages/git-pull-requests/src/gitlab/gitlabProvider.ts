import { InputError } from '@backstage/errors';
import { getGitLabRequestOptions } from '@backstage/integration';
import type { GitProvider } from '../GitProvider';
import { gitCredentials } from '../http/credentials';
import { GitHttpClient } from '../http/GitHttpClient';
import { requireProjectPath } from './gitlabLocation';
import { GitlabRepository } from './GitlabRepository';

/**
 * GitLab, by its REST API (`/api/v4`), with the credentials of `integrations.gitlab`. The owner of a repository
 * may be a group within groups: `owner=group/subgroup`.
 *
 * @public
 */
export const gitlabProvider: GitProvider = {
  type: 'gitlab',
  createRepository({ integrations, location, token, signal, timeoutMs }) {
    const config = integrations.gitlab.byHost(location.host)?.config;
    if (!config) {
      throw new InputError(
        `The portal has no integration for the Git host '${location.host}': add one with this host to its configuration, under integrations.gitlab`,
      );
    }
    const project = requireProjectPath(location);
    const baseUrl = config.baseUrl.replace(/\/+$/, '');
    const url = `${baseUrl}/${project}`;
    return new GitlabRepository({
      url,
      path: `/projects/${encodeURIComponent(project)}`,
      client: new GitHttpClient({
        apiUrl: config.apiBaseUrl.replace(/\/+$/, ''),
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
        signal,
        timeoutMs,
      }),
    });
  },
};
