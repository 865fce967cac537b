import { compareSearch, readCompared } from './compareSearch';

const ref = (name: string) => ({
  managementCluster: 'm',
  namespace: 'clusters-dev',
  name,
});

it('reads the clusters that it wrote', () => {
  const refs = [ref('a'), ref('b c')];
  const params = new URLSearchParams(compareSearch(refs));
  expect(readCompared(params)).toEqual({ refs, leftOut: [] });
});

it('leaves out what is no cluster, twice the same, and the seventh', () => {
  const names = ['a', 'a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const params = new URLSearchParams(compareSearch(names.map(ref)));
  params.append('cluster', 'no-cluster');
  const { refs, leftOut } = readCompared(params);
  expect(refs.map(({ name }) => name).join('')).toBe('abcdef');
  expect(leftOut).toEqual(['m/clusters-dev/g', 'no-cluster']);
});
