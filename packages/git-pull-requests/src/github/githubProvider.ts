import { InputError } from '@backstage/errors';
import type { GitProvider } from '../GitProvider';
import { GitHttpClient, GitHttpClientOptions } from '../http/GitHttpClient';
import { hostGate } from '../http/HostGate';
import { RepositoryApi } from '../http/RepositoryApi';
import { requireOwnerPart } from '../requireLocationPart';
import { githubCredentials } from './githubCredentials';
import { githubRepository } from './githubRepository';

/**
 * GitHub and GitHub Enterprise, by their REST API, with the credentials of `integrations.github`
 * (a token or an App).
 *
 * @public
 */
export const githubProvider: GitProvider = {
  type: 'github',
  createRepository({
    integrations,
    location,
    token,
    signal,
    timeoutMs,
    callsPerMinute,
  }) {
    const config = integrations.github.byHost(location.host)?.config;
    if (!config) {
      throw new InputError(
        `The portal has no integration for the Git host '${location.host}': add one with this host to its configuration, under integrations.github`,
      );
    }
    const apiUrl = config.apiBaseUrl?.replace(/\/+$/, '');
    if (!apiUrl) {
      throw new InputError(
        `The integration for the Git host '${location.host}' has no 'apiBaseUrl': add it under integrations.github, for example https://${location.host}/api/v3`,
      );
    }
    const owner = requireOwnerPart(location, 'owner');
    const name = requireOwnerPart(location, 'repo');
    // The integration knows no address of the pages: they are where the API is.
    const origin = `${new URL(apiUrl).protocol}//${config.host}`;
    const url = `${origin}/${owner}/${name}`;
    const options: Omit<GitHttpClientOptions, 'apiUrl'> = {
      credentials: () =>
        githubCredentials({
          integrations,
          url,
          token,
          configToken: config.token,
          timeoutMs,
        }),
      context: {
        host: origin,
        repository: url,
        configPath: 'integrations.github',
        userToken: !!token,
      },
      gate: hostGate(integrations, apiUrl, callsPerMinute),
      signal,
      timeoutMs,
    };
    const shared = {
      client: new GitHttpClient({ ...options, apiUrl }),
      url,
      headers: {
        Accept: 'application/vnd.github+json',
        'X-GitHub-Api-Version': '2022-11-28',
      },
    };
    return githubRepository({
      url,
      owner,
      name,
      api: new RepositoryApi({ ...shared, path: `/repos/${owner}/${name}` }),
      root: new RepositoryApi({ ...shared, path: '', root: true }),
      graphql: new GitHttpClient({ ...options, apiUrl: graphqlUrl(apiUrl) }),
    });
  },
};

/**
 * The GraphQL endpoint beside the REST API: `https://api.github.com/graphql`, and
 * `https://host/api/graphql` of GitHub Enterprise Server, whose REST API is `https://host/api/v3`.
 *
 * @internal
 */
export function graphqlUrl(apiUrl: string): string {
  return `${apiUrl.replace(/\/v3$/, '')}/graphql`;
}
