// Every host's own test file calls it: this one is none itself.
/* eslint-disable jest/no-export */
import type { ContractFixture } from './ContractFixture';

/** Files, folders and branches as they are read. */
export function readingContract(fixture: ContractFixture): void {
  const { branchWith, memoryHead } = fixture;
  describe('reading', () => {
    it('reads the default branch, branches, files and folders', async () => {
      await expect(fixture.repository.defaultBranch()).resolves.toBe('main');
      await expect(fixture.repository.getBranch('main')).resolves.toEqual({
        name: 'main',
        commit: memoryHead('main'),
      });
      await expect(
        fixture.repository.getBranch('no/such'),
      ).resolves.toBeUndefined();
      await expect(
        fixture.repository.getFile('README.md', 'main'),
      ).resolves.toMatchObject({
        path: 'README.md',
        content: '# Grün\n',
        sha: expect.stringMatching(/./),
      });
      await expect(
        fixture.repository.getFile('none.yaml', 'main'),
      ).resolves.toBeUndefined();
      // A folder is no file.
      await expect(
        fixture.repository.getFile('claims', 'main'),
      ).resolves.toBeUndefined();
      await expect(
        fixture.repository.listFiles('claims/dev', 'main'),
      ).resolves.toEqual(['claims/dev/one.yaml', 'claims/dev/two.yaml']);
      await expect(
        fixture.repository.listFiles('claims', 'main'),
      ).resolves.toEqual([]);
      await expect(
        fixture.repository.listFiles('none', 'main'),
      ).resolves.toEqual([]);
    });

    it('reads a commit with message, author, time and link', async () => {
      const { host, repository, running } = fixture;
      const { sha } = host.memory.addCommit({
        parent: fixture.memoryHead('main'),
        message: 'Raise the limit\n\nBecause of <b>grün</b>.',
        author: fixture.author,
        files: new Map(),
      });
      const commit = await repository.getCommit(sha);
      expect(commit).toEqual({
        id: sha,
        message: 'Raise the limit\n\nBecause of <b>grün</b>.',
        author: 'Ada Lovelace',
        url: expect.stringContaining(sha),
        authoredAt: '2026-11-01T09:30:00.000Z',
      });
      expect(new URL(commit!.url).host).toBe(running.host);
      await expect(
        repository.getCommit('0123456789'.repeat(4)),
      ).resolves.toBeUndefined();
    });

    it.each(['main', '0123456', '../../user', `${'a'.repeat(40)}/x`])(
      'does not look up %s as a commit',
      async id => {
        await expect(fixture.repository.getCommit(id)).rejects.toMatchObject({
          name: 'InputError',
        });
        expect(fixture.host.requests).toHaveLength(0);
      },
    );

    it('holds no more of a message than anybody reads', async () => {
      const { host, repository } = fixture;
      const commitOf = (length: number) =>
        host.memory.addCommit({
          message: 'x'.repeat(length),
          author: fixture.author,
          files: new Map(),
        }).sha;
      const long = await repository.getCommit(commitOf(200_000));
      expect(long!.message.length).toBeLessThan(66_000);
      await expect(
        repository.getCommit(commitOf(2 * 1024 * 1024)),
      ).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining('larger than 1048576 bytes'),
      });
    });

    it('reads files of a branch with slashes and of a path with odd characters', async () => {
      const path = 'claims/a b/ü#%2e+&.yaml';
      await branchWith('x/y+z', path, 'grün\n');
      await expect(
        fixture.repository.getFile(path, 'x/y+z'),
      ).resolves.toMatchObject({
        path,
        content: 'grün\n',
      });
      await expect(
        fixture.repository.listFiles('claims/a b', 'x/y+z'),
      ).resolves.toEqual([path]);
      await expect(
        fixture.repository.getFile(path, 'main'),
      ).resolves.toBeUndefined();
    });

    it('does not read a file that is larger than its reader takes', async () => {
      await branchWith('huge', 'huge.yaml', 'x'.repeat(3 * 1024 * 1024));
      const { repository } = fixture;
      await expect(
        repository.getFile('huge.yaml', 'huge'),
      ).rejects.toMatchObject({
        name: 'FileTooLargeError',
        path: 'huge.yaml',
        maxBytes: 1024 * 1024,
        message: expect.stringMatching(
          /^The file huge\.yaml on branch huge of http.* was not read: it is larger than 1048576 bytes\.$/,
        ),
      });
      const small = (maxBytes: number) =>
        repository.getFile('README.md', 'main', { maxBytes });
      // Bytes, not characters: `ü` takes two.
      await expect(small(8)).resolves.toMatchObject({ content: '# Grün\n' });
      await expect(small(7)).rejects.toMatchObject({
        name: 'FileTooLargeError',
      });
    });

    if (fixture.has.conditionalReads) {
      const cost = fixture.has.conditionalReads === 'free' ? 0 : 1;
      it(`spends ${cost} of the host's limit on a list that has not changed`, async () => {
        const { host, repository } = fixture;
        await fixture.openFor('b');
        const list = () => repository.listPullRequests({ state: 'open' });
        const first = await list();
        host.callsLeft = 4;
        await expect(list()).resolves.toEqual(first);
        await expect(list()).resolves.toEqual(first);
        expect(host.callsLeft).toBe(4 - 2 * cost);
        expect(host.requests.at(-1)?.headers).toHaveProperty('if-none-match');
        host.memory.pullRequest(1).title = 'Changed';
        await expect(list()).resolves.toMatchObject([{ title: 'Changed' }]);
        expect(host.callsLeft).toBe(3 - 2 * cost);
      });

      it("keeps what a person may see from the portal's own reads", async () => {
        const { host } = fixture;
        const own = fixture.open({ token: 'us3r-t0ken' });
        await own.getFile('README.md', 'main');
        await own.getFile('README.md', 'main');
        expect(
          host.requests.filter(({ headers }) => headers['if-none-match']),
        ).toEqual([]);
      });
    }

    it.each(['../../user', 'a/../b', './a', '..'])(
      'never leaves the repository for the path %s',
      async path => {
        await expect(fixture.repository.getFile(path, 'main')).rejects.toThrow(
          /is not a path in a repository/,
        );
        expect(fixture.host.requests).toHaveLength(0);
      },
    );

    it('links to a file on a branch', () => {
      const url = new URL(fixture.repository.fileUrl('claims/a b.yaml', 'x/y'));
      expect(url.host).toBe(fixture.running.host);
      expect(url.href).toContain('claims/a%20b.yaml');
      expect(new URL(fixture.repository.url).host).toBe(fixture.running.host);
    });
  });
}
