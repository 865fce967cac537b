import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { object, text } from '../transform/fields';
import type { AddressPolicy } from './addressPolicy';
import { isCertificate, TOKEN } from './checks';
import { CredentialError } from './CredentialError';
import { parseKubeconfig } from './parseKubeconfig';

/** How the portal reaches one worker's API server. */
export interface WorkerCredentials {
  /** https URL */
  server: string;
  /** PEM */
  ca?: string;
  token: string;
}

/** Of a value in the Secret: a kubeconfig has some 6 kB, a CA 1 kB for each certificate. */
const MAX_BYTES = 64 * 1024;

/** Of a kubeconfig with one context. */
const KUBECONFIG_LIMITS = { marks: 1000, brackets: 100 };

const tooLarge = (key: string) =>
  new CredentialError(
    writeMessage('secret-value-too-large', { key, limit: MAX_BYTES / 1024 }),
  );

/** @throws CredentialError */
function decode(value: unknown, key: string): string | undefined {
  if (typeof value !== 'string') return undefined;
  // Four characters of base64 are three bytes; line ends are let pass.
  if (value.length > 1.5 * MAX_BYTES) throw tooLarge(key);
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length > MAX_BYTES) throw tooLarge(key);
  return bytes.toString('utf8');
}

/**
 * Reads the Secret that the Composition publishes for the portal: keys `token` and `ca.crt`, with the
 * address from the claim's status; or key `kubeconfig`. The Secret is untrusted.
 *
 * @throws CredentialError
 */
export function readWorkerCredentials(
  secret: unknown,
  endpoint: string | undefined,
  policy: AddressPolicy,
): WorkerCredentials {
  const data = object(object(secret).data);
  const kubeconfig = data.token
    ? undefined
    : decode(data.kubeconfig, 'kubeconfig');
  if (!data.token && !kubeconfig) {
    throw new CredentialError(writeMessage('secret-without-credential'));
  }
  const { server, ca, token } = kubeconfig
    ? readKubeconfig(kubeconfig)
    : {
        server: endpoint,
        ca: decode(data['ca.crt'], 'ca.crt'),
        token: decode(data.token, 'token')?.trim(),
      };
  if (!server) {
    throw new CredentialError(writeMessage('secret-without-address'));
  }
  const problem = policy.problemOf(server);
  if (problem) throw new CredentialError(problem);
  if (!token || !TOKEN.test(token)) {
    throw new CredentialError(writeMessage('secret-token-unusable'));
  }
  if (ca && !isCertificate(ca)) {
    throw new CredentialError(writeMessage('secret-ca-unusable'));
  }
  return { server, ca: ca || undefined, token };
}

/** Entries of a kubeconfig that would have the portal run, read or trust something else. */
const REFUSED_USER = [
  'exec',
  'auth-provider',
  'tokenFile',
  'client-certificate',
  'client-certificate-data',
  'client-key',
  'client-key-data',
  'username',
  'password',
  'as',
  'as-uid',
  'as-groups',
  'as-user-extra',
];
const REFUSED_CLUSTER = [
  'certificate-authority',
  'insecure-skip-tls-verify',
  'proxy-url',
  'tls-server-name',
];

/**
 * Reads the current context of a kubeconfig: server, inline CA, inline token; everything else is refused. The content is
 * untrusted: its size and its punctuation are bounded before it is parsed.
 *
 * @throws CredentialError
 */
export function readKubeconfig(content: string): Partial<WorkerCredentials> {
  if (content.length > MAX_BYTES) throw tooLarge('kubeconfig');
  const { cluster, user } = parseKubeconfig(content, KUBECONFIG_LIMITS);
  for (const [entry, keys] of [
    [user, REFUSED_USER],
    [cluster, REFUSED_CLUSTER],
  ] as const) {
    const found = keys.find(key => entry[key]);
    if (found) {
      throw new CredentialError(
        writeMessage('kubeconfig-entry-refused', { entry: found }),
      );
    }
  }
  return {
    server: text(cluster.server, 2048),
    ca: decode(
      cluster['certificate-authority-data'],
      'certificate-authority-data',
    ),
    token: typeof user.token === 'string' ? user.token : undefined,
  };
}
