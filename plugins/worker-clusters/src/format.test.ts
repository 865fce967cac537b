import { countApplications } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  describeHealth,
  formatDuration,
  webLink,
  messageOf,
  repositoryName,
  shortPath,
  shortRevision,
} from './format';

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_599_999, '59 min'],
    [3_600_000, '1 h'],
    [86_400_000 * 3 + 5, '3 d'],
    [-5, '0 s'],
  ])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

it('describes health in words, best first', () => {
  const reconciledAt = '2026-11-23T08:00:00.000Z';
  expect(
    describeHealth(
      countApplications([
        { health: 'Degraded', sync: 'Synced', reconciledAt },
        { health: 'Healthy', sync: 'Synced', reconciledAt },
        { health: 'Healthy', sync: 'OutOfSync', reconciledAt },
      ]),
    ),
  ).toBe('2 Healthy, 1 Degraded');
  expect(describeHealth(countApplications([]))).toBe('none');
});

it.each([
  ['https://argocd.example.org', true],
  ['http://127.0.0.1:1', true],
  [`${'java'}script:alert(1)`, false],
  ['data:text/html,x', false],
  ['//argocd', false],
  [undefined, false],
])('links %s: %s', (url, linked) =>
  expect(webLink(url)).toBe(linked ? url : undefined),
);

it.each([
  'Failed to fetch',
  'NetworkError when attempting to fetch resource.',
  'Load failed',
])('says what to do if the backend does not answer: %s', message =>
  expect(messageOf(new TypeError(message))).toBe(
    "The portal's backend does not answer: try again in a moment.",
  ),
);

it("says a backend's own words, where an error has them", () => {
  const error = new Error('Request failed with 503 Service Unavailable');
  expect(messageOf(error)).toBe(error.message);
  Object.assign(error, { cause: { message: 'The Git host does not answer.' } });
  expect(messageOf(error)).toBe('The Git host does not answer.');
});

it.each([
  ['commit', '0123456789abcdef0123456789abcdef01234567', '01234567'],
  ['reference', 'main', 'main'],
  ['chart', '1.2.3', '1.2.3'],
  ['digest', `sha256:${'ab'.repeat(32)}`, 'abababababab'],
] as const)('writes a %s shortly', (kind, value, expected) => {
  expect(shortRevision({ kind, value })).toBe(expected);
});

it.each([
  ['https://git.example.org/platform/gitops.git', 'platform/gitops'],
  ['git@git.example.org:platform/gitops.git', 'platform/gitops'],
  ['oci://registry.example.org/charts/redis/', 'charts/redis'],
  ['https://charts.example.org', 'charts.example.org'],
  [undefined, undefined],
])('names the repository of %s %s', (url, expected) => {
  expect(repositoryName(url)).toBe(expected);
});

it('takes no time for an address of slashes', () => {
  const start = performance.now();
  repositoryName(`https://${'/'.repeat(100_000)}x`);
  expect(performance.now() - start).toBeLessThan(500);
});

it.each([
  ['apps/web', 'apps/web'],
  ['/apps/overlays/dev/web/', '…/dev/web'],
  ['', ''],
  [undefined, undefined],
])('shortens the path %s to %s', (path, expected) => {
  expect(shortPath(path)).toBe(expected);
});
