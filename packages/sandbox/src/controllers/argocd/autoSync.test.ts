import type { KubernetesObject } from '../../apiserver/types';
import { decideSync, retryBackoff, retryLimit } from './autoSync';

const source = { repoURL: 'http://git/a.git', path: 'x' };
const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };

function application(
  syncPolicy: object | undefined,
  operationState?: object,
): KubernetesObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'a' },
    spec: { source, syncPolicy },
    status: { operationState },
  };
}

const ended = (phase: string, revision = 'abc') => ({
  phase,
  message: 'denied',
  syncResult: { revision, source },
});
const differs = {
  sync: 'OutOfSync' as const,
  outOfSync: [object],
  extra: [],
  targets: 1,
};
const surplus = { ...differs, outOfSync: [], extra: [object] };

describe('decideSync', () => {
  const automated = { automated: {} };
  it.each<
    [
      string,
      KubernetesObject,
      Parameters<typeof decideSync>[1],
      ReturnType<typeof decideSync>,
    ]
  >([
    ['a difference', application(automated), differs, { sync: true }],
    [
      'no difference',
      application(automated),
      { ...differs, sync: 'Synced' },
      { sync: false },
    ],
    [
      'a comparison that failed',
      application(automated),
      { ...differs, sync: 'Unknown' },
      { sync: false },
    ],
    ['no automated sync', application(undefined), differs, { sync: false }],
    [
      'automated sync that is switched off',
      application({ automated: { enabled: false } }),
      differs,
      { sync: false },
    ],
    [
      'a drift at the same revision',
      application(automated, ended('Succeeded')),
      differs,
      { sync: false },
    ],
    [
      'a drift that heals itself',
      application({ automated: { selfHeal: true } }, ended('Succeeded')),
      differs,
      { sync: true },
    ],
    [
      'another revision',
      application(automated, ended('Succeeded', 'older')),
      differs,
      { sync: true },
    ],
    [
      'a revision that failed',
      application({ automated: { selfHeal: true } }, ended('Failed')),
      differs,
      { sync: false, error: 'Failed last sync attempt to [abc]: denied' },
    ],
    [
      'an operation that is retried',
      application(automated, { phase: 'Running', retryCount: 2 }),
      differs,
      { sync: true, retryCount: 2, retryAfter: 10 },
    ],
    [
      'something that is to be pruned',
      application({ automated: { prune: true } }),
      surplus,
      { sync: true },
    ],
    [
      'something that is to be pruned by hand',
      application(automated),
      surplus,
      { sync: false },
    ],
    [
      'everything that is to be pruned',
      application({ automated: { prune: true } }),
      { ...surplus, targets: 0 },
      {
        sync: false,
        error:
          'Skipping sync attempt to [abc]: auto-sync will wipe out all resources',
      },
    ],
    [
      'everything that may be pruned',
      application({ automated: { prune: true, allowEmpty: true } }),
      { ...surplus, targets: 0 },
      { sync: true },
    ],
  ])('decides on %s', (_, app, comparison, expected) => {
    expect(decideSync(app, comparison, ['abc'])).toEqual(expected);
  });
});

describe('retries', () => {
  it.each<[object | undefined, number, number[]]>([
    [undefined, 5, [5, 10, 20, 180]],
    [{ retry: {} }, 0, [5, 10, 20, 180]],
    [
      {
        retry: {
          limit: 10,
          backoff: { duration: '10s', factor: 3, maxDuration: '1m' },
        },
      },
      10,
      [10, 30, 60, 60],
    ],
  ])('of %j', (syncPolicy, limit, backoff) => {
    const app = application(syncPolicy);
    expect(retryLimit(app)).toBe(limit);
    expect([0, 1, 2, 9].map(n => retryBackoff(app, n))).toEqual(backoff);
  });
});
