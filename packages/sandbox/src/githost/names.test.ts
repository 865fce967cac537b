import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { isFilePath, isOwnerName, isRefName, isRepositoryName } from './names';

// Many git commands are run one after the other, on a machine that may have other work.
jest.setTimeout(60_000);

describe('isRefName', () => {
  /** What Git itself says. */
  function gitAllows(name: string): boolean {
    try {
      execFileSync('git', ['check-ref-format', `refs/heads/${name}`]);
      return true;
    } catch {
      return false;
    }
  }

  it('says what git says, but for names that pass for something else', () => {
    const odd = fc.constantFrom(
      ...['a', 'B', '1', '.', '..', '/', '-', '@', '@{', '~', '^', ':', '?'],
      ...['*', '[', '\\', ' ', '\t', '\x7f', '.lock', 'HEAD', 'ü', '_', '{'],
    );
    fc.assert(
      fc.property(fc.array(odd, { minLength: 1, maxLength: 6 }), parts => {
        const name = parts.join('');
        const isSpecial =
          name.startsWith('-') || name === '@' || name === 'HEAD';
        expect([name, isRefName(name)]).toEqual([
          name,
          gitAllows(name) && !isSpecial,
        ]);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['', 'a\0b', '\ud800', 'x'.repeat(101), 7, undefined, null])(
    'refuses %j',
    name => expect(isRefName(name)).toBe(false),
  );
});

describe('isFilePath', () => {
  it.each([
    'a',
    'a/b',
    '.github/x',
    'ü b/c?.yaml',
    '-rf',
    'a..b',
    '.gitignore',
  ])('takes %j', path => expect(isFilePath(path)).toBe(true));

  it.each([
    ...['', '/a', 'a/', 'a//b', '.', '..', '../a', 'a/../b', './a', 'a/.'],
    ...['.git', '.GIT/config', 'a/.git/hooks/x', '.git./x', '.git /x'],
    ...['git~1/config', 'a\0b', 'a\nb', 'a\\..\\b', 'x'.repeat(501), '\ud800'],
    ...[undefined, 7],
  ])('refuses %j', path => expect(isFilePath(path)).toBe(false));

  it('never takes a path that leaves the repository', () => {
    const part = fc.constantFrom('a', '.', '..', '', '.git', 'b.yaml');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), parts => {
        const path = parts.join('/');
        const leaves =
          path.startsWith('/') ||
          path.split('/').some(p => p === '..' || p === '.git');
        expect([path, isFilePath(path) && leaves]).toEqual([path, false]);
      }),
    );
  });
});

describe('isOwnerName and isRepositoryName', () => {
  it.each(['platform', 'a', 'A-b_c.d', '_x', '0'])('take %j', name => {
    expect([isOwnerName(name), isRepositoryName(name)]).toEqual([true, true]);
  });

  it.each([
    ...['', '.', '..', '-rf', '.hidden', 'a..b', 'a/b', 'a b', 'ü', 'a\n'],
    ...['--upload-pack=x', '%2e%2e', 'a\\b', 'x'.repeat(101), undefined, 7],
  ])('refuse %j', name => {
    expect([isOwnerName(name), isRepositoryName(name)]).toEqual([false, false]);
  });

  it.each(['api', 'assets', 'user', 'API'])(
    'keep the owner %s for the host',
    name => expect(isOwnerName(name)).toBe(false),
  );

  it.each(['x.git', 'x.wiki', 'x.lock', 'x.GIT'])(
    'refuse the repository %s',
    name => expect(isRepositoryName(name)).toBe(false),
  );
});
