import fc from 'fast-check';
import { clusterPath } from './client';
import { parseClusterRef, stringifyClusterRef } from './clusterRef';

describe('cluster references', () => {
  it('are three parts with slashes between them', () => {
    const ref = {
      managementCluster: 'main',
      namespace: 'clusters-dev',
      name: 'dev',
    };
    expect(stringifyClusterRef(ref)).toBe('main/clusters-dev/dev');
    expect(parseClusterRef('main/clusters-dev/dev')).toEqual(ref);
  });

  it('survive the way to a text and back', () => {
    const part = fc
      .string({ minLength: 1 })
      .filter(text => !text.includes('/'));
    fc.assert(
      fc.property(
        fc.record({ managementCluster: part, namespace: part, name: part }),
        ref => {
          expect(parseClusterRef(stringifyClusterRef(ref))).toEqual(ref);
        },
      ),
    );
  });

  it.each(['', 'dev', 'clusters-dev/dev', 'a/b/c/d', '/b/c', 'a//c', 'a/b/'])(
    'are not %j',
    text => {
      expect(() => parseClusterRef(text)).toThrow(
        `'${text}' is not a cluster reference: expected <management cluster>/<namespace>/<name>`,
      );
    },
  );

  it('are safe in a path', () => {
    expect(
      clusterPath({
        managementCluster: 'a b',
        namespace: '../..',
        name: 'c?d#e/f',
      }),
    ).toBe('a%20b/..%2F../c%3Fd%23e%2Ff');
  });

  it.each(['', '.', '..'])('do not lead out of a path by %j', namespace => {
    expect(() =>
      clusterPath({ managementCluster: 'main', namespace, name: 'dev' }),
    ).toThrow(`'main/${namespace}/dev' is not a cluster reference`);
  });
});
