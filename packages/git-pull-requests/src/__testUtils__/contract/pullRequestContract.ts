// Every host's own test file calls it: this one is none itself.
/* eslint-disable jest/no-export */
import type { GitRepository } from '../../GitRepository';
import { PERSON_LOGIN, PERSON_TOKEN, PORTAL_LOGIN } from '../SimulatedHost';
import type { ContractFixture } from './ContractFixture';

/** Pull requests from opening to their end, and their lists. */
export function pullRequestContract(fixture: ContractFixture): void {
  const { branchWith, memoryHead, openFor, has } = fixture;
  describe('pull requests', () => {
    it('opens one, reads it, and follows it to its end', async () => {
      const opened = await openFor('b');
      expect(opened).toMatchObject({
        number: 1,
        title: 'Add b',
        body: 'Text\n\n<!-- hidden -->',
        state: 'open',
        head: 'b',
        base: 'main',
        author: PORTAL_LOGIN,
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        warnings: [],
      });
      expect(new URL(opened.url).host).toBe(fixture.running.host);
      const { warnings, ...same } = opened;
      await expect(fixture.repository.getPullRequest(1)).resolves.toEqual(same);
      expect(same.finishedAt).toBeUndefined();

      await openFor('c');
      fixture.host.memory.finish(1, 'merged');
      fixture.host.memory.finish(2, 'closed');
      fixture.host.memory.deleteBranch('b');
      await expect(fixture.repository.getPullRequest(1)).resolves.toMatchObject(
        {
          state: 'merged',
          head: 'b',
          finishedAt: expect.stringMatching(/Z$/),
        },
      );
      await expect(fixture.repository.getPullRequest(2)).resolves.toMatchObject(
        {
          state: 'closed',
          finishedAt: expect.stringMatching(/Z$/),
        },
      );
      await expect(fixture.repository.getPullRequest(3)).rejects.toMatchObject({
        name: 'NotFoundError',
      });
    });

    it("opens one in a person's own name", async () => {
      await branchWith('b', 'b.yaml');
      const own = fixture.open({ token: PERSON_TOKEN });
      await expect(
        own.createPullRequest({
          head: 'b',
          base: 'main',
          title: 't',
          body: '',
        }),
      ).resolves.toMatchObject({ author: PERSON_LOGIN });
    });

    it('refuses a second one for the same branch', async () => {
      await openFor('b');
      await expect(
        fixture.repository.createPullRequest({
          head: 'b',
          base: 'main',
          title: 'Again',
          body: '',
        }),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      expect(fixture.host.memory.pullRequests).toHaveLength(1);
    });

    it('opens nothing twice when the answer is lost', async () => {
      await branchWith('b', 'b.yaml');
      const attempt = () =>
        fixture.repository.createPullRequest({
          head: 'b',
          base: 'main',
          title: 't',
          body: '',
        });
      fixture.host.onRequest(({ write }) =>
        write ? { when: 'after', how: 'cut' } : undefined,
      );
      await expect(attempt()).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
      });
      fixture.host.onRequest();
      await expect(attempt()).rejects.toMatchObject({ name: 'ConflictError' });
      await expect(
        fixture.repository.listPullRequests({ state: 'open', head: 'b' }),
      ).resolves.toHaveLength(1);
    });

    it('changes title or text, and leaves the other as it is', async () => {
      await openFor('b', { draft: false });
      await expect(
        fixture.repository.updatePullRequest(1, { title: 'New title' }),
      ).resolves.toMatchObject({
        number: 1,
        title: 'New title',
        body: 'Text\n\n<!-- hidden -->',
      });
      await expect(
        fixture.repository.updatePullRequest(1, { body: 'New text' }),
      ).resolves.toMatchObject({ title: 'New title', body: 'New text' });
      expect(fixture.host.memory.pullRequest(1)).toMatchObject({
        title: 'New title',
        body: 'New text',
      });
    });

    if (has.drafts) {
      it('leaves a draft a draft when its title changes', async () => {
        await openFor('b', { draft: true });
        await fixture.repository.updatePullRequest(1, { title: 'New title' });
        expect(fixture.host.memory.pullRequest(1)).toMatchObject({
          title: 'New title',
          draft: true,
        });
      });
    }

    it('closes one without merging it, and leaves what is not open', async () => {
      const { memory } = fixture.host;
      await openFor('b');
      const main = memoryHead('main');
      await expect(
        fixture.repository.closePullRequest(1),
      ).resolves.toMatchObject({
        number: 1,
        state: 'closed',
        finishedAt: expect.stringMatching(/Z$/),
      });
      expect(memory.pullRequest(1).state).toBe('closed');
      expect(memoryHead('main')).toBe(main);
      expect(memoryHead('b')).toBeDefined();

      await openFor('c');
      memory.finish(2, 'merged');
      const writes = fixture.host.writes.length;
      await expect(
        fixture.repository.closePullRequest(1),
      ).resolves.toMatchObject({ state: 'closed' });
      await expect(
        fixture.repository.closePullRequest(2),
      ).resolves.toMatchObject({ state: 'merged' });
      expect(fixture.host.writes).toHaveLength(writes);
      await expect(
        fixture.repository.closePullRequest(3),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
    });

    it(`is ${
      has.closesWithBranch ? 'closed' : 'left open'
    } by the host when its branch is deleted, and can be closed then`, async () => {
      const stateOf = async (number: number) =>
        (await fixture.repository.getPullRequest(number)).state;
      await openFor('b');
      await fixture.repository.deleteBranch('b');
      for (let look = 0; look < 10; look += 1) await stateOf(1);
      expect(await stateOf(1)).toBe(has.closesWithBranch ? 'closed' : 'open');

      await openFor('c');
      await fixture.repository.deleteBranch('c');
      await fixture.repository.closePullRequest(2);
      expect(await stateOf(2)).toBe('closed');
      await expect(
        fixture.repository.listPullRequests({ state: 'open', head: 'c' }),
      ).resolves.toEqual([]);
    });

    it('lists by state, head and its prefix, newest first', async () => {
      for (const branch of ['w/a', 'w/b', 'other', 'w/a2']) {
        await openFor(branch);
      }
      fixture.host.memory.finish(2, 'merged');
      fixture.host.memory.finish(3, 'closed');
      const list = async (
        options: Parameters<GitRepository['listPullRequests']>[0],
      ) =>
        (await fixture.repository.listPullRequests(options)).map(p => p.number);
      expect(await list({ state: 'all' })).toEqual([4, 3, 2, 1]);
      expect(await list({ state: 'open' })).toEqual([4, 1]);
      expect(await list({ state: 'closed' })).toEqual([3, 2]);
      expect(await list({ state: 'all', headPrefix: 'w/' })).toEqual([4, 2, 1]);
      expect(await list({ state: 'open', head: 'w/a' })).toEqual([1]);
      expect(await list({ state: 'all', head: 'w/b' })).toEqual([2]);
      expect(await list({ state: 'open', head: 'w/' })).toEqual([]);
    });

    it('knows whether a branch ever had a pull request', async () => {
      const ever = (head: string) =>
        fixture.repository.hasPullRequest({ head, base: 'main' });
      for (const branch of ['w/open', 'w/merged', 'w/closed']) {
        await openFor(branch);
      }
      fixture.host.memory.finish(2, 'merged');
      fixture.host.memory.finish(3, 'closed');
      fixture.host.memory.deleteBranch('w/merged');
      await branchWith('w/none', 'none.yaml');
      for (const head of ['w/open', 'w/merged', 'w/closed']) {
        expect([head, await ever(head)]).toEqual([head, true]);
      }
      for (const head of ['w/none', 'w/op', 'w/open-2']) {
        expect([head, await ever(head)]).toEqual([head, false]);
      }
    });

    it('lists the pull requests of all, whatever texts somebody gives theirs', async () => {
      const { memory } = fixture.host;
      await openFor('before');
      const files = new Map([['x', 'x']]);
      for (let i = 0; i < 12; i += 1) {
        memory.createBranch(
          `huge${i}`,
          memory.addCommit({ parent: memoryHead('main'), message: 'm', files })
            .sha,
        );
        memory.openPullRequest({
          title: 'Huge',
          head: `huge${i}`,
          base: 'main',
          author: PERSON_LOGIN,
          body: `${'x'.repeat(1024 * 1024)}<!-- end -->`,
        });
      }
      await openFor('after');
      const found = await fixture.repository.listPullRequests({
        state: 'open',
      });
      expect(found.map(p => p.number)).toEqual(
        Array.from({ length: 14 }, (_, i) => 14 - i),
      );
      expect(Math.max(...found.map(p => p.body.length))).toBeLessThan(70_000);
      expect(found[1].body).toMatch(/<!-- end -->$/);
    });

    it('reads all pages of a long list', async () => {
      const { memory } = fixture.host;
      for (let i = 1; i <= 120; i += 1) {
        memory.createBranch(
          `b${i}`,
          memory.addCommit({
            parent: memoryHead('main'),
            message: `${i}`,
            files: new Map([[`${i}`, '']]),
          }).sha,
        );
        memory.openPullRequest({
          title: `${i}`,
          head: `b${i}`,
          base: 'main',
          author: PORTAL_LOGIN,
        });
      }
      const found = await fixture.repository.listPullRequests({
        state: 'open',
      });
      expect(found.map(p => p.number)).toEqual(
        Array.from({ length: 120 }, (_, i) => 120 - i),
      );
      // A simulated Bitbucket Server runs Git for each branch.
    }, 120_000);
  });
}
