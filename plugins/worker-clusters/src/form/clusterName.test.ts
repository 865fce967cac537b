import { nameProblem, nameTaken } from './clusterName';

it.each([
  ['payments-dev', /^$/],
  ['a', /^$/],
  ['', /Give the cluster a name/],
  ['Not_A_Label', /lower case/],
  ['1st', /begin with a letter/],
  ['ends-', /end with a letter/],
  ['a'.repeat(41), /41 characters/],
])('%p', (name, problem) => {
  expect(nameProblem(name) ?? '').toMatch(problem);
});

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
