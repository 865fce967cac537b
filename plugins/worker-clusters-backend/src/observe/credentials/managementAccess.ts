import type { Config } from '@backstage/config';
import {
  type Message,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { type AccessSource, type ApiAccess, originOf } from '../http/ApiAccess';
import { isCertificate, checkToken } from './checks';
import {
  CLOUD_PROVIDERS,
  cloudTokenIssuer,
  type Strategies,
} from './cloudTokens';
import { CloudToken } from './CloudToken';
import { inClusterAccess, SERVICE_ACCOUNT_MOUNT } from './inClusterAccess';
import { kubeconfigAccess } from './kubeconfigAccess';
import {
  caReader,
  clientCertificateReader,
  type PemSource,
  tokenReader,
} from './readers';

/** How a management cluster can be opened. Each has exactly one. */
const WAYS = [
  'inCluster',
  'token',
  'tokenFile',
  'clientCertificate',
  'kubeconfig',
  'authProvider',
] as const;
type Way = (typeof WAYS)[number];

/** These come with the address and the CA. */
const WITH_SERVER = ['inCluster', 'kubeconfig'];

/** Where the process runs. */
export interface AccessEnvironment {
  env: NodeJS.ProcessEnv;
  /** Where the kubelet mounts the service account. */
  serviceAccountMount: string;
  now(): number;
  /** Loads the strategies of clouds. A portal without one need not have the package, nor wait for its SDKs. */
  loadStrategies(): Promise<Strategies>;
}

export const ENVIRONMENT: AccessEnvironment = {
  env: process.env,
  serviceAccountMount: SERVICE_ACCOUNT_MOUNT,
  now: Date.now,
  loadStrategies: () => import('@backstage/plugin-kubernetes-backend'),
};

type Credential = Pick<ApiAccess, 'token' | 'clientCertificate'>;

interface CredentialSource {
  remedy: Message;
  read(refused?: ApiAccess): Promise<Credential>;
}

/**
 * Reads how a management cluster is opened: where it is, and with which credential. Files are read when the access is; what is
 * wrong with them is a failure of the connection, which passes when they are mended.
 *
 * @param config - of `workerClusters.managementClusters`
 * @param root - all of app-config
 * @throws Error that names the key
 */
export function readManagementAccess(
  config: Config,
  root: Config,
  environment: AccessEnvironment = ENVIRONMENT,
): AccessSource {
  const name = config.getString('name');
  const fail = (problem: string): never => {
    throw new Error(`workerClusters.managementClusters: '${name}' ${problem}`);
  };
  const given = WAYS.filter(way =>
    way === 'inCluster'
      ? config.getOptionalBoolean(way) === true
      : config.has(way),
  );
  if (given.length !== 1) {
    fail(
      `has ${
        given.length ? given.join(' and ') : 'no credential'
      }; set exactly one of ${WAYS.join(', ')}`,
    );
  }
  const [way] = given;
  if (way !== 'authProvider' && config.has('authMetadata')) {
    fail('has authMetadata without authProvider');
  }
  if (WITH_SERVER.includes(way)) {
    const extra = ['url', 'caData', 'caFile'].find(key => config.has(key));
    if (extra) {
      fail(`has ${way} and ${extra}; remove ${extra}: it comes with ${way}`);
    }
    if (way === 'inCluster') {
      const { env, serviceAccountMount: mount } = environment;
      return inClusterAccess({ env, mount });
    }
    return kubeconfigAccess({
      file: config.getString('kubeconfig.file'),
      context: config.getOptionalString('kubeconfig.context'),
      managementCluster: name,
      now: environment.now,
    });
  }
  const server = readServer(config, fail);
  const readCa = readCaOption(config, fail);
  const credential = readCredential(way, {
    config,
    root,
    environment,
    server,
    fail,
  });
  return {
    name: originOf(server),
    server,
    remedy: credential.remedy,
    read: async refused => ({
      server,
      ca: await readCa?.(),
      ...(await credential.read(refused)),
    }),
  };
}

type Fail = (problem: string) => never;

function readServer(config: Config, fail: Fail): string {
  const server = config.getString('url');
  if (!URL.canParse(server) || new URL(server).protocol !== 'https:') {
    fail('has a url that is not an https URL');
  }
  return server;
}

function readCaOption(
  config: Config,
  fail: Fail,
): (() => Promise<string>) | undefined {
  const caData = config.getOptionalString('caData');
  const caFile = config.getOptionalString('caFile');
  if (caData !== undefined && caFile !== undefined) {
    fail('has caData and caFile; keep one of them');
  }
  if (caFile !== undefined) return caReader({ file: caFile }, 'caFile');
  if (caData === undefined) return undefined;
  const pem = Buffer.from(caData, 'base64').toString('utf8');
  if (!isCertificate(pem)) {
    fail('has a caData that is not a PEM certificate, base64');
  }
  return async () => pem;
}

function readCredential(
  way: Way,
  options: {
    config: Config;
    root: Config;
    environment: AccessEnvironment;
    server: string;
    fail: Fail;
  },
): CredentialSource {
  const { config, fail } = options;
  switch (way) {
    case 'token': {
      const token = config.getString('token');
      return {
        remedy: writeMessage('remedy-renew-token'),
        read: async () => ({ token: checkToken(token, 'token in app-config') }),
      };
    }
    case 'tokenFile': {
      const file = config.getString('tokenFile');
      const read = tokenReader(file, 'tokenFile');
      return {
        remedy: writeMessage('remedy-renew-token'),
        read: async () => ({ token: await read() }),
      };
    }
    case 'clientCertificate': {
      const read = clientCertificateReader(
        {
          certificate: readPemOption(config, 'cert', fail),
          key: readPemOption(config, 'key', fail),
        },
        {
          certificate: 'clientCertificate.cert',
          key: 'clientCertificate.key',
        },
        options.environment.now,
      );
      return {
        remedy: writeMessage('remedy-client-ca'),
        read: async () => ({ clientCertificate: await read() }),
      };
    }
    default:
      return readCloud(options);
  }
}

/** `clientCertificate.<part>File` or `clientCertificate.<part>Data`. */
function readPemOption(
  config: Config,
  part: 'cert' | 'key',
  fail: Fail,
): PemSource {
  const file = config.getOptionalString(`clientCertificate.${part}File`);
  const data = config.getOptionalString(`clientCertificate.${part}Data`);
  if ((file === undefined) === (data === undefined)) {
    fail(
      `needs exactly one of clientCertificate.${part}File and clientCertificate.${part}Data`,
    );
  }
  return file === undefined
    ? { pem: Buffer.from(data!, 'base64').toString('utf8') }
    : { file };
}

function readCloud({
  config,
  root,
  environment,
  server,
  fail,
}: Parameters<typeof readCredential>[1]): CredentialSource {
  const name = config.getString('name');
  const authProvider = config.getString('authProvider');
  if (!Object.hasOwn(CLOUD_PROVIDERS, authProvider)) {
    fail(
      `has the authProvider '${authProvider}', and can have ${Object.keys(
        CLOUD_PROVIDERS,
      ).join(
        ', ',
      )}: the others need a user, and the portal watches without one`,
    );
  }
  const { metadata, remedy } = CLOUD_PROVIDERS[authProvider];
  const authMetadata = Object.entries(
    Object(config.getOptional('authMetadata')),
  ).map(([key, value]): [string, string] => {
    if (!metadata.includes(key)) {
      fail(
        `has '${key}' in authMetadata, of which the authProvider ${authProvider} reads ${
          metadata.join(', ') || 'nothing'
        }`,
      );
    }
    // A number in YAML: the id of an account.
    return [key, String(value)];
  });
  const token = new CloudToken(
    cloudTokenIssuer(authProvider, {
      cluster: { name, url: server },
      authMetadata: Object.fromEntries(authMetadata),
      root,
      env: environment.env,
      load: environment.loadStrategies,
    }),
    environment.now,
  );
  return {
    remedy,
    read: async refused => ({ token: await token.read(refused?.token) }),
  };
}
