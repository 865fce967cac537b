import { useCallback, useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { scmAuthApiRef } from '@backstage/integration-react';
import { useTemplateSecrets } from '@backstage/plugin-scaffolder-react';
import { workerClustersApiRef } from '../../api';
import { useLoad } from '../../hooks/useLoad';

/** Name of the secret by which the shipped templates pass the token to their step. */
export const TOKEN_SECRET = 'WORKER_CLUSTERS_GIT_TOKEN';

export interface UserCredentials {
  /**
   * - `loading`: the GitOps repository is not known yet; with `error`, it could not be read
   * - `none`: the request is made with the portal's own token
   * - `needed`: the user has not signed in to the Git host yet
   * - `ready`: the user's token is in the template's secrets
   */
  state: 'loading' | 'none' | 'needed' | 'ready';
  /** URL of the GitOps repository. */
  url?: string;
  /** Why there is no token. */
  error?: Error;
  /** Requests a token, with a dialog of the Git host if needed. In `loading`, reads again. */
  signIn(): void;
}

/**
 * Gets the user's own token for the GitOps repository, where the portal requires it or the template requests it, and
 * puts it into the template's secrets.
 *
 * @param requested - by the template
 */
export function useUserCredentials(requested: boolean): UserCredentials {
  const api = useApi(workerClustersApiRef);
  const scmAuth = useApi(scmAuthApiRef);
  const { secrets, setSecrets } = useTemplateSecrets();
  const [failure, setFailure] = useState<Error>();
  const { data, error, retry } = useLoad(
    useCallback(signal => api.getClaimForm({ signal }), [api]),
  );
  const { url, requiresUserCredentials } = data?.repository ?? {};
  const needed = !!url && (requested || !!requiresUserCredentials);
  const ready = !!secrets[TOKEN_SECRET];

  const signIn = useCallback(() => {
    if (!url) return;
    setFailure(undefined);
    scmAuth
      .getCredentials({ url, additionalScope: { repoWrite: true } })
      .then(({ token }) => setSecrets({ [TOKEN_SECRET]: token }), setFailure);
    // Stable only as far as the hooks of Backstage are.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [url, scmAuth]);
  useEffect(() => {
    if (needed && !ready) signIn();
  }, [needed, ready, signIn]);

  const stateNow = () => {
    // Where only the portal could require it, its action refuses a request without a token.
    if (!data) return error && !requested ? 'none' : 'loading';
    if (!needed) return 'none';
    return ready ? 'ready' : 'needed';
  };
  return {
    state: stateNow(),
    url,
    error: failure ?? error,
    signIn: data ? signIn : retry,
  };
}
