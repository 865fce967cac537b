import { InputError } from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { GitRepository } from './GitRepository';
import type { GitProvider } from './GitProvider';
import { azureProvider } from './azure/azureProvider';
import { bitbucketCloudProvider } from './bitbucket-cloud/bitbucketCloudProvider';
import { bitbucketServerProvider } from './bitbucket-server/bitbucketServerProvider';
import { giteaProvider } from './gitea/giteaProvider';
import { githubProvider } from './github/githubProvider';
import { gitlabProvider } from './gitlab/gitlabProvider';
import { parseRepositoryUrl, RepositoryLocation } from './RepositoryLocation';

/**
 * The providers that come with this package, one per type of integration.
 *
 * @public
 */
export const defaultGitProviders: readonly GitProvider[] = [
  azureProvider,
  bitbucketCloudProvider,
  bitbucketServerProvider,
  giteaProvider,
  githubProvider,
  gitlabProvider,
];

/** @public */
export interface CreateGitRepositoryOptions {
  integrations: ScmIntegrationRegistry;
  /** `host?owner=o&repo=r`, or its parts. */
  repository: string | RepositoryLocation;
  /** Acts with this token of a person instead of the integration's credentials. */
  token?: string;
  signal?: AbortSignal;
  timeoutMs?: number;
  /** See {@link GitProviderOptions.callsPerMinute}. */
  callsPerMinute?: number;
  /** Come before `defaultGitProviders`: one of the same type replaces the default one. */
  providers?: readonly GitProvider[];
}

/**
 * Opens a repository by its host: the host's integration says which provider serves it. Makes no call.
 *
 * @throws InputError if no integration is configured for the host, or none of the providers serves its type.
 * @public
 */
export function createGitRepository(
  options: CreateGitRepositoryOptions,
): GitRepository {
  const { integrations, repository, providers = [] } = options;
  const location =
    typeof repository === 'string'
      ? parseRepositoryUrl(repository)
      : repository;
  const all = [...providers, ...defaultGitProviders];
  const supported = [...new Set(all.map(p => p.type))].sort();

  const type = integrations.byHost(location.host)?.type;
  if (!type) {
    throw new InputError(
      `The portal has no integration for the Git host '${
        location.host
      }': add one with this host to its configuration, under ${supported
        .map(t => `integrations.${t}`)
        .join(' or ')}`,
    );
  }
  const provider = all.find(p => p.type === type);
  if (!provider) {
    throw new InputError(
      `The Git host '${
        location.host
      }' is of type '${type}', for which pull requests are not supported. Supported types: ${supported.join(
        ', ',
      )}`,
    );
  }
  return provider.createRepository({
    integrations,
    location,
    token: options.token,
    signal: options.signal,
    timeoutMs: options.timeoutMs,
    callsPerMinute: options.callsPerMinute,
  });
}
