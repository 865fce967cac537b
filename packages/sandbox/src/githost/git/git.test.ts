import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { EMPTY_TREE, listChangedFiles, unifiedDiff, withHunks } from './diff';
import { Git, GitError } from './Git';
import { listCommits } from './history';
import { mergeTrees } from './merging';
import { listTree, readBlobs } from './objects';
import { changeTree, commitTree, initialise } from './writing';

// Many git commands are run one after the other, on a machine that may have other work.
jest.setTimeout(300_000);

let directory: string;
let git: Git;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'git-'));
  await initialise(join(directory, 'x.git'), 'main');
  git = new Git(join(directory, 'x.git'));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const author = { name: 'Ada', email: 'ada@example.org' };

const writeTree = (files: Record<string, string>) =>
  changeTree(
    git,
    undefined,
    Object.entries(files).map(([path, content]) => ({
      path,
      content: Buffer.from(content),
    })),
  );

/** Lines that look like parts of a diff, and separators that are no line ends. */
const line = fc.constantFrom(
  ...['a', '', '-- b', '++ c', '@@ -1 +1 @@', 'diff --git a/x b/x', '\\ No'],
  ...['\u2028diff --git a/y b/y', '\rdiff --git a/y b/y', '--- a/x', ' ü'],
);
const content = fc
  .array(line, { maxLength: 12 })
  .map(lines => lines.join('\n'));
const path = fc.constantFrom(
  ...['a', 'b c', 'd/é', 'tab\there', `quote"'`, 'back~slash', '-x', 'a b/c d'],
);
const tree = fc.dictionary(path, content, { maxKeys: 4 });

describe('diffs', () => {
  it('have hunks that turn what was into what is, whatever is in the files', async () => {
    await fc.assert(
      fc.asyncProperty(tree, tree, async (before, after) => {
        const [one, other] = [await writeTree(before), await writeTree(after)];
        const files = await listChangedFiles(git, one, other);
        const { text } = await unifiedDiff(git, one, other);
        for (const file of withHunks(files, text)) {
          const lines = file.hunks.flatMap(hunk => hunk.lines);
          const count = (kind: string) =>
            lines.filter(l => l.kind === kind).length;
          expect([file.path, count('added'), count('removed')]).toEqual([
            file.path,
            file.additions,
            file.deletions,
          ]);
          const was = (before[file.previousPath ?? file.path] ?? '').split(
            '\n',
          );
          const is = (after[file.path] ?? '').split('\n');
          const shownBefore = lines.filter(l => l.before !== undefined);
          const shownAfter = lines.filter(l => l.after !== undefined);
          expect(shownBefore.map(l => l.text)).toEqual(
            shownBefore.map(l => was[l.before! - 1]),
          );
          expect(shownAfter.map(l => l.text)).toEqual(
            shownAfter.map(l => is[l.after! - 1]),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('tell renames and binary files', async () => {
    const text = Array.from({ length: 20 }, (_, n) => `line ${n}`).join('\n');
    const one = await writeTree({ old: text, gone: 'x', data: 'a\0b' });
    const other = await writeTree({ 'new name': `${text}\n!`, data: 'a\0c' });
    expect(await listChangedFiles(git, one, other)).toMatchObject([
      { status: 'modified', path: 'data', binary: true },
      { status: 'deleted', path: 'gone', deletions: 1 },
      { status: 'renamed', path: 'new name', previousPath: 'old' },
    ]);
    expect(await listChangedFiles(git, EMPTY_TREE, one)).toHaveLength(3);
  });
});

describe('trees and commits', () => {
  it('hold what was put into them', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async files => {
        const sha = await writeTree(files);
        const entries = await listTree(git, sha, { recursive: true });
        const contents = await readBlobs(
          git,
          entries.map(entry => entry.sha),
        );
        expect(
          Object.fromEntries(
            entries.map(e => [e.path, contents.get(e.sha)!.toString()]),
          ),
        ).toEqual({ ...files });
      }),
      { numRuns: 25 },
    );
  });

  it('keep messages and names with odd characters', async () => {
    const empty = await writeTree({});
    const messages = ['one\x1ftwo\x1e\n\nbody', 'ü \u2028 x', 'last'];
    let parents: string[] = [];
    for (const message of messages) {
      const name = `A\x1f"B" ${message.slice(0, 1)}`;
      parents = [
        await commitTree(git, {
          tree: empty,
          parents,
          message,
          author: { ...author, name },
        }),
      ];
    }
    const commits = await listCommits(git, parents);
    expect(commits.map(c => c.message)).toEqual([...messages].reverse());
    expect(commits.map(c => c.author.email)).toEqual(
      Array(3).fill('ada@example.org'),
    );
    expect(await listCommits(git, parents, { skip: 1, limit: 1 })).toEqual([
      commits[1],
    ]);
  });

  it('merge in the object database, or name the files in conflict', async () => {
    const commit = async (files: Record<string, string>, parents: string[]) =>
      commitTree(git, {
        tree: await writeTree(files),
        parents,
        message: 'x',
        author,
      });
    const base = await commit({ 'a b': '1', c: '1' }, []);
    const left = await commit({ 'a b': '2', c: '1' }, [base]);
    const right = await commit({ 'a b': '1', c: '2' }, [base]);
    const other = await commit({ 'a b': '3', c: '3' }, [base]);
    const { tree: merged, conflicts } = await mergeTrees(git, left, right);
    expect(conflicts).toEqual([]);
    expect(merged).toBe(await writeTree({ 'a b': '2', c: '2' }));
    expect(await mergeTrees(git, left, other)).toEqual({ conflicts: ['a b'] });
  });

  it('fail with what git says', async () => {
    await expect(git.run(['cat-file', 'blob', 'none'])).rejects.toThrow(
      GitError,
    );
    await expect(git.run(['cat-file', 'blob', 'none'])).rejects.toThrow(
      /git cat-file failed \(128\): fatal: Not a valid object/,
    );
    const blob = await git.text(['hash-object', '-w', '--stdin'], {
      input: 'x'.repeat(1000),
    });
    await expect(
      git.run(['cat-file', 'blob', blob], { maxBytes: 100 }),
    ).rejects.toThrow(/more than 100 bytes/);
  });
});
