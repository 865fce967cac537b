import type { Git } from './Git';

/** The empty tree of every repository: what a first commit is compared with. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

export interface ChangedFile {
  status: 'added' | 'deleted' | 'modified' | 'renamed';
  path: string;
  /** Before a rename. */
  previousPath?: string;
  additions: number;
  deletions: number;
  binary: boolean;
}

export interface DiffLine {
  kind: 'context' | 'added' | 'removed';
  text: string;
  /** Line number before; of context and removed lines. */
  before?: number;
  /** Line number after; of context and added lines. */
  after?: number;
}

export interface Hunk {
  header: string;
  lines: DiffLine[];
}

export interface FileDiff extends ChangedFile {
  hunks: Hunk[];
}

const STATUS: Record<string, ChangedFile['status']> = {
  A: 'added',
  C: 'added',
  D: 'deleted',
  R: 'renamed',
};

const COMPARE = ['-r', '-M', '--no-ext-diff', '--no-textconv', '--full-index'];

/** Files that differ between two commits or trees. */
export async function listChangedFiles(
  git: Git,
  before: string,
  after: string,
): Promise<ChangedFile[]> {
  const [raw, numbers] = await Promise.all(
    ['--raw', '--numstat'].map(format =>
      git.run(['diff-tree', ...COMPARE, '-z', format, before, after]),
    ),
  );
  return parseChangedFiles(
    raw.stdout.toString('utf8'),
    numbers.stdout.toString('utf8'),
  );
}

/** Reads `--raw -z` and `--numstat -z`, which list the same files in the same order. */
function parseChangedFiles(raw: string, numstat: string): ChangedFile[] {
  const counts = parseNumstat(numstat);
  const tokens = raw.split('\0');
  const files: ChangedFile[] = [];
  for (let at = 0; at + 1 < tokens.length; ) {
    const letter = tokens[at].split(' ')[4][0];
    const renamed = letter === 'R' || letter === 'C';
    const path = tokens[at + (renamed ? 2 : 1)];
    files.push({
      status: STATUS[letter] ?? 'modified',
      path,
      ...(renamed && { previousPath: tokens[at + 1] }),
      ...(counts.get(path) ?? { additions: 0, deletions: 0, binary: false }),
    });
    at += renamed ? 3 : 2;
  }
  return files;
}

function parseNumstat(output: string) {
  const counts = new Map<
    string,
    { additions: number; deletions: number; binary: boolean }
  >();
  const tokens = output.split('\0');
  for (let at = 0; at + 1 < tokens.length; ) {
    // A path may hold tabs itself.
    const [additions, deletions, ...rest] = tokens[at].split('\t');
    const path = rest.join('\t');
    // A rename has an empty path here; the old and the new one follow.
    const renamed = path === '';
    counts.set(renamed ? tokens[at + 2] : path, {
      additions: Number(additions) || 0,
      deletions: Number(deletions) || 0,
      binary: additions === '-',
    });
    at += renamed ? 3 : 1;
  }
  return counts;
}

/** Unified diff of two commits or trees, as text. */
export async function unifiedDiff(
  git: Git,
  before: string,
  after: string,
  options: { maxBytes?: number; truncate?: boolean } = {},
): Promise<{ text: string; truncated: boolean }> {
  const { stdout, truncated } = await git.run(
    ['diff-tree', ...COMPARE, '-p', before, after],
    options,
  );
  return { text: stdout.toString('utf8'), truncated };
}

/**
 * Puts the hunks of a unified diff with the files they belong to. Paths are taken from `files`, never from the diff's
 * headers, which are ambiguous for odd names.
 */
export function withHunks(files: ChangedFile[], diff: string): FileDiff[] {
  // At a line feed only: other line separators may stand in a file.
  const sections = diff.split(/\n(?=diff --git )/).map(parseHunks);
  return files.map((file, index) => ({
    ...file,
    hunks: sections.length === files.length ? sections[index] : [],
  }));
}

function parseHunks(section: string): Hunk[] {
  const hunks: Hunk[] = [];
  let before = 0;
  let after = 0;
  for (const line of section.split('\n')) {
    const start = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    const hunk = hunks.at(-1);
    if (start) {
      [before, after] = [Number(start[1]), Number(start[2])];
      hunks.push({ header: line, lines: [] });
    } else if (hunk && line.startsWith('+')) {
      hunk.lines.push({ kind: 'added', text: line.slice(1), after: after++ });
    } else if (hunk && line.startsWith('-')) {
      hunk.lines.push({
        kind: 'removed',
        text: line.slice(1),
        before: before++,
      });
    } else if (hunk && line.startsWith(' ')) {
      hunk.lines.push({
        kind: 'context',
        text: line.slice(1),
        before: before++,
        after: after++,
      });
    }
  }
  return hunks;
}
