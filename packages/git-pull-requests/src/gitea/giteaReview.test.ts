import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGitHost } from '@worker-clusters/sandbox';
import { giteaIntegrations } from '../__testUtils__/testHost';
import { createGitRepository } from '../createGitRepository';
import type { GitRepository } from '../GitRepository';

const TOKENS = { portal: 's3cret-t0ken', ada: 'ada-t0ken', grace: 'grace-t' };

describe('giteaRepository against the sandbox Git host: data for a review queue', () => {
  let directory: string;
  let host: Awaited<ReturnType<typeof startGitHost>>;
  let repository: GitRepository;

  const open = (options: { token?: string; owner?: string } = {}) => {
    const { host: name } = new URL(host.url);
    return createGitRepository({
      integrations: giteaIntegrations(name, {
        username: 'portal',
        password: TOKENS.portal,
      }),
      repository: {
        host: name,
        owner: options.owner ?? 'platform',
        repo: 'gitops',
      },
      token: options.token,
    });
  };
  const api = async (
    who: keyof typeof TOKENS,
    method: string,
    path: string,
    body?: object,
  ) => {
    const response = await fetch(`${host.url}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `token ${TOKENS[who]}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    expect(response.ok).toBe(true);
    return response.json();
  };
  const GITOPS = '/repos/platform/gitops';
  const pullFor = async (
    branch: string,
    more: object = {},
    from = repository,
  ) => {
    await from.createBranchWithCommit({
      branch,
      base: 'main',
      message: 'Change it',
      changes: [{ path: `claims/${branch}.yaml`, content: 'x\n' }],
    });
    return from.createPullRequest({
      head: branch,
      base: 'main',
      title: 'Title',
      body: 'Text',
      ...more,
    });
  };

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'githost-'));
    host = await startGitHost({
      directory,
      users: Object.entries(TOKENS).map(([login, token]) => ({
        login,
        token,
        fullName: login,
        email: `${login}@example.org`,
      })),
    });
    await host.ensureRepository({
      owner: 'platform',
      name: 'gitops',
      files: { 'README.md': '# GitOps\n', 'claims/a.yaml': 'a\n' },
    });
    repository = open();
  });
  afterEach(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('tells its own pull requests from those of others', async () => {
    const mine = await pullFor('one');
    const theirs = await pullFor(
      'two',
      { draft: true },
      open({ token: TOKENS.ada }),
    );
    await expect(repository.getAccount()).resolves.toEqual({
      login: 'portal',
      id: mine.authorId,
    });
    const found = await repository.listPullRequests({ state: 'open' });
    expect(found).toMatchObject([
      { number: 2, author: 'ada', authorId: theirs.authorId, draft: true },
      { number: 1, author: 'portal', authorId: mine.authorId },
    ]);
    expect(theirs.authorId).not.toBe(mine.authorId);
    expect(found[1].headCommit).toBe(
      await host.head('platform', 'gitops', 'one'),
    );
  });

  it('lists the paths that a pull request changes', async () => {
    const { sha } = (await repository.getFile('claims/a.yaml', 'main'))!;
    await repository.createBranchWithCommit({
      branch: 'many',
      base: 'main',
      message: 'm',
      changes: [
        { path: 'claims/a.yaml', sha },
        ...Array.from({ length: 5 }, (_, i) => ({
          path: `claims/n${i}.yaml`,
          content: `${i}\n`,
        })),
      ],
    });
    await repository.createPullRequest({
      head: 'many',
      base: 'main',
      title: 't',
      body: '',
    });
    const all = await repository.listChangedPaths(1);
    expect(all.complete).toBe(true);
    expect(all.paths).toHaveLength(6);
    expect(all.paths).toContain('claims/a.yaml');
    const cut = await repository.listChangedPaths(1, { limit: 4 });
    expect(cut).toMatchObject({ complete: false });
    expect(cut.paths).toHaveLength(4);
  });

  it('sums up checks, reviews and whether it can be merged', async () => {
    const { headCommit } = await pullFor('one', {
      reviewers: ['ada', 'grace'],
    });
    const status = () => repository.getPullRequestStatus(1);
    await expect(status()).resolves.toEqual({
      headCommit,
      checks: 'none',
      reviews: {
        approvedBy: [],
        changesRequestedBy: [],
        pending: ['ada', 'grace'],
      },
      mergeability: 'mergeable',
    });
    const check = (context: string, state: string) =>
      api('portal', 'POST', `${GITOPS}/statuses/${headCommit}`, {
        context,
        state,
      });
    await check('guard', 'pending');
    expect((await status()).checks).toBe('pending');
    await check('guard', 'success');
    expect((await status()).checks).toBe('passed');
    await check('render', 'failure');
    expect((await status()).checks).toBe('failed');

    const review = (who: 'ada' | 'grace', event: string) =>
      api(who, 'POST', `${GITOPS}/pulls/1/reviews`, { event, body: 'Well.' });
    await review('ada', 'REQUEST_CHANGES');
    await review('grace', 'APPROVED');
    await review('grace', 'COMMENT');
    expect((await status()).reviews).toEqual({
      approvedBy: ['grace'],
      changesRequestedBy: ['ada'],
      pending: [],
    });
    await review('ada', 'APPROVED');
    expect((await status()).reviews.changesRequestedBy).toEqual([]);
    expect((await status()).reviews.approvedBy.sort()).toEqual([
      'ada',
      'grace',
    ]);
  });

  it('sees a conflict, and that a draft is not to be merged', async () => {
    const { sha } = (await repository.getFile('claims/a.yaml', 'main'))!;
    const change = (branch: string, content: string) =>
      repository.createBranchWithCommit({
        branch,
        base: 'main',
        message: 'm',
        changes: [{ path: 'claims/a.yaml', content, sha }],
      });
    await change('one', 'one\n');
    await change('two', 'two\n');
    for (const head of ['one', 'two']) {
      await repository.createPullRequest({
        head,
        base: 'main',
        title: head,
        body: '',
      });
    }
    await pullFor('three', { draft: true });
    await fetch(`${host.url}/api/v1${GITOPS}/pulls/1/merge`, {
      method: 'POST',
      headers: {
        Authorization: `token ${TOKENS.ada}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({ Do: 'merge' }),
    });
    const mergeability = async (number: number) =>
      (await repository.getPullRequestStatus(number)).mergeability;
    expect(await mergeability(2)).toBe('conflict');
    expect(await mergeability(3)).toBe('blocked');
  });

  it('names reviewers and teams that the host does not know', async () => {
    await api('portal', 'POST', '/orgs/platform/teams', {
      name: 'platform-team',
    });
    await expect(
      repository.findUnknownReviewers({
        reviewers: ['Ada'],
        teamReviewers: ['platform-team'],
      }),
    ).resolves.toEqual([]);
    await expect(
      repository.findUnknownReviewers({
        reviewers: ['ada', 'nobody'],
        teamReviewers: ['no-team'],
      }),
    ).resolves.toMatchObject([
      {
        kind: 'reviewer',
        name: 'nobody',
        message: expect.stringMatching(/knows no user 'nobody' with access to/),
      },
      {
        kind: 'team',
        name: 'no-team',
        message: expect.stringMatching(/knows no team 'no-team'/),
      },
    ]);
  });

  it('says that the repository of a user has no teams', async () => {
    await api('ada', 'POST', '/user/repos', {
      name: 'gitops',
      auto_init: true,
    });
    await expect(
      open({ owner: 'ada' }).findUnknownReviewers({ teamReviewers: ['t'] }),
    ).resolves.toMatchObject([
      {
        kind: 'team',
        message: expect.stringMatching(/belongs to a user.* no teams/),
      },
    ]);
  });

  it('does not read a file that is larger than its reader takes', async () => {
    await repository.createBranchWithCommit({
      branch: 'huge',
      base: 'main',
      message: 'm',
      changes: [{ path: 'huge.yaml', content: 'x'.repeat(3 * 1024 * 1024) }],
    });
    await expect(repository.getFile('huge.yaml', 'huge')).rejects.toMatchObject(
      { name: 'FileTooLargeError', path: 'huge.yaml' },
    );
    await expect(
      repository.getFile('README.md', 'main', { maxBytes: 3 }),
    ).rejects.toMatchObject({ name: 'FileTooLargeError', maxBytes: 3 });
  });
});
