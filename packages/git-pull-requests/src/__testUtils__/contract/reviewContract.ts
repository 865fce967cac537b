// Every host's own test file calls it: this one is none itself.
/* eslint-disable jest/no-export */
import { PERSON_TOKEN, PORTAL_LOGIN } from '../SimulatedHost';
import type { ContractFixture } from './ContractFixture';

/** What a review queue reads: everybody's pull requests, what they change, and what the host says of them. */
export function reviewContract(fixture: ContractFixture): void {
  const { branchWith, memoryHead, openFor, has } = fixture;
  const status = () => fixture.repository.getPullRequestStatus(1);

  describe('data for a review queue', () => {
    it('names the account of its own pull requests', async () => {
      const mine = await openFor('b');
      const account = await fixture.repository.getAccount();
      expect(account).toEqual({ login: PORTAL_LOGIN, id: mine.authorId });

      await branchWith('c', 'c.yaml');
      const own = fixture.open({ token: PERSON_TOKEN });
      const theirs = await own.createPullRequest({
        head: 'c',
        base: 'main',
        title: 't',
        body: '',
      });
      expect(theirs.authorId).toEqual(expect.any(String));
      expect(theirs.authorId).not.toBe(account.id);
      expect((await own.getAccount()).id).toBe(theirs.authorId);
    });

    it("lists everybody's pull requests, whatever their branches are called", async () => {
      await openFor('worker-cluster/dev/a/create');
      await branchWith('feature/x', 'x.yaml');
      const { memory } = fixture.host;
      memory.users.add('eve');
      memory.openPullRequest({
        title: 'By hand',
        head: 'feature/x',
        base: 'main',
        author: 'eve',
        draft: has.drafts,
      });
      const [theirs, mine] = await fixture.repository.listPullRequests({
        state: 'open',
      });
      expect(theirs).toMatchObject({ head: 'feature/x', author: 'eve' });
      expect(theirs.authorId).not.toBe(mine.authorId);
      expect(memoryHead('feature/x')).toContain(theirs.headCommit);
      expect(theirs.headCommit).toMatch(/^[0-9a-f]{12,40}$/);
      expect([theirs.draft ?? false, mine.draft ?? false]).toEqual([
        has.drafts,
        false,
      ]);
    });

    it('lists what a pull request adds, changes and removes', async () => {
      const sha = (path: string) => fixture.shaOf(path);
      await fixture.repository.createBranchWithCommit({
        branch: 'b',
        base: 'main',
        message: 'm',
        changes: [
          { path: 'claims/dev/new.yaml', content: 'n\n' },
          {
            path: 'claims/dev/one.yaml',
            content: 'x\n',
            sha: await sha('claims/dev/one.yaml'),
          },
          {
            path: 'claims/dev/two.yaml',
            sha: await sha('claims/dev/two.yaml'),
          },
        ],
      });
      await fixture.repository.createPullRequest({
        head: 'b',
        base: 'main',
        title: 't',
        body: '',
      });
      const { paths, complete } = await fixture.repository.listChangedPaths(1);
      expect(paths.sort()).toEqual([
        'claims/dev/new.yaml',
        'claims/dev/one.yaml',
        'claims/dev/two.yaml',
      ]);
      expect(complete).toBe(true);
      const cut = await fixture.repository.listChangedPaths(1, { limit: 2 });
      expect(cut.paths).toHaveLength(2);
      expect(cut.complete).toBe(false);
      await expect(
        fixture.repository.listChangedPaths(1, { limit: 3 }),
      ).resolves.toMatchObject({ complete: true });
    });

    it('lists the paths of a pull request that changes very much up to the limit', async () => {
      const { memory } = fixture.host;
      const files = new Map(memory.resolve('main')!.files);
      for (let i = 0; i < 450; i += 1) files.set(`many/${i}.yaml`, `${i}\n`);
      memory.createBranch(
        'many',
        memory.addCommit({ parent: memoryHead('main'), message: 'm', files })
          .sha,
      );
      memory.openPullRequest({
        title: 'Many',
        head: 'many',
        base: 'main',
        author: PORTAL_LOGIN,
      });
      const cut = await fixture.repository.listChangedPaths(1);
      expect(cut.paths).toHaveLength(300);
      expect(cut.complete).toBe(false);
      const all = await fixture.repository.listChangedPaths(1, { limit: 500 });
      expect(new Set(all.paths).size).toBe(450);
      expect(all.complete).toBe(true);
    });

    it("sums up the host's checks", async () => {
      await openFor('b');
      const head = memoryHead('b')!;
      const { checks } = fixture.host.memory;
      expect(memoryHead('b')).toContain((await status()).headCommit);
      checks.set(head, [
        { name: 'guard', state: 'passed' },
        { name: 'render', state: 'pending' },
      ]);
      expect((await status()).checks).toBe('pending');
      checks.set(head, [
        { name: 'guard', state: 'failed' },
        { name: 'render', state: 'pending' },
      ]);
      expect((await status()).checks).toBe('failed');
      checks.set(head, [{ name: 'guard', state: 'passed' }]);
      expect((await status()).checks).toBe('passed');
    });

    it('tells who has approved, who requests changes and who has not reviewed', async () => {
      await openFor('b', {
        reviewers: [fixture.reviewer('ada'), fixture.reviewer('grace')],
      });
      expect((await status()).reviews).toEqual({
        approvedBy: [],
        changesRequestedBy: [],
        pending: ['ada', 'grace'],
      });
      const pull = fixture.host.memory.pullRequest(1);
      pull.reviews.push({ login: 'ada', state: 'changes' });
      expect((await status()).reviews).toEqual({
        approvedBy: [],
        changesRequestedBy: ['ada'],
        pending: ['grace'],
      });
      // The last word counts.
      pull.reviews.push({ login: 'ada', state: 'approved' });
      expect((await status()).reviews).toEqual({
        approvedBy: ['ada'],
        changesRequestedBy: [],
        pending: ['grace'],
      });
    });

    it('tells whether it can be merged', async () => {
      await openFor('b');
      const pull = fixture.host.memory.pullRequest(1);
      const says = has.mergeability;
      expect((await status()).mergeability).toBe(
        says ? 'mergeable' : 'unknown',
      );
      pull.blocked = true;
      expect((await status()).mergeability).toBe(says ? 'blocked' : 'unknown');
      pull.conflict = true;
      expect((await status()).mergeability).toBe('conflict');
    });
  });

  describe('findUnknownReviewers', () => {
    it('finds nobody unknown among those the host knows', async () => {
      await expect(
        fixture.repository.findUnknownReviewers({
          reviewers: [fixture.reviewer('ada'), fixture.reviewer('grace')],
          teamReviewers: has.teamReviewers
            ? [fixture.reviewer('platform-team')]
            : [],
        }),
      ).resolves.toEqual([]);
      expect(fixture.host.writes).toEqual([]);
    });

    it('names each reviewer and team that the host does not know', async () => {
      const nobody = fixture.reviewer('nobody-here');
      const noTeam = fixture.reviewer('no-team');
      const unknown = await fixture.repository.findUnknownReviewers({
        reviewers: [fixture.reviewer('ada'), nobody, 'not/a name'],
        teamReviewers: [noTeam],
      });
      expect(unknown.map(({ kind, name }) => [kind, name])).toEqual([
        ['reviewer', nobody],
        ['reviewer', 'not/a name'],
        ['team', noTeam],
      ]);
      expect(unknown[0].message).toContain(`'${nobody}'`);
      expect(unknown[0].message).toContain(fixture.running.host);
      expect(unknown[2].message).toContain(noTeam);
    });

    it('rejects if the host does not say', async () => {
      fixture.host.onRequest(() => ({
        when: 'before',
        how: { status: 403, body: { message: 'Forbidden' } },
      }));
      await expect(
        fixture.repository.findUnknownReviewers({
          reviewers: [fixture.reviewer('ada')],
        }),
      ).rejects.toMatchObject({ name: 'NotAllowedError' });
    });
  });
}
