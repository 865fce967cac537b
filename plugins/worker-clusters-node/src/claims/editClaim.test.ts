import fc from 'fast-check';
import { parse, parseDocument, stringify } from 'yaml';
import { editClaim } from './editClaim';
import { mergePatch } from '@worker-clusters/backstage-plugin-worker-clusters-common';

// Thousands of drawn edits.
jest.setTimeout(60_000);

const CLAIM = {
  group: 'platform.example.org',
  kind: 'WorkerCluster',
  name: 'payments-dev',
};

const FILE = `# The team's first cluster.
apiVersion: platform.example.org/v1alpha1
kind: WorkerCluster
metadata:
  name: payments-dev   # never change it
  namespace: clusters-dev
spec:
  environment: dev
  region: eu-west-1
  owner:   "group:default/payments"

  # Upgraded last in May.
  kubernetesVersion: '1.34' # see the runbook
  nodes: { size: small, min: 2, max: 4 }
  applications:
    # A try.
    basePath: applications/k8s-manifests/preview

# The end.
`;

const edit = (patch: object, text = FILE) =>
  editClaim(text, CLAIM, patch as any);

it.each([
  ['a quoted scalar', { kubernetesVersion: '1.35' }, [["'1.34'", "'1.35'"]]],
  [
    'a double-quoted scalar',
    { owner: 'group:default/data' },
    [['"group:default/payments"', '"group:default/data"']],
  ],
  [
    'numbers in a flow mapping',
    { nodes: { min: 3, max: 9 } },
    [['min: 2, max: 4', 'min: 3, max: 9']],
  ],
  [
    'a text that needs quotes now',
    { region: 'no' },
    [['region: eu-west-1', "region: 'no'"]],
  ],
  [
    'a new key',
    { argocd: { chartVersion: '10.1.2' } },
    [
      [
        '    basePath: applications/k8s-manifests/preview\n',
        '    basePath: applications/k8s-manifests/preview\n  argocd:\n    chartVersion: 10.1.2\n',
      ],
    ],
  ],
  [
    'a new key in a nested mapping',
    { applications: { targetRevision: 'v2' } },
    [['/preview\n', '/preview\n    targetRevision: v2\n']],
  ],
  [
    'a new key in a flow mapping',
    { nodes: { zones: ['a', 'b'] } },
    [['max: 4 }', 'max: 4, zones: [a, b] }']],
  ],
  [
    'a removed key',
    { kubernetesVersion: null },
    [["  kubernetesVersion: '1.34' # see the runbook\n", '']],
  ],
  [
    'a removed key in a flow mapping',
    { nodes: { max: null } },
    [[', max: 4', '']],
  ],
  [
    'the last key of a mapping',
    { applications: { basePath: null } },
    [['    basePath: applications/k8s-manifests/preview', '    {}']],
  ],
  [
    'a scalar that becomes a list',
    { region: ['a', 'b'] },
    [['region: eu-west-1', 'region:\n    - a\n    - b']],
  ],
] as Array<[string, object, Array<[string, string]>]>)(
  'changes %s, and no other byte',
  (_, patch, replaced) => {
    const expected = replaced.reduce(
      (t, [from, to]) => t.replace(from, to),
      FILE,
    );
    expect(expected).not.toBe(FILE);
    expect(edit(patch)).toBe(expected);
  },
);

it('returns the very text if nothing changes', () => {
  expect(edit({ kubernetesVersion: '1.34', nodes: { min: 2 } })).toBe(FILE);
});

it('keeps line ends of Windows', () => {
  const text = FILE.replace(/\n/g, '\r\n');
  expect(
    edit(
      {
        kubernetesVersion: '1.35',
        region: ['a', 'b'],
        argocd: { a: 1 },
      },
      text,
    ),
  ).toBe(
    text
      .replace("'1.34'", "'1.35'")
      .replace('region: eu-west-1', 'region:\r\n    - a\r\n    - b')
      .replace('/preview\r\n', '/preview\r\n  argocd:\r\n    a: 1\r\n'),
  );
  const replaced = edit(
    { applications: { basePath: null, a: 1, b: [2] } },
    text,
  );
  expect(replaced).toContain('\r\n    a: 1\r\n    b:\r\n      - 2\r\n');
});

it('leaves other documents of the file alone', () => {
  const text = `apiVersion: v1\nkind: Namespace\nmetadata: {name: clusters-dev}\n---\n${FILE}---\n# nothing\n`;
  expect(edit({ nodes: { min: 1 } }, text)).toBe(
    text.replace('min: 2', 'min: 1'),
  );
});

it.each([
  [
    'another cluster',
    FILE.replace('name: payments-dev', 'name: other'),
    /exactly one claim/,
  ],
  ['two claims', `${FILE}---\n${FILE}`, /exactly one claim/],
  ['no YAML', 'a: [', /not YAML/],
  ['anchors', FILE.replace('nodes: {', 'nodes: &n {'), /anchors/],
  [
    'a spec that is no mapping',
    'apiVersion: platform.example.org/v1\nkind: WorkerCluster\nmetadata: {name: payments-dev}\nspec: 3\n',
    /not a mapping/,
  ],
])('refuses a file with %s', (_, text, message) => {
  expect(() => edit({ nodes: { min: 9 } }, text)).toThrow(message);
});

it.each([
  ['its only key', { w: [] }, { w: null, a: {} }],
  ['its only key and adds nothing', { w: 1 }, { w: null }],
  ['all of several keys', { v: 1, w: { x: 2 } }, { v: null, w: null, a: 'b' }],
  [
    'all of several keys and adds nothing',
    { v: 1, w: 2 },
    { v: null, w: null },
  ],
  [
    'all keys of a nested mapping',
    { n: { v: 1, w: 2 } },
    { n: { v: null, w: null, x: 3 } },
  ],
  ['two neighbours of three', { u: 0, v: 1, w: 2 }, { v: null, w: null }],
])('edits a mapping that loses %s, in each style', (_, before, patch) => {
  for (const collectionStyle of ['block', 'any', 'flow'] as const) {
    for (const spaces of [2, 4]) {
      const text = stringify(
        {
          apiVersion: 'platform.example.org/v1alpha1',
          kind: 'WorkerCluster',
          metadata: { name: 'payments-dev' },
          spec: before,
        },
        { collectionStyle, indent: spaces },
      );
      expect(parse(edit(patch, text)).spec).toEqual(mergePatch(before, patch));
    }
  }
});

const HEAD = `apiVersion: platform.example.org/v1alpha1
kind: WorkerCluster
metadata: { name: payments-dev }
spec:
`;

const FLOW = `  nodes: {
    # Small is enough.
    size: small, # t3
    # At night too.
    min: 2, # two zones
    max: 0x10, # sixteen
    account: 12345678901234567890
  }
  region: 'eu-west-1'
`;

it.each<[string, object, string, string]>([
  [
    'one line of a flow mapping',
    { nodes: { size: null } },
    FLOW,
    FLOW.replace('    size: small, # t3\n', ''),
  ],
  [
    'neighbours in a flow mapping',
    { nodes: { size: null, min: null } },
    FLOW,
    FLOW.replace(/ {4}size[^]*two zones\n/, ''),
  ],
  [
    'two apart in a flow mapping',
    { nodes: { size: null, max: null } },
    FLOW,
    FLOW.replace('    size: small, # t3\n', '').replace(
      '    max: 0x10, # sixteen\n',
      '',
    ),
  ],
  [
    'the end of a flow mapping',
    { nodes: { max: null, account: null } },
    FLOW,
    FLOW.replace('2, #', '2 #').replace(/ {4}max[^]*7890\n/, ''),
  ],
  [
    'the end of a flow mapping for a new key',
    { nodes: { max: null, account: null, zones: 3 } },
    FLOW,
    FLOW.replace('2, #', '2, zones: 3 #').replace(/ {4}max[^]*7890\n/, ''),
  ],
  [
    'the end of a flow mapping with a trailing comma',
    { n: { b: null, c: null, d: 4 } },
    '  n: {a: 1, b: 2, c: 3, }\n',
    '  n: {a: 1, d: 4, }\n',
  ],
  [
    'a key without a value in a flow mapping',
    { n: { a: null } },
    '  n: {c: 3, a}\n',
    '  n: {c: 3}\n',
  ],
  [
    'all keys of a block mapping',
    { n: { a: null, b: null } },
    '  n: # in n\n    # about a\n    a: 1 # one\n    # about b\n    b: 2 # two\n    # after\n  c: 1\n',
    '  n: # in n\n    # about a\n    # about b\n    {} # two\n    # after\n  c: 1\n',
  ],
  [
    'a block scalar',
    { text: 'x', more: 1 },
    '  text: |\n    one\n    two\n',
    '  text: x\n  more: 1\n',
  ],
  [
    'a key that is a number',
    { n: { 1: 'b', 2: null } },
    '  n:\n    1: a\n    2: c\n    3: d\n',
    '  n:\n    1: b\n    3: d\n',
  ],
])('edits %s, and no other byte', (_, patch, before, after) => {
  for (const lineBreak of ['\n', '\r\n']) {
    const as = (text: string) => (HEAD + text).replace(/\n/g, lineBreak);
    expect(edit(patch, as(before))).toBe(as(after));
  }
});

it('removes keys behind a long line in linear time', () => {
  const comment = `# ${'x'.repeat(250_000)}\n`;
  const before = `${comment}${HEAD}  n: {a: 1, b: 2, c: 3, d: 4}\n`;
  expect(edit({ n: { a: null, c: null } }, before)).toBe(
    `${comment}${HEAD}  n: {b: 2, d: 4}\n`,
  );
});

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const scalar = fc.oneof(
  word,
  fc.integer({ min: -5, max: 500 }),
  fc.boolean(),
  fc.constantFrom(
    'no',
    '1.30',
    '12:30',
    '',
    ' x',
    '# a',
    "it's",
    'a: b',
    '"',
    '- a',
    '~',
    'null',
  ),
  fc.string({ maxLength: 12 }),
);
const { value } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.dictionary(word, tie('value'), { maxKeys: 4 }),
  ),
}));
// Names that a patch has too, or hardly a patch would change or remove anything.
const spec = fc.dictionary(fc.oneof(word, fc.constantFrom('v', 'w')), value, {
  minKeys: 1,
  maxKeys: 6,
});
const patches = fc.dictionary(
  fc.oneof(word, fc.constantFrom('v', 'w')),
  fc.oneof(
    value,
    fc.constant(null),
    fc.dictionary(word, fc.oneof(scalar, fc.constant(null)), { maxKeys: 3 }),
  ),
  { minKeys: 1, maxKeys: 3 },
);
const style = fc.record({
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  singleQuote: fc.boolean(),
  collectionStyle: fc.constantFrom('block', 'any', 'flow'),
});

it('says what the patch says, for any claim in any style, and is the same text again for nothing', () => {
  fc.assert(
    fc.property(spec, patches, style, (before, patch, options) => {
      const text = stringify(
        {
          apiVersion: 'platform.example.org/v1alpha1',
          kind: 'WorkerCluster',
          metadata: { name: 'payments-dev' },
          spec: before,
        },
        { ...(options as any), aliasDuplicateObjects: false, lineWidth: 0 },
      );
      // The library writes an empty list in this style where no list may stand.
      fc.pre(parseDocument(text).errors.length === 0);
      const after = edit(patch, text);
      const expected = JSON.parse(JSON.stringify(mergePatch(before, patch)));
      expect(parse(after).spec).toEqual(expected);
      expect(edit({}, after)).toBe(after);
    }),
    { numRuns: 2000 },
  );
});

it('touches no line but those of the fields that change', () => {
  fc.assert(
    fc.property(spec, fc.nat(), scalar, (before, at, put) => {
      const keys = Object.keys(before);
      const key = keys[at % keys.length];
      const lines = keys.map(k => `# about ${k}\n`);
      const text = `apiVersion: platform.example.org/v1alpha1\nkind: WorkerCluster\nmetadata:\n  name: payments-dev\nspec:\n${keys
        .map(
          (k, i) =>
            `  ${lines[i]}${stringify({ [k]: before[k] }, { lineWidth: 0 })
              .replace(/\n$/, '')
              .split('\n')
              .map(l => (l ? `  ${l}` : l))
              .join('\n')}\n`,
        )
        .join('')}`;
      const after = edit({ [key]: put }, text);
      // Everything before the field and from the next comment on is as it was.
      const own = text.indexOf(
        `  ${key}:`,
        text.indexOf(lines[at % keys.length]),
      );
      expect(after.slice(0, own)).toBe(text.slice(0, own));
      const next = lines[(at % keys.length) + 1];
      const rest = next ? text.slice(text.indexOf(next)) : '';
      expect(after.endsWith(rest)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

describe('annotations', () => {
  const KEY = 'platform.example.org/expires-at';
  const annotate = (text: string, patch = {}) =>
    editClaim(text, CLAIM, patch, { [KEY]: '2026-12-31T12:00:00Z' });

  it.each<[string, string, string]>([
    [
      'of a claim without any',
      '  namespace: clusters-dev\n',
      `  namespace: clusters-dev\n  annotations:\n    ${KEY}: "2026-12-31T12:00:00Z"\n`,
    ],
    [
      'beside others',
      '  annotations:\n    a: b # ours\n',
      `  annotations:\n    a: b # ours\n    ${KEY}: "2026-12-31T12:00:00Z"\n`,
    ],
    [
      'in the place of an older one, in its quotes',
      `  annotations:\n    ${KEY}: '2026-11-30T12:00:00Z' # soon\n`,
      `  annotations:\n    ${KEY}: '2026-12-31T12:00:00Z' # soon\n`,
    ],
    [
      'in a flow mapping',
      '  annotations: { a: b }\n',
      `  annotations: { a: b, ${KEY}: "2026-12-31T12:00:00Z" }\n`,
    ],
  ])('are set %s, and nothing else changes', (_, before, after) => {
    const text = FILE.replace('  namespace: clusters-dev\n', before);
    const expected = FILE.replace('  namespace: clusters-dev\n', after);
    const result = annotate(text);
    expect(parse(result)).toEqual(parse(expected));
    expect(result.replace(/"/g, "'")).toBe(expected.replace(/"/g, "'"));
    // No second change.
    expect(annotate(result)).toBe(result);
  });

  it('are set together with fields of the spec', () => {
    const result = parse(annotate(FILE, { nodes: { max: 9 } }));
    expect(result.metadata.annotations[KEY]).toBe('2026-12-31T12:00:00Z');
    expect(result.spec.nodes.max).toBe(9);
  });

  it('are not set where metadata uses anchors', () => {
    const text = FILE.replace(
      '  namespace: clusters-dev',
      '  namespace: &x clusters-dev',
    );
    expect(() => annotate(text)).toThrow(/uses YAML anchors/);
  });
});
