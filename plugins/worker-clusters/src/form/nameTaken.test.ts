import { nameTaken } from './nameTaken';

it.each([
  [[], /^$/],
  [[{ environment: 'dev', phase: { phase: 'ready' } }], /taken.*dev.*ready/],
  [[{ phase: { phase: 'requested' } }], /taken.*requested/],
  // A request that was closed unmerged holds no name.
  [[{ phase: { phase: 'closed' } }], /^$/],
])('says who has a name: %j', async (items, problem) => {
  const listClusters = jest.fn(async () => ({ items }));
  const text = await nameTaken({ listClusters } as any, 'a');
  expect(text ?? '').toMatch(problem);
  expect(listClusters).toHaveBeenCalledWith(
    { name: 'a', limit: 1 },
    { signal: undefined },
  );
});
