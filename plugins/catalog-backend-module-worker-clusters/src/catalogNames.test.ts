import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { catalogNames } from './catalogNames';

const entity = (name: string, change: Partial<Entity> = {}): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    name,
    namespace: 'default',
    annotations: {
      'worker-clusters.backstage.io/cluster': `main/clusters-dev/${name}`,
    },
  },
  spec: { type: 'kubernetes-cluster', owner: 'platform' },
  ...change,
});

it('finds the clusters of the fleet, and no other entity', async () => {
  const catalog = catalogServiceMock({
    entities: [
      entity('a'),
      entity('b'),
      entity('component', { kind: 'Component' }),
      entity('database', { spec: { type: 'database' } }),
      entity('other', { metadata: { name: 'other', namespace: 'default' } }),
      entity('elsewhere', {
        metadata: { ...entity('elsewhere').metadata, namespace: 'team' },
      }),
    ],
  });
  const names = await catalogNames({ auth: mockServices.auth(), catalog });
  expect(names.sort()).toEqual(['a', 'b']);
});
