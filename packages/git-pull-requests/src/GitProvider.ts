import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { GitRepository } from './GitRepository';
import type { RepositoryLocation } from './RepositoryLocation';

/**
 * Everything a provider needs to open a repository.
 *
 * @public
 */
export interface GitProviderOptions {
  integrations: ScmIntegrationRegistry;
  location: RepositoryLocation;
  /** Acts with this token of a person instead of the integration's credentials. */
  token?: string;
  /** Ends reads that are under way. A write is never cut off: its outcome would be unknown. */
  signal?: AbortSignal;
  /** Milliseconds after which a call counts as unanswered; 15 000 if not given. */
  timeoutMs?: number;
  /** Calls to the host that may be made per minute, by everything that is opened with these integrations; 600 if not given. */
  callsPerMinute?: number;
}

/**
 * Opens repositories on one type of Git host.
 *
 * @public
 */
export interface GitProvider {
  /** The type of `@backstage/integration` that it serves, for example `gitea`. */
  readonly type: string;
  /**
   * Makes no call to the host.
   *
   * @throws InputError if the location lacks what this type of host needs.
   */
  createRepository(options: GitProviderOptions): GitRepository;
}
