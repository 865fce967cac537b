import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startGitHost } from '../startGitHost';
import type { GitHost, GitHostOptions } from '../types';

// Many git commands are run one after the other, on a machine that may have other work.
jest.setTimeout(60_000);

export const PORTAL = 'portal-t0ken';
export const ENGINEER = 'engineer-t0ken';

export const USERS = [
  {
    login: 'portal',
    fullName: 'Developer portal',
    email: 'portal@example.org',
    token: PORTAL,
  },
  {
    login: 'engineer',
    fullName: 'Platform Engineer',
    email: 'engineer@example.org',
    token: ENGINEER,
    admin: true,
  },
];

export const FILES = {
  'README.md': '# GitOps\n',
  'claims/dev/a.yaml': 'name: a\nnodes: 1\n',
  'claims/prod/ü b.yaml': 'name: b\n',
};

/** An answer of the API: the status, the JSON (or undefined), and the headers. */
export interface Answer {
  status: number;
  body: any;
  headers: Headers;
}

/** A Git host with one repository, `platform/gitops`, of which `main` is protected, and hands to use it. */
export class TestHost {
  private constructor(
    readonly directory: string,
    readonly options: Partial<GitHostOptions>,
    public host: GitHost,
    /** What the host has logged. */
    readonly log: string[],
  ) {}

  static async start(options: Partial<GitHostOptions> = {}): Promise<TestHost> {
    const directory = await mkdtemp(join(tmpdir(), 'githost-'));
    const log: string[] = [];
    const all = {
      users: USERS,
      log: (line: string) => log.push(line),
      ...options,
    };
    const host = await startGitHost({
      directory: join(directory, 'host'),
      ...all,
    });
    const test = new TestHost(directory, all, host, log);
    await host.ensureRepository({
      owner: 'platform',
      name: 'gitops',
      description: 'Everything that runs',
      files: FILES,
    });
    return test;
  }

  get url(): string {
    return this.host.url;
  }

  /** Stops the host and starts it over the same folder, on the same port. */
  async restart(): Promise<void> {
    const { port } = this.host;
    await this.host.close();
    this.host = await startGitHost({
      directory: join(this.directory, 'host'),
      users: USERS,
      ...this.options,
      port,
    });
  }

  async stop(): Promise<void> {
    await this.host.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Calls the API. A path without `/` in front is one of the repository. */
  async api(
    method: string,
    path: string,
    body?: unknown,
    token: string | undefined = PORTAL,
  ): Promise<Answer> {
    const response = await fetch(
      `${this.url}/api/v1${
        path.startsWith('/') ? path : `/repos/platform/gitops/${path}`
      }`,
      {
        method,
        headers: {
          ...(token && { Authorization: `token ${token}` }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      },
    );
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      body: isJson ? JSON.parse(text) : text,
      headers: response.headers,
    };
  }

  /** Makes a branch from `main` with one commit. `undefined` deletes a file. */
  async branch(
    name: string,
    files: Record<string, string | undefined>,
  ): Promise<string> {
    const operations = await Promise.all(
      Object.entries(files).map(async ([path, content]) => {
        const known = await this.api(
          'GET',
          `contents/${encodeURIComponent(path)}`,
        );
        const sha = known.status === 200 ? known.body.sha : undefined;
        return {
          path,
          sha,
          operation: operationOf(content, sha),
          content: content === undefined ? undefined : base64(content),
        };
      }),
    );
    const { status, body } = await this.api('POST', 'contents', {
      branch: 'main',
      new_branch: name,
      message: `Change ${Object.keys(files).join(', ')}`,
      files: operations,
    });
    if (status !== 201) throw new Error(`${status}: ${body.message}`);
    return body.commit.sha;
  }

  /** Makes a branch and opens a pull request for it; returns its number. */
  async pull(
    name: string,
    files: Record<string, string | undefined>,
    more: object = {},
  ): Promise<number> {
    await this.branch(name, files);
    const { status, body } = await this.api('POST', 'pulls', {
      head: name,
      base: 'main',
      title: `Pull ${name}`,
      body: 'text',
      ...more,
    });
    if (status !== 201) throw new Error(`${status}: ${body.message}`);
    return body.number;
  }

  /** The pull request once it is closed. Waits for the queue that closes it, for up to 10 s. */
  async closed(number: number): Promise<Answer> {
    for (let look = 0; ; look += 1) {
      const answer = await this.api('GET', `pulls/${number}`);
      if (answer.body.state === 'closed' || look === 200) return answer;
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  /** Address for `git`, with credentials. */
  remote(token: string | undefined = PORTAL): string {
    const address = `${this.url}/platform/gitops.git`;
    return token
      ? address.replace('http://', `http://portal:${token}@`)
      : address;
  }

  /** Clones into a new folder and returns it. */
  async clone(folder: string, ...args: string[]): Promise<string> {
    const path = join(this.directory, folder);
    await git(this.directory, 'clone', '-q', ...args, this.remote(), path);
    return path;
  }
}

function operationOf(content: string | undefined, sha: string | undefined) {
  if (content === undefined) return 'delete';
  return sha === undefined ? 'create' : 'update';
}

export function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** The real `git` command, as somebody without any configuration has it. Rejects with its error output. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    'git',
    ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args],
    {
      cwd,
      env: {
        PATH: process.env.PATH,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: devNull,
        GIT_TERMINAL_PROMPT: '0',
      },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return stdout.trimEnd();
}
