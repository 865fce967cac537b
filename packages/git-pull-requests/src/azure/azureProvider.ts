import { InputError } from '@backstage/errors';
import type { GitProvider } from '../GitProvider';
import { GitHttpClient } from '../http/GitHttpClient';
import { hostGate } from '../http/HostGate';
import { RepositoryApi } from '../http/RepositoryApi';
import { requireLocationPart } from '../requireLocationPart';
import { azureCredentials } from './azureCredentials';
import { HEADERS, VERSION } from './azureFiles';
import { azureRepository } from './azureRepository';

const FORM = 'organization=<organization>&project=<project>&repo=<repository>';

/** Names of projects and repositories may hold spaces and letters of any language, but none of these. */
const NAME = {
  form: FORM,
  // eslint-disable-next-line no-control-regex
  pattern: /^[^\u0000-\u001f\u007f\\/:*?"<>|;#$&{},+=[\]@%]{1,64}$/,
  allowed: `a name without the characters that Azure DevOps does not allow, such as '/', '?', '#' and '&'`,
};

/** On a server of one's own it is the collection, behind the path at which the server stands: `tfs/Default`. */
const ORGANIZATION = {
  form: FORM,
  pattern: /^[A-Za-z0-9._ -]{1,64}(\/[A-Za-z0-9._ -]{1,64})?$/,
  allowed: `letters, digits, spaces, '.', '-' and '_', and for a server of your own '<path>/<collection>'`,
};

/**
 * The provider over HTTP, for tests: the integration has no address of its API, and HTTPS is taken for granted.
 *
 * @internal
 */
export function createAzureProvider(
  protocol: 'https' | 'http' = 'https',
): GitProvider {
  return {
    type: 'azure',
    createRepository({
      integrations,
      location,
      token,
      signal,
      timeoutMs,
      callsPerMinute,
    }) {
      const config = integrations.azure.byHost(location.host)?.config;
      if (!config) {
        throw new InputError(
          `The portal has no integration for the Git host '${location.host}': add one with this host to its configuration, under integrations.azure`,
        );
      }
      const organization = requireLocationPart(
        location,
        'organization',
        ORGANIZATION,
      );
      const project = requireLocationPart(location, 'project', NAME);
      const name = requireLocationPart(location, 'repo', NAME);
      const origin = `${protocol}://${config.host}`;
      // The address of before 2018, `https://<organization>.visualstudio.com`, has the organization in its name.
      const apiUrl = config.host.endsWith('.visualstudio.com')
        ? origin
        : `${origin}/${organization
            .split('/')
            .map(encodeURIComponent)
            .join('/')}`;
      const projectPath = `/${encodeURIComponent(project)}`;
      const repositoryName = encodeURIComponent(name);
      const url = `${apiUrl}${projectPath}/_git/${repositoryName}`;
      const options = {
        credentials: () =>
          azureCredentials({ integrations, url, token, timeoutMs }),
        context: {
          host: origin,
          repository: url,
          configPath: 'integrations.azure',
          userToken: !!token,
        },
        gate: hostGate(integrations, apiUrl, callsPerMinute),
        signal,
        timeoutMs,
      };
      const client = new GitHttpClient({ ...options, apiUrl });
      const api = new RepositoryApi({
        client,
        url,
        path: `${projectPath}/_apis/git/repositories/${repositoryName}`,
        headers: HEADERS,
        query: VERSION,
      });
      return azureRepository({
        url,
        projectPath,
        api,
        client,
        identities: new GitHttpClient({
          ...options,
          apiUrl: identitiesUrl(apiUrl),
        }),
      });
    },
  };
}

/**
 * Where identities are: `https://vssps.dev.azure.com/<organization>` of Azure DevOps Services; on a server of one's own
 * they are where everything is.
 *
 * @internal
 */
export function identitiesUrl(apiUrl: string): string {
  return apiUrl
    .replace(/^https:\/\/dev\.azure\.com\//, 'https://vssps.dev.azure.com/')
    .replace(
      /^(https:\/\/[^./]+)\.visualstudio\.com/,
      '$1.vssps.visualstudio.com',
    );
}

/**
 * Azure DevOps (Services, and Server from 2020 on), by its REST API, with the credentials of `integrations.azure`.
 *
 * @public
 */
export const azureProvider: GitProvider = createAzureProvider();
