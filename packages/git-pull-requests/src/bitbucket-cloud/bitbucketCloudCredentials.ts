import { ServiceUnavailableError } from '@backstage/errors';
import {
  BitbucketCloudIntegrationConfig,
  getBitbucketCloudRequestOptions,
} from '@backstage/integration';
import { gitCredentials } from '../http/gitCredentials';
import type { GitCredentials } from '../http/GitHttpClient';
import { hostDetail } from '../http/gitHostErrors';
import { withTimeout } from '../http/withTimeout';

/**
 * The credentials for one call: a person's token, a token of the OAuth client, or the configured user name with
 * its API token or app password. A configured token without a user name is an access token of a repository,
 * project or workspace, which has no user.
 *
 * @throws ServiceUnavailableError if the OAuth client gets no token
 * @internal
 */
export async function bitbucketCloudCredentials(
  config: BitbucketCloudIntegrationConfig,
  token: string | undefined,
  timeoutMs?: number,
): Promise<GitCredentials> {
  const bearer =
    token ??
    (config.username || config.clientId ? undefined : config.token?.trim());
  if (bearer) {
    return gitCredentials({ Authorization: `Bearer ${bearer}` }, bearer);
  }
  const secrets = [config.token, config.appPassword, config.clientSecret];
  try {
    const { headers } = await withTimeout(
      getBitbucketCloudRequestOptions(config),
      timeoutMs,
    );
    return gitCredentials(headers, ...secrets);
  } catch (error) {
    throw new ServiceUnavailableError(
      `Bitbucket Cloud gave the portal no token. Check clientId and clientSecret under integrations.bitbucketCloud in the portal's configuration, and that the portal reaches https://bitbucket.org. It says: ${hostDetail(
        (error as Error).message,
        secrets.filter((s): s is string => !!s),
      )}`,
    );
  }
}
