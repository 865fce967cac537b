import { dirname, resolve } from 'node:path';
import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
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
const REFUSED = {
  user: {
    exec: 'kubeconfig-exec',
    'auth-provider': 'kubeconfig-auth-provider',
    username: 'kubeconfig-password',
    password: 'kubeconfig-password',
    as: 'kubeconfig-impersonation',
    'as-uid': 'kubeconfig-impersonation',
    'as-groups': 'kubeconfig-impersonation',
    'as-user-extra': 'kubeconfig-impersonation',
  },
  cluster: {
    'insecure-skip-tls-verify': 'kubeconfig-insecure',
    'proxy-url': 'kubeconfig-proxy',
    'tls-server-name': 'kubeconfig-tls-name',
  },
} as const;

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
    remedy: writeMessage('remedy-kubeconfig', { file }),
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
      writeMessage('subject-problem', {
        subject: `kubeconfig ${file}`,
        problem: error as Error,
      }),
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
    const listed = named.join(', ') || writeMessage('kubeconfig-no-contexts');
    throw new CredentialError(
      context
        ? writeMessage('kubeconfig-no-cluster', { context, contexts: listed })
        : writeMessage('kubeconfig-no-current-cluster', { contexts: listed }),
    );
  }
  for (const [part, entry] of [
    ['user', user],
    ['cluster', cluster],
  ] as const) {
    const found = Object.entries(REFUSED[part]).find(([key]) => entry[key]);
    if (found) {
      const [key, reason] = found;
      throw new CredentialError(
        writeMessage('kubeconfig-context-refused', {
          part,
          key,
          remedy: writeMessage(reason),
        }),
      );
    }
  }
  const server = text(cluster.server, 2048);
  if (!isHttps(server)) {
    throw new CredentialError(writeMessage('kubeconfig-server'));
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
      ways > 0
        ? writeMessage('kubeconfig-ways', { count: ways })
        : writeMessage('kubeconfig-no-way'),
    );
  }
  if ((certificate || key) && !(certificate && key)) {
    throw new CredentialError(
      writeMessage('kubeconfig-half', {
        missing: certificate ? 'client-key' : 'client-certificate',
      }),
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
