import { ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority } from '../apiserver';
import { call, Connection } from './client';

/** Folder with the binaries `etcd` and `kube-apiserver`, as kubebuilder's tools name it. */
const assets = process.env.KUBEBUILDER_ASSETS;

export const hasRealServer = Boolean(
  assets && existsSync(join(assets, 'kube-apiserver')),
);

const freePort = () =>
  new Promise<number>(resolve => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** Starts a real etcd and a real kube-apiserver on loopback, in a temporary folder. */
export async function startRealServer(): Promise<Connection> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const children: ChildProcess[] = [];
  const start = (name: string, args: string[]) =>
    children.push(spawn(join(assets!, name), args, { stdio: 'ignore' }));
  const write = (name: string, content: string) => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const [client, peer, port] = [
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  start('etcd', [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=http://127.0.0.1:${client}`,
    `--advertise-client-urls=http://127.0.0.1:${client}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    '--log-level=fatal',
  ]);
  const ca = await createCertificateAuthority();
  const serving = await ca.issue(['127.0.0.1', 'localhost']);
  const keys = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const token = randomBytes(16).toString('hex');
  start('kube-apiserver', [
    `--etcd-servers=http://127.0.0.1:${client}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--tls-cert-file=${write('tls.crt', serving.certificate)}`,
    `--tls-private-key-file=${write('tls.key', serving.key)}`,
    `--service-account-key-file=${write('sa.pub', keys.publicKey)}`,
    `--service-account-signing-key-file=${write('sa.key', keys.privateKey)}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--service-cluster-ip-range=10.0.0.0/24',
    `--token-auth-file=${write(
      'tokens.csv',
      `${token},admin,admin,system:masters\n`,
    )}`,
    '--authorization-mode=RBAC',
    '--disable-admission-plugins=ServiceAccount',
    `--cert-dir=${folder}`,
  ]);
  const connection: Connection = {
    url: `https://127.0.0.1:${port}`,
    ca: ca.certificate,
    token,
    async close() {
      for (const child of children.reverse()) {
        const ended = new Promise(resolve => child.on('exit', resolve));
        child.kill('SIGKILL');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
  for (let attempt = 0; attempt < 240; attempt++) {
    const ready = await call(connection, 'GET', '/readyz').catch(
      () => undefined,
    );
    if (ready?.status === 200) return connection;
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  await connection.close();
  throw new Error('The real kube-apiserver did not become ready');
}
