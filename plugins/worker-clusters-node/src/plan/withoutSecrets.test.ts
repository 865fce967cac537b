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
  [
    `note: eyJ${'a'.repeat(9)}.eyJ${'b'.repeat(9)}.${'c'.repeat(9)} leaked`,
    'note: (hidden) leaked',
  ],
  ['key: AKIAIOSFODNN7EXAMPLE', 'key: (hidden)'],
  [
    'password: |\n    one\n\n    two\nregion: a',
    'password: (hidden)\nregion: a',
  ],
  [
    'ca: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIE\n  -----END RSA PRIVATE KEY-----\nregion: a',
    'ca: |\n  (hidden)\nregion: a',
  ],
  ['password:\n  hunter2\nregion: a', 'password:\n  (hidden)\nregion: a'],
  [
    'password: # soon\n\n  # changed\n  one\n  two\nregion: a',
    'password: (hidden) soon\n\n  # changed\n  (hidden)\nregion: a',
  ],
  [
    'credentials:\n- one\n- two\nregion: a',
    'credentials:\n- (hidden)\n- (hidden)\nregion: a',
  ],
  ['credentials: [one, two]', 'credentials: (hidden)'],
  ['password: &p hunter2', 'password: (hidden)'],
  ['password : correct horse', 'password : (hidden)'],
  // Variables and parameters: the name is a value, too.
  [
    '- name: DB_PASSWORD\n  value: a b\n- name: USER\n  value: ada',
    '- name: DB_PASSWORD\n  value: (hidden)\n- name: USER\n  value: ada',
  ],
  [
    '- name: "auth.token" # soon\n  forceString: true\n  value: |\n    one\n- value: ada',
    '- name: "auth.token" # soon\n  forceString: true\n  value: (hidden)\n- value: ada',
  ],
  [
    '{\n  "name": "apiKey",\n  "value": "a"\n}',
    '{\n  "name": "apiKey",\n  "value": (hidden)\n}',
  ],
  [
    'env: [{name: DB_PASSWORD, value: a}, {"name":"USER","value":"ada"}]',
    'env: [{name: DB_PASSWORD, value: (hidden)}, {"name":"USER","value":"ada"}]',
  ],
  [
    '- name: TOKEN\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: a\nvalue: b',
    '- name: TOKEN\n  valueFrom:\n    secretKeyRef:\n      name: db\n      key: a\nvalue: b',
  ],
  // With the ends of lines of Windows, which `.` does not match.
  ['password: hunter2\r\nregion: a\r', 'password: (hidden)\nregion: a\r'],
  ['password:\r\n  hunter2\r', 'password:\r\n  (hidden)'],
  ['- password: one\n  user: ada', '- password: (hidden)\n  user: ada'],
  [
    `x: https://${'a'.repeat(2000)}@git.example.org/x`,
    'x: https://git.example.org/x',
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
  [
    'spec.env',
    '[{"name":"DB_PASSWORD","value":"a"}]',
    '[{"name":"DB_PASSWORD","value":(hidden)}]',
  ],
  ['spec.secretName', 'db', 'db'],
  ['spec.values', 'db:\n  password: hunter2', 'db:\n  password: (hidden)'],
])('hides the credential of the field %s', (field, value, shown) => {
  expect(fieldWithoutSecret(field, value)).toBe(shown);
});

it.each([
  'password:\n',
  'token: ',
  "secret:'",
  'a://',
  'eyJaaaaaaaa.',
  '-eyJaaaaaaaa',
  'x-xoxb-',
  '-----BEGIN PRIVATE KEY-----',
  'name:',
  'name: token,',
  'name: a token',
  `name: ${'token'.repeat(9)}, `,
  ' ',
  '- ',
  'password: |\n \n',
])('takes time in proportion to the length of %j, repeated', part => {
  const text = part.repeat(Math.ceil((256 * 1024) / part.length));
  for (const begin of ['', 'name: a']) {
    const started = performance.now();
    withoutSecrets(`${begin}${text}`);
    hasSecretObject(`${begin}${text}`);
    expect(performance.now() - started).toBeLessThan(1000);
  }
});
