import fc from 'fast-check';
import { StringPool } from './StringPool';

describe('StringPool', () => {
  it('changes no value', () => {
    const pool = new StringPool(5);
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(pool.share(JSON.parse(text)))).toBe(text);
      }),
    );
  });

  it('holds one string for equal ones, and no long one', () => {
    const pool = new StringPool();
    pool.share({ a: ['argocd', 'x'], b: { c: 'argocd', d: 'y'.repeat(257) } });
    expect(pool.size).toBe(2);
  });

  it('holds no more strings than it may', () => {
    const pool = new StringPool(100);
    for (let i = 0; i < 1000; i++) {
      pool.share([`name-${i}`, 'shared']);
      expect(pool.size).toBeLessThanOrEqual(100);
    }
  });
});
