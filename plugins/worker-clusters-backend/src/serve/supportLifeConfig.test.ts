import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { SUPPORT_LIFE } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ConfigProblems } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { readSupportLife } from './supportLifeConfig';

const logger = mockServices.logger.mock();
const read = (supportLife?: unknown) =>
  readSupportLife({
    config: mockServices.rootConfig({
      data:
        supportLife === undefined
          ? {}
          : ({ workerClusters: { supportLife } } as any),
    }),
    problems: new ConfigProblems(logger),
    now: Date.parse('2026-11-29T12:00:00Z'),
  });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'support-life-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => jest.clearAllMocks());

it('is what the product knows without configuration', async () => {
  expect(await read()).toBe(SUPPORT_LIFE);
  expect(logger.warn).not.toHaveBeenCalled();
});

it('lays a file over it, and the configuration over the file', async () => {
  const file = join(folder, 'support.yaml');
  await writeFile(
    file,
    [
      'kubernetes:',
      '  source: https://example.org/ours',
      "  asOf: '2026-11-01'",
      '  versions:',
      "    '1.36': { releasedOn: '2027-01-15', standardUntil: '2027-12-31' }",
      '    1.30: { standardUntil: 2026-01-01 }',
    ].join('\n'),
  );
  const { kubernetes, argocd } = await read({
    file,
    kubernetes: { versions: { '1.36': { standardUntil: '2027-06-30' } } },
  });
  expect(kubernetes['1.36']).toEqual({
    releasedOn: '2027-01-15',
    standardUntil: '2027-06-30',
    extendedUntil: '2028-08-02',
    source: 'workerClusters.supportLife',
    asOf: '2026-11-29',
  });
  expect(kubernetes['1.30']).toEqual(SUPPORT_LIFE.kubernetes['1.30']);
  expect(argocd).toEqual(SUPPORT_LIFE.argocd);
  expect(logger.warn.mock.calls).toEqual([
    [
      `Configuration: ${file}.kubernetes.versions."1.3": is not a minor version; write it in quotes, such as "1.30". What the portal knows of these versions itself is used.`,
    ],
  ]);
});

it('says where a file is no YAML, and does not quote it', async () => {
  const file = join(folder, 'kubeconfig');
  await writeFile(file, 'users:\n- token: s3cret-token: x\n');
  expect(await read({ file })).toEqual(SUPPORT_LIFE);
  const [[line]] = logger.warn.mock.calls;
  expect(line).toMatch(/cannot read .*kubeconfig: .* at line 2, column \d+/);
  expect(line).not.toContain('s3cret');
});

it.each<[unknown, RegExp]>([
  [
    'support.yaml',
    /^Configuration: workerClusters.supportLife: "support.yaml" is not an object\. /,
  ],
  [
    { file: 7 },
    /^Configuration: workerClusters.supportLife.file: 7 is not a path\. /,
  ],
  [
    { file: '/no/such/file' },
    /^Configuration: workerClusters.supportLife.file: cannot read \/no\/such\/file: ENOENT/,
  ],
])('starts without %j and says why', async (value, text) => {
  expect(await read(value)).toEqual(SUPPORT_LIFE);
  expect(logger.warn).toHaveBeenCalledTimes(1);
  expect(logger.warn.mock.calls[0][0]).toMatch(text);
});
