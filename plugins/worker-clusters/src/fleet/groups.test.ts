import { cluster } from '../cluster/__testUtils__/clusters';
import { groupClusters, type Grouping, groupKey } from './groups';

const fleet = [
  cluster({
    name: 'a',
    environment: 'prod',
    region: 'eu-west-1',
    owner: 'group:default/web',
    kubernetesVersion: 'v1.9.4',
  }),
  cluster({
    name: 'b',
    environment: undefined,
    managementCluster: 'other',
    kubernetesVersion: 'v1.35.0-eks-1',
  }),
  cluster({ name: 'c', environment: 'dev', kubernetesVersion: '1.35.2' }),
  cluster({ name: 'd', environment: 'prod' }),
];

it.each<[Grouping, string | undefined]>([
  ['environment', 'prod'],
  ['region', 'eu-west-1'],
  ['owner', 'group:default/web'],
  ['managementCluster', 'management'],
  ['kubernetesVersion', '1.9'],
])('groups a cluster by %s under %s', (grouping, key) => {
  expect(groupKey(fleet[0], grouping)).toBe(key);
});

it.each<[Grouping | undefined, Array<[string | undefined, string]>]>([
  [undefined, [[undefined, 'abcd']]],
  [
    'environment',
    [
      ['dev', 'c'],
      ['prod', 'ad'],
      [undefined, 'b'],
    ],
  ],
  [
    'managementCluster',
    [
      ['management', 'acd'],
      ['other', 'b'],
    ],
  ],
  [
    'kubernetesVersion',
    [
      ['1.35', 'bc'],
      ['1.9', 'a'],
      [undefined, 'd'],
    ],
  ],
])(
  'orders the groups by %s, those without a key last',
  (grouping, expected) => {
    expect(
      groupClusters(fleet, grouping).map(({ key, clusters }) => [
        key,
        clusters.map(c => c.name).join(''),
      ]),
    ).toEqual(expected);
  },
);

it('has no group without clusters', () => {
  expect(groupClusters([], undefined)).toEqual([]);
});
