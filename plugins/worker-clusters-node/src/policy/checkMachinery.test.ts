import { type Claim, CROSSPLANE_FIELDS } from '../claims';
import { checkMachinery, ClaimAuthor, compositionOf } from './checkMachinery';
import type { Policy } from './readPolicy';

const claim = (
  spec: object = {},
  metadata: object = {},
  rest: object = {},
): Claim =>
  ({
    apiVersion: 'platform.example.org/v1alpha1',
    kind: 'WorkerCluster',
    metadata: {
      name: 'payments-dev',
      namespace: 'clusters-dev',
      annotations: {},
      ...metadata,
    },
    spec: { environment: 'dev', ...spec },
    ...rest,
  } as unknown as Claim);
const annotated = (annotations: object) => claim({}, { annotations });
const check = (
  author: ClaimAuthor,
  one: Claim,
  before?: Claim,
  policy: Policy = {},
) =>
  checkMachinery(policy, { claim: one, before, author }).map(
    ({ severity, field }) => `${severity} ${field}`,
  );

describe('a request', () => {
  it.each(CROSSPLANE_FIELDS.filter(f => f !== 'crossplane'))(
    'cannot set %s, in v1 nor in v2',
    field => {
      const value = { name: 'x' };
      expect(check('requester', claim({ [field]: value }))).toEqual([
        `error spec.${field}`,
      ]);
      expect(
        check('requester', claim({ crossplane: { [field]: value } })),
      ).toEqual([`error spec.crossplane.${field}`]);
    },
  );

  it.each<[string, Claim, string]>([
    [
      'an unknown field of Crossplane',
      claim({ crossplane: { newFeature: true } }),
      'spec.crossplane.newFeature',
    ],
    ['a value in its place', claim({ crossplane: 'x' }), 'spec.crossplane'],
    [
      'the pause of Crossplane',
      annotated({ 'crossplane.io/paused': 'true' }),
      'metadata.annotations.crossplane.io/paused',
    ],
    [
      'a sync hook',
      annotated({ 'argocd.argoproj.io/hook': 'PostSync' }),
      'metadata.annotations.argocd.argoproj.io/hook',
    ],
    [
      'sync options',
      annotated({ 'argocd.argoproj.io/sync-options': 'Replace=true' }),
      'metadata.annotations.argocd.argoproj.io/sync-options',
    ],
    [
      "the external name of somebody else's cloud resource",
      annotated({ 'crossplane.io/external-name': 'payments-prod' }),
      'metadata.annotations.crossplane.io/external-name',
    ],
    [
      'the label by which Argo CD tracks',
      claim({}, { labels: { 'app.kubernetes.io/instance': 'root' } }),
      'metadata.labels.app.kubernetes.io/instance',
    ],
    [
      'an annotation of a tool that is not known here',
      annotated({ 'janitor/ttl': '1h' }),
      'metadata.annotations.janitor/ttl',
    ],
    [
      'a group that only begins like its own',
      annotated({ 'platform.example.org.evil.io/x': 'y' }),
      'metadata.annotations.platform.example.org.evil.io/x',
    ],
    ['finalizers', claim({}, { finalizers: ['x/y'] }), 'metadata.finalizers'],
    [
      'owner references',
      claim({}, { ownerReferences: [{ kind: 'Node', name: 'n' }] }),
      'metadata.ownerReferences',
    ],
    [
      'a generated name',
      claim({}, { generateName: 'x-' }),
      'metadata.generateName',
    ],
    ['a status', claim({}, {}, { status: {} }), 'status'],
    [
      'a field named like the prototype',
      claim({ crossplane: JSON.parse('{"__proto__": {"a": 1}}') }),
      'spec.crossplane.__proto__',
    ],
  ])('cannot set %s', (_, one, field) => {
    expect(check('requester', one)).toEqual([`error ${field}`]);
  });

  it('cannot change or remove what the platform team has set', () => {
    const held = claim(
      { crossplane: { compositionUpdatePolicy: 'Manual' } },
      {
        annotations: { 'argocd.argoproj.io/sync-options': 'Prune=confirm' },
      },
    );
    expect(check('requester', claim({ crossplane: null }), held)).toEqual([
      'error metadata.annotations.argocd.argoproj.io/sync-options',
      'error spec.crossplane',
    ]);
    expect(check('requester', claim(), held)).toEqual([
      'error metadata.annotations.argocd.argoproj.io/sync-options',
      'error spec.crossplane.compositionUpdatePolicy',
    ]);
    const automatic = { compositionUpdatePolicy: 'Automatic' };
    expect(
      check(
        'requester',
        { ...held, spec: { ...held.spec, crossplane: automatic } },
        held,
      ),
    ).toEqual(['error spec.crossplane.compositionUpdatePolicy']);
  });

  it('leaves what is there already', () => {
    const held = claim(
      { compositionRef: { name: 'own' } },
      { finalizers: ['x/y'] },
    );
    expect(check('requester', held, held)).toEqual([]);
  });

  it("may set the annotations of the claim's own group, and those of the policy", () => {
    const one = annotated({
      'platform.example.org/requested-by': 'user:default/jane',
      'example.org/cost-center': '7',
      'janitor/ttl': '1h',
      'janitor/other': '1h',
    });
    expect(
      check('requester', one, undefined, {
        metadataKeys: ['example.org/*', 'janitor/ttl'],
      }),
    ).toEqual(['error metadata.annotations.janitor/other']);
  });

  it('sets no key that only begins with one of the policy', () => {
    expect(
      check(
        'requester',
        annotated({ 'argocd.argoproj.io/sync-options': 'Delete=false' }),
        undefined,
        { metadataKeys: ['argocd', 'argocd.argoproj'] },
      ),
    ).toEqual(['error metadata.annotations.argocd.argoproj.io/sync-options']);
  });

  it('may not set a field of the platform team', () => {
    expect(
      check(
        'requester',
        claim({ crossplane: { compositionUpdatePolicy: 'Manual' } }),
        undefined,
        { platformFields: ['spec.crossplane'] },
      ),
    ).toEqual(['error spec.crossplane.compositionUpdatePolicy']);
  });

  it.each<[string, object, Claim | undefined, string[]]>([
    ['may select one that is offered', { name: 'gpu' }, undefined, []],
    [
      'may select no other',
      { name: 'own' },
      undefined,
      ['error spec.crossplane.compositionRef'],
    ],
    [
      'may not select one with more than a name',
      { name: 'gpu', extra: 1 },
      undefined,
      ['error spec.crossplane.compositionRef'],
    ],
    [
      'may not change that of a cluster',
      { name: 'gpu' },
      claim(),
      ['error spec.crossplane.compositionRef'],
    ],
  ])('of Compositions %s', (_, compositionRef, before, expected) => {
    expect(
      check('requester', claim({ crossplane: { compositionRef } }), before, {
        compositions: ['gpu'],
      }),
    ).toEqual(expected);
  });
});

describe('a commit by hand', () => {
  it.each<[string, Claim, Policy, string[]]>([
    [
      'reports a field of Crossplane as an error',
      claim({ compositionRef: { name: 'own' } }),
      {},
      ['error spec.compositionRef'],
    ],
    [
      'reports it as a warning if it is the platform team’s',
      claim({ crossplane: { compositionUpdatePolicy: 'Manual' } }),
      { platformFields: ['spec.crossplane.compositionUpdatePolicy'] },
      ['warning spec.crossplane.compositionUpdatePolicy'],
    ],
    [
      'reports an annotation of a known tool as an error',
      annotated({ 'argocd.argoproj.io/sync-wave': '1' }),
      {},
      ['error metadata.annotations.argocd.argoproj.io/sync-wave'],
    ],
    [
      'reports other annotations as a warning',
      annotated({ 'example.org/note': 'x', plain: 'x' }),
      {},
      [
        'warning metadata.annotations.example.org/note',
        'warning metadata.annotations.plain',
      ],
    ],
    [
      'takes a whole domain of annotations as the platform team’s',
      annotated({ 'argocd.argoproj.io/sync-wave': '1' }),
      { platformFields: ['metadata.annotations.argocd.argoproj.io/*'] },
      ['warning metadata.annotations.argocd.argoproj.io/sync-wave'],
    ],
  ])('%s', (_, one, policy, expected) => {
    expect(check('committer', one, undefined, policy)).toEqual(expected);
  });
});

it('names the field and what to do', () => {
  const [first, second] = checkMachinery(
    {},
    {
      claim: claim(
        { crossplane: { compositionRef: { name: 'own' } } },
        { annotations: { 'crossplane.io/paused': 'true' } },
      ),
      author: 'requester',
    },
  );
  expect([first.message, second.message]).toEqual([
    "The annotation 'crossplane.io/paused' is not one of this kind of claim: leave it out.",
    "'spec.crossplane.compositionRef' belongs to Crossplane and the platform team: leave it out.",
  ]);
});

it.each<[object, object]>([
  [{}, {}],
  [{ crossplane: { compositionRef: { name: 'gpu' } } }, { name: 'gpu' }],
  [{ compositionRef: { name: 'gpu' } }, { name: 'gpu' }],
  [
    { crossplane: { compositionSelector: { matchLabels: { a: 'b' } } } },
    { selected: true },
  ],
  [{ crossplane: 'x', compositionRef: 7 }, {}],
])('finds the Composition that %j selects', (spec, expected) => {
  expect(compositionOf(claim(spec))).toEqual(expected);
});
