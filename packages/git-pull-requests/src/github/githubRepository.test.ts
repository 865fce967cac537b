import { openRepository } from '../__testUtils__/openRepository';
import { MemoryRepository } from '../__testUtils__/MemoryRepository';
import { SimulatedGithub } from '../__testUtils__/SimulatedGithub';
import { PORTAL_TOKEN, RunningHost } from '../__testUtils__/SimulatedHost';
import type { GitRepository } from '../GitRepository';
import { githubProvider } from './githubProvider';

let host: SimulatedGithub;
let running: RunningHost;
let repository: GitRepository;

async function start(memory?: MemoryRepository) {
  host = new SimulatedGithub(memory);
  running = await host.start();
  repository = openRepository(running, githubProvider);
}

beforeEach(() => start());
afterEach(() => running.close());

const API = '/api/v3/repos/platform/gitops';
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

describe('githubRepository: files', () => {
  it('reads a file above one megabyte as a blob', async () => {
    host.objects.maxInlineBytes = 3;
    await expect(
      repository.getFile('README.md', 'main'),
    ).resolves.toMatchObject({ content: '# Grün\n' });
    expect(host.requests.map(r => r.path)).toEqual([
      `${API}/contents/README.md`,
      expect.stringMatching(/\/git\/blobs\/[0-9a-f]{40}$/),
    ]);
  });

  it.each([
    ['claims/dev', 1200],
    ['', 1001],
  ])('lists more files in %j than the contents API does', async (folder, n) => {
    await running.close();
    const prefix = folder && `${folder}/`;
    const files = Array.from({ length: n }, (_, i) => `${prefix}${i}.yaml`);
    await start(
      new MemoryRepository({
        files: Object.fromEntries(
          [...files, 'claims/prod/x.yaml'].map(path => [path, 'x']),
        ),
      }),
    );
    const found = await repository.listFiles(folder, 'main');
    expect([...found].sort()).toEqual([...files].sort());
  });

  it('asks in the version of the API that it knows', async () => {
    await repository.defaultBranch();
    expect(host.requests[0].headers).toMatchObject({
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      authorization: 'Bearer s3cret-t0ken',
    });
  });

  it('tells a missing repository from a missing file', async () => {
    const { host: name } = running;
    const gone = openRepository(
      { ...running, repository: { host: name, owner: 'platform', repo: 'no' } },
      githubProvider,
    );
    await expect(gone.getFile('README.md', 'main')).rejects.toMatchObject({
      name: 'NotFoundError',
    });
  });
});

describe('githubRepository: commits', () => {
  it('writes objects first and the branch last, on top of what was checked', async () => {
    const base = host.memory.branches.get('main');
    host.onRequest(({ path }) => {
      // Somebody is faster, between the check and the commit.
      if (path.endsWith('/git/trees')) host.memory.push('main', { z: 'z' });
    });
    const { commit } = await repository.createBranchWithCommit({
      branch: 'b',
      base: 'main',
      message: 'Message',
      author: { name: 'A', email: 'a@example.org' },
      changes: [
        { path: 'new.yaml', content: 'ü' },
        {
          path: 'README.md',
          sha: (await repository.getFile('README.md', 'main'))!.sha,
        },
      ],
    });
    expect(host.memory.commits.get(commit)!.parent).toBe(base);
    expect(
      host.writes.map(({ method, path, body }) => [method, path, body]),
    ).toEqual([
      [
        'POST',
        `${API}/git/trees`,
        {
          base_tree: `tree-${base}`,
          tree: [
            { path: 'new.yaml', mode: '100644', type: 'blob', content: 'ü' },
            { path: 'README.md', mode: '100644', type: 'blob', sha: null },
          ],
        },
      ],
      [
        'POST',
        `${API}/git/commits`,
        {
          message: 'Message',
          author: { name: 'A', email: 'a@example.org' },
          tree: expect.any(String),
          parents: [base],
        },
      ],
      ['POST', `${API}/git/refs`, { ref: 'refs/heads/b', sha: commit }],
    ]);
  });

  it('leaves no branch behind when the last step fails', async () => {
    host.onRequest(({ path }) =>
      path.endsWith('/git/refs') ? { when: 'before', how: 'cut' } : undefined,
    );
    await expect(branchWith('b')).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
    expect(host.memory.branches.has('b')).toBe(false);
    expect(host.writes.filter(w => w.path.endsWith('/git/refs'))).toHaveLength(
      1,
    );
  });

  it.each([
    ['moves', () => host.memory.push('b', { 'theirs.yaml': 'x' })],
    ['goes', () => host.memory.deleteBranch('b')],
  ])(
    'does not force a branch that %s in the last moment',
    async (_, change) => {
      const { commit: expectedHead } = await branchWith('b');
      let done = false;
      host.onRequest(({ method }) => {
        if (method === 'PATCH' && !done) {
          done = true;
          change();
        }
      });
      await expect(
        repository.commitOnBranch({
          branch: 'b',
          expectedHead,
          message: 'm',
          changes: [{ path: 'new.yaml', content: 'n' }],
        }),
      ).rejects.toMatchObject({ name: 'ConflictError' });
    },
  );
});

describe('githubRepository: pull requests', () => {
  it('asks the host for the one branch', async () => {
    await pullFor('b');
    await repository.listPullRequests({ state: 'open', head: 'b' });
    const { query } = host.requests.at(-1)!;
    expect(Object.fromEntries(query)).toEqual({
      state: 'open',
      head: 'platform:b',
      sort: 'created',
      direction: 'desc',
      per_page: '100',
      page: '1',
    });
  });

  it('stops after the last page', async () => {
    await repository.listPullRequests({ state: 'all' });
    expect(host.requests).toHaveLength(1);
  });

  it('opens one that is no draft where the plan has no drafts', async () => {
    host.refusesDrafts = true;
    await expect(pullFor('b', { draft: true })).resolves.toMatchObject({
      number: 1,
      warnings: [expect.stringMatching(/Not opened as a draft/)],
    });
    expect(host.memory.pullRequest(1).draft).toBe(false);
  });

  it('says why it does not merge by itself', async () => {
    host.autoMergeRefusal =
      'Pull request Auto merge is not allowed for this repository';
    await expect(pullFor('b', { autoMerge: true })).resolves.toMatchObject({
      state: 'open',
      warnings: [
        expect.stringMatching(
          /^Auto-merge not enabled: .*Auto merge is not allowed/,
        ),
      ],
    });
  });

  it('reads more than a page of check runs', async () => {
    await pullFor('b');
    host.memory.checks.set(host.memory.branches.get('b')!, [
      ...Array.from({ length: 100 }, (_, i) => ({
        name: `check-${i}`,
        state: 'passed' as const,
      })),
      { name: 'guard', state: 'failed' },
    ]);
    await expect(repository.getPullRequestStatus(1)).resolves.toMatchObject({
      checks: 'failed',
    });
  });

  it('names an unknown reviewer although it may not see the teams', async () => {
    host.onRequest(({ path }) =>
      path.includes('/teams/')
        ? {
            when: 'before',
            how: {
              status: 403,
              body: { message: 'Resource not accessible by integration' },
            },
          }
        : undefined,
    );
    await expect(
      repository.findUnknownReviewers({
        reviewers: ['nobody-here'],
        teamReviewers: ['platform-team'],
      }),
    ).resolves.toMatchObject([{ kind: 'reviewer', name: 'nobody-here' }]);
  });

  it('repeats no credential and no long text of a refusal by GraphQL', async () => {
    host.autoMergeRefusal = `no\n${PORTAL_TOKEN} ${'x'.repeat(10_000)}`;
    const { warnings } = await pullFor('b', { autoMerge: true });
    expect(warnings[0]).toMatch(/^Auto-merge not enabled: GitHub says: no /);
    expect(warnings[0]).not.toContain(PORTAL_TOKEN);
    expect(warnings[0].length).toBeLessThan(300);
  });

  it.each([
    ['a squash', { allow_merge_commit: false }, 'SQUASH'],
    [
      'a rebase',
      { allow_merge_commit: false, allow_squash_merge: false },
      'REBASE',
    ],
  ])(
    'merges by itself with %s where nothing else is allowed',
    async (_, allowed, method) => {
      host.onRequest(({ path, method: verb }) =>
        verb === 'GET' && path === API
          ? {
              when: 'before',
              how: { body: { default_branch: 'main', ...allowed } },
            }
          : undefined,
      );
      await pullFor('b', { autoMerge: true });
      const { path, body } = host.writes.at(-1)!;
      expect(path).toBe('/api/graphql');
      expect(body.variables).toEqual({ id: 'PR_1', mergeMethod: method });
    },
  );

  it('asks everybody who can review, whoever cannot', async () => {
    const { warnings } = await pullFor('b', {
      // `portal` opens it.
      reviewers: ['ada', 'portal', 'grace'],
      teamReviewers: ['no-team', 'platform-team'],
    });
    expect(host.memory.pullRequest(1)).toMatchObject({
      reviewers: ['ada', 'grace'],
      teamReviewers: ['platform-team'],
    });
    expect(warnings).toEqual([
      expect.stringMatching(/No review requested from portal: .*author/),
      expect.stringMatching(/the team no-team: .* knows no team 'no-team'/),
    ]);
  });

  it('loses nothing when all that comes after the pull request fails', async () => {
    host.onRequest(({ write, path }) =>
      write && /issues|reviewers|graphql/.test(path)
        ? { when: 'before', how: 'cut' }
        : undefined,
    );
    const opened = await pullFor('b', {
      labels: ['urgent'],
      assignees: ['ada'],
      reviewers: ['ada', 'grace'],
      autoMerge: true,
    });
    expect(opened).toMatchObject({ number: 1, state: 'open' });
    expect(opened.warnings).toHaveLength(4);
    // Not once more for each reviewer: the host is not there.
    expect(
      host.writes.filter(w => w.path.endsWith('/requested_reviewers')),
    ).toHaveLength(1);
  });

  it('says which branch is wrong', async () => {
    await expect(
      repository.createPullRequest({
        head: 'none',
        base: 'main',
        title: 't',
        body: '',
      }),
    ).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(
        /refused opening a pull request for the branch none \(422\)\. It says: Validation Failed: head is invalid/,
      ),
    });
  });

  it('shortens a text that is too long, and keeps what is hidden at its end', async () => {
    const body = `${'line\n'.repeat(20_000)}<!-- id -->`;
    await pullFor('b', { body });
    await repository.updatePullRequest(1, { body });
    for (const { body: sent } of host.writes.slice(-2)) {
      expect(sent.body.length).toBeLessThanOrEqual(65_536);
      expect(sent.body).toMatch(/Shortened[^]*<!-- id -->$/);
    }
  });
});
