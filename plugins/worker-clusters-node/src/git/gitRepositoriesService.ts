import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import {
  createGitRepository,
  GitProvider,
  GitRepository,
  RepositoryLocation,
} from '@worker-clusters/git-pull-requests';

/**
 * Adds support for a type of Git host, in every plugin at once:
 *
 * ```ts
 * backend.add(
 *   createServiceFactory({
 *     service: gitProviderServiceRef,
 *     deps: {},
 *     factory: () => myProvider,
 *   }),
 * );
 * ```
 *
 * A service with many factories rather than an extension point, because an extension point belongs to
 * one plugin, and both the scaffolder's actions and the worker-clusters backend open repositories.
 *
 * @public
 */
export const gitProviderServiceRef = createServiceRef<GitProvider>({
  id: 'worker-clusters.git-provider',
  scope: 'plugin',
  multiton: true,
});

/**
 * Opens repositories on the Git hosts of the portal's `integrations`.
 *
 * @public
 */
export interface GitRepositoriesService {
  /**
   * Makes no call to the host.
   *
   * @param repository - `host?owner=o&repo=r`, or its parts
   * @throws InputError if the host has no integration or is of a type without a provider.
   */
  open(
    repository: string | RepositoryLocation,
    options?: { token?: string; signal?: AbortSignal; timeoutMs?: number },
  ): GitRepository;
}

/** @public */
export const gitRepositoriesServiceRef =
  createServiceRef<GitRepositoriesService>({
    id: 'worker-clusters.git-repositories',
    scope: 'plugin',
    defaultFactory: async service =>
      createServiceFactory({
        service,
        deps: {
          config: coreServices.rootConfig,
          providers: gitProviderServiceRef,
        },
        factory({ config, providers }) {
          const integrations = ScmIntegrations.fromConfig(config);
          return {
            open: (repository, options) =>
              createGitRepository({
                integrations,
                repository,
                providers,
                ...options,
              }),
          };
        },
      }),
  });
