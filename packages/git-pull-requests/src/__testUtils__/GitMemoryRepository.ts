import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  MemoryCommit,
  MemoryFiles,
  MemoryRepository,
} from './MemoryRepository';
import type { SimulatedAnswer, SimulatedRequest } from './SimulatedHost';

/**
 * Beside the class, because the first commit is made by the class above it, before a field of this class could have
 * a value. For the same reason its own methods are `private` and not `#`.
 */
const directories = new WeakMap<MemoryRepository, string>();

/**
 * A repository in memory whose commits are those of a real bare repository in a temporary folder, which Git's own
 * smart HTTP protocol serves: what is done here is seen by Git, and what is pushed is seen here.
 */
export class GitMemoryRepository extends MemoryRepository {
  addCommit(options: {
    parent?: string;
    message: string;
    author?: { name: string; email: string };
    files: MemoryFiles;
  }): MemoryCommit {
    const author = options.author ?? {
      name: 'Portal',
      email: 'portal@example.org',
    };
    for (const content of options.files.values()) this.addBlob(content);
    const sha = this.fastImport({ ...options, author });
    const made = { ...options, author, files: new Map(options.files), sha };
    this.commits.set(sha, made);
    return made;
  }

  /** Answers one request of a Git client, through the program that a web server runs for it. */
  serve(request: SimulatedRequest, service: string): SimulatedAnswer {
    this.exportBranches();
    const { stdout } = this.git(['http-backend'], request.bytes, {
      GIT_PROJECT_ROOT: this.directory(),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: service,
      QUERY_STRING: request.query.toString(),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      REMOTE_USER: 'portal',
    });
    this.importBranches();
    const end = stdout.indexOf('\r\n\r\n');
    const headers = Object.fromEntries(
      stdout
        .subarray(0, end)
        .toString()
        .split('\r\n')
        .map(line => line.split(': ')),
    );
    return {
      status: Number(headers.Status?.split(' ')[0] ?? 200),
      headers: { 'Content-Type': headers['Content-Type'] },
      body: stdout.subarray(end + 4),
    };
  }

  /** Takes the folder away. */
  remove(): void {
    rmSync(this.directory(), { recursive: true, force: true });
  }

  /** Runs a script in the repository when something is pushed, before it takes effect. */
  get hooks(): string {
    return join(this.directory(), 'hooks');
  }

  private directory(): string {
    let directory = directories.get(this);
    if (!directory) {
      directory = mkdtempSync(join(tmpdir(), 'git-memory-'));
      directories.set(this, directory);
      this.git([
        'init',
        '--quiet',
        '--bare',
        // Not by the name of the default branch, which the class above has yet to set.
        '--initial-branch=main',
        directory,
      ]);
      this.git(['config', 'http.receivepack', 'true']);
    }
    return directory;
  }

  private git(args: string[], input?: Buffer | string, env: object = {}) {
    const result = spawnSync('git', args, {
      cwd: this.directory(),
      input: input ?? '',
      env: {
        PATH: process.env.PATH,
        HOME: this.directory(),
        GIT_CONFIG_NOSYSTEM: '1',
        ...env,
      },
      maxBuffer: 64 * 1024 * 1024,
    });
    if (result.status !== 0) {
      throw new Error(`git ${args[0]}: ${result.stderr}`);
    }
    return result;
  }

  private fastImport({
    parent,
    message,
    author,
    files,
  }: Pick<MemoryCommit, 'parent' | 'message' | 'author' | 'files'>): string {
    const text = (content: string) =>
      `data ${Buffer.byteLength(content)}\n${content}\n`;
    const who = `${author.name} <${author.email}> ${Math.floor(
      Date.now() / 1000,
    )} +0000`;
    this.git(
      ['fast-import', '--quiet', '--force'],
      [
        `reset refs/import\n`,
        `commit refs/import\n`,
        // Two commits that are otherwise the same must not be one.
        `author ${who}\ncommitter ${this.commits.size} ${who.slice(
          who.indexOf('<'),
        )}\n`,
        text(message),
        parent ? `from ${parent}\n` : '',
        'deleteall\n',
        ...[...files].map(
          ([path, content]) =>
            `M 100644 inline ${JSON.stringify(path)}\n${text(content)}`,
        ),
      ].join(''),
    );
    return this.git(['rev-parse', 'refs/import']).stdout.toString().trim();
  }

  private refs(): Map<string, string> {
    const { stdout } = this.git([
      'for-each-ref',
      '--format=%(refname:lstrip=2) %(objectname)',
      'refs/heads',
    ]);
    const lines = stdout.toString().split('\n').filter(Boolean);
    return new Map(lines.map(line => line.split(' ') as [string, string]));
  }

  private exportBranches(): void {
    const gone = [...this.refs().keys()].filter(
      name => !this.branches.has(name),
    );
    this.git(
      ['update-ref', '--stdin'],
      [
        ...gone.map(name => `delete refs/heads/${name}\n`),
        ...[...this.branches].map(
          ([name, commit]) => `update refs/heads/${name} ${commit}\n`,
        ),
      ].join(''),
    );
  }

  private importBranches(): void {
    for (const [name, commit] of this.refs()) {
      if (!this.commits.has(commit)) this.importCommit(commit);
      this.branches.set(name, commit);
    }
  }

  private importCommit(sha: string): void {
    const show = (format: string) =>
      this.git(['show', '-s', `--format=${format}`, sha])
        .stdout.toString()
        .replace(/\n$/, '');
    const listed = this.git(['ls-tree', '-r', '-z', sha]).stdout.toString();
    const files = new Map<string, string>();
    for (const line of listed.split('\0').filter(Boolean)) {
      const [meta, path] = line.split('\t');
      const { stdout } = this.git(['cat-file', 'blob', meta.split(' ')[2]]);
      files.set(path, stdout.toString('utf8'));
    }
    this.commits.set(sha, {
      sha,
      parent: show('%P') || undefined,
      message: show('%B'),
      author: { name: show('%an'), email: show('%ae') },
      files,
    });
  }
}
