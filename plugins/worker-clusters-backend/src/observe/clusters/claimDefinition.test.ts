import type { DefinitionEntry } from '../transform/definition';
import type { CompositionShape } from '../types';
import { selectClaimDefinition } from './claimDefinition';

const API = 'platform.example.org/v1alpha1';
const definition = (over: Partial<DefinitionEntry> = {}): DefinitionEntry => ({
  apiVersion: API,
  kind: 'WorkerCluster',
  labelled: true,
  modern: true,
  schema: { type: 'object' },
  composition: 'aws',
  ...over,
});
const composition = (
  name: string,
  kinds: string[],
  kind = 'WorkerCluster',
  apiVersion = API,
): CompositionShape => ({
  name,
  compositeType: { apiVersion, kind },
  resources: kinds.map((k, i) => ({ name: `${i}`, kind: k })),
});

it('describes the default Composition, and the others of the same kind by name', () => {
  expect(
    selectClaimDefinition([definition()], undefined, [
      composition('gpu', ['VPC', 'NodeGroup', 'NodeGroup']),
      composition('aws', ['VPC']),
      composition('databases', ['RDS'], 'Database'),
      composition('foreign', ['VPC'], 'WorkerCluster', 'other.example/v1'),
      { ...composition('any', ['VPC']), compositeType: undefined },
    ]),
  ).toMatchObject({
    composition: 'aws',
    resources: [{ kind: 'VPC', count: 1 }],
    otherCompositions: [
      {
        name: 'gpu',
        resources: [
          { kind: 'NodeGroup', count: 2 },
          { kind: 'VPC', count: 1 },
        ],
      },
    ],
  });
});

it('finds the Compositions of a v1 claim by its composite resource', () => {
  const v1 = definition({
    modern: false,
    composite: { apiVersion: API, kind: 'XWorkerCluster' },
  });
  expect(
    selectClaimDefinition([v1], undefined, [
      composition('gpu', ['VPC'], 'XWorkerCluster'),
      composition('other', ['VPC']),
    ])?.otherCompositions?.map(c => c.name),
  ).toEqual(['gpu']);
});

it('describes at most 50 Compositions', () => {
  const many = Array.from({ length: 60 }, (_, i) =>
    composition(`c${i}`, ['VPC']),
  );
  expect(
    selectClaimDefinition([definition()], undefined, many)?.otherCompositions,
  ).toHaveLength(50);
});
