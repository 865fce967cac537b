import {
  AuthenticationError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  DefaultAzureDevOpsCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { gitCredentials } from '../http/gitCredentials';
import type { GitCredentials } from '../http/GitHttpClient';
import { hostDetail } from '../http/gitHostErrors';
import { withTimeout } from '../http/withTimeout';

/** Keeps an access token for as long as it lives, whoever opens a repository. */
const providers = new WeakMap<
  ScmIntegrationRegistry,
  DefaultAzureDevOpsCredentialsProvider
>();

/** @internal */
export interface AzureCredentialsOptions {
  integrations: ScmIntegrationRegistry;
  /** Page of the repository: credentials may be of one organization. */
  url: string;
  /** A person's own token; wins over the integration's. */
  token?: string;
  timeoutMs?: number;
}

/**
 * The credentials for one call: a person's token, the configured personal access token, or an access token that
 * Microsoft Entra gives to the configured client or managed identity.
 *
 * @throws AuthenticationError if the integration has none for this organization
 * @throws ServiceUnavailableError if Entra gives no token
 * @internal
 */
export async function azureCredentials(
  options: AzureCredentialsOptions,
): Promise<GitCredentials> {
  const { integrations, url, token, timeoutMs } = options;
  if (token) return gitCredentials({ Authorization: `Bearer ${token}` }, token);
  let provider = providers.get(integrations);
  if (!provider) {
    provider =
      DefaultAzureDevOpsCredentialsProvider.fromIntegrations(integrations);
    providers.set(integrations, provider);
  }
  let found;
  try {
    found = await withTimeout(provider.getCredentials({ url }), timeoutMs);
  } catch (error) {
    throw new ServiceUnavailableError(
      `Microsoft Entra gave the portal no token for ${url}. Check the credentials under integrations.azure in the portal's configuration. It says: ${hostDetail(
        (error as Error).message,
        secretsOf(integrations),
      )}`,
    );
  }
  if (!found) {
    throw new AuthenticationError(
      `The portal has no credentials for ${url}: add some for this host and organization under integrations.azure[].credentials in its configuration.`,
    );
  }
  return gitCredentials(found.headers, found.token);
}

function secretsOf(integrations: ScmIntegrationRegistry): string[] {
  return integrations.azure
    .list()
    .flatMap(({ config }) => config.credentials ?? [])
    .flatMap(credential => {
      if ('clientSecret' in credential) return [credential.clientSecret];
      return 'personalAccessToken' in credential
        ? [credential.personalAccessToken]
        : [];
    });
}
