import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { createGitRepository } from '../createGitRepository';
import type { GitRepository } from '../GitRepository';
import type { GitProvider } from '../GitProvider';
import type { RunningHost } from './SimulatedHost';

/** Opens a running host's repository with a provider that need not be one of the defaults. */
export function openRepository(
  running: RunningHost,
  provider: GitProvider,
  options: { token?: string; timeoutMs?: number; callsPerMinute?: number } = {},
): GitRepository {
  return createGitRepository({
    integrations: ScmIntegrations.fromConfig(
      new ConfigReader(running.integrationsConfig),
    ),
    repository: running.repository,
    providers: [provider],
    ...options,
  });
}
