import { parseClaim } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { claimText } from '../__testUtils__/FakeGit';
import { diffFiles } from './diffFiles';

const PATH = 'clusters/dev/alpha.yaml';
const ALPHA = {
  managementCluster: 'main',
  namespace: 'clusters-dev',
  name: 'alpha',
};

async function diff(content: string | undefined, rest = {}) {
  const parsed: string[] = [];
  const diffs = await diffFiles(
    {
      paths: [PATH],
      complete: true,
      before: new Map(),
      after: new Map(content === undefined ? [] : [[PATH, { content } as any]]),
      tooLarge: [],
      ...rest,
    },
    {
      claimsFolder: 'clusters',
      managementCluster: 'main',
      readClaim: text => {
        parsed.push(text);
        return parseClaim(text);
      },
    },
  );
  return { diffs, parsed };
}

it('shows a claim, which tells of its cluster', async () => {
  const { diffs } = await diff(claimText('alpha'));
  expect(diffs).toEqual([
    { path: PATH, diff: expect.any(String), clusters: [ALPHA] },
  ]);
});

it.each([
  ['secret', 'kind: Secret\nstringData:\n  a: b\n', {}],
  ['too-large', `# ${'x'.repeat(70_000)}\n`, {}],
  ['too-large', undefined, { tooLarge: [PATH] }],
])('withholds a file (%s) without parsing it', async (withheld, text, rest) => {
  const { diffs, parsed } = await diff(text, rest);
  expect(diffs).toEqual([{ path: PATH, withheld, clusters: [ALPHA] }]);
  expect(parsed).toEqual([]);
});
