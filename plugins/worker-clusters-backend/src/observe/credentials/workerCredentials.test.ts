import { createCertificateAuthority } from '@worker-clusters/sandbox';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { AddressPolicy } from './addressPolicy';
import { CredentialError } from './CredentialError';
import { readKubeconfig, readWorkerCredentials } from './workerCredentials';

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
      () => read({ kubeconfig: 'x'.repeat(64 * 1024 + 1) }),
      /^kubeconfig in .* larger than 64 KiB/,
    ],
    [
      'a huge CA',
      () => read({ token: SECRET, 'ca.crt': ca.repeat(120) }),
      /^ca\.crt in .* larger than 64 KiB/,
    ],
    [
      'a huge token',
      () => read({ token: 'x'.repeat(70_000) }),
      /^token in .* larger than 64 KiB/,
    ],
    [
      'keys that are there twice',
      () => read({ kubeconfig: 'users: []\nusers: []' }),
      /not valid YAML/,
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

  /** Of about `size` characters, each of a shape that is laborious to parse. */
  const SHAPES: Record<string, (size: number) => string> = {
    quotes: size => '"'.repeat(size),
    'quotes after a word': size => `a: ${'"'.repeat(size)}`,
    apostrophes: size => "'".repeat(size),
    'open lists': size => '['.repeat(size),
    'open maps': size => '{'.repeat(size),
    'closed lists': size => ']'.repeat(size),
    'nested JSON': size => `${'{"a":'.repeat(size / 5)}1`,
    'nested lists': size => '- '.repeat(size / 2),
    'explicit keys': size => '? '.repeat(size / 2),
    'maps as keys': size =>
      `${'{'.repeat(size / 5)}a${': 1}'.repeat(size / 5)}`,
    'lists as keys': size =>
      `${'['.repeat(size / 5)}a${']: 1'.repeat(size / 5)}`,
    'explicit lists as keys': size => '? - '.repeat(size / 4),
    'empty keys': size => ': '.repeat(size / 2),
    commas: size => `[${','.repeat(size)}]`,
    anchors: size => '&a '.repeat(size / 3),
    aliases: size => `a: &a 1\nb: [${'*a,'.repeat(size / 3)}]`,
    tags: size => '!a '.repeat(size / 3),
    directives: size => '%YAML 1.2\n'.repeat(size / 10),
    'escaped line ends': size => `a: "${'\\\n'.repeat(size / 2)}"`,
    'merged keys': size => '<<: {a: 1}\n'.repeat(size / 11),
    'different keys': size =>
      Array.from({ length: size / 9 }, (_, i) => `k${i}: 1\n`).join(''),
    contexts: size =>
      `contexts:\n${'- name: a\n  context: {cluster: c}\n'.repeat(size / 36)}`,
    documents: size => '---\n'.repeat(size / 4),
    'line ends': size => '\n'.repeat(size),
    comments: size => '#\n'.repeat(size / 2),
  };

  it.each(Object.entries(SHAPES))(
    'refuses a kubeconfig of %s before it is parsed',
    (_, shape) => {
      expect(() => read({ kubeconfig: shape(60_000) })).toThrow(
        /more than 1000 marks of punctuation/,
      );
      expect(() => read({ kubeconfig: shape(250_000) })).toThrow(
        /larger than 64 KiB/,
      );
    },
  );

  it.each(Object.entries(SHAPES))(
    'decides on a kubeconfig of %s that is as long as may be',
    (_, shape) => {
      const began = performance.now();
      expect(outcome(() => read({ kubeconfig: shape(900) }))).toBe('refused');
      // Some milliseconds; 29 s for 250,000 quotes before their number was bounded.
      expect(performance.now() - began).toBeLessThan(2000);
    },
  );

  it('reads a kubeconfig with several contexts, certificates and comments', () => {
    const several = stringify({
      apiVersion: 'v1',
      kind: 'Config',
      preferences: {},
      'current-context': 'c7',
      ...Object.fromEntries(
        ['context', 'cluster', 'user'].map(key => [
          `${key}s`,
          Array.from({ length: 10 }, (_, i) => ({
            name: `c${i}`,
            [key]: {
              context: {
                cluster: `c${i}`,
                user: `c${i}`,
                namespace: 'default',
              },
              cluster: {
                server: `https://10.1.2.${i}:6443`,
                'certificate-authority-data': base64(ca.repeat(3)),
              },
              user: { token: `${SECRET}${i}` },
            }[key],
          })),
        ]),
      ),
    });
    expect(
      read({ kubeconfig: `# Published by Crossplane\n${several}` }),
    ).toEqual({
      server: 'https://10.1.2.7:6443',
      ca: ca.repeat(3),
      token: `${SECRET}7`,
    });
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
