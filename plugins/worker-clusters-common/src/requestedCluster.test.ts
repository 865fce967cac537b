import { parseClusterRef } from './clusterRef';
import {
  parseRequestedCluster,
  stringifyRequestedCluster,
} from './requestedCluster';

describe('the reference of a requested cluster', () => {
  it.each([
    { name: 'search-dev', environment: 'dev' },
    {
      name: 'a&b=c',
      environment: 'x/y',
      managementCluster: 'main/clusters-dev/dev',
      owner: 'group:default/payments',
    },
  ])('survives a round trip: %j', cluster => {
    const text = stringifyRequestedCluster(cluster);
    expect(parseRequestedCluster(text)).toEqual(cluster);
    expect(() => parseClusterRef(text)).toThrow();
  });

  it('is not that of an existing cluster', () => {
    expect(parseRequestedCluster('main/clusters-dev/dev')).toBeUndefined();
    expect(parseRequestedCluster('requested/clusters-dev/dev')).toBeUndefined();
  });
});
