import { inspect } from 'node:util';
import { SharedIdentities } from './SharedIdentities';

const ref = (name: string, managementCluster = 'main') => ({
  managementCluster,
  namespace: 'clusters-dev',
  name,
});
const NONE = { credential: [], server: [] };

describe('SharedIdentities', () => {
  const shared = new SharedIdentities();

  it('finds nothing among clusters with a token and a server each', () => {
    expect(shared.set(ref('a'), { token: 'ta', server: 'https://a' })).toEqual(
      [],
    );
    expect(shared.set(ref('b'), { token: 'tb', server: 'https://b' })).toEqual(
      [],
    );
    expect(shared.sharedBy(ref('a'))).toEqual(NONE);
  });

  it('names both sides of a token, across management clusters, and says who is affected', () => {
    const c = ref('c', 'other');
    expect(shared.set(c, { token: 'ta', server: 'https://c' })).toEqual([
      ref('a'),
    ]);
    expect(shared.sharedBy(ref('a'))).toEqual({ credential: [c], server: [] });
    expect(shared.sharedBy(c)).toEqual({ credential: [ref('a')], server: [] });
  });

  it('finds one server under one address, and under two by its uid', () => {
    const d = { token: 'td', server: 'https://b' };
    expect(shared.set(ref('d'), d)).toEqual([ref('b')]);
    expect(shared.sharedBy(ref('d')).server).toEqual([ref('b')]);
    shared.set(ref('e'), { server: 'https://e', uid: 'u1' });
    expect(shared.set(ref('f'), { server: 'https://f', uid: 'u1' })).toEqual([
      ref('e'),
    ]);
    expect(shared.sharedBy(ref('e')).server).toEqual([ref('f')]);
  });

  it('does not take a token for a server', () => {
    shared.set(ref('g'), { token: 'https://a' });
    expect(shared.sharedBy(ref('g'))).toEqual(NONE);
  });

  it('forgets what is rotated or gone, and says who is affected', () => {
    const c = ref('c', 'other');
    expect(shared.set(c, { token: 'tc', server: 'https://c' })).toEqual([
      ref('a'),
    ]);
    expect(shared.sharedBy(ref('a'))).toEqual(NONE);
    expect(shared.set(ref('d'), undefined)).toEqual([ref('b')]);
    expect(shared.sharedBy(ref('b'))).toEqual(NONE);
  });

  it('names a hundred of all that share a token', () => {
    const fleet = new SharedIdentities();
    const names = Array.from(
      { length: 150 },
      (_, i) => `z${String(i).padStart(3, '0')}`,
    );
    for (const name of names) fleet.set(ref(name), { token: 'all' });
    expect(fleet.sharedBy(ref('z000')).credential).toEqual(
      names.slice(1, 101).map(name => ref(name)),
    );
    expect(fleet.sharedBy(ref('z149')).credential).toEqual(
      names.slice(0, 100).map(name => ref(name)),
    );
    fleet.set(ref('z001'), undefined);
    expect(fleet.sharedBy(ref('z000')).credential).toEqual(
      names.slice(2, 102).map(name => ref(name)),
    );
  });

  it('keeps no token', () => {
    const seen = inspect(shared, { depth: 10, showHidden: true });
    expect(seen).not.toContain('ta');
    expect(JSON.stringify(shared)).toBe('{}');
  });
});
