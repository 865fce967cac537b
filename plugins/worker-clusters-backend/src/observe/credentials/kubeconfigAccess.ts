import { dirname, resolve } from 'node:path';
import { type AccessSource, type ApiAccess, originOf } from '../http/ApiAccess';
import { text } from '../transform/fields';
import { checkToken } from './checks';
import { CredentialError } from './CredentialError';
import { type KubeconfigContext, parseKubeconfig } from './parseKubeconfig';
import { readCredentialFile } from './readCredentialFile';
import {
  caReader,
  clientCertificateReader,
  type PemSource,
  tokenReader,
} from './readers';

/** A file of a person with many clusters has 100 kB. */
const MAX_BYTES = 256 * 1024;
const LIMITS = { marks: 10_000, brackets: 1000 };
const MAX_NAMED = 5;

/** Entries that would have the portal run, trust or be something else, and what to do instead. */
const REFUSED: Record<'user' | 'cluster', Record<string, string>> = {
  user: {
    exec: 'the portal runs no exec plugin; set authProvider (aws, azure or googleServiceAccount) in app-config, or give the user a token, a tokenFile or a client certificate',
    'auth-provider':
      'auth-provider plugins are not run; set authProvider in app-config',
    username: 'Kubernetes has no passwords any more; give the user a token',
    password: 'Kubernetes has no passwords any more; give the user a token',
    as: 'the portal impersonates nobody',
    'as-uid': 'the portal impersonates nobody',
    'as-groups': 'the portal impersonates nobody',
    'as-user-extra': 'the portal impersonates nobody',
  },
  cluster: {
    'insecure-skip-tls-verify':
      'the portal always verifies the certificate; give the cluster certificate-authority-data',
    'proxy-url': 'the portal connects directly',
    'tls-server-name':
      'the portal verifies the certificate for the host name of the server',
  },
};

type Reader = () => Promise<ApiAccess>;

interface ReaderOptions {
  file: string;
  context?: string;
  now(): number;
}

/**
 * The access that a context of a kubeconfig file gives. The file, and those that it names, are read for each request.
 *
 * @param options.context - name of the context; default: the current one
 * @param options.managementCluster - for messages, until the server is known
 */
export function kubeconfigAccess(options: {
  file: string;
  context?: string;
  managementCluster: string;
  now(): number;
}): AccessSource {
  const { file, managementCluster } = options;
  let last: { content: string; reader: Reader } | undefined;
  let server: string | undefined;
  return {
    get name() {
      return server
        ? originOf(server)
        : `Management cluster ${managementCluster}`;
    },
    get server() {
      return server;
    },
    remedy: `renew the credential of the user in the kubeconfig ${file}`,
    read: async () => {
      const content = await readCredentialFile(file, {
        subject: 'kubeconfig',
        maxBytes: MAX_BYTES,
      });
      if (last?.content !== content) {
        last = { content, reader: readerOf(content, options) };
      }
      const access = await last.reader();
      server = access.server;
      return access;
    },
  };
}

/** @throws CredentialError that names the file */
function readerOf(content: string, options: ReaderOptions): Reader {
  const { file, context } = options;
  try {
    return accessReader(parseKubeconfig(content, LIMITS, context), options);
  } catch (error) {
    throw new CredentialError(
      `kubeconfig ${file}: ${(error as Error).message}`,
    );
  }
}

/** @throws CredentialError */
function accessReader(
  { contexts, cluster, user }: KubeconfigContext,
  { file, context, now }: ReaderOptions,
): Reader {
  if (Object.keys(cluster).length === 0) {
    const named = contexts.slice(0, MAX_NAMED).map(c => text(c, 100));
    throw new CredentialError(
      `there is no cluster for ${
        context ? `the context '${context}'` : 'its current-context'
      }; its contexts are: ${named.join(', ') || 'none'}`,
    );
  }
  for (const [part, entry] of [
    ['user', user],
    ['cluster', cluster],
  ] as const) {
    const key = Object.keys(REFUSED[part]).find(k => entry[k]);
    if (key) {
      throw new CredentialError(
        `the ${part} of the context has '${key}': ${REFUSED[part][key]}`,
      );
    }
  }
  const server = text(cluster.server, 2048);
  if (!isHttps(server)) {
    throw new CredentialError(
      'the server of the cluster must be an https URL without a user or password',
    );
  }
  const pem = (
    entry: Record<string, unknown>,
    key: string,
  ): PemSource | undefined => {
    const data = entry[`${key}-data`];
    const path = entry[key];
    if (typeof data === 'string' && data) {
      return { pem: Buffer.from(data, 'base64').toString('utf8') };
    }
    return typeof path === 'string' && path
      ? { file: resolve(dirname(file), path) }
      : undefined;
  };
  const subject = (key: string) => `kubeconfig ${file}: ${key}`;
  const ca = pem(cluster, 'certificate-authority');
  const readCa = ca && caReader(ca, subject('certificate-authority'));
  const { token, tokenFile } = user;
  const certificate = pem(user, 'client-certificate');
  const key = pem(user, 'client-key');
  const ways = [token, tokenFile, certificate ?? key].filter(Boolean).length;
  if (ways !== 1) {
    throw new CredentialError(
      `the user of the context needs exactly one of token, tokenFile, and client-certificate with client-key, and has ${
        ways || 'none'
      }`,
    );
  }
  if ((certificate || key) && !(certificate && key)) {
    throw new CredentialError(
      `the user of the context needs client-certificate and client-key, and has no ${
        certificate ? 'client-key' : 'client-certificate'
      }`,
    );
  }
  const readCertificate =
    certificate &&
    key &&
    clientCertificateReader(
      { certificate, key },
      {
        certificate: subject('client-certificate'),
        key: subject('client-key'),
      },
      now,
    );
  const readToken = tokenFile
    ? tokenReader(
        resolve(dirname(file), String(tokenFile)),
        subject('tokenFile'),
      )
    : async () => checkToken(String(token), subject('token'));
  return async () => ({
    server,
    ca: await readCa?.(),
    ...(readCertificate
      ? { clientCertificate: await readCertificate() }
      : { token: await readToken() }),
  });
}

function isHttps(server: string | undefined): server is string {
  if (!server || !URL.canParse(server)) return false;
  const { protocol, username, password } = new URL(server);
  return protocol === 'https:' && !username && !password;
}
