import { pullRequestAnswer, toPullRequest } from './githubAnswers';

/** As `GET /repos/octo/gitops/pulls/7` of api.github.com answers, without what nobody reads. */
const recorded = {
  url: 'https://api.github.com/repos/octo/gitops/pulls/7',
  id: 1934567890,
  node_id: 'PR_kwDOABCD1234',
  html_url: 'https://github.com/octo/gitops/pull/7',
  number: 7,
  state: 'open',
  locked: false,
  title: 'Create worker cluster data-dev',
  user: { login: 'portal[bot]', id: 1, type: 'Bot' },
  body: null,
  created_at: '2026-11-01T10:00:00Z',
  updated_at: '2026-11-01T11:00:00Z',
  closed_at: null,
  merged_at: null,
  assignees: [],
  requested_reviewers: [],
  requested_teams: [],
  labels: [],
  draft: false,
  head: {
    label: 'octo:worker-cluster/dev/data-dev/create',
    ref: 'worker-cluster/dev/data-dev/create',
    sha: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
    user: { login: 'octo' },
    repo: { id: 3, full_name: 'octo/gitops', fork: false },
  },
  base: {
    label: 'octo:main',
    ref: 'main',
    sha: '6dcb09b5b57875f334f61aebed695e2e4193db5f',
    user: { login: 'octo' },
    repo: { id: 3, full_name: 'octo/gitops', fork: false },
  },
  auto_merge: null,
};
const { head } = recorded;

describe("GitHub's pull requests", () => {
  it.each([
    [
      {},
      {
        number: 7,
        url: 'https://github.com/octo/gitops/pull/7',
        title: 'Create worker cluster data-dev',
        body: '',
        state: 'open',
        head: 'worker-cluster/dev/data-dev/create',
        base: 'main',
        createdAt: '2026-11-01T10:00:00.000Z',
        author: 'portal[bot]',
      },
    ],
    [
      { state: 'closed', closed_at: '2026-11-02T10:00:00Z' },
      { state: 'closed', finishedAt: '2026-11-02T10:00:00.000Z' },
    ],
    [
      {
        state: 'closed',
        closed_at: '2026-11-02T10:00:01Z',
        merged_at: '2026-11-02T10:00:00Z',
      },
      { state: 'merged', finishedAt: '2026-11-02T10:00:00.000Z' },
    ],
    // A fork, also of the same name in another organisation, is not this repository.
    [
      {
        head: {
          ...head,
          user: { login: 'mallory' },
          repo: { full_name: 'mallory/gitops' },
        },
      },
      { head: 'mallory:worker-cluster/dev/data-dev/create' },
    ],
    [
      { head: { ...head, user: null, repo: null } },
      { head: 'unknown:worker-cluster/dev/data-dev/create' },
    ],
    // A link that a browser must not follow.
    [
      { html_url: 'data:text/html,x' },
      { url: 'https://github.com/octo/gitops/pull/7' },
    ],
    [{ user: null }, {}],
  ])('reads %j', (change, expected) => {
    expect(
      toPullRequest(
        pullRequestAnswer.parse({ ...recorded, ...change }),
        'https://github.com/octo/gitops',
      ),
    ).toMatchObject(expected);
  });
});
