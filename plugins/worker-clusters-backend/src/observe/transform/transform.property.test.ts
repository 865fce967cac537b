import fc from 'fast-check';
import { transformApplication } from './application';
import { transformSyncingApplication, transformWorkload } from './argocd';
import { transformClaim } from './claim';
import { transformComposed, transformComposition } from './composed';
import { transformDefinition } from './definition';

const MAX_CHARACTERS = 2100;

/** Keys that the functions look for, so that arbitrary objects reach their depths. */
const key = fc.constantFrom(
  ...'metadata name namespace uid resourceVersion annotations ownerReferences controller labels creationTimestamp'.split(
    ' ',
  ),
  ...'spec status conditions type reason message lastTransitionTime crossplane resourceRefs resourceRef'.split(
    ' ',
  ),
  ...'apiVersion kind nodes cluster access portalSecretName endpoint source sources destination'.split(
    ' ',
  ),
  ...'operationState sync revision revisions health resources group template containers image replicas'.split(
    ' ',
  ),
  ...'sourceHydrator drySource syncSource hydrateTo currentOperation lastSuccessfulOperation history phase'.split(
    ' ',
  ),
  ...'repoURL path chart targetRevision message startedAt finishedAt'.split(
    ' ',
  ),
  ...'pipeline input base versions served names claimNames scope data url __proto__ constructor'.split(
    ' ',
  ),
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'True',
    'Namespaced',
    'Application',
    'argoproj.io',
    '\0',
    '\ud800',
  ),
  fc.constant('x'.repeat(10_000)),
  fc.constant(`${'x'.repeat(1023)}😀${'y'.repeat(2000)}`),
);
const { value } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 7, withCrossShrink: true },
    fc.oneof(text, fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 8 }),
    fc.dictionary(key, tie('value'), { maxKeys: 8 }),
  ),
}));
/** An object of the right shape, in which one thing after the other is something else. */
const spoilt = fc
  .record({
    apiVersion: value,
    kind: value,
    metadata: fc.oneof(value, fc.dictionary(key, value)),
    spec: fc.oneof(value, fc.dictionary(key, value)),
    status: fc.oneof(value, fc.dictionary(key, value)),
  })
  .map(object => object as unknown);

function strings(found: unknown): string[] {
  if (typeof found === 'string') return [found];
  if (found === null || typeof found !== 'object') return [];
  return Object.values(found).flatMap(strings);
}

describe('what is kept of any object', () => {
  it.each<[string, (raw: unknown) => unknown]>([
    ['transformClaim', transformClaim],
    ['transformComposed', transformComposed],
    ['transformComposition', transformComposition],
    ['transformDefinition', transformDefinition],
    ['transformApplication', transformApplication],
    ['transformSyncingApplication', transformSyncingApplication],
    ['transformWorkload', transformWorkload],
  ])(
    '%s never throws, bounds texts and keeps only storable ones',
    (_, transform) => {
      fc.assert(
        fc.property(fc.oneof(value, spoilt), raw => {
          const kept = transform(raw);
          for (const found of strings(kept)) {
            expect(found.length).toBeLessThanOrEqual(MAX_CHARACTERS);
            expect(found).not.toMatch(/\0|\p{Surrogate}/u);
          }
          // What is kept is JSON: it goes to the database as it is.
          expect(() => JSON.stringify(kept)).not.toThrow();
        }),
        { numRuns: 400 },
      );
    },
  );

  it('is bounded, however much there is', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => ({
      group: 'argoproj.io',
      kind: 'Application',
      apiVersion: 'a/v1',
      name: `n${i}`,
      type: `T${i}`,
      base: { kind: `K${i}` },
    }));
    expect(
      transformApplication({ status: { resources: many } }).childApplications
        .length,
    ).toBe(1000);
    expect(
      transformApplication({ status: { resources: many } }).resourceCount,
    ).toBe(20_000);
    const { conditions, sources } = transformApplication({
      spec: { sources: many },
      status: {
        conditions: [
          ...many,
          { type: 'ComparisonError', message: 'x'.repeat(1_000_000) },
        ],
      },
    });
    expect(conditions).toHaveLength(10);
    expect(conditions[0].type).toBe('ComparisonError');
    expect(conditions[0].message!.length).toBeLessThan(MAX_CHARACTERS);
    expect(sources).toHaveLength(20);
    expect(
      transformSyncingApplication({ status: { resources: many } }).tracks
        .length,
    ).toBe(5000);
    const claim = transformClaim({
      spec: {
        crossplane: { resourceRefs: many.map(m => ({ ...m, kind: m.name })) },
      },
      status: { conditions: many },
    });
    expect(claim.composedKinds.length).toBe(200);
    expect(claim.claim.conditions.length).toBe(30);
    expect(
      transformComposition({
        spec: { pipeline: [{ input: { resources: many } }] },
      }).resources.length,
    ).toBe(2000);
  });
});
