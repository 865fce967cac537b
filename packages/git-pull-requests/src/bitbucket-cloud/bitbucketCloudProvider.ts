import { InputError } from '@backstage/errors';
import type { GitProvider } from '../GitProvider';
import { GitHttpClient } from '../http/GitHttpClient';
import { hostGate } from '../http/HostGate';
import { RepositoryApi } from '../http/RepositoryApi';
import { requireLocationPart } from '../requireLocationPart';
import { bitbucketCloudCredentials } from './bitbucketCloudCredentials';
import { bitbucketCloudRepository } from './bitbucketCloudRepository';

const RULES = {
  form: 'workspace=<workspace>&repo=<repository>',
  pattern: /^[A-Za-z0-9._-]{1,100}$/,
  allowed: `letters, digits, '.', '-' and '_'`,
};

/**
 * The provider with other addresses, for tests: the integration's are fixed, whatever the configuration says.
 *
 * @internal
 */
export function createBitbucketCloudProvider(
  addresses?: () => { pages: string; api: string },
): GitProvider {
  return {
    type: 'bitbucketCloud',
    createRepository({
      integrations,
      location,
      token,
      signal,
      timeoutMs,
      callsPerMinute,
    }) {
      const config = integrations.bitbucketCloud.byHost(location.host)?.config;
      if (!config) {
        throw new InputError(
          `The portal has no integration for the Git host '${location.host}': Bitbucket Cloud is bitbucket.org; for a server of your own use integrations.bitbucketServer`,
        );
      }
      const workspace = requireLocationPart(location, 'workspace', RULES);
      const name = requireLocationPart(location, 'repo', RULES);
      const { pages, api: apiUrl } = addresses?.() ?? {
        pages: `https://${config.host}`,
        api: config.apiBaseUrl.replace(/\/+$/, ''),
      };
      const url = `${pages}/${workspace}/${name}`;
      const client = new GitHttpClient({
        apiUrl,
        credentials: () => bitbucketCloudCredentials(config, token, timeoutMs),
        context: {
          host: pages,
          repository: url,
          configPath: 'integrations.bitbucketCloud',
          userToken: !!token,
        },
        gate: hostGate(integrations, apiUrl, callsPerMinute),
        signal,
        timeoutMs,
      });
      const api = new RepositoryApi({
        client,
        url,
        path: `/repositories/${workspace}/${name}`,
      });
      return bitbucketCloudRepository({
        url,
        workspace,
        api,
        root: new RepositoryApi({ client, url, path: '', root: true }),
        client,
        apiUrl,
      });
    },
  };
}

/**
 * Bitbucket Cloud, by its REST API (2.0), with the credentials of `integrations.bitbucketCloud`.
 *
 * @public
 */
export const bitbucketCloudProvider: GitProvider =
  createBitbucketCloudProvider();
