import type { ComposedResourceDetails } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { composedTree } from './composedTree';

const resource = (
  name: string,
  rest: Partial<ComposedResourceDetails>,
): ComposedResourceDetails => ({
  apiVersion: 'v1',
  kind: 'Thing',
  name,
  state: 'ready',
  conditions: [],
  ...rest,
});

describe('composedTree', () => {
  it('puts stages that are not ready first, and keeps the order of resources', () => {
    expect(
      composedTree([
        resource('b', { stage: 'nodes', state: 'failed' }),
        resource('vpc', { stage: 'network' }),
        resource('a', { stage: 'nodes' }),
        resource('usage', {}),
        resource('odd', { stage: 'merged' }),
      ]).map(({ id, ready, resources }) => [
        id,
        ready,
        resources.map(r => r.name),
      ]),
    ).toEqual([
      ['nodes', 1, ['b', 'a']],
      ['network', 1, ['vpc']],
      ['other', 2, ['usage', 'odd']],
    ]);
  });

  it('is empty for nothing', () => {
    expect(composedTree([])).toEqual([]);
  });
});
