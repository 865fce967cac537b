import {
  compareVersions,
  minorVersion,
  parseVersion,
  showClusterVersion,
  showVersion,
} from './versions';

it.each<[string | undefined, number[] | undefined, string]>([
  ['v1.34.1-eks-5a1b2c', [1, 34, 1], '-eks-5a1b2c'],
  ['1.34', [1, 34], ''],
  ['3', [3], ''],
  ['v1.34.1+k3s1', [1, 34, 1], '+k3s1'],
  ['1.2.3.4.5', [1, 2, 3, 4], '.5'],
  ['1.1234567890', [1], '.1234567890'],
  ['1.34\n', [1, 34], '\n'],
  ['12345678901', undefined, ''],
  ['latest', undefined, ''],
  ['v', undefined, ''],
  ['', undefined, ''],
  [undefined, undefined, ''],
])('parseVersion of %j has the numbers %j', (text, numbers, suffix) => {
  expect(parseVersion(text)).toEqual(numbers && { numbers, suffix });
});

it.each<[string | undefined, string | undefined, number | undefined]>([
  ['1.34', 'v1.34.1-eks-5a1b2c', 0],
  ['1.34.2', 'v1.34.1', 1],
  ['1.9', '1.10', -1],
  ['2', '1.34', 1],
  ['x', '1.34', undefined],
  ['1.34', undefined, undefined],
])('compareVersions of %j and %j is %j', (a, b, expected) => {
  const result = compareVersions(a, b);
  expect(result === undefined ? undefined : Math.sign(result)).toBe(expected);
});

it.each([
  ['v1.34.2-eks-1', '1.34'],
  ['1.34', '1.34'],
  ['1.34-rc.1', '1.34'],
  ['1.34.', '1.34'],
  ['1.34x', undefined],
  ['1', undefined],
  ['nonsense', undefined],
  [undefined, undefined],
])('minorVersion of %j is %j', (text, expected) => {
  expect(minorVersion(text)).toBe(expected);
});

it.each([
  ['v1.34.2', '1.34.2'],
  ['1.34', '1.34'],
  ['v3.2.1+unknown', '3.2.1+unknown'],
  ['valkey', 'valkey'],
  [undefined, undefined],
])('showVersion of %j is %j', (text, expected) => {
  expect(showVersion(text)).toBe(expected);
});

it.each([
  ['v1.34.2', '1.34', '1.34.2'],
  ['1.34', '1.34', '1.34'],
  ['v1.34.2-eks-1', 'v1.34', '1.34.2-eks-1'],
  ['v1.33.5', '1.34', '1.33.5 → 1.34'],
  ['v1.34.2', '1.34.3', '1.34.2 → 1.34.3'],
  ['v1.34.2', 'latest', '1.34.2 → latest'],
  [undefined, 'v1.34', '1.34 (requested)'],
  [undefined, undefined, '–'],
  ['v1.34.2', undefined, '1.34.2'],
])(
  'a cluster that runs %j with %j requested shows %j',
  (kubernetesVersion, kubernetesVersionRequested, text) => {
    expect(
      showClusterVersion({ kubernetesVersion, kubernetesVersionRequested }),
    ).toBe(text);
  },
);

it('says in the language of the reader that a version is only requested', () => {
  expect(
    showClusterVersion({ kubernetesVersionRequested: '1.34' }, 'angefordert'),
  ).toBe('1.34 (angefordert)');
});
