import { t } from '../translations/__testUtils__/english';
import { describeTaken, nameTaken } from './nameTaken';

const identity = {
  getBackstageIdentity: async () => ({ userEntityRef: 'user:default/ada' }),
} as any;

it.each([
  [[], undefined, /^$/],
  [
    [{ environment: 'dev', phase: { phase: 'ready' } }],
    false,
    /taken.*dev.*Ready/,
  ],
  [[{ phase: { phase: 'requested' } }], false, /taken.*Requested/],
  [
    [
      {
        phase: { phase: 'requested' },
        pullRequest: { number: 7, requestedBy: 'user:default/bob' },
      },
    ],
    false,
    /taken.*Requested/,
  ],
  [
    [
      {
        phase: { phase: 'requested' },
        pullRequest: { number: 7, requestedBy: 'user:default/ada' },
      },
    ],
    true,
    /^You have already requested this cluster in pull request #7/,
  ],
  // A request that was closed unmerged holds no name.
  [[{ phase: { phase: 'closed' } }], undefined, /^$/],
])('says who has a name: %j', async (items, own, text) => {
  const listClusters = jest.fn(async () => ({ items }));
  const getCluster = async (found: unknown) => found;
  const taken = await nameTaken(
    { api: { listClusters, getCluster } as any, identity },
    'a',
  );
  expect(taken?.own).toBe(own);
  expect(taken ? describeTaken(taken, t) : '').toMatch(text);
  expect(listClusters).toHaveBeenCalledWith(
    { name: 'a', limit: 1 },
    { signal: undefined },
  );
});
