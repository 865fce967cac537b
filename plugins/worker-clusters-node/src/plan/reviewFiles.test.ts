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
const review = (files: FileReviewInput['files']) =>
  reviewFiles({
    definitions: [definition],
    environment: 'dev',
    name: 'payments-dev',
    claimPath: CLAIM,
    requestedBy: 'user:default/ada',
    files,
  });
const fields = (after: string) =>
  review([{ path: CLAIM, after }]).findings.map(f =>
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

it('returns the claim with its kind', () => {
  const { claim } = review([{ path: CLAIM, after: TEXT }]);
  expect(claim).toMatchObject({
    claim: { metadata: { name: 'payments-dev' } },
    definition: { kind: 'WorkerCluster' },
  });
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
    others: [`ConfigMap in ${OTHER}`],
  });
});
