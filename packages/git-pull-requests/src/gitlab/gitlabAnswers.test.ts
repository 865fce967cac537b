import { mergeRequestAnswer, toPullRequest } from './gitlabAnswers';

/** As `GET /projects/7/merge_requests/3` of a GitLab 17 answers, without what nobody reads. */
const recorded = {
  id: 155016530,
  iid: 3,
  project_id: 7,
  title: 'Draft: Create worker cluster data-dev',
  description: null,
  state: 'opened',
  created_at: '2026-11-01T12:00:00.123+02:00',
  updated_at: '2026-11-01T12:00:02.000+02:00',
  merged_by: null,
  merge_user: null,
  merged_at: null,
  closed_by: null,
  closed_at: null,
  target_branch: 'main',
  source_branch: 'worker-cluster/dev/data-dev/create',
  user_notes_count: 0,
  author: { id: 1, username: 'project_7_bot', name: 'portal' },
  assignees: [],
  assignee: null,
  reviewers: [],
  source_project_id: 7,
  target_project_id: 7,
  labels: [],
  draft: true,
  merge_when_pipeline_succeeds: false,
  merge_status: 'can_be_merged',
  detailed_merge_status: 'draft_status',
  sha: '8888888888888888888888888888888888888888',
  web_url: 'https://gitlab.example.org/infra/gitops/-/merge_requests/3',
};

describe("GitLab's merge requests", () => {
  it.each([
    [
      {},
      {
        number: 3,
        url: 'https://gitlab.example.org/infra/gitops/-/merge_requests/3',
        title: 'Draft: Create worker cluster data-dev',
        body: '',
        state: 'open',
        head: 'worker-cluster/dev/data-dev/create',
        base: 'main',
        createdAt: '2026-11-01T10:00:00.123Z',
        author: 'project_7_bot',
      },
    ],
    [
      { state: 'closed', closed_at: '2026-11-02T10:00:00Z' },
      { state: 'closed', finishedAt: '2026-11-02T10:00:00.000Z' },
    ],
    [
      { state: 'merged', merged_at: '2026-11-02T10:00:00Z' },
      { state: 'merged', finishedAt: '2026-11-02T10:00:00.000Z' },
    ],
    // While it is being merged.
    [{ state: 'locked' }, { state: 'open' }],
    // A fork's branch is not this project's.
    [
      { source_project_id: 99 },
      { head: '99:worker-cluster/dev/data-dev/create' },
    ],
    [
      { source_project_id: null },
      { head: 'unknown:worker-cluster/dev/data-dev/create' },
    ],
    [
      { web_url: 'data:text/html,x' },
      { url: 'https://gitlab.example.org/infra/gitops/-/merge_requests/3' },
    ],
  ])('reads %j', (change, expected) => {
    expect(
      toPullRequest(
        mergeRequestAnswer.parse({ ...recorded, ...change }),
        'https://gitlab.example.org/infra/gitops',
      ),
    ).toMatchObject(expected);
  });
});
