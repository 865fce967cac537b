import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startGitHost } from '@worker-clusters/sandbox';
import { giteaIntegrations } from '../__testUtils__/testHost';
import { createGitRepository } from '../createGitRepository';
import type { GitRepository } from '../GitRepository';

const TOKEN = 's3cret-t0ken';
const author = { name: 'Ada Lovelace', email: 'ada@example.org' };

describe('giteaRepository against the sandbox Git host, over real Git repositories', () => {
  let directory: string;
  let host: Awaited<ReturnType<typeof startGitHost>>;
  let repository: GitRepository;

  const open = (repo = 'gitops', password = TOKEN) => {
    const { host: name } = new URL(host.url);
    return createGitRepository({
      integrations: giteaIntegrations(name, { username: 'portal', password }),
      repository: { host: name, owner: 'platform', repo },
    });
  };
  const api = async (method: string, path: string, body: object) => {
    const response = await fetch(
      `${host.url}/api/v1/repos/platform/gitops${path}`,
      {
        method,
        headers: {
          Authorization: `token ${TOKEN}`,
          'Content-Type': 'application/json',
        },
        body: JSON.stringify(body),
      },
    );
    expect(response.ok).toBe(true);
  };
  const branchWith = (branch: string, path: string, content: string) =>
    repository.createBranchWithCommit({
      branch,
      base: 'main',
      message: 'Add a file\n\nRequested-by: user:default/ada\n',
      author,
      changes: [{ path, content }],
    });

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'githost-'));
    host = await startGitHost({
      directory,
      users: [
        {
          login: 'portal',
          fullName: 'Portal',
          email: 'portal@example.org',
          token: TOKEN,
        },
      ],
    });
    await host.ensureRepository({
      owner: 'platform',
      name: 'gitops',
      files: {
        'README.md': '# Grün\n',
        'a/b.yaml': 'b\n',
        'a/c/d.yaml': 'd\n',
      },
      protectMain: true,
    });
    repository = open();
  });

  afterEach(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('reads a commit, and none that the repository does not have', async () => {
    const { commit } = await branchWith('b', 'b.yaml', 'b\n');
    await expect(repository.getCommit(commit)).resolves.toEqual({
      id: commit,
      message: 'Add a file\n\nRequested-by: user:default/ada',
      author: 'Ada Lovelace',
      authoredAt: expect.stringMatching(/^\d{4}-.*Z$/),
      url: `${host.url}/platform/gitops/commit/${commit}`,
    });
    await expect(
      repository.getCommit('0'.repeat(39).concat('1')),
    ).resolves.toBeUndefined();
    await expect(open('none').getCommit(commit)).rejects.toMatchObject({
      name: 'NotFoundError',
    });
    await expect(repository.getCommit('main')).rejects.toMatchObject({
      name: 'InputError',
    });
  });

  it('reads branches, files and folders', async () => {
    await expect(repository.defaultBranch()).resolves.toBe('main');
    await expect(repository.getBranch('main')).resolves.toEqual({
      name: 'main',
      commit: await host.head('platform', 'gitops', 'main'),
    });
    await expect(repository.getBranch('x/y')).resolves.toBeUndefined();
    await expect(
      repository.getFile('README.md', 'main'),
    ).resolves.toMatchObject({ path: 'README.md', content: '# Grün\n' });
    await expect(repository.getFile('none', 'main')).resolves.toBeUndefined();
    await expect(repository.getFile('a', 'main')).resolves.toBeUndefined();
    await expect(repository.listFiles('a', 'main')).resolves.toEqual([
      'a/b.yaml',
    ]);
    await expect(repository.listFiles('none', 'main')).resolves.toEqual([]);
  });

  it('writes a branch of one commit with its author, as git sees it, and never moves one', async () => {
    const branch = 'worker-cluster/dev/x/create';
    const { commit } = await branchWith(branch, 'claims/ü x.yaml', 'grün\n');
    await expect(repository.getBranch(branch)).resolves.toEqual({
      name: branch,
      commit,
    });

    const clone = join(directory, 'clone');
    // Not synchronously: the host answers in this very process.
    const git = async (...args: string[]) =>
      (await promisify(execFile)('git', args)).stdout;
    await git(
      'clone',
      '-q',
      '-b',
      branch,
      `${host.url}/platform/gitops.git`,
      clone,
    );
    expect(await git('-C', clone, 'show', `${branch}:claims/ü x.yaml`)).toBe(
      'grün\n',
    );
    expect(
      await git(
        '-C',
        clone,
        'log',
        '--format=%H %an <%ae> %s',
        'origin/main..',
      ),
    ).toBe(`${commit} Ada Lovelace <ada@example.org> Add a file\n`);

    await expect(branchWith(branch, 'other', 'x')).rejects.toMatchObject({
      name: 'ConflictError',
    });
    await expect(repository.getBranch(branch)).resolves.toMatchObject({
      commit,
    });

    await repository.deleteBranch(branch);
    await expect(repository.getBranch(branch)).resolves.toBeUndefined();
  });

  it('lets exactly one of many at once make a branch', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) => branchWith('one', 'f', `${i}`)),
    );
    expect(results.filter(r => r.status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      // eslint-disable-next-line jest/no-conditional-in-test
      if (result.status === 'rejected') {
        // eslint-disable-next-line jest/no-conditional-expect
        expect(result.reason).toMatchObject({ name: 'ConflictError' });
      }
    }
  });

  it('follows a pull request from opening to its end', async () => {
    await branchWith('a', 'x.yaml', 'x');
    await branchWith('b', 'y.yaml', 'y');
    const first = await repository.createPullRequest({
      head: 'a',
      base: 'main',
      title: 'Add x',
      body: 'Body\n\n<!-- hidden -->',
    });
    expect(first).toMatchObject({
      number: 1,
      url: `${repository.url}/pulls/1`,
      title: 'Add x',
      body: 'Body\n\n<!-- hidden -->',
      state: 'open',
      head: 'a',
      base: 'main',
      author: 'portal',
    });
    await expect(
      repository.createPullRequest({
        head: 'a',
        base: 'main',
        title: 'Again',
        body: '',
      }),
    ).rejects.toMatchObject({ name: 'ConflictError' });
    await repository.createPullRequest({
      head: 'b',
      base: 'main',
      title: 'Add y',
      body: '',
    });
    const list = async (
      options: Parameters<typeof repository.listPullRequests>[0],
    ) => (await repository.listPullRequests(options)).map(p => p.number);
    expect(await list({ state: 'open' })).toEqual([2, 1]);
    expect(await list({ state: 'open', head: 'a' })).toEqual([1]);

    await api('POST', '/pulls/1/merge', { Do: 'merge' });
    await expect(repository.closePullRequest(2)).resolves.toMatchObject({
      number: 2,
      state: 'closed',
    });
    await expect(repository.closePullRequest(1)).resolves.toMatchObject({
      state: 'merged',
    });
    await repository.deleteBranch('a');
    expect(await list({ state: 'open' })).toEqual([]);
    expect(await list({ state: 'closed', headPrefix: 'a' })).toEqual([1]);
    await expect(repository.getPullRequest(1)).resolves.toMatchObject({
      state: 'merged',
      head: 'a',
      finishedAt: expect.stringMatching(/Z$/),
    });
    await expect(repository.getPullRequest(2)).resolves.toMatchObject({
      state: 'closed',
    });
    await expect(repository.getFile('x.yaml', 'main')).resolves.toBeDefined();
    const has = (head: string, base = 'main') =>
      repository.hasPullRequest({ head, base });
    expect(await Promise.all([has('a'), has('b')])).toEqual([true, true]);
    expect(
      await Promise.all([has('c'), has('a', 'b'), has('a', 'x/y')]),
    ).toEqual([false, false, false]);
    await expect(
      open('none').hasPullRequest({ head: 'a', base: 'main' }),
    ).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('tells a missing repository, a wrong token and a protected branch apart', async () => {
    await expect(open('none').getFile('a', 'main')).rejects.toMatchObject({
      name: 'NotFoundError',
    });
    await expect(
      open('gitops', 'wrong').getFile('a', 'main'),
    ).rejects.toMatchObject({ name: 'AuthenticationError' });
    await expect(repository.deleteBranch('main')).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
  });

  it.each(['unavailable', 'hang', 'vanish'] as const)(
    'reports a host that is down: %s',
    async fault => {
      await host.setFaults([fault]);
      const impatient = createGitRepository({
        integrations: giteaIntegrations(new URL(host.url).host),
        repository: `${new URL(host.url).host}?owner=platform&repo=gitops`,
        timeoutMs: 300,
      });
      await expect(impatient.getBranch('main')).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining(`The Git host ${host.url} `),
      });
      await host.setFaults([]);
      // A busy machine may take longer than that for a host that is up.
      await expect(repository.getBranch('main')).resolves.toBeDefined();
    },
  );
});
