import { parse } from 'yaml';
import { list, object, text } from '../transform/fields';
import type { AddressPolicy } from './addressPolicy';
import { isCertificate, TOKEN } from './checks';

/** How the portal reaches one worker's API server. */
export interface WorkerCredentials {
  /** https URL */
  server: string;
  /** PEM */
  ca?: string;
  token: string;
}

/** Credentials that the portal does not use, and why. Holds no secret. */
export class CredentialError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CredentialError';
  }
}

const MAX_BYTES = 256 * 1024;

const decode = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= MAX_BYTES * 2
    ? Buffer.from(value, 'base64').toString('utf8')
    : undefined;

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
  const kubeconfig = decode(data.kubeconfig);
  const found = data.token
    ? {
        server: endpoint,
        ca: decode(data['ca.crt']),
        token: decode(data.token)?.trim(),
      }
    : kubeconfig && readKubeconfig(kubeconfig);
  if (!found) {
    throw new CredentialError(
      "The portal's Secret has neither the key token nor the key kubeconfig. See the Composition's resource that publishes it.",
    );
  }
  const { server, ca, token } = found;
  if (!server) {
    throw new CredentialError(
      'The address of the API server is not known yet (status.cluster.endpoint).',
    );
  }
  const problem = policy.problemOf(server);
  if (problem) throw new CredentialError(`Refused: ${problem}.`);
  if (!token || !TOKEN.test(token)) {
    throw new CredentialError("The portal's Secret holds no usable token.");
  }
  if (ca && !isCertificate(ca)) {
    throw new CredentialError(
      "The portal's Secret holds a CA that is not a PEM certificate.",
    );
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

/** The current context of a kubeconfig: server, inline CA, inline token; everything else is refused. */
export function readKubeconfig(content: string): Partial<WorkerCredentials> {
  if (content.length > MAX_BYTES) {
    throw new CredentialError(
      `The kubeconfig is larger than ${MAX_BYTES} bytes.`,
    );
  }
  let config: any;
  try {
    // No aliases: a small document could unfold into a large one. No warnings: they quote the document.
    config = parse(content, { maxAliasCount: 0, logLevel: 'error' });
  } catch {
    throw new CredentialError('The kubeconfig is not valid YAML.');
  }
  const named = (items: unknown, name: unknown, key: string) =>
    object(object(list(items).find(i => object(i).name === name))[key]);
  const current = object(config)['current-context'];
  const context = named(object(config).contexts, current, 'context');
  const cluster = named(object(config).clusters, context.cluster, 'cluster');
  const user = named(object(config).users, context.user, 'user');
  for (const [entry, keys] of [
    [user, REFUSED_USER],
    [cluster, REFUSED_CLUSTER],
  ] as const) {
    const found = keys.find(key => entry[key]);
    if (found) {
      throw new CredentialError(
        `The kubeconfig has the entry '${found}', which the portal refuses: give it a server, certificate-authority-data and a token.`,
      );
    }
  }
  return {
    server: text(cluster.server, 2048),
    ca: decode(cluster['certificate-authority-data']),
    token: typeof user.token === 'string' ? user.token : undefined,
  };
}
