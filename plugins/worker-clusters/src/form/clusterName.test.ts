import { nameProblem, nameTaken } from './clusterName';

it.each([
  ['payments-dev', undefined],
  ['a', undefined],
  ['', /Give the cluster a name/],
  ['Not_A_Label', /lower case/],
  ['1st', /begin with a letter/],
  ['ends-', /end with a letter/],
  ['a'.repeat(41), /41 characters/],
])('%p', (name, problem) => {
  if (problem) expect(nameProblem(name)).toMatch(problem);
  else expect(nameProblem(name)).toBeUndefined();
});

it.each([
  [[], undefined],
  [[{ environment: 'dev', phase: { phase: 'ready' } }], /taken.*dev.*ready/],
  [[{ phase: { phase: 'requested' } }], /taken.*requested/],
  // A request that was closed unmerged holds no name.
  [[{ phase: { phase: 'closed' } }], undefined],
])('says who has a name: %j', async (items, problem) => {
  const listClusters = jest.fn(async () => ({ items }));
  const text = await nameTaken({ listClusters } as any, 'a');
  if (problem) expect(text).toMatch(problem);
  else expect(text).toBeUndefined();
  expect(listClusters).toHaveBeenCalledWith(
    { name: 'a', limit: 1 },
    { signal: undefined },
  );
});
