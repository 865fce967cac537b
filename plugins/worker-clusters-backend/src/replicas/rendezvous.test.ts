import fc from 'fast-check';
import { ownerOf } from './rendezvous';

const keys = Array.from({ length: 2000 }, (_, i) => `main/team-a/cluster-${i}`);
const replicaSet = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 20 }), {
  minLength: 1,
  maxLength: 6,
});

describe('ownerOf', () => {
  it('returns undefined without replicas', () => {
    expect(ownerOf('main', [])).toBeUndefined();
  });

  it('returns the only replica for every key', () => {
    expect(new Set(keys.map(key => ownerOf(key, ['a'])))).toEqual(
      new Set(['a']),
    );
  });

  it('does not depend on the order of the replicas', () => {
    fc.assert(
      fc.property(replicaSet, fc.string(), (replicas, key) => {
        expect(ownerOf(key, [...replicas].reverse())).toBe(
          ownerOf(key, replicas),
        );
      }),
    );
  });

  it('moves keys only to a replica that joins', () => {
    fc.assert(
      fc.property(replicaSet, fc.string(), fc.string(), (replicas, id, key) => {
        const after = ownerOf(key, new Set([...replicas, id]));
        expect([ownerOf(key, replicas), id]).toContain(after);
      }),
    );
  });

  it('moves only the keys of a replica that leaves', () => {
    fc.assert(
      fc.property(replicaSet, fc.nat(), fc.string(), (replicas, at, key) => {
        const gone = replicas[at % replicas.length];
        const before = ownerOf(key, replicas);
        const after = ownerOf(
          key,
          replicas.filter(r => r !== gone),
        );
        expect(after === before).toBe(before !== gone);
      }),
    );
  });

  it.each([2, 3, 5, 8])('spreads keys evenly over %d replicas', count => {
    const replicas = Array.from({ length: count }, (_, i) => `host-${i}/7f3a`);
    const shares = new Map(replicas.map(replica => [replica, 0]));
    for (const key of keys) {
      const owner = ownerOf(key, replicas)!;
      shares.set(owner, shares.get(owner)! + 1);
    }
    const even = keys.length / count;
    for (const share of shares.values()) {
      expect(Math.abs(share - even)).toBeLessThan(0.25 * even);
    }
  });
});
