import { createGitRepository } from '../createGitRepository';
import {
  Answer,
  giteaIntegrations,
  startTestHost,
} from '../__testUtils__/testHost';

type Host = Awaited<ReturnType<typeof startTestHost>>;
let host: Host | undefined;

afterEach(async () => {
  await host?.close();
  host = undefined;
});

async function open(answer: Answer) {
  host = await startTestHost(answer);
  return createGitRepository({
    integrations: giteaIntegrations(host.host),
    repository: { host: host.host, owner: 'platform', repo: 'gitops' },
  });
}

const pullRequest = (number: number, branch: string, more: object = {}) => ({
  number,
  html_url: `http://git.example.com/platform/gitops/pulls/${number}`,
  title: `Pull request ${number}`,
  body: 'text',
  state: 'open',
  merged: false,
  user: { login: 'portal' },
  head: { label: branch, ref: branch, repo_id: 1 },
  base: { label: 'main', ref: 'main', repo_id: 1 },
  created_at: '2026-11-01T10:00:00+02:00',
  closed_at: null,
  merged_at: null,
  ...more,
});

describe('giteaRepository: pull requests', () => {
  it('reads all pages, newest first, by the source branch', async () => {
    const all = Array.from({ length: 120 }, (_, i) =>
      pullRequest(
        i + 1,
        i % 2 ? `worker-cluster/dev/c${i}/create` : `other/${i}`,
      ),
    ).reverse();
    const repository = await open(({ url }) => {
      const { searchParams } = new URL(url, 'http://x');
      const page = Number(searchParams.get('page'));
      // This host is set to shorter pages than it is asked for.
      return { body: all.slice((page - 1) * 30, page * 30) };
    });
    const found = await repository.listPullRequests({
      state: 'open',
      headPrefix: 'worker-cluster/',
    });
    expect(found.map(p => p.number)).toEqual(
      Array.from({ length: 60 }, (_, i) => 120 - 2 * i),
    );
    await expect(
      repository.listPullRequests({ state: 'open', head: 'other/2' }),
    ).resolves.toMatchObject([{ number: 3 }]);
  });

  it.each([
    [{}, { state: 'open', createdAt: '2026-11-01T08:00:00.000Z' }],
    [
      { state: 'closed', closed_at: '2026-11-01T09:00:00Z' },
      { state: 'closed', finishedAt: '2026-11-01T09:00:00.000Z' },
    ],
    [
      {
        state: 'closed',
        merged: true,
        merged_at: '2026-11-01T09:00:00Z',
        head: { label: 'b', ref: 'refs/pull/7/head', repo_id: 1 },
      },
      { state: 'merged', head: 'b', finishedAt: '2026-11-01T09:00:00.000Z' },
    ],
    [
      {
        head: {
          label: 'b',
          ref: 'b',
          repo: { full_name: 'mallory/gitops', owner: { login: 'mallory' } },
        },
        base: {
          label: 'main',
          ref: 'main',
          repo: { full_name: 'platform/gitops' },
        },
      },
      { head: 'mallory:b' },
    ],
    [{ head: { label: 'b', ref: 'b', repo_id: -1 } }, { head: 'unknown:b' }],
    [
      { html_url: 'data:text/html,x' },
      { url: expect.stringMatching(/^http:.*\/platform\/gitops\/pulls\/7$/) },
    ],
  ])('reads %j', async (answer, expected) => {
    const repository = await open(() => ({
      body: pullRequest(7, 'b', answer),
    }));
    await expect(repository.getPullRequest(7)).resolves.toMatchObject(expected);
  });

  const labelled = (labels: string[]) => ({
    head: 'b',
    base: 'main',
    title: 't',
    body: 'x',
    labels,
  });

  it('passes labels by id: of all pages of the repository, then of its organization', async () => {
    const ofRepository = Array.from({ length: 120 }, (_, i) => ({
      id: i + 1,
      name: `label-${i + 1}`,
    }));
    const ofOrganization = [
      { id: 501, name: 'label-1' },
      { id: 502, name: 'worker-cluster' },
    ];
    const repository = await open(({ url }) => {
      const { pathname, searchParams } = new URL(url, 'http://x');
      if (!pathname.endsWith('/labels')) {
        return { status: 201, body: pullRequest(7, 'b') };
      }
      const all = pathname.includes('/orgs/platform/')
        ? ofOrganization
        : ofRepository;
      const page = Number(searchParams.get('page'));
      return { body: all.slice((page - 1) * 50, page * 50) };
    });
    const { warnings } = await repository.createPullRequest(
      labelled(['label-1', 'label-120', 'worker-cluster', 'unknown']),
    );
    expect(host!.seen.at(-1)!.body.labels).toEqual([1, 120, 502]);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^Label unknown not set: neither http\S+ nor its organization has it/,
      ),
    ]);
    const before = host!.seen.length;
    await repository.createPullRequest(labelled(['label-2']));
    // Nothing is looked for that has been found.
    expect(host!.seen.length - before).toBe(2);
  });

  it.each([
    [404, 'nor its organization has it'],
    [403, 'does not allow listing the labels of the organization platform'],
  ])(
    "takes the repository's labels when the organization's are answered with %s",
    async (status, reason) => {
      const repository = await open(({ url }) => {
        if (url.includes('/orgs/')) return { status, body: {} };
        return url.includes('/labels')
          ? {
              body: url.includes('page=1&') ? [{ id: 4, name: 'cluster' }] : [],
            }
          : { status: 201, body: pullRequest(7, 'b') };
      });
      const { warnings } = await repository.createPullRequest(
        labelled(['cluster', 'other']),
      );
      expect(host!.seen.at(-1)!.body.labels).toEqual([4]);
      expect(warnings).toEqual([
        expect.stringContaining(`Label other not set`),
      ]);
      expect(warnings[0]).toContain(reason);
    },
  );

  it('does not read labels for ever', async () => {
    const repository = await open(({ url }) =>
      url.includes('/labels')
        ? { body: [{ id: 4, name: 'cluster' }] }
        : { status: 201, body: pullRequest(7, 'b') },
    );
    await repository.createPullRequest(labelled(['unknown']));
    expect(host!.seen).toHaveLength(81);
  });

  it('asks for everything beside the pull request, one call each', async () => {
    const repository = await open(({ method, url }) =>
      url.endsWith('/assignees')
        ? { body: [{ login: 'Ada' }, { login: 'grace' }, { login: 'eve' }] }
        : {
            status: 201,
            body:
              url.endsWith('/merge') ||
              method === 'PATCH' ||
              url.includes('review')
                ? {}
                : pullRequest(7, 'b'),
          },
    );
    await expect(
      repository.createPullRequest({
        head: 'b',
        base: 'main',
        title: 't',
        body: 'x',
        reviewers: ['ada'],
        teamReviewers: ['platform'],
        assignees: ['ada', 'grace'],
        autoMerge: true,
      }),
    ).resolves.toMatchObject({ number: 7, warnings: [] });
    const path = '/api/v1/repos/platform/gitops';
    expect(host!.seen.slice(1).map(r => [r.method, r.url, r.body])).toEqual([
      ['POST', `${path}/pulls/7/requested_reviewers`, { reviewers: ['ada'] }],
      [
        'POST',
        `${path}/pulls/7/requested_reviewers`,
        { team_reviewers: ['platform'] },
      ],
      ['GET', `${path}/assignees`, undefined],
      ['PATCH', `${path}/issues/7`, { assignees: ['ada', 'grace'] }],
      [
        'POST',
        `${path}/pulls/7/merge`,
        { Do: 'merge', merge_when_checks_succeed: true },
      ],
      // It may have been merged at once.
      ['GET', `${path}/pulls/7`, undefined],
    ]);
  });

  it('loses nothing when all that comes after the pull request fails', async () => {
    const repository = await open(({ method, url }, response) => {
      if (method === 'POST' && url.endsWith('/pulls')) {
        return { status: 201, body: pullRequest(7, 'b') };
      }
      response.socket!.resetAndDestroy();
      return undefined;
    });
    const { number, warnings } = await repository.createPullRequest({
      head: 'b',
      base: 'main',
      title: 't',
      body: 'x',
      reviewers: ['ada', 'grace'],
      assignees: ['ada'],
      autoMerge: true,
    });
    expect(number).toBe(7);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^No review requested from ada, grace: .*connection cut/,
      ),
      expect.stringMatching(/^Not assigned to ada: .*connection cut/),
      expect.stringMatching(/^Auto-merge not enabled: .*connection cut/),
    ]);
  });

  it.each([
    ['t', 'WIP: t'],
    ['[wip] t', 'WIP: t'],
    ['t', '[WIP] t'],
  ])(
    'marks a new title of a draft, unless it is marked: %s',
    async (title, now) => {
      const repository = await open(() => ({
        body: pullRequest(7, 'b', { title: now }),
      }));
      await repository.updatePullRequest(7, { title });
      const sent = host!.seen.at(-1)!;
      expect(sent.method).toBe('PATCH');
      expect(sent.body.title).toMatch(/^(WIP: t|\[wip\] t)$/);
    },
  );

  it('changes only what is given', async () => {
    const repository = await open(() => ({ body: pullRequest(7, 'b') }));
    await repository.updatePullRequest(7, { body: 'new' });
    await repository.updatePullRequest(7, { title: 'new' });
    expect(
      host!.seen.filter(r => r.method === 'PATCH').map(r => r.body),
    ).toEqual([{ body: 'new' }, { title: 'new' }]);
  });
});
