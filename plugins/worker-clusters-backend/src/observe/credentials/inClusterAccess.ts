import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { type AccessSource, originOf } from '../http/ApiAccess';
import { CredentialError } from './CredentialError';
import { caReader, tokenReader } from './readers';

/** Where the kubelet mounts the token and the CA of a Pod's service account. */
export const SERVICE_ACCOUNT_MOUNT =
  '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * The access of the Pod's service account to the cluster in which the portal runs. The kubelet renews the files; they are read for
 * each request.
 *
 * @param options.mount - folder of `token` and `ca.crt`
 */
export function inClusterAccess(options: {
  env: NodeJS.ProcessEnv;
  mount: string;
}): AccessSource {
  const { env, mount } = options;
  const server = serverOf(env);
  const readCa = caReader(
    { file: join(mount, 'ca.crt') },
    'inCluster: CA of the service account',
  );
  const readToken = tokenReader(
    join(mount, 'token'),
    'inCluster: token of the service account',
  );
  return {
    name: server ? originOf(server) : 'in-cluster API server',
    server,
    remedy: writeMessage('remedy-service-account'),
    read: async () => {
      if (!server) {
        throw new CredentialError(writeMessage('not-in-pod'));
      }
      const [token, ca] = await Promise.all([readToken(), readCa()]);
      return { server, ca, token };
    },
  };
}

function serverOf(env: NodeJS.ProcessEnv): string | undefined {
  const {
    KUBERNETES_SERVICE_HOST: host,
    KUBERNETES_SERVICE_PORT: port = '443',
  } = env;
  if (!host) return undefined;
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return URL.canParse(server) ? server : undefined;
}
