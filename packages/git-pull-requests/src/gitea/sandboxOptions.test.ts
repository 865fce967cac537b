import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGitHost } from '@worker-clusters/sandbox';
import { giteaIntegrations } from '../__testUtils__/testHost';
import { createGitRepository } from '../createGitRepository';
import type { GitRepository } from '../GitRepository';

const TOKEN = 's3cret-t0ken';

describe('giteaRepository against the sandbox Git host: later commits and what goes beside a pull request', () => {
  let directory: string;
  let host: Awaited<ReturnType<typeof startGitHost>>;
  let repository: GitRepository;

  const api = async (method: string, path: string, body?: object) => {
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
    const text = await response.text();
    return text ? JSON.parse(text) : undefined;
  };
  const branchWith = (branch: string, path = `${branch}.yaml`) =>
    repository.createBranchWithCommit({
      branch,
      base: 'main',
      message: 'Add a file',
      changes: [{ path, content: 'x\n' }],
    });
  const pullFor = async (branch: string, more: object = {}) => {
    await branchWith(branch);
    return repository.createPullRequest({
      head: branch,
      base: 'main',
      title: 'Title',
      body: 'Text',
      ...more,
    });
  };
  const head = (branch: string) => host.head('platform', 'gitops', branch);

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
        {
          login: 'ada',
          fullName: 'Ada Lovelace',
          email: 'ada@example.org',
          token: 'ada-t0ken',
        },
      ],
    });
    await host.ensureRepository({
      owner: 'platform',
      name: 'gitops',
      files: { 'README.md': '# GitOps\n', 'a/b.yaml': 'b\n' },
      protectMain: true,
    });
    const { host: name } = new URL(host.url);
    repository = createGitRepository({
      integrations: giteaIntegrations(name, {
        username: 'portal',
        password: TOKEN,
      }),
      repository: { host: name, owner: 'platform', repo: 'gitops' },
    });
  });

  afterEach(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  describe('a commit on a branch', () => {
    it('stands on top of the head that was seen', async () => {
      const { commit: expectedHead } = await branchWith('b');
      const file = (await repository.getFile('b.yaml', 'b'))!;
      const { commit } = await repository.commitOnBranch({
        branch: 'b',
        expectedHead,
        message: 'Change it',
        author: { name: 'Ada', email: 'ada@example.org' },
        changes: [
          { path: 'b.yaml', content: 'y\n', sha: file.sha },
          { path: 'new.yaml', content: 'n\n' },
        ],
      });
      expect(await head('b')).toBe(commit);
      expect(await host.readFiles('platform', 'gitops', 'b', '')).toMatchObject(
        { 'b.yaml': 'y\n', 'new.yaml': 'n\n' },
      );
      const made = await api('GET', `/git/commits/${commit}`);
      expect(made).toMatchObject({
        parents: [{ sha: expectedHead }],
        commit: { author: { name: 'Ada' } },
      });
    });

    it.each([
      ['the head has moved', 'b', { path: 'new.yaml', content: 'n' }, true],
      [
        'the file is not what was seen',
        'b',
        { path: 'b.yaml', content: 'n', sha: '0'.repeat(40) },
        false,
      ],
      [
        'the file to delete is not what was seen',
        'b',
        { path: 'b.yaml', sha: '0'.repeat(40) },
        false,
      ],
      ['the file exists', 'b', { path: 'README.md', content: 'n' }, false],
      [
        'the file has gone',
        'b',
        { path: 'gone.yaml', content: 'n', sha: '0'.repeat(40) },
        false,
      ],
      ['it would delete a file unseen', 'b', { path: 'README.md' }, false],
    ])('is refused when %s', async (_, branch, change, moves) => {
      const { commit: expectedHead } = await branchWith(branch);
      const push = async () =>
        repository.commitOnBranch({
          branch,
          expectedHead,
          message: 'Theirs',
          changes: [{ path: 'theirs.yaml', content: 't' }],
        });
      const before = moves ? (await push()).commit : expectedHead;
      await expect(
        repository.commitOnBranch({
          branch,
          expectedHead,
          message: 'm',
          changes: [change],
        }),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      expect(await head(branch)).toBe(before);
    });

    it('is refused when the branch is gone, or protected', async () => {
      const { commit: expectedHead } = await branchWith('b');
      await repository.deleteBranch('b');
      const changes = [{ path: 'new.yaml', content: 'n' }];
      await expect(
        repository.commitOnBranch({
          branch: 'b',
          expectedHead,
          message: 'm',
          changes,
        }),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      await expect(
        repository.commitOnBranch({
          branch: 'main',
          expectedHead: (await head('main'))!,
          message: 'm',
          changes,
        }),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });
    });

    it('guards the files of a new branch in the same way', async () => {
      await expect(
        repository.createBranchWithCommit({
          branch: 'b',
          base: 'main',
          message: 'm',
          changes: [{ path: 'a/b.yaml', content: 'n', sha: '0'.repeat(40) }],
        }),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      expect(await head('b')).toBeUndefined();
    });
  });

  describe('a pull request', () => {
    it('takes draft, labels, reviewers and assignees', async () => {
      await api('POST', '/labels', { name: 'cluster', color: '#00aabb' });
      await api('POST', '/../../../orgs/platform/labels', {
        name: 'organization',
        color: '#00aabb',
      });
      await api('POST', '/../../../orgs/platform/teams', {
        name: 'platform-team',
      });
      const opened = await pullFor('b', {
        draft: true,
        labels: ['cluster', 'organization'],
        reviewers: ['ada'],
        teamReviewers: ['platform-team'],
        assignees: ['ada', 'portal'],
      });
      expect(opened).toMatchObject({ title: 'WIP: Title', warnings: [] });
      expect(await api('GET', '/pulls/1')).toMatchObject({
        draft: true,
        mergeable: false,
        labels: [{ name: 'cluster' }, { name: 'organization' }],
        requested_reviewers: [{ login: 'ada' }],
        requested_reviewers_teams: [{ name: 'platform-team' }],
        assignees: [{ login: 'ada' }, { login: 'portal' }],
      });
    });

    it('stands whatever is refused beside it', async () => {
      const opened = await pullFor('b', {
        labels: ['none'],
        reviewers: ['nobody', 'ada'],
        teamReviewers: ['platform-team'],
        assignees: ['ada', 'nobody'],
      });
      expect(opened).toMatchObject({ number: 1, state: 'open' });
      expect(opened.warnings).toEqual([
        expect.stringMatching(
          /^Label none not set: neither http\S+ nor its organization has it/,
        ),
        expect.stringMatching(
          /^No review requested from nobody: The Git host \S+ knows no user 'nobody' with access/,
        ),
        expect.stringMatching(
          /^No review requested from the team platform-team: The Git host \S+ knows no team/,
        ),
        expect.stringMatching(
          /^Not assigned to nobody: The Git host \S+ knows no user 'nobody'/,
        ),
      ]);
      expect(opened.warnings.join()).not.toMatch(/check that .* exists/);
      expect(await api('GET', '/pulls/1')).toMatchObject({
        requested_reviewers: [{ login: 'ada' }],
        assignees: [{ login: 'ada' }],
      });
    });

    it('changes title or text, and stays a draft', async () => {
      await pullFor('b', { draft: true });
      await expect(
        repository.updatePullRequest(1, { title: 'New title' }),
      ).resolves.toMatchObject({ title: 'WIP: New title', body: 'Text' });
      await expect(
        repository.updatePullRequest(1, { body: 'New text' }),
      ).resolves.toMatchObject({ title: 'WIP: New title', body: 'New text' });
      expect(await api('GET', '/pulls/1')).toMatchObject({ draft: true });
      await expect(
        repository.updatePullRequest(9, { body: 'x' }),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
    });

    it('that is to merge by itself waits for the approval that main needs', async () => {
      const main = await head('main');
      const opened = await pullFor('b', { autoMerge: true });
      expect(opened).toMatchObject({ state: 'open', warnings: [] });
      expect(await head('main')).toBe(main);
    });

    it('cannot be a draft that merges by itself', async () => {
      const opened = await pullFor('b', { draft: true, autoMerge: true });
      expect(opened).toMatchObject({
        state: 'open',
        warnings: [
          expect.stringMatching(/^Auto-merge not enabled: .*Work in progress/),
        ],
      });
    });

    it('says so when it has merged at once, for want of anything to wait for', async () => {
      await api('POST', '/branches', { new_branch_name: 'free' });
      await branchWith('b');
      await expect(
        repository.createPullRequest({
          head: 'b',
          base: 'free',
          title: 'Title',
          body: '',
          autoMerge: true,
        }),
      ).resolves.toMatchObject({ state: 'merged', warnings: [] });
    });
  });
});
