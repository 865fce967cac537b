import { execFileSync } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import {
  type CertificateAuthority,
  createCertificateAuthority,
} from '@worker-clusters/sandbox';
import { stringify } from 'yaml';
import { ENVIRONMENT, readManagementAccess } from './managementAccess';

const URL = 'https://m.example.org:6443';
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('readManagementAccess', () => {
  let authority: CertificateAuthority;
  let portal: { certificate: string; key: string };
  let directory: string;
  let time: number;

  beforeAll(async () => {
    authority = await createCertificateAuthority();
    portal = await authority.issueClient({ user: 'portal' });
  });
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'access-'));
    time = Date.now();
  });
  afterEach(() => rm(directory, { recursive: true }));

  const path = (name: string) => join(directory, name);
  const write = (name: string, content: string) =>
    writeFile(path(name), content);
  const read = (options: object, env: NodeJS.ProcessEnv = {}) => {
    const data = { name: 'm', ...options };
    return readManagementAccess(
      mockServices.rootConfig({ data: data as any }),
      mockServices.rootConfig(),
      {
        ...ENVIRONMENT,
        env,
        serviceAccountMount: directory,
        now: () => time,
      },
    );
  };

  it.each<[string, object, RegExp]>([
    [
      'no credential',
      { url: URL },
      /'m' has no credential; set exactly one of inCluster, token, tokenFile/,
    ],
    ['inCluster: false alone', { url: URL, inCluster: false }, /no credential/],
    [
      'two credentials',
      { url: URL, token: 'a', tokenFile: 'b' },
      /'m' has token and tokenFile; set exactly one of/,
    ],
    [
      'a cloud and a token',
      { url: URL, token: 'a', authProvider: 'aws' },
      /has token and authProvider/,
    ],
    [
      'in-cluster with a url',
      { url: URL, inCluster: true },
      /has inCluster and url; remove url/,
    ],
    [
      'a kubeconfig with a CA',
      { caFile: 'a', kubeconfig: { file: 'k' } },
      /has kubeconfig and caFile; remove caFile/,
    ],
    [
      'a kubeconfig without file',
      { kubeconfig: { context: 'k' } },
      /kubeconfig.file/,
    ],
    ['no url', { token: 'a' }, /'url'/],
    [
      'http',
      { url: 'http://m', token: 'a' },
      /'m' has a url that is not an https URL/,
    ],
    [
      'two CAs',
      { url: URL, token: 'a', caData: 'a', caFile: 'b' },
      /caData and caFile; keep one/,
    ],
    [
      'a caData that is none',
      { url: URL, token: 'a', caData: 'aGVsbG8=' },
      /'m' has a caData that is not a PEM certificate/,
    ],
    [
      'a certificate without key',
      { url: URL, clientCertificate: { certFile: 'a' } },
      /exactly one of clientCertificate.keyFile and clientCertificate.keyData/,
    ],
    [
      'a certificate twice',
      {
        url: URL,
        clientCertificate: { certFile: 'a', certData: 'b', keyFile: 'c' },
      },
      /exactly one of clientCertificate.certFile/,
    ],
    [
      'a strategy that needs a user',
      { url: URL, authProvider: 'google' },
      /authProvider 'google', and can have aws, azure, googleServiceAccount: the others need a user/,
    ],
    [
      'a strategy by a name of objects',
      { url: URL, authProvider: 'constructor' },
      /authProvider 'constructor', and can have/,
    ],
    [
      'metadata without a strategy',
      { url: URL, token: 'a', authMetadata: {} },
      /authMetadata without authProvider/,
    ],
    [
      'metadata that nobody reads',
      {
        url: URL,
        authProvider: 'aws',
        authMetadata: { 'kubernetes.io/aws-role': 'a' },
      },
      /'kubernetes.io\/aws-role' in authMetadata, of which the authProvider aws reads kubernetes.io\/x-k8s-aws-id/,
    ],
  ])('refuses %s, and names the key', (_, options, message) => {
    expect(() => read(options)).toThrow(message);
  });

  it('reads a token and caData from app-config', async () => {
    const access = read({
      url: URL,
      token: 'a-token',
      caData: base64(authority.certificate),
    });
    expect(access).toMatchObject({ name: URL, server: URL });
    expect(await access.read()).toEqual({
      server: URL,
      token: 'a-token',
      ca: authority.certificate,
    });
  });

  it('reads tokenFile and caFile each time, and says what is wrong with them', async () => {
    const access = read({
      url: URL,
      tokenFile: path('token'),
      caFile: path('ca.crt'),
    });
    await expect(access.read()).rejects.toThrow(
      `caFile ${path('ca.crt')}: file not found`,
    );
    await write('ca.crt', 'hello');
    await expect(access.read()).rejects.toThrow(/holds no PEM certificate/);
    await write('ca.crt', authority.certificate);
    await expect(access.read()).rejects.toThrow(
      `tokenFile ${path('token')}: file not found`,
    );
    await write('token', 'first\n');
    expect(await access.read()).toEqual({
      server: URL,
      token: 'first',
      ca: authority.certificate,
    });
    const other = await createCertificateAuthority();
    await write('token', 'second');
    await write('ca.crt', other.certificate);
    expect(await access.read()).toMatchObject({
      token: 'second',
      ca: other.certificate,
    });
    await write('token', 'not a token');
    await expect(access.read()).rejects.toThrow(/holds no bearer token/);
    await expect(access.read()).rejects.not.toThrow(/not a token/);
    await write('token', '\n');
    await expect(access.read()).rejects.toThrow(/is empty/);
  });

  it('reads no file without an end, and waits for no pipe', async () => {
    const tokenFile = path('token');
    const access = read({ url: URL, tokenFile });
    await write('token', 'x'.repeat(20 * 1024 + 1));
    await expect(access.read()).rejects.toThrow(/larger than 20 KiB/);
    for (const make of [
      () => symlink('/dev/zero', tokenFile),
      () => mkdir(tokenFile),
      async () => execFileSync('mkfifo', [tokenFile]),
    ]) {
      await rm(tokenFile, { recursive: true });
      await make();
      await expect(access.read()).rejects.toThrow(/is not a file/);
    }
  });

  it('reads a client certificate from files, again when they rotate', async () => {
    const access = read({
      url: URL,
      clientCertificate: { certFile: path('c'), keyFile: path('k') },
    });
    await write('c', portal.certificate);
    await write('k', portal.key);
    expect(await access.read()).toEqual({
      server: URL,
      clientCertificate: portal,
    });
    const next = await authority.issueClient({ user: 'portal' });
    await write('c', next.certificate);
    await expect(access.read()).rejects.toThrow(
      `clientCertificate.key ${path(
        'k',
      )}: the key does not belong to the client certificate`,
    );
    await write('k', next.key);
    expect(await access.read()).toMatchObject({ clientCertificate: next });
  });

  it('reads a client certificate from app-config, until it expires', async () => {
    const notAfter = new Date(time + 60_000);
    const pair = await authority.issueClient({ user: 'portal', notAfter });
    const access = read({
      url: URL,
      clientCertificate: {
        certData: base64(pair.certificate),
        keyData: base64(pair.key),
      },
    });
    expect(await access.read()).toMatchObject({ clientCertificate: pair });
    time += 61_000;
    await expect(access.read()).rejects.toThrow(
      /clientCertificate.cert: the client certificate expired on 20.*; renew it/,
    );
  });

  it.each([
    [
      'a certificate that is none',
      'aGVsbG8=',
      undefined,
      /cert: holds no PEM certificate/,
    ],
    [
      'a key that is none',
      undefined,
      'c2VjcmV0LWtleQ==',
      /key: holds no PEM private key/,
    ],
  ])('refuses %s without showing it', async (_, certData, keyData, message) => {
    const access = read({
      url: URL,
      clientCertificate: {
        certData: certData ?? base64(portal.certificate),
        keyData: keyData ?? base64(portal.key),
      },
    });
    await expect(access.read()).rejects.toThrow(message);
    await expect(access.read()).rejects.not.toThrow(/hello|secret/);
  });

  describe('inCluster', () => {
    const env = {
      KUBERNETES_SERVICE_HOST: '10.96.0.1',
      KUBERNETES_SERVICE_PORT: '6443',
    };

    it('reads the mount of the service account, again when the kubelet renews it', async () => {
      const access = read({ inCluster: true }, env);
      expect(access.name).toBe('https://10.96.0.1:6443');
      await expect(access.read()).rejects.toThrow(
        /inCluster: (token|CA) of the service account .*: file not found/,
      );
      // As the kubelet does it: a folder is put in the place of another.
      for (const token of ['first', 'second']) {
        await mkdir(path(`of-${token}`));
        await write(`of-${token}/token`, token);
        await write(`of-${token}/ca.crt`, authority.certificate);
        await symlink(path(`of-${token}`), path('..new'));
        await rename(path('..new'), path('..data'));
        if (token === 'first') {
          await symlink('..data/token', path('token'));
          await symlink('..data/ca.crt', path('ca.crt'));
        }
        expect(await access.read()).toEqual({
          server: 'https://10.96.0.1:6443',
          token,
          ca: authority.certificate,
        });
      }
    });

    it('takes an IPv6 address', () => {
      const access = read(
        { inCluster: true },
        { ...env, KUBERNETES_SERVICE_HOST: 'fd00::1' },
      );
      expect(access.server).toBe('https://[fd00::1]:6443');
    });

    it('says that it is not in a cluster', async () => {
      const access = read({ inCluster: true });
      expect(access.name).toBe('in-cluster API server');
      await expect(access.read()).rejects.toThrow(
        /KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT do not give an address/,
      );
    });
  });

  describe('kubeconfig', () => {
    const kubeconfig = (
      user: object,
      cluster: object = { server: URL },
      more: object = {},
    ) =>
      stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          { name: 'a', cluster },
          { name: 'b', cluster: { server: 'https://b.example.org' } },
        ],
        users: [
          { name: 'u', user },
          { name: 'v', user: { token: 'token-of-v' } },
        ],
        contexts: [
          { name: 'one', context: { cluster: 'a', user: 'u' } },
          { name: 'two', context: { cluster: 'b', user: 'v' } },
        ],
        'current-context': 'one',
        ...more,
      });
    const open = (context?: string) =>
      read({
        kubeconfig: { file: path('config'), ...(context && { context }) },
      });

    it('takes the current context, or the one that is named, and follows the file', async () => {
      const access = open();
      expect(access.name).toBe('Management cluster m');
      await expect(access.read()).rejects.toThrow(
        `kubeconfig ${path('config')}: file not found`,
      );
      await write('config', kubeconfig({ token: 'token-of-u' }));
      expect(await access.read()).toEqual({ server: URL, token: 'token-of-u' });
      expect(access.name).toBe(URL);
      expect(await open('two').read()).toEqual({
        server: 'https://b.example.org',
        token: 'token-of-v',
      });
      await write('config', kubeconfig({ token: 'another' }));
      expect(await access.read()).toMatchObject({ token: 'another' });
    });

    it('reads the files beside it that it names', async () => {
      await write('ca.crt', authority.certificate);
      await write('client.crt', portal.certificate);
      await write('client.key', portal.key);
      await write('token', 'from-a-file');
      await write(
        'config',
        kubeconfig(
          { 'client-certificate': 'client.crt', 'client-key': 'client.key' },
          { server: URL, 'certificate-authority': 'ca.crt' },
        ),
      );
      expect(await open().read()).toEqual({
        server: URL,
        ca: authority.certificate,
        clientCertificate: portal,
      });
      await write('config', kubeconfig({ tokenFile: 'token' }));
      expect(await open().read()).toMatchObject({ token: 'from-a-file' });
    });

    it('reads what is inline', async () => {
      await write(
        'config',
        kubeconfig(
          {
            'client-certificate-data': base64(portal.certificate),
            'client-key-data': base64(portal.key),
          },
          {
            server: URL,
            'certificate-authority-data': base64(authority.certificate),
          },
        ),
      );
      expect(await open().read()).toEqual({
        server: URL,
        ca: authority.certificate,
        clientCertificate: portal,
      });
    });

    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'touch',
      args: ['/tmp/worker-clusters-was-run'],
    };
    it.each<[string, () => string, RegExp]>([
      [
        'exec plugins',
        () => kubeconfig({ exec }),
        /has 'exec': the portal runs no exec plugin; set authProvider/,
      ],
      [
        'auth-provider plugins',
        () => kubeconfig({ 'auth-provider': { name: 'gcp' } }),
        /has 'auth-provider'/,
      ],
      [
        'passwords',
        () => kubeconfig({ username: 'a', password: 's3cret-pass' }),
        /has 'username'/,
      ],
      [
        'impersonation',
        () => kubeconfig({ token: 'a', as: 'root' }),
        /has 'as': the portal impersonates nobody/,
      ],
      [
        'skipping verification',
        () =>
          kubeconfig(
            { token: 'a' },
            { server: URL, 'insecure-skip-tls-verify': true },
          ),
        /'insecure-skip-tls-verify': the portal always verifies/,
      ],
      [
        'proxies',
        () =>
          kubeconfig({ token: 'a' }, { server: URL, 'proxy-url': 'http://p' }),
        /'proxy-url'/,
      ],
      [
        'http',
        () => kubeconfig({ token: 'a' }, { server: 'http://m' }),
        /must be an https URL/,
      ],
      [
        'a password in the URL',
        () => kubeconfig({ token: 'a' }, { server: 'https://u:s3cret-pass@m' }),
        /must be an https URL without a user/,
      ],
      [
        'a user without credential',
        () => kubeconfig({}),
        /exactly one of token, tokenFile, .* and has none/,
      ],
      [
        'two credentials',
        () => kubeconfig({ token: 'a', tokenFile: 'b' }),
        /and has 2/,
      ],
      [
        'a key without certificate',
        () => kubeconfig({ 'client-key-data': 'YQ==' }),
        /has no client-certificate/,
      ],
      [
        'no current context',
        () => kubeconfig({ token: 'a' }, undefined, { 'current-context': '' }),
        /no cluster for its current-context; its contexts are: one, two/,
      ],
      ['what is no YAML', () => 's3cret-pass: [', /is not valid YAML/],
      [
        'a YAML bomb',
        () => `a: &a [${'x,'.repeat(200)}]\nb: [${'*a,'.repeat(200)}]`,
        /not valid YAML/,
      ],
      [
        'a file that is too large',
        () => '#'.repeat(256 * 1024 + 1),
        /larger than 256 KiB/,
      ],
    ])('refuses %s', async (_, content, message) => {
      await write('config', content());
      const failure = await open()
        .read()
        .catch(error => error);
      expect(failure.message).toMatch(message);
      expect(failure.message).toContain(path('config'));
      expect(failure.message).not.toContain('s3cret-pass');
    });

    it('names the contexts if there is none of that name', async () => {
      await write('config', kubeconfig({ token: 'a' }));
      await expect(open('three').read()).rejects.toThrow(
        /no cluster for the context 'three'; its contexts are: one, two/,
      );
    });
  });
});
