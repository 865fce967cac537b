import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import {
  createGitRepository,
  GitProvider,
  GitRepository,
  RepositoryLocation,
} from '@worker-clusters/git-pull-requests';
import {
  type ConfigProblemsService,
  configProblemsServiceRef,
} from '../config';

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
          problems: configProblemsServiceRef,
          providers: gitProviderServiceRef,
        },
        // One for all plugins: what they share of a host (its budget of calls, its limits, what it need not send again)
        // goes by the integrations.
        createRootContext: ({ config, problems }) => ({
          integrations: ScmIntegrations.fromConfig(config),
          callsPerMinute: readCallsPerMinute(config, problems),
        }),
        factory: ({ providers }, shared) => ({
          open: (repository, options) =>
            createGitRepository({
              ...shared,
              repository,
              providers,
              ...options,
            }),
        }),
      }),
  });

/** What is not a number of calls is reported. */
function readCallsPerMinute(
  config: Config,
  problems: ConfigProblemsService,
): number | undefined {
  const key = 'workerClusters.gitHosts.callsPerMinute';
  return problems.read<number | undefined>(
    { key, effect: 'The default is used: 600.', fallback: undefined },
    () => {
      const calls = config.getOptionalNumber(key);
      if (calls !== undefined && !(calls >= 1)) {
        throw new InputError(`${key}: use a number of calls from 1 on`);
      }
      return calls;
    },
  );
}
