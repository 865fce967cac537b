// Every host's own test file calls it: this one is none itself.
/* eslint-disable jest/no-export */
import type { ContractFixture } from './ContractFixture';

/** Commits: one, whole, and on top of nobody else's work. */
export function commitContract(fixture: ContractFixture): void {
  const { branchWith, memoryHead, shaOf, author } = fixture;
  describe('createBranchWithCommit', () => {
    it('makes the branch with one commit of all changes, by its author', async () => {
      const base = memoryHead('main');
      const { commit } = await fixture.repository.createBranchWithCommit({
        branch: 'worker-cluster/dev/x/create',
        base: 'main',
        message: 'Change three files\n\nRequested-by: user:default/ada\n',
        author,
        changes: [
          { path: 'claims/dev/new.yaml', content: 'grün\n' },
          {
            path: 'claims/dev/one.yaml',
            content: 'changed\n',
            sha: await shaOf('claims/dev/one.yaml'),
          },
          {
            path: 'claims/dev/two.yaml',
            sha: await shaOf('claims/dev/two.yaml'),
          },
        ],
      });
      expect(memoryHead('worker-cluster/dev/x/create')).toBe(commit);
      expect(memoryHead('main')).toBe(base);
      const made = fixture.host.memory.commits.get(commit)!;
      expect(made.parent).toBe(base);
      expect(made.author).toEqual(author);
      expect(made.message).toContain('Requested-by: user:default/ada');
      expect(Object.fromEntries(made.files)).toEqual({
        'README.md': '# Grün\n',
        'claims/dev/new.yaml': 'grün\n',
        'claims/dev/one.yaml': 'changed\n',
        'claims/prod/three.yaml': 'three\n',
      });
    });

    it('never moves a branch that exists', async () => {
      const { commit } = await branchWith('taken', 'a.yaml');
      await expect(branchWith('taken', 'b.yaml')).rejects.toMatchObject({
        name: 'ConflictError',
      });
      expect(memoryHead('taken')).toBe(commit);
    });

    it('lets exactly one of many at once make a branch', async () => {
      const results = await Promise.allSettled(
        [1, 2, 3, 4].map(i => branchWith('one', 'f.yaml', `${i}`)),
      );
      const refused = results.flatMap(result =>
        result.status === 'rejected' ? [result.reason.name] : [],
      );
      expect(refused).toEqual(Array(3).fill('ConflictError'));
    });

    it.each([
      ['an update', { content: 'mine\n' }],
      ['a deletion', {}],
    ])(
      'refuses %s on top of what somebody else wrote',
      async (_, change: { content?: string }) => {
        const path = 'claims/dev/one.yaml';
        const sha = await shaOf(path);
        fixture.host.memory.push('main', { [path]: 'theirs\n' });
        await expect(
          fixture.repository.createBranchWithCommit({
            branch: 'b',
            base: 'main',
            message: 'm',
            changes: [
              { path: 'other.yaml', content: 'x' },
              { path, sha, ...change },
            ],
          }),
        ).rejects.toMatchObject({
          name: 'ConflictError',
          message: expect.stringContaining(path),
        });
        expect(memoryHead('b')).toBeUndefined();
      },
    );

    it('refuses to delete a file that has gone', async () => {
      const path = 'claims/dev/one.yaml';
      const sha = await shaOf(path);
      fixture.host.memory.push('main', { [path]: undefined });
      await expect(
        fixture.repository.createBranchWithCommit({
          branch: 'b',
          base: 'main',
          message: 'm',
          changes: [{ path, sha }],
        }),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      expect(memoryHead('b')).toBeUndefined();
    });

    it('refuses to make a file that is there already', async () => {
      await expect(
        branchWith('b', 'claims/dev/one.yaml'),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      expect(memoryHead('b')).toBeUndefined();
    });

    it('says that the base is missing', async () => {
      await expect(
        fixture.repository.createBranchWithCommit({
          branch: 'b',
          base: 'none',
          message: 'm',
          changes: [{ path: 'a', content: 'b' }],
        }),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
      expect(memoryHead('b')).toBeUndefined();
    });
  });

  describe('commitOnBranch', () => {
    it('adds one commit on top of the head that was seen', async () => {
      const { commit: head } = await branchWith('b', 'a.yaml', 'a\n');
      const { commit } = await fixture.repository.commitOnBranch({
        branch: 'b',
        expectedHead: head,
        message: 'Change it',
        author,
        changes: [
          { path: 'a.yaml', content: 'b\n', sha: await shaOf('a.yaml', 'b') },
          { path: 'new.yaml', content: 'n\n' },
        ],
      });
      expect(memoryHead('b')).toBe(commit);
      const made = fixture.host.memory.commits.get(commit)!;
      expect(made).toMatchObject({ parent: head, author });
      expect(made.files.get('a.yaml')).toBe('b\n');
      expect(made.files.get('new.yaml')).toBe('n\n');
    });

    it('refuses when the branch has moved', async () => {
      const { commit: expectedHead } = await branchWith('b', 'a.yaml');
      const theirs = fixture.host.memory.push('b', { 'other.yaml': 'o\n' });
      await expect(
        fixture.repository.commitOnBranch({
          branch: 'b',
          expectedHead,
          message: 'm',
          changes: [{ path: 'new.yaml', content: 'n\n' }],
        }),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        message: expect.stringContaining('branch b'),
      });
      expect(memoryHead('b')).toBe(theirs);
    });

    it('refuses a sha that does not stand on the branch', async () => {
      const { commit } = await branchWith('b', 'a.yaml', 'a\n');
      await expect(
        fixture.repository.commitOnBranch({
          branch: 'b',
          expectedHead: commit,
          message: 'm',
          changes: [
            {
              path: 'a.yaml',
              content: 'x',
              sha: await shaOf('claims/dev/one.yaml'),
            },
          ],
        }),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      expect(memoryHead('b')).toBe(commit);
    });

    it('refuses a file that somebody made meanwhile', async () => {
      const { commit } = await branchWith('b', 'a.yaml', 'a\n');
      await expect(
        fixture.repository.commitOnBranch({
          branch: 'b',
          expectedHead: commit,
          message: 'm',
          changes: [{ path: 'README.md', content: 'x' }],
        }),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      expect(memoryHead('b')).toBe(commit);
    });

    it('refuses when the branch is gone', async () => {
      const { commit } = await branchWith('b', 'a.yaml');
      await fixture.repository.deleteBranch('b');
      expect(memoryHead('b')).toBeUndefined();
      await expect(
        fixture.repository.commitOnBranch({
          branch: 'b',
          expectedHead: commit,
          message: 'm',
          changes: [{ path: 'new.yaml', content: 'n\n' }],
        }),
      ).rejects.toMatchObject({ name: 'ConflictError' });
      expect(memoryHead('b')).toBeUndefined();
    });
  });

  describe('deleteBranch', () => {
    it('deletes a branch, and says that there is none', async () => {
      await branchWith('x/y', 'a.yaml');
      await fixture.repository.deleteBranch('x/y');
      expect(memoryHead('x/y')).toBeUndefined();
      await expect(
        fixture.repository.deleteBranch('x/y'),
      ).rejects.toMatchObject({
        name: 'NotFoundError',
      });
    });
  });
}
