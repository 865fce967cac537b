import type { Config } from '@backstage/config';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type Message,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { quote } from '../http/quote';
import { CredentialError } from './CredentialError';

/** The package whose strategies are used. A portal needs it only if a management cluster has an `authProvider`. */
const PACKAGE = '@backstage/plugin-kubernetes-backend';
export type Strategies = typeof import('@backstage/plugin-kubernetes-backend');

/** Of all that a strategy does: it asks a metadata service, then a token endpoint. */
const TIMEOUT_MS = 60_000;

interface Strategy {
  getCredential(
    cluster: {
      name: string;
      url: string;
      authMetadata: Record<string, string>;
    },
    auth: object,
  ): Promise<{ type: string; token?: string }>;
}

/** What a management cluster says of its strategy in app-config. */
export interface CloudTokenOptions {
  cluster: { name: string; url: string };
  authMetadata: Record<string, string>;
  /** All of app-config: the strategies read `aws` and `kubernetes.googleServiceAccountCredentials`. */
  root: Config;
  env: NodeJS.ProcessEnv;
  load(): Promise<Strategies>;
}

interface Provider {
  /** Keys of `authMetadata` that the strategy reads. */
  metadata: readonly string[];
  /** What to do if the API server does not accept the token. */
  remedy: Message;
  create(strategies: Strategies, root: Config): Strategy;
}

/** The failures are told as those of the connection. */
const SILENT: LoggerService = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  child: () => SILENT,
};

const GOOGLE_CREDENTIALS = 'kubernetes.googleServiceAccountCredentials';

/**
 * The authentication strategies of Backstage's Kubernetes plugin that need no user: those that do would leave the watches, which
 * run while nobody looks, without a token.
 */
export const CLOUD_PROVIDERS: Record<string, Provider> = {
  aws: {
    metadata: [
      'kubernetes.io/x-k8s-aws-id',
      'kubernetes.io/aws-assume-role',
      'kubernetes.io/aws-external-id',
      'kubernetes.io/aws-account-id',
    ],
    remedy: writeMessage('remedy-aws'),
    create: ({ AwsIamStrategy }, root) => new AwsIamStrategy({ config: root }),
  },
  azure: {
    metadata: [],
    remedy: writeMessage('remedy-azure'),
    create: ({ AzureIdentityStrategy }) => new AzureIdentityStrategy(SILENT),
  },
  googleServiceAccount: {
    metadata: [],
    remedy: writeMessage('remedy-google'),
    create: ({ GoogleServiceAccountStrategy }, root) => {
      readGoogleCredentials(root);
      return new GoogleServiceAccountStrategy({ config: root });
    },
  },
};

/**
 * Returns what issues a token of a cloud by Backstage's own strategy. The strategy is made anew each time: that of Azure remembers
 * its token, and its failure.
 *
 * @param provider - a key of {@link CLOUD_PROVIDERS}
 */
export function cloudTokenIssuer(
  provider: string,
  options: CloudTokenOptions,
): () => Promise<string> {
  const { cluster, authMetadata, root } = options;
  const subject = `authProvider ${provider}`;
  return async () => {
    const strategies = await loadStrategies(options, subject);
    let credential: { type: string; token?: string };
    try {
      const strategy = CLOUD_PROVIDERS[provider].create(strategies, root);
      credential = await inTime(
        strategy.getCredential({ ...cluster, authMetadata }, {}),
      );
    } catch (error) {
      if (error instanceof CredentialError) {
        throw new CredentialError(
          writeMessage('subject-problem', { subject, problem: error }),
        );
      }
      throw new CredentialError(
        writeMessage('cloud-no-token', {
          subject,
          problem: describe(error, secretsOf(options)),
        }),
      );
    }
    if (!credential.token) {
      throw new CredentialError(
        writeMessage('cloud-other-credential', {
          subject,
          type: credential.type,
        }),
      );
    }
    return credential.token;
  };
}

async function loadStrategies(
  { load }: CloudTokenOptions,
  subject: string,
): Promise<Strategies> {
  try {
    return await load();
  } catch (error) {
    const { code = (error as Error).name } = error as NodeJS.ErrnoException;
    throw new CredentialError(
      writeMessage('cloud-no-package', {
        subject,
        package: PACKAGE,
        error: code,
      }),
    );
  }
}

/** @throws CredentialError if it takes too long */
async function inTime<T>(value: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new CredentialError(
            writeMessage('cloud-late', { seconds: TIMEOUT_MS / 1000 }),
          ),
        ),
      TIMEOUT_MS,
    );
  });
  try {
    return await Promise.race([value, late]);
  } finally {
    clearTimeout(timer!);
  }
}

/** @throws CredentialError: the parser's message would quote the key */
function readGoogleCredentials(root: Config): { private_key?: unknown } {
  const text = root.getOptionalString(GOOGLE_CREDENTIALS);
  if (text === undefined) return {};
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new CredentialError(
      writeMessage('cloud-google-key', { key: GOOGLE_CREDENTIALS }),
    );
  }
}

/** What a message must not hold. */
function secretsOf({ root, env }: CloudTokenOptions): string[] {
  const aws = root.getOptionalConfig('aws');
  const accounts = [
    ...(aws?.getOptionalConfigArray('accounts') ?? []),
    ...[aws?.getOptionalConfig('mainAccount') ?? []].flat(),
  ];
  let google: unknown;
  try {
    google = readGoogleCredentials(root).private_key;
  } catch {
    // It was told already.
  }
  return [
    google,
    ...accounts.map(account => account.getOptional('secretAccessKey')),
    env.AWS_SECRET_ACCESS_KEY,
    env.AWS_SESSION_TOKEN,
    env.AZURE_CLIENT_SECRET,
    env.AZURE_CLIENT_CERTIFICATE_PASSWORD,
    env.AZURE_PASSWORD,
    env.IDENTITY_HEADER,
  ].filter((s): s is string => typeof s === 'string' && s !== '');
}

/** What looks like a key or a token: long, of upper and lower case and digits. */
const OPAQUE = /[A-Za-z0-9+/=_-]{32,}/g;
const isOpaque = (text: string) =>
  /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);

/** What may be shown of a strategy's failure: one line, without what is a secret or looks like one. */
function describe(error: unknown, secrets: string[]): string {
  const { name, message } = (error ?? {}) as Partial<Error>;
  const line = quote(message, secrets)?.replace(OPAQUE, found =>
    isOpaque(found) ? '…' : found,
  );
  return line ?? name ?? 'unknown error';
}
