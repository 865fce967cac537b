import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { openRepository } from '../__testUtils__/openRepository';
import { SimulatedBitbucketServer } from '../__testUtils__/SimulatedBitbucketServer';
import type { RunningHost } from '../__testUtils__/SimulatedHost';
import { toPullRequest } from './bitbucketServerAnswers';
import { bitbucketServerProvider } from './bitbucketServerProvider';

let host: SimulatedBitbucketServer;
let running: RunningHost;

beforeEach(async () => {
  host = new SimulatedBitbucketServer();
  running = await host.start();
});
afterEach(() => running.close());

const open = () => openRepository(running, bitbucketServerProvider);
const addPull = (head: string) => {
  host.memory.createBranch(
    head,
    host.memory.addCommit({
      parent: host.memory.branches.get('main'),
      message: head,
      files: new Map(),
    }).sha,
  );
  return host.memory.openPullRequest({
    title: head,
    head,
    base: 'main',
    author: 'portal',
  });
};

describe('bitbucketServerRepository', () => {
  it('finds the default branch on a version before 7.5', async () => {
    host.hasDefaultBranchPath = false;
    await expect(open().defaultBranch()).resolves.toBe('main');
  });

  it('opens a usual pull request on a version without drafts, and says so', async () => {
    host.hasDrafts = false;
    const repository = open();
    await repository.createBranchWithCommit({
      branch: 'b',
      base: 'main',
      message: 'm',
      changes: [{ path: 'x', content: 'x' }],
    });
    const { warnings } = await repository.createPullRequest({
      head: 'b',
      base: 'main',
      title: 't',
      body: 'text',
      draft: true,
      reviewers: ['nobody', 'ada'],
    });
    expect(warnings).toEqual([
      expect.stringContaining('drafts since version 8.18'),
      expect.stringMatching(
        /No review requested from nobody: .* knows no user 'nobody'/,
      ),
    ]);
    expect(host.memory.pullRequest(1).reviewers).toEqual(['ada']);
    // Nor does a new title cost a reviewer.
    await repository.updatePullRequest(1, { title: 'New' });
    expect(host.memory.pullRequest(1)).toMatchObject({
      title: 'New',
      body: 'text',
      reviewers: ['ada'],
    });
  });

  it('does not overwrite what somebody else changed in a pull request', async () => {
    addPull('b');
    host.onRequest(({ method }) => {
      if (method === 'PUT') host.touch(1);
    });
    await expect(
      open().updatePullRequest(1, { title: 'Mine' }),
    ).rejects.toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('out-of-date'),
    });
    expect(host.memory.pullRequest(1).title).toBe('b');
  });

  it('reads all pages of a folder, and finds a branch on a later page', async () => {
    host.maxPage = 2;
    const names = ['a', 'b', 'c', 'd', 'e'].map(name => `many/${name}`);
    host.memory.push(
      'main',
      Object.fromEntries(names.map(name => [name, name])),
    );
    const repository = open();
    await expect(repository.listFiles('many/', 'main')).resolves.toEqual(names);
    await expect(repository.listFiles('', 'main')).resolves.toEqual([
      'README.md',
    ]);
    const head = host.memory.branches.get('main')!;
    for (const name of ['xy', 'xz', 'x']) host.memory.createBranch(name, head);
    await expect(repository.getBranch('x')).resolves.toEqual({
      name: 'x',
      commit: head,
    });
  });

  it("tells a fork's branch, and a pull request to the repository's own parent, from its own", async () => {
    const pull = addPull('b');
    const answer = host.present(pull) as any;
    const fork = { slug: 'gitops', project: { key: '~mallory' } };
    const page = 'https://x';
    const from = { ...answer.fromRef, repository: fork };
    expect(toPullRequest({ ...answer, fromRef: from }, page).head).toBe(
      '~mallory:b',
    );
    expect(
      toPullRequest(
        { ...answer, links: { self: [{ href: 'data:text/html,x' }] } },
        page,
      ).url,
    ).toBe('https://x/pull-requests/1');

    const to = { ...answer.toRef, repository: fork };
    host.onRequest(() => ({
      when: 'before',
      how: { body: { values: [{ ...answer, toRef: to }], isLastPage: true } },
    }));
    await expect(
      open().listPullRequests({ state: 'all', head: 'b' }),
    ).resolves.toEqual([]);
  });

  it('ends a read when the signal says so', async () => {
    const abort = new AbortController();
    host.onRequest(({ path }) => {
      if (!path.endsWith('/git-upload-pack')) return undefined;
      abort.abort(new Error('cancelled'));
      return { when: 'before', how: 'hang' };
    });
    const repository = bitbucketServerProvider.createRepository({
      integrations: ScmIntegrations.fromConfig(
        new ConfigReader(running.integrationsConfig),
      ),
      location: running.repository,
      signal: abort.signal,
    });
    await expect(
      repository.createBranchWithCommit({
        branch: 'b',
        base: 'main',
        message: 'm',
        changes: [{ path: 'x', content: 'x' }],
      }),
    ).rejects.toThrow('cancelled');
  });
});

describe('bitbucketServerProvider', () => {
  const create = (location: object, apiBaseUrl?: string) =>
    bitbucketServerProvider.createRepository({
      integrations: ScmIntegrations.fromConfig(
        new ConfigReader({
          integrations: {
            bitbucketServer: [
              {
                host: 'git.example.com',
                ...(apiBaseUrl ? { apiBaseUrl } : {}),
              },
            ],
          },
        }),
      ),
      location: { host: 'git.example.com', ...location },
    });

  it('takes personal projects and context paths', () => {
    const location = { project: '~ada', repo: 'gitops' };
    expect(create(location).url).toBe(
      'https://git.example.com/projects/~ada/repos/gitops',
    );
    const deeper = create(
      location,
      'https://git.example.com/context/rest/api/latest/',
    );
    expect(deeper.fileUrl('a b/c', 'x/y')).toBe(
      'https://git.example.com/context/projects/~ada/repos/gitops/browse/a%20b/c?at=refs%2Fheads%2Fx%2Fy',
    );
  });

  it('says what an apiBaseUrl looks like', () => {
    expect(() =>
      create({ project: 'P', repo: 'r' }, 'https://git.example.com/api'),
    ).toThrow(/must end with \/rest\/api\/1\.0/);
  });

  it.each([
    [{ repo: 'r' }, /no 'project'.*project=<project>&repo=<repository>/],
    [{ project: 'P/../X', repo: 'r' }, /not a valid project/],
    [{ project: '..', repo: 'r' }, /not a valid project/],
    [{ project: 'P', repo: '..' }, /not a valid repo/],
    [{ project: 'P', repo: 'a/b' }, /not a valid repo/],
  ])('refuses %j', (location, message) => {
    expect(() => create(location)).toThrow(message);
  });
});
