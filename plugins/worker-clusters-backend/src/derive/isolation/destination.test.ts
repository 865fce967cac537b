import { IN_CLUSTER, isNamespaceOrPrefix, isOwnCluster } from './destination';

describe('isOwnCluster', () => {
  it.each([
    [{ server: 'https://kubernetes.default.svc' }, true],
    [{ server: 'https://kubernetes.default.svc/' }, true],
    [{ name: 'in-cluster' }, true],
    [{ server: 'https://kubernetes.default.svc', name: 'in-cluster' }, true],
    [{}, true],
    [{ server: '*' }, false],
    [{ server: 'https://kubernetes.default.svc*' }, false],
    [{ server: 'https://kubernetes.default.svc', name: 'other' }, false],
    [{ server: 'https://kubernetes.default.svc.example.org' }, false],
    [{ name: '*' }, false],
  ])('of %j is %s', (destination, expected) => {
    expect(isOwnCluster(destination, IN_CLUSTER)).toBe(expected);
  });
});

describe('isNamespaceOrPrefix', () => {
  it.each([
    ['team', true],
    ['app-*', true],
    ['*', false],
    ['*-app', false],
    ['app*', false],
    ['a-*-b', false],
    ['', false],
    ['{a,b}', false],
  ])('of %s is %s', (pattern, expected) => {
    expect(isNamespaceOrPrefix(pattern)).toBe(expected);
  });
});
