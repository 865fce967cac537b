import {
  fieldWithoutSecret,
  hasSecretObject,
  withoutSecrets,
} from './withoutSecrets';

it.each([
  ['spec:\n  region: eu-central-1\n', 'spec:\n  region: eu-central-1\n'],
  ['  password: hunter2 # soon changed', '  password: (hidden)'],
  ['- adminToken: "a b"', '- adminToken: (hidden)'],
  ['"apiKey": "a",', '"apiKey": (hidden)'],
  [
    'auth: {user: ada, password: hunter2}',
    'auth: {user: ada, password: (hidden)}',
  ],
  ['x: {"client_secret":"a}b"}', 'x: {"client_secret":(hidden)}'],
  // Names of Secrets are shown.
  ['secretName: db', 'secretName: db'],
  ['passwordSecretRef:\n  name: db', 'passwordSecretRef:\n  name: db'],
  ['token:\n  name: db', 'token:\n  name: db'],
  [
    'repo: https://ada:p@ss@git.example.org/x',
    'repo: https://git.example.org/x',
  ],
  [`note: ghp_${'a'.repeat(36)} leaked`, 'note: (hidden) leaked'],
  ['key: AKIAIOSFODNN7EXAMPLE', 'key: (hidden)'],
  [
    'password: |\n    one\n\n    two\nregion: a',
    'password: (hidden)\nregion: a',
  ],
  [
    'ca: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIE\n  -----END RSA PRIVATE KEY-----\nregion: a',
    'ca: |\n  (hidden)\nregion: a',
  ],
  // One that has no end hides what follows.
  ['-----BEGIN PRIVATE KEY-----\nMIIE\nregion: a', '(hidden)'],
])('hides credentials of %j', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});

it.each([
  ['kind: Secret\nstringData:\n  a: b\n', true],
  ['{"kind": "Secret", "data": {}}', true],
  [
    'apiVersion: v1\nkind: List\nitems:\n  - kind: Secret\n    data: {}\n',
    true,
  ],
  ['kind: SecretStore\ndata: 1', false],
  ['ref:\n  kind: Secret\n  name: db\n', false],
])('finds a Secret with its data in %j: %s', (text, found) => {
  expect(hasSecretObject(text)).toBe(found);
});

it.each([
  ['spec.database.password', 'hunter2', '(hidden)'],
  ['spec.parameters', '{"token":"a"}', '{"token":(hidden)}'],
  ['spec.secretName', 'db', 'db'],
])('hides the credential of the field %s', (field, value, shown) => {
  expect(fieldWithoutSecret(field, value)).toBe(shown);
});
