import { findUnknownKeys } from './unknownKeys';

describe('findUnknownKeys', () => {
  it.each<[object, string, RegExp]>([
    [
      { managmentClusters: [] },
      'workerClusters.managmentClusters',
      /^managmentClusters: unknown, did you mean managementClusters\?$/,
    ],
    [
      { policy: { environment: {} } },
      'workerClusters.policy.environment',
      /did you mean environments\?/,
    ],
    [
      { policy: { quotas: {} } },
      'workerClusters.policy.quotas',
      /did you mean quota\?/,
    ],
    [
      { managementClusters: [{ name: 'a' }, { URL: 'https://b' }] },
      'workerClusters.managementClusters[1].URL',
      /did you mean url\?/,
    ],
    [
      { policy: { environments: { prod: { maxNode: 3 } } } },
      'workerClusters.policy.environments.prod.maxNode',
      /did you mean maxNodes\?/,
    ],
    [
      { gitHosts: { proxy: 'x' } },
      'workerClusters.gitHosts.proxy',
      /known are callsPerMinute$/,
    ],
    [{ constructor: {} }, 'workerClusters.constructor', /unknown/],
  ])('reports %j with the nearest known key', (config, key, message) => {
    const problems = findUnknownKeys(config);
    expect(problems).toEqual([
      expect.objectContaining({
        key,
        severity: 'warning',
        message: expect.stringMatching(message),
      }),
    ]);
  });

  it.each<[unknown]>([
    [undefined],
    ['text'],
    [{}],
    [
      {
        policy: {
          requireOwnership: { exempt: ['group:default/a'] },
          environments: { 'a.b': { lifetime: { longest: { days: 3 } } } },
          prices: { nodes: { 'm5.large': 1 } },
        },
        history: { retention: { days: 3 } },
        managementClusters: 'wrong, and not unknown',
      },
    ],
  ])('has nothing to say of %j', config => {
    expect(findUnknownKeys(config)).toEqual([]);
  });

  it('ends with a long list, long keys and deep values', () => {
    const many = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`${i}`.padEnd(5000, 'x'), 1]),
    );
    const problems = findUnknownKeys({ ...many, policy: many });
    expect(problems).toHaveLength(50);
    expect(Math.max(...problems.map(p => p.message.length))).toBeLessThan(400);
  });
});
