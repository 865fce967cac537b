import type { RequestConflict } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { findConflicts } from './findConflicts';

const url = (number: number) => `https://git.example.org/pulls/${number}`;

function aRequest(
  number: number,
  name: string,
  {
    environment = 'dev',
    range,
    files = [`crossplane/claims/${environment}/${name}.yaml`],
    problem,
  }: {
    environment?: string;
    range?: string;
    files?: string[];
    problem?: string;
  } = {},
) {
  return {
    request: {
      number,
      url: url(number),
      changes: [
        {
          cluster: {
            managementCluster: 'main',
            namespace: `clusters-${environment}`,
            name,
          },
        } as any,
      ],
      problem,
    },
    files,
    ranges: range ? [range] : [],
  };
}

const to = (number: number, kind: RequestConflict['kind']) => ({
  kind,
  number,
  url: url(number),
});

it.each<
  [
    string,
    Parameters<typeof findConflicts>[0],
    Array<[number, RequestConflict[]]>,
  ]
>([
  ['no request', [], []],
  ['requests for different clusters', [aRequest(1, 'a'), aRequest(2, 'b')], []],
  [
    'two requests for a cluster',
    [aRequest(2, 'a'), aRequest(1, 'a')],
    [
      [1, [to(2, 'cluster')]],
      [2, [to(1, 'cluster')]],
    ],
  ],
  [
    'the same name in two environments',
    [aRequest(1, 'a'), aRequest(2, 'a', { environment: 'prod' })],
    [
      [1, [to(2, 'cluster')]],
      [2, [to(1, 'cluster')]],
    ],
  ],
  [
    'ranges that overlap',
    [
      aRequest(1, 'a', { range: '10.0.0.0/16' }),
      aRequest(2, 'b', { range: '10.0.128.0/17' }),
      aRequest(3, 'c', { range: '10.1.0.0/16' }),
    ],
    [
      [1, [to(2, 'range')]],
      [2, [to(1, 'range')]],
    ],
  ],
  [
    'a range that is none',
    [aRequest(1, 'a', { range: 'all' }), aRequest(2, 'b', { range: 'all' })],
    [],
  ],
  [
    'the same file',
    [
      aRequest(1, 'a', { files: ['crossplane/claims/dev/kustomization.yaml'] }),
      aRequest(2, 'b', { files: ['crossplane/claims/dev/kustomization.yaml'] }),
    ],
    [
      [1, [to(2, 'file')]],
      [2, [to(1, 'file')]],
    ],
  ],
  [
    'a request that could not be evaluated',
    [aRequest(1, 'a'), aRequest(2, 'a', { problem: 'Too large.' })],
    [],
  ],
])('compares %s', (_, requests, expected) => {
  expect([...findConflicts(requests)].sort(([a], [b]) => a - b)).toEqual(
    expected,
  );
});

it('keeps 20 conflicts of a request', () => {
  const requests = Array.from({ length: 100 }, (_, i) => aRequest(i + 1, 'a'));
  const found = findConflicts(requests);
  expect(found.get(1)).toHaveLength(20);
  expect(found.get(100)).toHaveLength(20);
});
