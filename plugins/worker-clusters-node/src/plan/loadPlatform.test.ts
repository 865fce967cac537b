import { readGitopsFiles } from '@worker-clusters/sandbox';
import { fleetCluster } from './__testUtils__/testPlatform';
import { findBase, loadPlatform, type PlatformPorts } from './loadPlatform';
import type { PlatformDefinition } from './Platform';

const files = readGitopsFiles({ repoUrl: 'http://git', claims: false });
const gitops = {
  claimsFolder: 'crossplane/claims',
  xrdPath: 'crossplane/xrds/workercluster.yaml',
  compositionPath: 'crossplane/compositions/workercluster-aws.yaml',
};
const live: PlatformDefinition = {
  definition: { group: 'g', version: 'v1', kind: 'K', schema: {} },
  source: 'management-cluster',
};

function ports(change: Partial<PlatformPorts> = {}): PlatformPorts {
  return {
    repository: {
      url: 'https://git.test',
      defaultBranch: async () => 'main',
      getBranch: async name =>
        name === 'main' ? { name, commit: 'c0' } : undefined,
      getFile: async path =>
        files[path] === undefined
          ? undefined
          : { path, content: files[path], sha: '1' },
      listFiles: async folder =>
        Object.keys(files).filter(
          path => path.slice(0, path.lastIndexOf('/')) === folder,
        ),
      listPullRequests: async () => [],
      fileUrl: path => path,
    },
    gitops,
    policy: {},
    ...change,
  };
}

describe('loadPlatform', () => {
  it("uses the management cluster's definition, and the clusters that are not closed", async () => {
    const clusters = [
      fleetCluster('a'),
      fleetCluster('b', { phase: 'closed' }),
    ];
    await expect(
      loadPlatform(
        ports({
          readDefinition: async () => live,
          listClusters: async () => clusters,
        }),
      ),
    ).resolves.toMatchObject({
      ...live,
      base: 'main',
      claimsFolder: 'crossplane/claims',
      fleet: [{ name: 'a' }],
      warnings: [],
    });
  });

  it("uses the repository's definitions while the management cluster's is not known", async () => {
    const platform = await loadPlatform(
      ports({ readDefinition: async () => undefined }),
    );
    expect(platform).toMatchObject({
      definition: { group: 'platform.example.org', kind: 'WorkerCluster' },
      others: [{ group: 'legacy.platform.example.org' }],
      source: 'repository',
      warnings: [],
    });
    expect(platform.resources).toContainEqual({ kind: 'Subnet', count: 6 });
    expect(platform.fleet).toBeUndefined();
  });

  it('warns about what cannot be read, and plans without it', async () => {
    const away = async () => {
      throw new Error('away\nsince long');
    };
    const platform = await loadPlatform(
      ports({ readDefinition: away, listClusters: away }),
    );
    expect(platform).toMatchObject({ source: 'repository', fleet: undefined });
    expect(platform.warnings).toEqual([
      'The definition of claims cannot be read from the management cluster, the one of the GitOps repository is used: away',
      'The fleet cannot be read, only Git is checked: away',
    ]);
  });

  it.each<[string, Partial<typeof gitops> & { branch?: string }, RegExp]>([
    ['branch', { branch: 'trunk' }, /has no branch 'trunk'/],
    ['XRD', { xrdPath: 'x.yaml' }, /has no XRD at x\.yaml on branch main/],
  ])('rejects a %s that does not exist', async (_, change, message) => {
    await expect(
      loadPlatform(ports({ gitops: { ...gitops, ...change } })),
    ).rejects.toThrow(message);
  });

  it('rejects if the Git host cannot be read', async () => {
    const { repository } = ports();
    const getFile = async () => {
      throw new Error('down');
    };
    await expect(
      loadPlatform(ports({ repository: { ...repository, getFile } })),
    ).rejects.toThrow('down');
  });
});

describe('findBase', () => {
  it.each([
    ['the configured branch', { branch: 'main' }],
    ['the default branch', {}],
  ])('returns %s', async (_, config) => {
    await expect(findBase(ports().repository, config)).resolves.toBe('main');
  });
});
