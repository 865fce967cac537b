import { openRepository } from '../__testUtils__/openRepository';
import { MemoryRepository } from '../__testUtils__/MemoryRepository';
import { SimulatedGitlab } from '../__testUtils__/SimulatedGitlab';
import { RunningHost } from '../__testUtils__/SimulatedHost';
import type { GitRepository } from '../GitRepository';
import { gitlabProvider } from './gitlabProvider';

let host: SimulatedGitlab;
let running: RunningHost;
let repository: GitRepository;

async function start(memory?: MemoryRepository) {
  host = new SimulatedGitlab(memory);
  running = await host.start();
  repository = openRepository(running, gitlabProvider);
}

beforeEach(() => start());
afterEach(() => running.close());

const API = '/api/v4/projects/platform%2Fgitops';
const branchWith = (branch: string) =>
  repository.createBranchWithCommit({
    branch,
    base: 'main',
    message: 'm',
    changes: [{ path: `${branch}.yaml`, content: 'x' }],
  });
const pullFor = async (branch: string, more: object = {}) => {
  await branchWith(branch);
  return repository.createPullRequest({
    head: branch,
    base: 'main',
    title: 't',
    body: 'b',
    ...more,
  });
};

describe('gitlabRepository: files', () => {
  it('lists all pages of a folder', async () => {
    await running.close();
    const files = Array.from({ length: 230 }, (_, i) => `claims/${i}.yaml`);
    await start(
      new MemoryRepository({
        files: Object.fromEntries(files.map(path => [path, 'x'])),
      }),
    );
    const found = await repository.listFiles('claims', 'main');
    expect([...found].sort()).toEqual([...files].sort());
    expect(host.requests.map(r => r.query.get('page'))).toEqual([
      '1',
      '2',
      '3',
    ]);
  });

  it('tells a missing repository from a missing file', async () => {
    const { host: name } = running;
    const gone = openRepository(
      { ...running, repository: { host: name, owner: 'platform', repo: 'no' } },
      gitlabProvider,
    );
    await expect(gone.getFile('README.md', 'main')).rejects.toMatchObject({
      name: 'NotFoundError',
    });
    await expect(gone.listFiles('', 'main')).rejects.toMatchObject({
      name: 'NotFoundError',
    });
  });
});

describe('gitlabRepository: commits', () => {
  it('writes all in one call, on top of what was checked', async () => {
    const base = host.memory.branches.get('main');
    const file = (await repository.getFile('README.md', 'main'))!;
    host.onRequest(({ write }) => {
      // Somebody is faster, between the check and the commit.
      if (write) host.memory.push('main', { 'z.yaml': 'z' });
    });
    const { commit } = await repository.createBranchWithCommit({
      branch: 'b',
      base: 'main',
      message: 'Message',
      author: { name: 'A', email: 'a@example.org' },
      changes: [
        { path: 'new.yaml', content: 'ü' },
        { path: 'README.md', sha: file.sha },
      ],
    });
    expect(host.memory.commits.get(commit)!.parent).toBe(base);
    expect(host.writes).toHaveLength(1);
    expect(host.writes[0]).toMatchObject({
      method: 'POST',
      path: `${API}/repository/commits`,
      body: {
        branch: 'b',
        start_sha: base,
        commit_message: 'Message',
        author_name: 'A',
        author_email: 'a@example.org',
        actions: [
          { action: 'create', file_path: 'new.yaml', content: 'ü' },
          { action: 'delete', file_path: 'README.md', last_commit_id: base },
        ],
      },
    });
    expect(host.writes[0].body).not.toHaveProperty('force');
  });

  describe('when somebody else commits between the check and the write', () => {
    const commitWhile = async (theirs: Record<string, string>) => {
      const { commit: expectedHead } = await branchWith('b');
      const { sha } = (await repository.getFile('b.yaml', 'b'))!;
      host.onRequest(({ write }) => {
        if (write) host.memory.push('b', theirs);
      });
      return repository.commitOnBranch({
        branch: 'b',
        expectedHead,
        message: 'm',
        changes: [{ path: 'b.yaml', content: 'mine', sha }],
      });
    };

    it('does not overwrite what they have changed', async () => {
      await expect(commitWhile({ 'b.yaml': 'theirs' })).rejects.toMatchObject({
        name: 'ConflictError',
        message: expect.stringMatching(/has changed since/),
      });
      expect(host.memory.resolve('b')!.files.get('b.yaml')).toBe('theirs');
    });

    it('keeps their other files', async () => {
      await commitWhile({ 'theirs.yaml': 'theirs' });
      const { files } = host.memory.resolve('b')!;
      expect(files.get('theirs.yaml')).toBe('theirs');
      expect(files.get('b.yaml')).toBe('mine');
    });
  });

  it('says that a branch is protected', async () => {
    host.onRequest(({ write }) =>
      write
        ? {
            when: 'before',
            how: {
              status: 400,
              body: { message: 'You are not allowed to push into this branch' },
            },
          }
        : undefined,
    );
    await expect(branchWith('b')).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
  });
});

describe('gitlabRepository: merge requests', () => {
  it('asks the host for the one branch', async () => {
    await pullFor('b');
    await repository.listPullRequests({ state: 'open', head: 'b' });
    expect(Object.fromEntries(host.requests.at(-1)!.query)).toEqual({
      state: 'opened',
      source_branch: 'b',
      order_by: 'created_at',
      sort: 'desc',
      per_page: '100',
      page: '1',
    });
  });

  it('keeps the mark of a draft in its title, as GitLab has it', async () => {
    await expect(pullFor('b', { draft: true })).resolves.toMatchObject({
      title: 'Draft: t',
      warnings: [],
    });
    await expect(
      repository.updatePullRequest(1, { title: 'New' }),
    ).resolves.toMatchObject({ title: 'Draft: New' });
    await expect(
      repository.updatePullRequest(1, { title: 'Draft: Newer' }),
    ).resolves.toMatchObject({ title: 'Draft: Newer' });
  });

  it('says whom the free plan leaves out', async () => {
    host.freePlan = true;
    await expect(
      pullFor('b', {
        reviewers: ['ada', 'grace'],
        assignees: ['ada', 'grace'],
        labels: ['urgent'],
      }),
    ).resolves.toMatchObject({
      warnings: [
        expect.stringMatching(/requested one only from ada/),
        expect.stringMatching(/assigned only ada\./),
      ],
    });
  });

  it('says which labels were left out', async () => {
    host.onRequest(({ body, path }) => {
      if (path.endsWith('/merge_requests') && body) delete body.labels;
    });
    await expect(pullFor('b', { labels: ['urgent'] })).resolves.toMatchObject({
      warnings: [expect.stringMatching(/GitLab set only none/)],
    });
  });

  it('opens the merge request though people cannot be looked up', async () => {
    host.onRequest(({ path }) =>
      path.endsWith('/users')
        ? { when: 'before', how: { status: 403 } }
        : undefined,
    );
    await expect(pullFor('b', { reviewers: ['ada'] })).resolves.toMatchObject({
      number: 1,
      warnings: [expect.stringMatching(/^No review requested from ada: .*403/)],
    });
  });

  it('waits until GitLab has looked at the merge request before it sets it to merge', async () => {
    host.looksUntilReady = 2;
    await expect(pullFor('b', { autoMerge: true })).resolves.toMatchObject({
      warnings: [],
    });
    expect(host.memory.pullRequest(1).autoMerge).toBe(true);
    expect(host.writes.at(-1)).toMatchObject({
      method: 'PUT',
      path: `${API}/merge_requests/1/merge`,
      body: {
        auto_merge: true,
        merge_when_pipeline_succeeds: true,
        sha: host.memory.branches.get('b'),
      },
    });
  });

  it('says that nothing is there to wait for', async () => {
    host.hasPipeline = false;
    await expect(pullFor('b', { autoMerge: true })).resolves.toMatchObject({
      state: 'open',
      warnings: [expect.stringMatching(/^Auto-merge not enabled: .*405/)],
    });
  });
});
