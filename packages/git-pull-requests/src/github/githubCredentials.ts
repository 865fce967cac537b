import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { gitCredentials } from '../http/gitCredentials';
import type { GitCredentials } from '../http/GitHttpClient';
import { hostDetail } from '../http/gitHostErrors';
import { withTimeout } from '../http/withTimeout';

/** Keeps an App's installation token for as long as it lives, whoever opens a repository. */
const providers = new WeakMap<
  ScmIntegrationRegistry,
  DefaultGithubCredentialsProvider
>();

/** @internal */
export interface GithubCredentialsOptions {
  integrations: ScmIntegrationRegistry;
  /** `https://host/owner/repo`: an App has one installation per owner. */
  url: string;
  /** A person's own token; wins over the integration's. */
  token?: string;
  /** What the integration's own token is, so that no message repeats it. */
  configToken?: string;
  timeoutMs?: number;
}

/**
 * The credentials for one call: a person's token, an App's installation token or the configured one.
 *
 * @throws AuthenticationError, NotAllowedError or ServiceUnavailableError if the App gets no token
 * @internal
 */
export async function githubCredentials(
  options: GithubCredentialsOptions,
): Promise<GitCredentials> {
  const { integrations, url, configToken, timeoutMs } = options;
  if (options.token) {
    return gitCredentials(
      { Authorization: `Bearer ${options.token}` },
      options.token,
    );
  }
  let provider = providers.get(integrations);
  if (!provider) {
    provider = DefaultGithubCredentialsProvider.fromIntegrations(integrations);
    providers.set(integrations, provider);
  }
  try {
    const { headers, token } = await withTimeout(
      provider.getCredentials({ url }),
      timeoutMs,
    );
    return gitCredentials(headers, token, configToken);
  } catch (error) {
    throw describe(error, url);
  }
}

/** GitHub's refusals to an App, and what the provider says of its own accord. */
function describe(error: unknown, url: string): Error {
  const { status, message } = error as { status?: number; message?: string };
  const says = ` It says: ${hostDetail(message, [])}`;
  const { origin } = new URL(url);
  const doing = `getting a token of the GitHub App for ${url}`;
  if (status === 401) {
    return new AuthenticationError(
      `The Git host ${origin} refused the GitHub App (401) while ${doing}. Check appId and privateKey under integrations.github.apps in the portal's configuration.${says}`,
    );
  }
  if (
    (status && status < 500 && status !== 429) ||
    /does not have access|suspended/i.test(message ?? '')
  ) {
    return new NotAllowedError(
      `The Git host ${origin} does not allow ${doing}: install the App for this owner and give it access to the repository.${says}`,
    );
  }
  return new ServiceUnavailableError(
    `The Git host ${origin} gave no answer that helps while ${doing}. Try again when it is back; if it stays down tell the platform team.${says}`,
  );
}
