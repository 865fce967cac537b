import { createCertificateAuthority } from '@worker-clusters/sandbox';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { AddressPolicy } from './addressPolicy';
import {
  CredentialError,
  readKubeconfig,
  readWorkerCredentials,
} from './workerCredentials';

const SECRET = 'eyJhbGciOi.s3cr3t.t0ken';
const SERVER = 'https://10.1.2.3:6443';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const policy = new AddressPolicy();

const outcome = (run: () => unknown) => {
  try {
    run();
    return 'read';
  } catch (error) {
    return error instanceof CredentialError ? 'refused' : 'thrown';
  }
};

describe('readWorkerCredentials', () => {
  let ca: string;
  beforeAll(async () => {
    ca = (await createCertificateAuthority()).certificate;
  });
  const read = (
    data: Record<string, string>,
    endpoint: string | undefined = SERVER,
  ) =>
    readWorkerCredentials(
      {
        data: Object.fromEntries(
          Object.entries(data).map(([key, value]) => [key, base64(value)]),
        ),
      },
      endpoint,
      policy,
    );
  const config = (cluster: object = {}, user: object = {}) =>
    stringify({
      'current-context': 'here',
      contexts: [
        { name: 'other', context: { cluster: 'x', user: 'x' } },
        { name: 'here', context: { cluster: 'c', user: 'u' } },
      ],
      clusters: [
        {
          name: 'c',
          cluster: {
            server: SERVER,
            'certificate-authority-data': base64(ca),
            ...cluster,
          },
        },
      ],
      users: [{ name: 'u', user: { token: SECRET, ...user } }],
    });

  it('reads token and CA, with the address from the claim', () => {
    expect(read({ token: `${SECRET}\n`, 'ca.crt': ca })).toEqual({
      server: SERVER,
      ca,
      token: SECRET,
    });
    expect(read({ token: SECRET }).ca).toBeUndefined();
    expect(read({ token: SECRET, 'ca.crt': ca + ca }).ca).toBe(ca + ca);
  });

  it('reads a kubeconfig, and its own address', () => {
    const expected = { server: SERVER, ca, token: SECRET };
    expect(read({ kubeconfig: config() }, 'https://elsewhere')).toEqual(
      expected,
    );
    const json = JSON.stringify({
      'current-context': 'c',
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      clusters: [{ name: 'c', cluster: { server: SERVER } }],
      users: [{ name: 'u', user: { token: SECRET } }],
    });
    expect(read({ kubeconfig: json })).toEqual({ ...expected, ca: undefined });
  });

  it.each<[string, object, object]>([
    ['exec', {}, { exec: { command: 'sh', args: ['-c', 'id'] } }],
    ['auth-provider', {}, { 'auth-provider': { name: 'gcp' } }],
    ['tokenFile', {}, { tokenFile: '/etc/shadow' }],
    ['client-certificate', {}, { 'client-certificate': '/etc/x.pem' }],
    ['client-key', {}, { 'client-key': '/etc/x.key' }],
    ['client-certificate-data', {}, { 'client-certificate-data': 'AA==' }],
    ['client-key-data', {}, { 'client-key-data': 'AA==' }],
    ['username', {}, { username: 'admin' }],
    ['as', {}, { as: 'system:admin' }],
    ['as-groups', {}, { 'as-groups': ['system:masters'] }],
    ['certificate-authority', { 'certificate-authority': '/etc/ca.pem' }, {}],
    ['insecure-skip-tls-verify', { 'insecure-skip-tls-verify': true }, {}],
    ['proxy-url', { 'proxy-url': 'http://10.0.0.1:3128' }, {}],
    ['tls-server-name', { 'tls-server-name': 'example.org' }, {}],
  ])('refuses a kubeconfig with %s, and says which', (key, cluster, user) => {
    expect(() => read({ kubeconfig: config(cluster, user) })).toThrow(
      `The kubeconfig has the entry '${key}', which the portal refuses`,
    );
  });

  it.each<[string, () => unknown, RegExp]>([
    ['nothing', () => read({}), /neither the key token nor the key kubeconfig/],
    ['no data', () => readWorkerCredentials(null, SERVER, policy), /neither/],
    [
      'no address',
      () =>
        readWorkerCredentials(
          { data: { token: base64('t') } },
          undefined,
          policy,
        ),
      /not known yet/,
    ],
    ['http', () => read({ token: SECRET }, 'http://10.0.0.1'), /https/],
    [
      'a loopback address',
      () => read({ token: SECRET }, 'https://127.0.0.1'),
      /loopback/,
    ],
    [
      'a metadata service',
      () => read({ kubeconfig: config({ server: 'https://169.254.169.254' }) }),
      /link-local/,
    ],
    [
      'a token that breaks a header',
      () => read({ token: `${SECRET}\r\nX: y` }),
      /no usable token/,
    ],
    [
      'a token with a blank',
      () => read({ token: `${SECRET} x` }),
      /no usable token/,
    ],
    [
      'an endless token',
      () => read({ token: 'x'.repeat(20_000) }),
      /no usable token/,
    ],
    [
      'a kubeconfig without a token',
      () => read({ kubeconfig: config({}, { token: undefined }) }),
      /no usable token/,
    ],
    [
      'a CA that is none',
      () => read({ token: SECRET, 'ca.crt': 'hello' }),
      /not a PEM certificate/,
    ],
    [
      'a CA that is broken',
      () => read({ token: SECRET, 'ca.crt': ca.replace(/[A-Z]/, '!') }),
      /not a PEM certificate/,
    ],
    [
      'a kubeconfig that is no YAML',
      () => read({ kubeconfig: `token: ${SECRET}\n\t- :` }),
      /not valid YAML/,
    ],
    [
      'aliases',
      () => read({ kubeconfig: `a: &a [${SECRET}]\nb: [*a, *a]` }),
      /not valid YAML/,
    ],
    [
      'a huge kubeconfig',
      () => read({ kubeconfig: 'x'.repeat(300_000) }),
      /larger than/,
    ],
    [
      'a kubeconfig that is a list',
      () => read({ kubeconfig: '[1]' }),
      /not known yet|no usable token/,
    ],
  ])('refuses %s, without a secret in what it says', (_, run, message) => {
    const thrown = (() => {
      try {
        return run();
      } catch (error) {
        return error;
      }
    })() as Error;
    expect(thrown).toBeInstanceOf(CredentialError);
    expect(thrown.message).toMatch(message);
    expect(thrown.message).not.toContain('s3cr3t');
  });

  it('warns of nothing, for a warning would quote the document', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    try {
      readKubeconfig(`token: !unknown ${SECRET}`);
      await new Promise(setImmediate);
      expect(warnings).toEqual([]);
    } finally {
      process.off('warning', listen);
    }
  });

  it('throws nothing but CredentialErrors, whatever the kubeconfig', () => {
    const key = fc.constantFrom(
      'current-context',
      'contexts',
      'clusters',
      'users',
      'name',
      'context',
      'cluster',
      'user',
      'server',
      'token',
      '__proto__',
    );
    const { value } = fc.letrec<{ value: unknown }>(tie => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.oneof(fc.string(), fc.integer(), fc.constant(null), key),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value')),
      ),
    }));
    const documents = fc.oneof(
      fc.string(),
      value.map(v => JSON.stringify(v)),
      value.map(v => stringify(v)),
    );
    fc.assert(
      fc.property(documents, document => {
        expect(outcome(() => read({ kubeconfig: document }))).not.toBe(
          'thrown',
        );
      }),
      { numRuns: 500 },
    );
  });
});
