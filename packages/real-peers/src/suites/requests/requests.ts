import { Receiver } from './Receiver';
import { PORTAL, REPOSITORY, RequestsTarget } from './RequestsTarget';
import { Portal, startPortal } from './startPortal';

const SECRET = 'webhook-s3cret';
const LABELS = ['label-of-the-repository', 'label-of-the-organization'];

const wait = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

async function eventually(holds: () => Promise<void>, seconds = 20) {
  for (const deadline = Date.now() + seconds * 1000; ; ) {
    try {
      await holds();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await wait(200);
  }
}

const plainBranch = (name: string, verb: string) =>
  `worker-cluster/dev/${name}/${verb}`;
const claimPath = (name: string) => `crossplane/claims/dev/${name}.yaml`;

let networks = 100;
const newCluster = (name: string) => {
  networks += 1;
  return {
    name,
    environment: 'dev',
    spec: {
      region: 'eu-west-1',
      owner: 'group:default/payments',
      kubernetesVersion: '1.35',
      nodes: { size: 'small', min: 1, max: 3 },
      network: { vpcCidr: `10.${networks}.0.0/16` },
    },
  };
};
const resize = (name: string, max: number) => ({
  name,
  environment: 'dev',
  spec: { nodes: { max } },
});

/**
 * What a portal does to a Git host of Gitea's kind, and what has come of it later.
 *
 * @param settledMs - by then the host has done what it does after its answers
 */
export function requestsContract(
  name: string,
  start: () => Promise<RequestsTarget>,
  settledMs: number,
): void {
  describe(`requests on ${name}`, () => {
    let target: RequestsTarget;
    let portal: Portal;
    let receiver: Receiver;

    beforeAll(async () => {
      target = await start();
      const must = async (method: string, path: string, body: object) => {
        const answer = await target.api(method, path, body);
        if (answer.status >= 300) {
          throw new Error(
            `${method} ${path}: ${answer.status} ${answer.body?.message}`,
          );
        }
      };
      const color = '#00aabb';
      // More than one page of labels before the one that counts.
      for (let i = 1; i <= 60; i += 1) {
        await must('POST', `${REPOSITORY}/labels`, {
          name: `label-${i}`,
          color,
        });
      }
      await must('POST', `${REPOSITORY}/labels`, { name: LABELS[0], color });
      await must('POST', '/orgs/platform/labels', { name: LABELS[1], color });
      await must('POST', '/orgs/platform/teams', {
        name: 'platform-team',
        permission: 'write',
        units: ['repo.code', 'repo.pulls', 'repo.issues'],
        includes_all_repositories: true,
      });
      portal = await startPortal({
        gitUrl: target.url,
        token: target.portalToken,
        pullRequests: {
          labels: [...LABELS, 'no-such-label'],
          reviewers: ['ada', 'no-such-reviewer'],
          teamReviewers: ['platform-team', 'no-such-team'],
          assignees: ['ada', 'no-such-assignee'],
        },
      });
      receiver = new Receiver(SECRET, `${portal.url}/api/events/http/gitea`);
      await must('POST', `${REPOSITORY}/hooks`, {
        type: 'gitea',
        active: true,
        events: ['push', 'pull_request'],
        config: {
          url: await receiver.start(),
          content_type: 'json',
          secret: SECRET,
        },
      });
    }, 240_000);

    afterAll(async () => {
      await portal?.stop();
      await target?.close();
      await receiver?.close();
    });

    const pullRequest = async (number: number) =>
      (await target.api('GET', `${REPOSITORY}/pulls/${number}`)).body;
    const close = (number: number) =>
      target.api('PATCH', `${REPOSITORY}/pulls/${number}`, { state: 'closed' });
    const deleteBranch = (branch: string) =>
      target.api('DELETE', `${REPOSITORY}/branches/${branch}`);
    const merge = async (number: number, more: object = {}) => {
      // Gitea finds out a while after the opening whether it can be merged.
      await eventually(async () => {
        const answer = await target.api(
          'POST',
          `${REPOSITORY}/pulls/${number}/merge`,
          { Do: 'merge', ...more },
        );
        expect([answer.status, answer.body?.message]).toEqual([200, undefined]);
      });
    };
    /** Runs a task that has to end well, and looks at its pull request some seconds later. */
    const request = async (
      action: string,
      input: { name: string; [field: string]: unknown },
      user?: string,
    ) => {
      const task = await portal.run(action, input, user);
      expect([task.status, task.log]).toEqual([
        'completed',
        expect.stringContaining('pull request #'),
      ]);
      await wait(settledMs);
      const found = await pullRequest(task.output.number);
      expect(found).toMatchObject({
        state: 'open',
        merged: false,
        head: { ref: task.output.branch },
        base: { ref: 'main' },
        html_url: task.output.url,
      });
      return { ...task, pullRequest: found };
    };
    const refused = async (action: string, input: object, user?: string) => {
      const task = await portal.run(action, input, user);
      expect(task.status).toBe('failed');
      return task.log;
    };

    it('opens a pull request that says everything, and warns of what the host does not know by name', async () => {
      const {
        output,
        log,
        pullRequest: found,
      } = await request('create', newCluster('alpha-dev'));
      expect(output.branch).toBe(plainBranch('alpha-dev', 'create'));
      expect(found).toMatchObject({
        title: 'worker-cluster: create alpha-dev (eu-west-1)',
        user: { login: PORTAL },
        requested_reviewers: [{ login: 'ada' }],
        requested_reviewers_teams: [{ name: 'platform-team' }],
        assignees: [{ login: 'ada' }],
      });
      expect(found.body).toContain('requests a new worker cluster');
      expect(found.labels.map((l: any) => l.name).sort()).toEqual(
        [...LABELS].sort(),
      );
      expect(log).toMatch(
        /Label no-such-label not set: neither .* nor its organization has it/,
      );
      expect(log).toMatch(
        /No review requested from no-such-reviewer: .* knows no user 'no-such-reviewer'/,
      );
      expect(log).toMatch(
        /No review requested from the team no-such-team: .* knows no team 'no-such-team'/,
      );
      expect(log).toMatch(/Not assigned to no-such-assignee: /);
      expect(log).not.toMatch(/check that .* exists/);
      expect(log).not.toContain(target.portalToken);

      const commit = await target.api(
        'GET',
        `${REPOSITORY}/git/commits/${found.head.sha}`,
      );
      expect(commit.body.commit).toMatchObject({
        author: { name: 'ada', email: 'ada@example.org' },
        message: expect.stringMatching(/Signed-off-by: ada <ada@example.org>/),
      });
      expect(commit.body.parents).toHaveLength(1);
      const file = await portal.repository.getFile(
        claimPath('alpha-dev'),
        output.branch,
      );
      expect(file!.content).toContain('name: alpha-dev');
      const files = await target.api(
        'GET',
        `${REPOSITORY}/pulls/${output.number}/files`,
      );
      expect(files.body.map((f: any) => [f.filename, f.status])).toEqual(
        expect.arrayContaining([[claimPath('alpha-dev'), 'added']]),
      );
    });

    it('ends in the same pull request when its task is tried again, and refuses somebody else', async () => {
      const first = await request('create', newCluster('beta-dev'));
      const again = await portal.retry(first.id);
      expect([again.status, again.output]).toEqual(['completed', first.output]);
      expect(await refused('create', newCluster('beta-dev'), 'bob')).toContain(
        `#${first.output.number}: ${first.output.url}`,
      );
      expect((await pullRequest(first.output.number)).state).toBe('open');
    });

    it.each([
      ['left', false],
      ['deleted at this moment', true],
    ])(
      'keeps the second pull request open when the first is closed and its branch is %s',
      async (_, deleted) => {
        const cluster = newCluster(deleted ? 'gamma-dev' : 'delta-dev');
        const branch = plainBranch(cluster.name, 'create');
        const first = await request('create', cluster);
        await close(first.output.number);
        const doneAfter = await target.busy();
        if (deleted) await deleteBranch(branch);
        const second = await request(
          'create',
          { ...cluster, spec: { ...cluster.spec, region: 'us-east-1' } },
          'bob',
        );
        await wait(doneAfter);
        expect((await pullRequest(second.output.number)).state).toBe('open');
        expect(second.output.number).not.toBe(first.output.number);
        expect(second.output.branch).toBe(`${branch}-2`);
        const files = await target.api(
          'GET',
          `${REPOSITORY}/pulls/${second.output.number}/commits`,
        );
        expect(files.body).toHaveLength(1);
        const again = await portal.retry(second.id);
        expect(again.output).toEqual(second.output);
        await close(second.output.number);
        const third = await request('create', cluster);
        expect(third.output.branch).toBe(`${branch}-3`);
      },
    );

    it('ends in an open pull request when a branch of that name was deleted a moment ago', async () => {
      const cluster = newCluster('epsilon-dev');
      const branch = plainBranch(cluster.name, 'create');
      // As after a failure: written, and taken back, without a pull request.
      await portal.repository.createBranchWithCommit({
        branch,
        base: 'main',
        message: 'm',
        changes: [{ path: 'taken-back', content: 'x' }],
      });
      await portal.repository.deleteBranch(branch);
      const { output } = await request('create', cluster);
      expect([branch, `${branch}-2`]).toContain(output.branch);
    });

    it('shows by the signed webhook that a request was merged, and a retry ends well', async () => {
      const cluster = newCluster('zeta-dev');
      const task = await request('create', cluster);
      await eventually(async () =>
        expect(await portal.cluster('zeta-dev')).toMatchObject({
          phase: { phase: 'requested' },
          pullRequest: { number: task.output.number, state: 'open' },
        }),
      );
      await merge(task.output.number);
      await eventually(async () =>
        expect(await portal.cluster('zeta-dev')).toMatchObject({
          phase: { phase: 'merged' },
          pullRequest: { number: task.output.number, state: 'merged' },
        }),
      );
      const told = receiver.deliveries.filter(
        d => d.event === 'pull_request' && d.body.number === task.output.number,
      );
      expect(told.map(d => d.body.action)).toEqual(
        expect.arrayContaining(['opened', 'closed']),
      );
      expect(receiver.deliveries.filter(d => !d.signed)).toEqual([]);
      const again = await portal.retry(task.id);
      expect([again.status, again.output]).toEqual(['completed', task.output]);
    });

    it('changes a cluster, also after the last change was merged, with the branch left or deleted', async () => {
      const branch = plainBranch('logistics-dev', 'update');
      const numbers = [];
      for (const [i, more] of [
        {},
        { delete_branch_after_merge: true },
        { Do: 'squash' },
      ].entries()) {
        const { output, pullRequest: found } = await request(
          'update',
          resize('logistics-dev', 5 + i),
        );
        expect(output.branch).toBe(i ? `${branch}-${i + 1}` : branch);
        expect(found.body).toContain('requests a change of a worker cluster');
        numbers.push(output.number);
        await merge(output.number, more);
        const file = await portal.repository.getFile(
          claimPath('logistics-dev'),
          'main',
        );
        expect(file!.content).toContain(`max: ${5 + i}`);
      }
      expect(new Set(numbers).size).toBe(3);
      expect(await refused('update', resize('logistics-dev', 7))).toMatch(
        /The request changes nothing/,
      );
    });

    it('removes a cluster', async () => {
      const { output } = await request('decommission', {
        name: 'platform-lab',
        environment: 'dev',
        confirmedName: 'platform-lab',
      });
      await merge(output.number);
      const file = () =>
        portal.repository.getFile(claimPath('platform-lab'), 'main');
      await eventually(async () => expect(await file()).toBeUndefined());
      expect(await refused('update', resize('platform-lab', 9))).toMatch(
        /There is no claim of 'platform-lab'/,
      );
    });

    it('leaves a pull request open that conflicts with what was merged, and does not merge it', async () => {
      const { output } = await request('update', resize('data-dev', 7));
      const path = claimPath('data-dev');
      const file = (await portal.repository.getFile(path, 'main'))!;
      await portal.repository.createBranchWithCommit({
        branch: 'by-hand',
        base: 'main',
        message: 'By hand',
        changes: [
          {
            path,
            content: file.content.replace(/max: \d+/, 'max: 9'),
            sha: file.sha,
          },
        ],
      });
      const other = await portal.repository.createPullRequest({
        head: 'by-hand',
        base: 'main',
        title: 'By hand',
        body: '',
      });
      await merge(other.number);
      await eventually(async () =>
        expect(await pullRequest(output.number)).toMatchObject({
          state: 'open',
          mergeable: false,
        }),
      );
      const answer = await target.api(
        'POST',
        `${REPOSITORY}/pulls/${output.number}/merge`,
        { Do: 'merge' },
      );
      expect(answer.status).toBe(405);
      await expect(
        portal.repository.getPullRequest(output.number),
      ).resolves.toMatchObject({ state: 'open' });
    });

    const stale = '0'.repeat(40);
    const conflicts: Array<
      [string, { path: string; content?: string; sha?: string }]
    > = [
      [
        'a change of a file that has changed',
        { path: 'README.md', content: 'x', sha: stale },
      ],
      [
        'a deletion of a file that has changed',
        { path: 'README.md', sha: stale },
      ],
      [
        'a change of a file that has gone',
        { path: 'gone', content: 'x', sha: stale },
      ],
      ['a deletion of a file that has gone', { path: 'gone', sha: stale }],
      ['a deletion without a look', { path: 'README.md' }],
      ['a new file where one is', { path: 'README.md', content: 'x' }],
    ];

    it.each(conflicts)('refuses %s, and makes no branch', async (_, change) => {
      const commit = portal.repository.createBranchWithCommit({
        branch: 'refused',
        base: 'main',
        message: 'm',
        changes: [change],
      });
      await expect(commit).rejects.toMatchObject({ name: 'ConflictError' });
      await expect(
        portal.repository.getBranch('refused'),
      ).resolves.toBeUndefined();
    });

    it('never moves a branch that exists, and never writes on a protected one', async () => {
      const on = (branch: string) => ({
        branch,
        base: 'main',
        message: 'm',
        changes: [{ path: `file-of-${branch}`, content: 'x' }],
      });
      await portal.repository.createBranchWithCommit(on('taken'));
      await expect(
        portal.repository.createBranchWithCommit(on('taken')),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      const main = (await portal.repository.getBranch('main'))!;
      await expect(
        portal.repository.commitOnBranch({
          ...on('main'),
          expectedHead: main.commit,
        }),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });
      await expect(
        portal.repository.deleteBranch('main'),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });
      await expect(portal.repository.getBranch('main')).resolves.toEqual(main);
    });

    it('says what is not there and who is not known', async () => {
      const { repository } = portal;
      const missing = { name: 'NotFoundError' };
      await expect(repository.deleteBranch('none')).rejects.toMatchObject(
        missing,
      );
      await expect(repository.getPullRequest(9999)).rejects.toMatchObject(
        missing,
      );
      await expect(repository.getBranch('none')).resolves.toBeUndefined();
      await expect(repository.getFile('none', 'main')).resolves.toBeUndefined();
      await expect(repository.listFiles('none', 'main')).resolves.toEqual([]);
      const open = { title: 't', body: '' };
      for (const [head, base] of [
        ['none', 'main'],
        ['taken', 'none'],
      ]) {
        await expect(
          repository.createPullRequest({ ...open, head, base }),
        ).rejects.toMatchObject(missing);
        await expect(repository.hasPullRequest({ head, base })).resolves.toBe(
          false,
        );
      }
      await expect(
        repository.hasPullRequest({ head: 'taken', base: 'release/1' }),
      ).resolves.toBe(false);
      await expect(
        portal.open('wr0ng-t0ken').defaultBranch(),
      ).rejects.toMatchObject({ name: 'AuthenticationError' });
    });

    it("opens a pull request in a person's own name, once", async () => {
      const own = portal.open(target.adaToken);
      const request_ = { head: 'taken', base: 'main', title: 't', body: 'b' };
      const opened = await own.createPullRequest({
        ...request_,
        reviewers: ['ada'],
      });
      expect(opened).toMatchObject({ author: 'ada', state: 'open' });
      expect(opened.warnings).toEqual([
        expect.stringMatching(
          /^No review requested from ada: .*poster of pr can't be reviewer/,
        ),
      ]);
      await expect(own.createPullRequest(request_)).rejects.toMatchObject({
        name: 'ConflictError',
      });
      const renamed = await own.updatePullRequest(opened.number, {
        title: 'New title',
      });
      expect(renamed).toMatchObject({ title: 'New title', body: 'b' });
    });

    it('reads what a review queue shows', async () => {
      const { repository } = portal;
      await repository.createBranchWithCommit({
        branch: 'reviewed',
        base: 'main',
        message: 'm',
        changes: [
          { path: 'reviewed/new', content: 'x' },
          { path: 'reviewed/huge', content: 'x'.repeat(2 * 1024 * 1024) },
        ],
      });
      const { number, authorId, headCommit } =
        await repository.createPullRequest({
          head: 'reviewed',
          base: 'main',
          title: 't',
          body: 'b',
          reviewers: ['ada'],
        });
      const account = await repository.getAccount();
      expect(account).toEqual({ login: PORTAL, id: authorId });
      const own = portal.open(target.adaToken);
      expect((await own.getAccount()).id).not.toBe(account.id);

      const changed = await repository.listChangedPaths(number);
      expect(changed.paths.sort()).toEqual(['reviewed/huge', 'reviewed/new']);
      await expect(
        repository.getFile('reviewed/huge', 'reviewed'),
      ).rejects.toMatchObject({ name: 'FileTooLargeError' });
      await expect(
        repository.findUnknownReviewers({
          reviewers: ['ada', 'no-such-reviewer'],
          teamReviewers: ['platform-team', 'no-such-team'],
        }),
      ).resolves.toMatchObject([
        { kind: 'reviewer', name: 'no-such-reviewer' },
        { kind: 'team', name: 'no-such-team' },
      ]);

      const status = () => repository.getPullRequestStatus(number);
      // Gitea finds out a while after the opening whether it can be merged.
      await eventually(async () =>
        expect(await status()).toEqual({
          headCommit,
          // The repository's own workflows wait for a runner on a Gitea that has Actions.
          checks: expect.stringMatching(/^(none|pending)$/),
          reviews: { approvedBy: [], changesRequestedBy: [], pending: ['ada'] },
          mergeability: 'mergeable',
        }),
      );
      await target.api('POST', `${REPOSITORY}/statuses/${headCommit}`, {
        context: 'guard',
        state: 'failure',
      });
      const review = async (event: string) => {
        const answer = await fetch(
          `${target.url}/api/v1${REPOSITORY}/pulls/${number}/reviews`,
          {
            method: 'POST',
            headers: {
              Authorization: `token ${target.adaToken}`,
              'Content-Type': 'application/json',
            },
            body: JSON.stringify({ event, body: 'Well.' }),
          },
        );
        expect(answer.status).toBe(200);
      };
      await review('REQUEST_CHANGES');
      expect(await status()).toMatchObject({
        checks: 'failed',
        reviews: { approvedBy: [], changesRequestedBy: ['ada'], pending: [] },
      });
      await review('APPROVED');
      expect((await status()).reviews).toEqual({
        approvedBy: ['ada'],
        changesRequestedBy: [],
        pending: [],
      });
      await close(number);
    });

    it('keeps a draft a draft, and does not merge it', async () => {
      await portal.repository.createBranchWithCommit({
        branch: 'draft',
        base: 'main',
        message: 'm',
        changes: [{ path: 'file-of-draft', content: 'x' }],
      });
      const opened = await portal.repository.createPullRequest({
        head: 'draft',
        base: 'main',
        title: 'Draft',
        body: '',
        draft: true,
        autoMerge: true,
      });
      expect(opened.warnings).toEqual([
        expect.stringMatching(/^Auto-merge not enabled: /),
      ]);
      await portal.repository.updatePullRequest(opened.number, {
        title: 'New',
      });
      expect(await pullRequest(opened.number)).toMatchObject({
        state: 'open',
        draft: true,
        title: 'WIP: New',
      });
    });
  });
}
