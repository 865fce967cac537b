import { clusterOfClaim, requireClaimOf } from './clusterOfClaim';

const row = (
  managementCluster: string,
  namespace = 'clusters-dev',
  rest: object = {},
) => ({
  managementCluster,
  namespace,
  name: 'search',
  environment: 'dev',
  phase: { phase: 'ready' as const },
  ...rest,
});
const claim = { managementCluster: 'main', environment: 'dev', name: 'search' };
const find = (rows: ReturnType<typeof row>[], of: object = {}) =>
  clusterOfClaim(rows, { ...claim, ...of });

describe('clusterOfClaim', () => {
  it('finds the cluster in the management cluster of the claims', () => {
    expect(find([row('other'), row('main')])).toEqual(row('main'));
    expect(find([row('main', 'teams')])).toEqual(row('main', 'teams'));
  });

  it.each([
    ['of another management cluster', row('other')],
    ['of another environment', row('main', undefined, { environment: 'prod' })],
    ['of another name', row('main', undefined, { name: 'searches' })],
    [
      'that is only requested',
      row('main', undefined, { phase: { phase: 'requested' } }),
    ],
    [
      'whose request was closed',
      row('main', undefined, { phase: { phase: 'closed' } }),
    ],
  ])('finds none %s', (_, other) => {
    expect(find([other])).toBeUndefined();
  });

  it('finds none where the management cluster is not known', () => {
    expect(find([row('main')], { managementCluster: undefined })).toBe(
      undefined,
    );
  });

  it('prefers the namespace of the environment, and refuses to guess', () => {
    const rows = [row('main', 'teams'), row('main')];
    expect(find(rows)).toEqual(row('main'));
    expect(() => find([row('main', 'teams'), row('main', 'labs')])).toThrow(
      /claims in several namespaces have that name/,
    );
  });
});

describe('requireClaimOf', () => {
  it('passes the claim of the cluster only', () => {
    const of = (namespace?: string) =>
      requireClaimOf({ metadata: { name: 'search', namespace } }, row('main'));
    expect(() => of('clusters-dev')).not.toThrow();
    expect(() => of()).not.toThrow();
    expect(() => of('teams')).toThrow(/they are not the same cluster/);
  });
});
