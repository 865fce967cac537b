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
