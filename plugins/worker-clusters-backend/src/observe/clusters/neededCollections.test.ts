import type { ClaimEntry } from '../transform/claim';
import { transformClaim } from '../transform/claim';
import { transformComposition } from '../transform/composed';
import { transformDefinition } from '../transform/definition';
import {
  haveSameNeeds,
  neededCollections,
  type NeedsInput,
} from './neededCollections';

const API = 'platform.example.org/v1alpha1';
const V1 = 'legacy.example.org/v1alpha1';
const VPC = { apiVersion: 'ec2.aws.m.upbound.io/v1beta1', kind: 'VPC' };
const ROLE = { apiVersion: 'iam.aws.m.upbound.io/v1beta1', kind: 'Role' };
const USAGE = { apiVersion: 'protection.crossplane.io/v1beta1', kind: 'Usage' };
const SECRET = { apiVersion: 'v1', kind: 'Secret' };
const WORKER = { apiVersion: API, kind: 'WorkerCluster' };

type Kind = { apiVersion: string; kind: string };

const composition = (compositeTypeRef: Kind, ...bases: Kind[]) =>
  transformComposition({
    metadata: { name: 'aws' },
    spec: {
      compositeTypeRef,
      pipeline: [
        {
          input: {
            resources: bases.map((base, i) => ({ name: `r${i}`, base })),
          },
        },
      ],
    },
  });

const claim = (refs: Kind[] = [], compositionName = 'aws') =>
  transformClaim({
    ...WORKER,
    metadata: { name: 'a' },
    spec: {
      crossplane: {
        compositionRef: { name: compositionName },
        resourceRefs: refs,
      },
    },
  });

const v1Claim = (kind = 'XWorkerCluster') =>
  transformClaim({
    apiVersion: V1,
    kind: 'WorkerCluster',
    metadata: { name: 'a' },
    spec: { resourceRef: { apiVersion: V1, kind, name: 'a-x' } },
  });

const v1Composite = transformClaim({
  apiVersion: V1,
  kind: 'XWorkerCluster',
  metadata: { name: 'a-x' },
  spec: { compositionRef: { name: 'aws' }, resourceRefs: [{ ...VPC }] },
});

const definition = (labels: Record<string, string> = {}) =>
  transformDefinition({
    metadata: { labels },
    spec: {
      group: 'legacy.example.org',
      names: { kind: 'XWorkerCluster' },
      claimNames: { kind: 'WorkerCluster' },
      versions: [{ name: 'v1alpha1', served: true, referenceable: true }],
    },
  })!;
const LABEL = { 'worker-clusters.backstage.io/claims': 'true' };

function needs(options: {
  claim?: ClaimEntry;
  composite?: ClaimEntry;
  composition?: ReturnType<typeof composition>;
  input?: Partial<NeedsInput>;
}) {
  const { collections, clusters } = neededCollections({
    configured: [WORKER],
    allowed: [],
    definitions: [],
    getComposition: name => (name === 'aws' ? options.composition : undefined),
    clusters: options.claim
      ? [{ key: 'ns/a', claim: options.claim, composite: options.composite }]
      : [],
    ...options.input,
  });
  return {
    watched: [...collections.keys()].sort(),
    collections,
    needed: clusters.get('ns/a')?.collections,
    refused: clusters.get('ns/a')?.refused.map(r => r.kind),
  };
}

describe('neededCollections', () => {
  const CLAIMS = 'claims platform.example.org/WorkerCluster';
  const VPCS = 'composed ec2.aws.m.upbound.io/VPC';

  it.each<[string, Parameters<typeof needs>[0], string[], string[]]>([
    ['nothing but claims without a claim', {}, [], []],
    [
      'the kinds of the Composition, whatever exists by now',
      { claim: claim(), composition: composition(WORKER, VPC, ROLE, VPC) },
      [VPCS, 'composed iam.aws.m.upbound.io/Role'],
      [],
    ],
    [
      'no Usage and no Secret, whoever names them',
      {
        claim: claim([USAGE, SECRET]),
        composition: composition(WORKER, USAGE, SECRET),
        input: { allowed: [USAGE, SECRET] },
      },
      [],
      [],
    ],
    [
      'no kind that only the claim names',
      { claim: claim([VPC, ROLE]), composition: composition(WORKER, VPC) },
      [VPCS],
      ['Role'],
    ],
    [
      'a kind that the configuration allows, if the claim names it',
      { claim: claim([VPC]), input: { allowed: [VPC, ROLE] } },
      [VPCS],
      ['Composition'],
    ],
    [
      'nothing of a Composition for another kind',
      {
        claim: claim(),
        composition: composition({ apiVersion: API, kind: 'Database' }, VPC),
      },
      [],
      ['Composition'],
    ],
    [
      'nothing of a Composition that does not exist',
      {
        claim: claim([VPC], 'elsewhere'),
        composition: composition(WORKER, VPC),
      },
      [],
      ['Composition'],
    ],
  ])('watches %s', (_, options, watched, refused) => {
    const result = needs(options);
    expect(result.watched).toEqual([CLAIMS, ...watched]);
    expect(result.needed ?? []).toEqual(watched);
    expect(result.refused ?? []).toEqual(refused);
  });

  it.each<[string, ClaimEntry, string[], string[]]>([
    [
      'the composite resources that its XRD names',
      v1Claim(),
      ['composites legacy.example.org/XWorkerCluster', VPCS],
      [],
    ],
    [
      'no other kind that a v1 claim names',
      v1Claim('Other'),
      [VPCS],
      ['Other'],
    ],
  ])('watches %s', (_, entry, needed, refused) => {
    const result = needs({
      claim: entry,
      composite: v1Composite,
      composition: composition({ apiVersion: V1, kind: 'XWorkerCluster' }, VPC),
      input: { definitions: [definition()] },
    });
    expect(result.needed).toEqual(needed);
    expect(result.refused).toEqual(refused);
  });

  it('watches the claims of an XRD with the label', () => {
    const watched = (labels: Record<string, string>) =>
      needs({ input: { definitions: [definition(labels)] } }).watched;
    expect(watched({})).toEqual([CLAIMS]);
    expect(watched(LABEL)).toEqual([
      'claims legacy.example.org/WorkerCluster',
      CLAIMS,
    ]);
  });

  it('watches a kind in one version, and always in the same one', () => {
    const newer = { ...VPC, apiVersion: 'ec2.aws.m.upbound.io/v1beta2' };
    for (const bases of [
      [VPC, newer],
      [newer, VPC],
    ]) {
      const { collections } = needs({
        claim: claim(),
        composition: composition(WORKER, ...bases),
      });
      expect(collections.get(VPCS)).toMatchObject(newer);
    }
  });

  it('names ten kinds that are refused at most', () => {
    const kinds = Array.from({ length: 40 }, (_, i) => ({
      apiVersion: 'example.org/v1',
      kind: `Kind${i}`,
    }));
    const { refused } = needs({
      claim: claim(kinds),
      composition: composition(WORKER),
    });
    expect(refused).toHaveLength(10);
  });
});

it.each<[string, ClaimEntry | undefined, ClaimEntry | undefined, boolean]>([
  ['nothing', undefined, undefined, true],
  ['a new claim', undefined, claim(), false],
  ['another status', claim([VPC]), claim([VPC]), true],
  ['another Composition', claim(), claim([], 'other'), false],
  ['another kind', claim([VPC]), claim([VPC, ROLE]), false],
])('leads to the same collections: %s', (_, a, b, same) => {
  expect(haveSameNeeds(a, b)).toBe(same);
});
