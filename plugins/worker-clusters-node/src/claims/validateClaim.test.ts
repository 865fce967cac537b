import { flatClaim } from './__testUtils__/xrd';
import { countRules } from '@worker-clusters/kubernetes-schema';
import { validateClaim } from './validateClaim';
import { parseXrd } from './parseXrd';
import { XRD } from './__testUtils__/xrd';

const sound = {
  name: 'payments-dev',
  environment: 'dev',
  region: 'eu-west-1',
  owner: 'group:default/payments',
  kubernetesVersion: '1.34',
  nodes: { size: 'medium', min: 2, max: 4 },
};
const definition = parseXrd(XRD, 'crossplane/xrds/workercluster.yaml');

const problemsOf = (...input: Parameters<typeof validateClaim>) =>
  validateClaim(...input).problems;

describe('validateClaim', () => {
  it('passes a sound claim', () => {
    expect(problemsOf(flatClaim(sound), definition)).toEqual([]);
  });

  it.each<[object, string, string]>([
    [
      { region: 'mars-1' },
      'region',
      "Region 'mars-1' is not offered: choose one of eu-west-1, us-east-1",
    ],
    [
      { environment: 'test' },
      'environment',
      "Environment 'test' is not offered: choose one of dev, staging, prod",
    ],
    [
      { kubernetesVersion: '1.99' },
      'kubernetesVersion',
      "Kubernetes version '1.99' is not offered: it must match ^1\\.(3[2-9]|4[0-9])$",
    ],
    [
      { owner: 'g'.repeat(201) },
      'owner',
      'Owner must have at most 200 characters',
    ],
    [{ owner: undefined }, 'owner', 'Owner is missing: fill it in'],
    [
      { nodes: { size: 'huge', min: 1, max: 2 } },
      'nodes.size',
      "Node size 'huge' is not offered: choose one of small, medium, large",
    ],
    [
      { nodes: { size: 'small', min: 0, max: 2 } },
      'nodes.min',
      'Minimum number of nodes must be at least 1, not 0',
    ],
    [
      { nodes: { size: 'small', min: 1, max: 51 } },
      'nodes.max',
      'Maximum number of nodes must be at most 50, not 51',
    ],
    [
      { nodes: { size: 'small', min: 1.5, max: 2 } },
      'nodes.min',
      'Minimum number of nodes must be a whole number, not 1.5',
    ],
    [
      { nodes: { size: 'small', min: 5, max: 2 } },
      'nodes.max',
      'Maximum number of nodes (2) is below the minimum (5): raise the maximum or lower the minimum',
    ],
  ])('%j', (change, field, message) => {
    const claim = flatClaim({ ...sound, ...change } as typeof sound);
    expect(problemsOf(claim, definition)).toMatchObject([
      { field: `spec.${field}`, message: `${message}.` },
    ]);
  });

  it("repeats the XRD's description of a pattern", () => {
    const described = structuredClone(definition) as any;
    described.schema.properties.spec.properties.kubernetesVersion.description =
      'Minor version, for example "1.34".';
    const claim = flatClaim({ ...sound, kubernetesVersion: '1.34.2' });
    expect(problemsOf(claim, described)).toMatchObject([
      {
        message: expect.stringMatching(
          /must match .* \(Minor version, for example "1\.34"\)\.$/,
        ),
      },
    ]);
  });

  it('leaves to the XRD what a claim does not say', () => {
    const claim = flatClaim(sound);
    const lenient = structuredClone(definition) as any;
    lenient.schema.properties.spec.required = [];
    lenient.schema.properties.spec.properties.nodes.required = [];
    delete lenient.schema.properties.spec.properties.nodes[
      'x-kubernetes-validations'
    ];
    expect(
      problemsOf(
        { ...claim, spec: { ...claim.spec, nodes: { min: 9 } } },
        lenient,
      ),
    ).toEqual([]);
    expect(
      problemsOf(
        { ...claim, spec: { ...claim.spec, nodes: undefined } },
        lenient,
      ),
    ).toEqual([]);
  });

  it('names every field that is wrong, each once', () => {
    const claim = flatClaim({
      ...sound,
      region: 'x',
      kubernetesVersion: '2',
      nodes: { size: 'x', min: 0, max: 99 },
    });
    expect(
      problemsOf(claim, definition)
        .map(p => p.field)
        .sort(),
    ).toEqual([
      'spec.kubernetesVersion',
      'spec.nodes.max',
      'spec.nodes.min',
      'spec.nodes.size',
      'spec.region',
    ]);
  });

  it('finds a field that the API server would drop silently, but not those of Crossplane', () => {
    const claim: any = flatClaim(sound);
    claim.spec.crossplane = { compositionUpdatePolicy: 'Manual' };
    expect(problemsOf(claim, definition)).toEqual([]);
    claim.spec.nodes.sise = 'x';
    claim.spec.colour = 'red';
    expect(problemsOf(claim, definition)).toEqual([
      {
        rule: 'unknown-field',
        field: 'spec.nodes.sise',
        message:
          "'nodes.sise' is not a field of a worker cluster: leave it out.",
      },
      {
        rule: 'unknown-field',
        field: 'spec.colour',
        message: "'colour' is not a field of a worker cluster: leave it out.",
      },
    ]);
  });

  it.each<[string, object, unknown, boolean]>([
    [
      'int-or-string takes a number',
      { 'x-kubernetes-int-or-string': true },
      1,
      true,
    ],
    [
      'int-or-string takes a text',
      { 'x-kubernetes-int-or-string': true },
      '25%',
      true,
    ],
    [
      'int-or-string takes nothing else',
      { 'x-kubernetes-int-or-string': true },
      [],
      false,
    ],
    ['nullable', { type: 'string', nullable: true }, null, true],
    [
      'nullable with an enum, which null is not in',
      { type: 'string', nullable: true, enum: ['a'] },
      null,
      false,
    ],
    [
      'exclusiveMaximum of OpenAPI 3.0',
      { type: 'integer', maximum: 5, exclusiveMaximum: true },
      5,
      false,
    ],
    [
      'exclusiveMinimum of OpenAPI 3.0',
      { type: 'integer', minimum: 5, exclusiveMinimum: true },
      6,
      true,
    ],
    [
      'preserve-unknown-fields',
      {
        type: 'object',
        properties: { a: {} },
        'x-kubernetes-preserve-unknown-fields': true,
      },
      { b: 1 },
      true,
    ],
    [
      'a map',
      { type: 'object', additionalProperties: { type: 'integer' } },
      { any: 'x' },
      false,
    ],
    [
      'anyOf that narrows',
      {
        type: 'object',
        properties: { a: {}, b: {} },
        anyOf: [
          { required: ['a'] },
          { properties: { b: { enum: [1] } }, required: ['b'] },
        ],
      },
      { b: 1 },
      true,
    ],
    [
      'anyOf that fails',
      {
        type: 'object',
        properties: { a: {}, b: {} },
        anyOf: [{ required: ['a'] }, { required: ['b'] }],
      },
      {},
      false,
    ],
    ['an unknown format', { type: 'string', format: 'colour' }, 'x', true],
    [
      'a list',
      {
        type: 'array',
        items: { type: 'object', properties: { a: { type: 'string' } } },
      },
      [{ c: 1 }],
      false,
    ],
  ])('understands structural schemas: %s', (_, schema, value, passes) => {
    const claim: any = flatClaim(sound);
    claim.spec.extra = value;
    const extended = structuredClone(definition) as any;
    extended.schema.properties.spec.properties.extra = schema;
    expect(problemsOf(claim, extended).length === 0).toBe(passes);
  });

  it('blames a schema that cannot be used on the platform', () => {
    const broken = structuredClone(definition) as any;
    broken.schema.properties.spec.properties.region = { type: 'strnig' };
    expect(() => problemsOf(flatClaim(sound), broken)).toThrow(
      /schema of the XRD cannot be used.*Tell the platform team/,
    );
  });

  it('does not make anybody mend what was wrong before', () => {
    const before = flatClaim({
      ...sound,
      region: 'atlantis',
      nodes: { size: 'gone', min: 5, max: 3 },
    });
    const now = structuredClone(before);
    now.spec.owner = 'group:default/other';
    expect(problemsOf(before, definition)).not.toEqual([]);
    expect(problemsOf(now, definition, before)).toEqual([]);
    now.spec.nodes!.min = 4;
    expect(
      problemsOf(now, definition, before).map(({ field }) => field),
    ).toEqual(['spec.nodes.max']);
  });

  it('counts the CEL rules that were evaluated', () => {
    const claim = flatClaim(sound);
    expect(countRules(definition.schema)).toBe(2);
    expect(validateClaim(claim, definition).rules).toEqual({
      evaluated: 1,
      skipped: [],
    });
    expect(validateClaim(claim, definition, claim).rules.evaluated).toBe(2);
  });
});

describe('parseXrd', () => {
  it('reads a Crossplane v2 XRD', () => {
    expect(definition).toMatchObject({
      group: 'platform.example.org',
      version: 'v1alpha1',
      kind: 'WorkerCluster',
    });
  });

  it("reads a Crossplane v1 XRD: the claim's kind counts", () => {
    const v1 = XRD.replace('crossplane.io/v2', 'crossplane.io/v1')
      .replace(
        '  scope: Namespaced\n',
        '  claimNames: {kind: WorkerCluster, plural: workerclusters}\n',
      )
      .replace(
        'names: {kind: WorkerCluster, plural: workerclusters}\n  versions',
        'names: {kind: XWorkerCluster, plural: xworkerclusters}\n  versions',
      );
    expect(parseXrd(v1, 'x').kind).toBe('WorkerCluster');
  });

  it('finds it among other documents', () => {
    expect(parseXrd(`kind: Namespace\n---${XRD}`, 'x').group).toBe(
      'platform.example.org',
    );
  });

  it.each([
    ['', 'it holds no CompositeResourceDefinition'],
    ['kind: ConfigMap', 'it holds no CompositeResourceDefinition'],
    [
      'a: [',
      'XRD x in the GitOps repository cannot be used: line 1: Flow sequence',
    ],
    [
      XRD.replace('served: true', 'served: false'),
      'none of its versions is served',
    ],
    [XRD.replace('group: platform.example.org', 'grp: x'), 'spec.group'],
  ])('refuses %#', (text, message) => {
    expect(() => parseXrd(text, 'x')).toThrow(
      expect.objectContaining({
        name: 'InputError',
        message: expect.stringContaining(message),
      }),
    );
  });
});
