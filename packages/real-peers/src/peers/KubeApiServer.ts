import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority } from '@worker-clusters/sandbox';
import { stringify } from 'yaml';
import { Answer, call, Connection } from '../client';
import { apply } from '../kubernetes';
import { freePort, peer, Program } from './Program';

export interface KubeApiServerOptions {
  /** For people, and the name of the temporary folder. */
  name?: string;
  /** Further arguments of kube-apiserver. */
  args?: string[];
  /** Further DNS names and IP addresses of the serving certificate. */
  names?: string[];
}

/**
 * A real etcd and a real kube-apiserver on loopback ports, in a temporary folder: TLS of its own CA, RBAC, ServiceAccount
 * tokens. There is no controller manager: no garbage collection, no namespace deletion, no default ServiceAccounts.
 */
export class KubeApiServer implements Connection {
  private constructor(
    private readonly folder: string,
    private readonly etcd: Program,
    private readonly etcdPort: number,
    readonly apiServer: Program,
    readonly port: number,
    /** PEM of the CA. */
    readonly ca: string,
    /** Token of an administrator (system:masters). */
    readonly token: string,
  ) {}

  static async start(
    options: KubeApiServerOptions = {},
  ): Promise<KubeApiServer> {
    const folder = mkdtempSync(
      join(tmpdir(), `${options.name ?? 'kube-apiserver'}-`),
    );
    const write = (name: string, content: string) => {
      writeFileSync(join(folder, name), content, { mode: 0o600 });
      return join(folder, name);
    };
    const clientPort = await freePort();
    const peerPort = await freePort();
    const port = await freePort();
    const etcd = new Program(
      'etcd',
      peer('etcd').path,
      [
        `--data-dir=${join(folder, 'etcd')}`,
        `--listen-client-urls=http://127.0.0.1:${clientPort}`,
        `--advertise-client-urls=http://127.0.0.1:${clientPort}`,
        `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
        '--unsafe-no-fsync',
        '--log-level=warn',
      ],
      { logFile: join(folder, 'etcd.log') },
    );
    const ca = await createCertificateAuthority();
    const serving = await ca.issue([
      '127.0.0.1',
      'localhost',
      ...(options.names ?? []),
    ]);
    const keys = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const token = randomBytes(16).toString('hex');
    const apiServer = new Program(
      'kube-apiserver',
      peer('kube-apiserver').path,
      [
        `--etcd-servers=http://127.0.0.1:${clientPort}`,
        '--bind-address=127.0.0.1',
        `--secure-port=${port}`,
        `--tls-cert-file=${write('tls.crt', serving.certificate)}`,
        `--tls-private-key-file=${write('tls.key', serving.key)}`,
        `--service-account-key-file=${write('sa.pub', keys.publicKey)}`,
        `--service-account-signing-key-file=${write(
          'sa.key',
          keys.privateKey,
        )}`,
        '--service-account-issuer=https://kubernetes.default.svc',
        '--service-cluster-ip-range=10.0.0.0/24',
        `--token-auth-file=${write(
          'tokens.csv',
          `${token},admin,admin,system:masters\n`,
        )}`,
        '--authorization-mode=RBAC',
        '--disable-admission-plugins=ServiceAccount',
        `--cert-dir=${folder}`,
        ...(options.args ?? []),
      ],
      { logFile: join(folder, 'kube-apiserver.log') },
    );
    const server = new KubeApiServer(
      folder,
      etcd,
      clientPort,
      apiServer,
      port,
      ca.certificate,
      token,
    );
    etcd.start();
    try {
      await server.startApiServer();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  get url(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  /** Starts kube-apiserver (again) and waits until it is ready. */
  async startApiServer(): Promise<void> {
    this.apiServer.start();
    await this.apiServer.ready(
      async () => (await call(this, 'GET', '/readyz')).status === 200,
    );
  }

  /** One request as the administrator. */
  request(method: string, path: string, body?: unknown): Promise<Answer> {
    return call(this, method, path, { body });
  }

  /** Makes the ServiceAccount (and its namespace) if it is not there, and a token for it by TokenRequest. */
  async serviceAccountToken(
    namespace: string,
    name: string,
    expirationSeconds = 3600,
  ): Promise<string> {
    const meta = { apiVersion: 'v1' };
    await apply(this, {
      ...meta,
      kind: 'Namespace',
      metadata: { name: namespace },
    });
    await apply(this, {
      ...meta,
      kind: 'ServiceAccount',
      metadata: { name, namespace },
    });
    const answer = await this.request(
      'POST',
      `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
      {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: { expirationSeconds },
      },
    );
    if (answer.status !== 201) throw new Error(answer.body.message);
    return answer.body.status.token;
  }

  /** A kubeconfig (YAML) for a token; the administrator's without one. */
  kubeconfig(token = this.token, url = this.url): string {
    return stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'real',
          cluster: {
            server: url,
            'certificate-authority-data': Buffer.from(this.ca).toString(
              'base64',
            ),
          },
        },
      ],
      users: [{ name: 'real', user: { token } }],
      contexts: [{ name: 'real', context: { cluster: 'real', user: 'real' } }],
      'current-context': 'real',
    });
  }

  /** Compacts etcd to its newest revision: what is older cannot be listed or watched from storage any more. */
  async compactStorage(): Promise<void> {
    const { header } = await this.etcdRequest('/v3/kv/range', {
      key: Buffer.from('/').toString('base64'),
    });
    await this.etcdRequest('/v3/kv/compaction', {
      revision: header.revision,
      physical: true,
    });
  }

  private etcdRequest(path: string, body: object): Promise<any> {
    return new Promise((resolve, reject) => {
      const req = request(
        `http://127.0.0.1:${this.etcdPort}${path}`,
        { method: 'POST' },
        res => {
          let text = '';
          res.setEncoding('utf8').on('data', chunk => {
            text += chunk;
          });
          res.on('end', () =>
            res.statusCode === 200
              ? resolve(JSON.parse(text))
              : reject(new Error(`etcd: HTTP ${res.statusCode}: ${text}`)),
          );
        },
      );
      req.on('error', reject);
      req.end(JSON.stringify(body));
    });
  }

  async close(): Promise<void> {
    await this.apiServer.end('SIGKILL');
    await this.etcd.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
