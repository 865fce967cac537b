import type { Git } from './Git';

export interface Person {
  name: string;
  email: string;
  /** RFC 3339. */
  date: string;
}

export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  author: Person;
  committer: Person;
  /** All of it: the first line is the subject. */
  message: string;
}

const FIELDS = [
  '%H',
  '%T',
  '%P',
  '%an',
  '%ae',
  '%aI',
  '%cn',
  '%ce',
  '%cI',
  '%B',
];

/**
 * Commits that a revision reaches, newest first.
 *
 * @param range - `<commit>`, or `<commit> ^<commit>` as two entries; full commit ids only
 */
export async function listCommits(
  git: Git,
  range: string[],
  options: { skip?: number; limit?: number; path?: string } = {},
): Promise<Commit[]> {
  const { skip, limit, path } = options;
  const { stdout } = await git.run([
    '--literal-pathspecs',
    'log',
    '-z',
    '--no-show-signature',
    `--format=tformat:${FIELDS.join('%x00')}`,
    ...(skip ? [`--skip=${skip}`] : []),
    ...(limit ? [`--max-count=${limit}`] : []),
    ...range,
    '--',
    ...(path ? [path] : []),
  ]);
  const values = stdout.toString('utf8').split('\0');
  const commits: Commit[] = [];
  for (let at = 0; at + FIELDS.length <= values.length; at += FIELDS.length) {
    commits.push(toCommit(values.slice(at, at + FIELDS.length)));
  }
  return commits;
}

function toCommit(fields: string[]): Commit {
  const [sha, tree, parents, an, ae, aI, cn, ce, cI, message] = fields;
  return {
    sha,
    tree,
    parents: parents ? parents.split(' ') : [],
    author: { name: an, email: ae, date: aI },
    committer: { name: cn, email: ce, date: cI },
    message: message.trimEnd(),
  };
}

export async function readCommit(git: Git, sha: string): Promise<Commit> {
  return (await listCommits(git, [sha], { limit: 1 }))[0];
}

export async function countCommits(
  git: Git,
  range: string[],
  path?: string,
): Promise<number> {
  return Number(
    await git.text([
      '--literal-pathspecs',
      'rev-list',
      '--count',
      ...range,
      '--',
      ...(path ? [path] : []),
    ]),
  );
}

/** Best common ancestor; undefined for unrelated histories. */
export async function mergeBase(
  git: Git,
  one: string,
  other: string,
): Promise<string | undefined> {
  const { code, stdout } = await git.run(['merge-base', one, other], {
    codes: [0, 1],
  });
  return code === 0 ? stdout.toString('utf8').split('\n')[0] : undefined;
}
