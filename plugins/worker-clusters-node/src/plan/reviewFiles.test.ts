import { parseXrd } from '../claims';
import { XRD } from '../claims/__testUtils__/xrd';
import { FileReviewInput, reviewFiles } from './reviewFiles';

const definition = parseXrd(XRD, 'xrd.yaml');
const CLAIM = 'crossplane/claims/dev/payments-dev.yaml';
const OTHER = 'crossplane/claims/dev/payments-dev.settings.yaml';
const TEXT = `apiVersion: platform.example.org/v1alpha1
kind: WorkerCluster
metadata:
  name: payments-dev
  namespace: clusters-dev
spec:
  environment: dev
  region: eu-west-1
  owner: group:default/payments
  kubernetesVersion: '1.34'
  nodes: {size: small, min: 1, max: 2}
`;
const review = (
  files: FileReviewInput['files'],
  more: Partial<FileReviewInput> = {},
) =>
  reviewFiles({
    definitions: [definition],
    policy: {},
    environment: 'dev',
    name: 'payments-dev',
    claimPath: CLAIM,
    requestedBy: 'user:default/ada',
    now: new Date('2026-11-28T12:00:00Z'),
    files,
    ...more,
  });
const fields = (after: string, before?: string) =>
  review([{ path: CLAIM, after, before }]).findings.map(f =>
    `${f.rule} ${f.field ?? ''}`.trim(),
  );

it.each<[string, (text: string) => string, string[]]>([
  ['passes a sound claim', t => t, []],
  ['refuses what is no claim', () => 'x', ['kind']],
  ['refuses an empty file', () => '', ['kind']],
  ['refuses another kind', t => t.replace('kind: W', 'kind: X'), ['kind']],
  ['refuses a second claim', t => `${t}---\n${t}`, ['kind']],
  [
    'refuses another object beside the claim',
    t => `${t}---\napiVersion: v1\nkind: Secret\n`,
    ['kind'],
  ],
  [
    'refuses the claim of another cluster',
    t => t.replace('name: payments-dev', 'name: search-dev'),
    ['place metadata.name'],
  ],
  [
    'refuses the namespace of another environment',
    t => t.replace('clusters-dev', 'clusters-prod'),
    ['place metadata.namespace'],
  ],
  [
    'refuses a claim without a namespace',
    t => t.replace('  namespace: clusters-dev\n', ''),
    ['place metadata.namespace'],
  ],
  [
    'refuses another environment',
    t => t.replace('environment: dev', 'environment: prod'),
    ['place spec.environment'],
  ],
  [
    'refuses what the XRD does not allow',
    t => t.replace('eu-west-1', 'mars-1'),
    ['schema spec.region'],
  ],
  [
    'refuses fields of Crossplane',
    t => `${t}  writeConnectionSecretToRef: {name: x}\n`,
    ['machinery spec.writeConnectionSecretToRef'],
  ],
  [
    'refuses an annotation of Argo CD',
    t =>
      t.replace(
        'spec:',
        '  annotations: {argocd.argoproj.io/hook: PreDelete}\nspec:',
      ),
    ['machinery metadata.annotations.argocd.argoproj.io/hook'],
  ],
  [
    'refuses to request in the name of somebody else',
    t =>
      t.replace(
        'spec:',
        '  annotations: {platform.example.org/requested-by: user:default/boss}\nspec:',
      ),
    ['machinery metadata.annotations.platform.example.org/requested-by'],
  ],
  [
    'passes the name of the requester',
    t =>
      t.replace(
        'spec:',
        '  annotations: {platform.example.org/requested-by: user:default/ada}\nspec:',
      ),
    [],
  ],
])('%s', (_, change, expected) => {
  expect(fields(change(TEXT))).toEqual(expected);
});

it('leaves fields of Crossplane that the claim has already', () => {
  const held = `${TEXT}  compositionRef: {name: own}\n`;
  expect(fields(held.replace('max: 2', 'max: 3'), held)).toEqual([]);
  expect(fields(TEXT, held)).toEqual(['machinery spec.compositionRef']);
});

it.each<[string, object, string, string[]]>([
  [
    'a version that the policy does not offer',
    { environments: { dev: { kubernetesVersions: ['1.35'] } } },
    TEXT,
    ['version'],
  ],
  [
    'more nodes than the policy allows',
    { environments: { dev: { maxNodes: 1 } } },
    TEXT,
    ['size'],
  ],
  [
    'an environment that is not offered',
    { environments: {} },
    TEXT,
    ['environment'],
  ],
  [
    'a claim without an end, where one is demanded',
    { environments: { dev: { lifetime: { longestMs: 1000 } } } },
    TEXT,
    ['lifetime'],
  ],
  [
    'an end that is too far ahead',
    { environments: { dev: { lifetime: { longestMs: 1000 } } } },
    TEXT.replace(
      'spec:',
      "  annotations: {platform.example.org/expires-at: '2099-01-01T00:00:00Z'}\nspec:",
    ),
    ['lifetime'],
  ],
])('refuses %s', (_, policy, after, rules) => {
  expect(
    review([{ path: CLAIM, after }], { policy }).findings.map(f => f.rule),
  ).toEqual(rules);
});

it('lists every field for the reviewer', () => {
  const { changes } = review([
    { path: CLAIM, before: TEXT, after: TEXT.replace('max: 2', 'max: 3') },
  ]);
  expect(changes).toEqual([
    { field: 'spec.nodes.max', label: 'nodes.max', before: '2', after: '3' },
  ]);
  expect(
    review([{ path: CLAIM, after: TEXT }]).changes.map(c => c.field),
  ).toEqual([
    'spec.environment',
    'spec.region',
    'spec.owner',
    'spec.kubernetesVersion',
    'spec.nodes.size',
    'spec.nodes.min',
    'spec.nodes.max',
  ]);
});

it.each<[string, string, string | undefined, string[]]>([
  ['a claim', OTHER, TEXT, []],
  [
    'a composite resource of the same group',
    OTHER,
    'apiVersion: platform.example.org/v1\nkind: XWorkerCluster\n',
    [],
  ],
  [
    'a list, which kubectl and Argo CD take apart',
    OTHER,
    `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: platform.example.org/v1alpha1, kind: WorkerCluster}\n`,
    [],
  ],
  ['no YAML', OTHER, 'a: [', []],
  [
    'a kustomization',
    'crossplane/claims/dev/payments-dev/kustomization.yml',
    'resources: []',
    [],
  ],
  [
    'a kustomization without an extension',
    'crossplane/claims/dev/payments-dev/Kustomization',
    '',
    [],
  ],
  [
    'settings of Argo CD',
    'crossplane/claims/dev/payments-dev/.argocd-source-root.yaml',
    '',
    [],
  ],
  ['a program', 'crossplane/claims/dev/payments-dev.jsonnet', '{}', []],
])('refuses beside the claim: %s', (_, path, after, others) => {
  expect(review([{ path, after }])).toMatchObject({
    findings: [{ severity: 'error', rule: 'kind' }],
    others,
  });
});

it('names other objects for the reviewer', () => {
  expect(
    review([
      { path: OTHER, after: 'apiVersion: v1\nkind: ConfigMap\n' },
      { path: 'crossplane/claims/dev/payments-dev.md', after: '# Notes' },
      { path: CLAIM, before: TEXT },
    ]),
  ).toEqual({
    findings: [],
    changes: [],
    isNew: false,
    others: [`ConfigMap in ${OTHER}`],
  });
});
