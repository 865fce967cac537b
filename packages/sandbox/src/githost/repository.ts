import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git, gitBytes, GitError, spawnGit } from './git';

export interface Identity {
  name: string;
  email: string;
}

export interface FileChange {
  path: string;
  /** Undefined deletes the file. */
  content?: Buffer;
}

export interface TreeEntry {
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  size: number;
  path: string;
}

const REF_NAME =
  /^(?!-)(?!.*(\.\.|@\{|\/\/|\/\.|\.lock(\/|$)))[A-Za-z0-9._\/-]+(?<![./])$/;
const REVISION = /^[0-9a-f]{7,64}$/;

export const isBranchName = (name: unknown): name is string =>
  typeof name === 'string' &&
  name.length <= 200 &&
  REF_NAME.test(name) &&
  !name.startsWith('/');

/** A path inside a repository: relative, no empty, `.`, `..` or `.git` parts. */
export const isFilePath = (path: unknown): path is string =>
  typeof path === 'string' &&
  path.length > 0 &&
  path.length <= 1000 &&
  !/[\0\n\r]/.test(path) &&
  path
    .split('/')
    .every(
      part =>
        part !== '' &&
        part !== '.' &&
        part !== '..' &&
        part.toLowerCase() !== '.git',
    );

const author = (who: Identity, committer: Identity = who) => ({
  GIT_AUTHOR_NAME: who.name,
  GIT_AUTHOR_EMAIL: who.email,
  GIT_COMMITTER_NAME: committer.name,
  GIT_COMMITTER_EMAIL: committer.email,
});

/** One bare repository, through git's plumbing. Callers hold its lock while they write. */
export class Repository {
  #lock: Promise<unknown> = Promise.resolve();

  constructor(readonly directory: string) {}

  async init() {
    await mkdir(this.directory, { recursive: true });
    await git(this.directory, [
      'init',
      '--quiet',
      '--bare',
      '--initial-branch=main',
    ]);
    await git(this.directory, ['config', 'http.receivepack', 'true']);
    await git(this.directory, [
      'config',
      'uploadpack.allowAnySHA1InWant',
      'true',
    ]);
  }

  /** Runs one writer after the other. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#lock.then(work, work);
    this.#lock = result.catch(() => {});
    return result;
  }

  /** The commit of a branch or a commit id, or undefined. */
  async resolve(revision: string): Promise<string | undefined> {
    if (isBranchName(revision)) {
      const head = await this.#revParse(`refs/heads/${revision}`);
      if (head) return head;
    }
    return REVISION.test(revision) ? this.#revParse(revision) : undefined;
  }

  async #revParse(revision: string) {
    try {
      return await git(this.directory, [
        'rev-parse',
        '--verify',
        '--quiet',
        '--end-of-options',
        `${revision}^{commit}`,
      ]);
    } catch {
      return undefined;
    }
  }

  async branches(): Promise<Array<{ name: string; commit: string }>> {
    const text = await git(this.directory, [
      'for-each-ref',
      '--format=%(objectname) %(refname:strip=2)',
      'refs/heads',
    ]);
    return text
      .split('\n')
      .filter(Boolean)
      .map(line => ({
        commit: line.slice(0, line.indexOf(' ')),
        name: line.slice(line.indexOf(' ') + 1),
      }));
  }

  async tree(
    commit: string,
    path = '',
    recursive = false,
  ): Promise<TreeEntry[]> {
    const args = [
      'ls-tree',
      '-z',
      '--long',
      ...(recursive ? ['-r'] : []),
      commit,
    ];
    if (path) args.push('--', recursive ? path : `${path}/`);
    const text = (await gitBytes(this.directory, args)).toString('utf8');
    return text
      .split('\0')
      .filter(Boolean)
      .map(line => {
        const [info, name] = [
          line.slice(0, line.indexOf('\t')),
          line.slice(line.indexOf('\t') + 1),
        ];
        const [mode, type, sha, size] = info.split(/\s+/);
        return {
          mode,
          type: type as TreeEntry['type'],
          sha,
          size: Number(size) || 0,
          path: name,
        };
      });
  }

  async entry(commit: string, path: string): Promise<TreeEntry | undefined> {
    const text = (
      await gitBytes(this.directory, [
        'ls-tree',
        '-z',
        '--long',
        commit,
        '--',
        path,
      ])
    )
      .toString('utf8')
      .split('\0')[0];
    if (!text) return undefined;
    const [mode, type, sha, size] = text
      .slice(0, text.indexOf('\t'))
      .split(/\s+/);
    return {
      mode,
      type: type as TreeEntry['type'],
      sha,
      size: Number(size) || 0,
      path,
    };
  }

  blob(sha: string): Promise<Buffer> {
    return gitBytes(this.directory, ['cat-file', 'blob', sha]);
  }

  /** Contents of many blobs in one process. */
  async blobs(shas: string[]): Promise<Buffer[]> {
    if (shas.length === 0) return [];
    const out = await gitBytes(this.directory, ['cat-file', '--batch'], {
      input: `${shas.join('\n')}\n`,
    });
    const contents: Buffer[] = [];
    for (let at = 0; at < out.length; ) {
      const end = out.indexOf(10, at);
      const size = Number(out.subarray(at, end).toString().split(' ')[2]);
      contents.push(out.subarray(end + 1, end + 1 + size));
      at = end + 1 + size + 1;
    }
    return contents;
  }

  /** Writes a commit on top of `parent` (none: a first commit). Moves no branch. */
  async commit(options: {
    parent?: string;
    changes: FileChange[];
    message: string;
    author: Identity;
    committer?: Identity;
  }): Promise<string> {
    const index = join(tmpdir(), `sandbox-index-${randomUUID()}`);
    const env = { GIT_INDEX_FILE: index };
    try {
      if (options.parent)
        await git(this.directory, ['read-tree', options.parent], { env });
      const lines: string[] = [];
      for (const { path, content } of options.changes) {
        if (content === undefined) {
          lines.push(`0 ${'0'.repeat(40)}\t${path}`);
        } else {
          const sha = await git(
            this.directory,
            ['hash-object', '-w', '--stdin'],
            { input: content },
          );
          lines.push(`100644 ${sha}\t${path}`);
        }
      }
      await git(this.directory, ['update-index', '-z', '--index-info'], {
        env,
        input: lines.map(l => `${l}\0`).join(''),
      });
      const tree = await git(this.directory, ['write-tree'], { env });
      return await this.#commitTree(
        tree,
        options.parent ? [options.parent] : [],
        options.message,
        author(options.author, options.committer),
      );
    } finally {
      await rm(index, { force: true });
    }
  }

  #commitTree(
    tree: string,
    parents: string[],
    message: string,
    env: Record<string, string>,
  ) {
    return git(
      this.directory,
      ['commit-tree', tree, ...parents.flatMap(p => ['-p', p]), '-F', '-'],
      { env, input: message },
    );
  }

  /** Moves a branch; `from` is what it must point at now (undefined: it must not exist). */
  async moveBranch(
    name: string,
    to: string,
    from: string | undefined,
  ): Promise<void> {
    await git(this.directory, [
      'update-ref',
      `refs/heads/${name}`,
      to,
      from ?? '0'.repeat(40),
    ]);
  }

  async deleteBranch(name: string): Promise<void> {
    await git(this.directory, ['update-ref', '-d', `refs/heads/${name}`]);
  }

  async mergeBase(a: string, b: string): Promise<string | undefined> {
    try {
      return await git(this.directory, ['merge-base', a, b]);
    } catch {
      return undefined;
    }
  }

  /** The tree that merging `head` into `base` gives, or the paths in conflict. */
  async mergeTree(
    base: string,
    head: string,
  ): Promise<{ tree: string } | { conflicts: string[] }> {
    try {
      return {
        tree: (
          await git(this.directory, [
            'merge-tree',
            '--write-tree',
            '--no-messages',
            '--name-only',
            base,
            head,
          ])
        ).split('\n')[0],
      };
    } catch (error) {
      if (!(error instanceof GitError) || error.code !== 1) throw error;
      return { conflicts: error.message.split('\n').slice(1).filter(Boolean) };
    }
  }

  async merge(options: {
    base: string;
    head: string;
    message: string;
    author: Identity;
    squash: boolean;
  }) {
    const merged = await this.mergeTree(options.base, options.head);
    if ('conflicts' in merged) return merged;
    const parents = options.squash
      ? [options.base]
      : [options.base, options.head];
    return {
      commit: await this.#commitTree(
        merged.tree,
        parents,
        options.message,
        author(options.author),
      ),
    };
  }

  diff(base: string, head: string): Promise<Buffer> {
    return gitBytes(this.directory, [
      'diff',
      '--no-color',
      '--no-ext-diff',
      '--end-of-options',
      base,
      head,
    ]);
  }

  async changedFiles(base: string, head: string) {
    const [status, numbers] = await Promise.all([
      git(this.directory, [
        'diff',
        '--name-status',
        '--no-renames',
        '-z',
        '--end-of-options',
        base,
        head,
      ]),
      git(this.directory, [
        'diff',
        '--numstat',
        '--no-renames',
        '-z',
        '--end-of-options',
        base,
        head,
      ]),
    ]);
    const parts = status.split('\0').filter(Boolean);
    const counts = numbers
      .split('\0')
      .filter(Boolean)
      .map(l => l.split('\t'));
    return counts.map(([additions, deletions, filename], i) => ({
      filename,
      status:
        ({ A: 'added', D: 'deleted' } as Record<string, string>)[
          parts[i * 2]
        ] ?? 'changed',
      additions: Number(additions) || 0,
      deletions: Number(deletions) || 0,
      changes: (Number(additions) || 0) + (Number(deletions) || 0),
    }));
  }

  async log(
    revision: string,
    options: { limit: number; skip?: number; path?: string },
  ) {
    const text = await git(this.directory, [
      'log',
      '-z',
      `--max-count=${options.limit}`,
      `--skip=${options.skip ?? 0}`,
      '--format=%H%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%cn%x1f%ce%x1f%cI%x1f%T%x1f%B',
      '--end-of-options',
      revision,
      ...(options.path ? ['--', options.path] : []),
    ]);
    return text
      .split('\0')
      .filter(Boolean)
      .map(entry => {
        const [sha, parents, an, ae, ad, cn, ce, cd, tree, message] =
          entry.split('\x1f');
        return {
          sha: sha.trim(),
          parents: parents.split(' ').filter(Boolean),
          author: { name: an, email: ae, date: ad },
          committer: { name: cn, email: ce, date: cd },
          tree,
          message: message.trim(),
        };
      });
  }

  archive(commit: string, format: 'tar.gz' | 'zip', prefix: string) {
    return spawnGit([
      '--git-dir',
      this.directory,
      'archive',
      `--format=${format}`,
      `--prefix=${prefix}/`,
      commit,
    ]);
  }
}
