import { mockServices } from '@backstage/backend-test-utils';
import { ConfigProblems } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { FileTooLargeError } from '@worker-clusters/git-pull-requests';
import { checkRepository } from './checkRepository';
import { GitopsRepository } from './GitopsRepository';

function setUp(files: string[], change: object = {}) {
  const calls: string[] = [];
  const git = {
    url: 'https://git.example.org/platform/gitops',
    defaultBranch: async () => 'main',
    getBranch: async (name: string) =>
      name === 'main' ? { name, commit: 'c' } : undefined,
    listFiles: async (folder: string) => {
      calls.push(folder);
      return files.filter(
        path => path.slice(0, path.lastIndexOf('/')) === folder,
      );
    },
    getFile: async (path: string) =>
      files.includes(path) ? { content: '', sha: '1' } : undefined,
    ...change,
  };
  const logger = mockServices.logger.mock();
  const problems = new ConfigProblems(logger);
  const check = (
    config: object = {},
    environments: string[] = ['dev', 'prod'],
  ) =>
    checkRepository({
      repository: new GitopsRepository(git as any, {
        claimsFolder: 'claims',
        xrdPath: 'xrd.yaml',
        compositionPath: 'composition.yaml',
        ...config,
      }),
      environments,
      paths: ['xrdPath', 'compositionPath'],
      problems,
    });
  const keys = () => problems.list().map(({ key }) => key);
  return { calls, check, files, keys, logger, problems };
}

const SOUND = ['claims/dev/a.yaml', 'xrd.yaml', 'composition.yaml'];

it('has nothing to say of a repository that has everything', async () => {
  const { check, keys } = setUp(SOUND);
  await check();
  expect(keys()).toEqual([]);
});

it('names what is not there, once, and withdraws it when it is', async () => {
  const { check, files, keys, logger, problems } = setUp([]);
  await check();
  await check();
  expect(keys()).toEqual([
    'workerClusters.gitops.claimsFolder',
    'workerClusters.gitops.xrdPath',
    'workerClusters.gitops.compositionPath',
  ]);
  expect(problems.list()[0].message).toMatch(
    /no file in 'claims' .* branch 'main' of https:\/\/git\.example\.org/,
  );
  expect(logger.warn).toHaveBeenCalledTimes(3);
  files.push(...SOUND);
  await check();
  expect(keys()).toEqual([]);
});

it('names a branch that is not there, and looks no further', async () => {
  const { calls, check, keys } = setUp(SOUND);
  await check({ branch: 'production' });
  expect(keys()).toEqual(['workerClusters.gitops.branch']);
  expect(calls).toEqual([]);
});

it('looks into a few folders only, and into no more than it needs', async () => {
  const many = Array.from({ length: 1000 }, (_, i) => `e${i}`);
  const nothing = setUp([]);
  await nothing.check({}, many);
  expect(nothing.calls).toHaveLength(11);
  const sound = setUp(SOUND);
  await sound.check();
  expect(sound.calls).toEqual(['claims', 'claims/dev']);
});

it('takes a file that is too large for one that is there', async () => {
  const { check, keys } = setUp(SOUND, {
    getFile: async (path: string) => {
      throw new FileTooLargeError(path, 1, 'main');
    },
  });
  await check();
  expect(keys()).toEqual([]);
});

it('reports nothing of a repository that cannot be reached', async () => {
  const { check, keys } = setUp(SOUND, {
    listFiles: async () => {
      throw new Error('502');
    },
  });
  await expect(check()).rejects.toThrow('502');
  expect(keys()).toEqual([]);
});
