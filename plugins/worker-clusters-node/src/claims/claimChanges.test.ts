import { applyDefaults } from '@worker-clusters/kubernetes-schema';
import type { Claim, ClaimSpec } from './Claim';
import { checkReadable, claimChanges, showValue } from './claimChanges';

const schema = {
  type: 'object',
  properties: {
    environment: { type: 'string', title: 'Environment' },
    nodes: {
      type: 'object',
      default: {},
      properties: {
        min: { type: 'integer', title: 'Minimum', default: 2 },
        max: { type: 'integer', default: 4 },
      },
    },
    tags: { type: 'array', items: { type: 'string' } },
  },
};
const complete = (spec: unknown) => applyDefaults(schema, spec) as ClaimSpec;
const claim = (spec: object, metadata: object = {}): Claim => ({
  apiVersion: 'platform.example.org/v1alpha1',
  kind: 'WorkerCluster',
  metadata: {
    name: 'payments-dev',
    namespace: 'clusters-dev',
    annotations: {},
    ...metadata,
  },
  spec: { environment: 'dev', ...spec } as unknown as ClaimSpec,
});
const changes = (after: Claim, before?: Claim) =>
  claimChanges({
    claim: after,
    before,
    spec: complete(after.spec),
    specBefore: complete(before?.spec ?? {}),
    schema,
  }).map(({ field, label, before: was = '—', after: is = '—' }) =>
    [field, label, was, is].join(' | '),
  );

it.each<[string, Claim, Claim | undefined, string[]]>([
  [
    'lists what a new claim sets, not its defaults',
    claim({ nodes: { min: 2, max: 9 } }),
    undefined,
    [
      'spec.environment | Environment | — | dev',
      'spec.nodes.max | nodes.max | 4 | 9',
    ],
  ],
  [
    'lists each field of a mapping that the schema does not have',
    claim({
      crossplane: { compositionRef: { name: 'own' }, resourceRefs: [] },
    }),
    undefined,
    [
      'spec.environment | Environment | — | dev',
      'spec.crossplane.compositionRef.name | crossplane.compositionRef.name | — | own',
      'spec.crossplane.resourceRefs | crossplane.resourceRefs | — | []',
    ],
  ],
  [
    'lists labels, annotations and other metadata',
    claim(
      {},
      {
        labels: { team: 'x' },
        annotations: { 'crossplane.io/paused': 'true' },
        finalizers: ['a'],
      },
    ),
    claim({}),
    [
      'metadata.annotations.crossplane.io/paused | metadata.annotations.crossplane.io/paused | — | true',
      'metadata.labels.team | metadata.labels.team | — | x',
      'metadata.finalizers | metadata.finalizers | — | ["a"]',
    ],
  ],
  [
    'lists fields beside spec and metadata',
    { ...claim({}), status: { ready: true } } as Claim,
    claim({}),
    ['status.ready | status.ready | — | true'],
  ],
  [
    'lists each field of a mapping that is removed',
    claim({}),
    claim({ nodes: { min: 3, max: 3 } }),
    ['spec.nodes.min | Minimum | 3 | 2', 'spec.nodes.max | nodes.max | 3 | 4'],
  ],
  [
    'shows a list as a whole',
    claim({ tags: ['a', 'b'] }),
    claim({ tags: ['a'] }),
    ['spec.tags | tags | ["a"] | ["a","b"]'],
  ],
  [
    'lists a mapping that becomes a value',
    claim({ nodes: 'none' }),
    claim({}),
    ['spec.nodes | nodes | {"min":2,"max":4} | none'],
  ],
  [
    'lists nothing where only the spelling of a default differs',
    claim({ nodes: { min: 2 } }),
    claim({ nodes: {} }),
    [],
  ],
])('%s', (_, after, before, expected) => {
  expect(changes(after, before)).toEqual(expected);
});

it.each([
  ['dev\u202eved', 'dev\\u{202e}ved'],
  ['a\u200bb', 'a\\u{200b}b'],
  ['\u{e0041}', '\\u{e0041}'],
  ['ü, 漢字', 'ü, 漢字'],
])('shows characters that cannot be seen: %j', (value, shown) => {
  expect(showValue(value)).toBe(shown);
  expect(showValue([value])).toBe(
    JSON.stringify([shown]).replace(/\\\\/g, '\\'),
  );
});

it('refuses changes that a pull request cannot show', () => {
  const change = (after: string) => ({ field: 'spec.x', label: 'x', after });
  expect(checkReadable([change('y'.repeat(19_000))])).toEqual([]);
  expect(
    checkReadable([change('y'.repeat(19_000)), change('z'.repeat(1_001))]),
  ).toMatchObject([{ severity: 'error', rule: 'readable' }]);
});
