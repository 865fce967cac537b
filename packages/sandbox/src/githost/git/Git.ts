import { execFile, spawn } from 'node:child_process';
import { devNull } from 'node:os';
import { promisify } from 'node:util';
import { Limiter } from './Limiter';

/** `merge-tree --write-tree` came with this version. */
const MINIMUM_VERSION = [2, 38];

/** Answers longer than this are an error, unless a call says otherwise. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/** A list of pull requests or branches asks for dozens of commands at once. */
const commands = new Limiter(8);

/** A `git` command that ended with an exit code that its caller did not expect. */
export class GitError extends Error {
  constructor(
    readonly command: string,
    readonly code: number | null,
    readonly stderr: string,
  ) {
    super(`git ${command} failed (${code}): ${stderr.trim().slice(0, 500)}`);
    this.name = 'GitError';
  }
}

export interface GitResult {
  code: number;
  stdout: Buffer;
  /** Whether there was more output than `maxBytes`; only with `truncate`. */
  truncated: boolean;
}

export interface GitOptions {
  input?: string | Buffer;
  env?: Record<string, string>;
  /** Exit codes that are answers, not failures. */
  codes?: number[];
  maxBytes?: number;
  /** Ends the command at `maxBytes` and returns what there is, instead of failing. */
  truncate?: boolean;
}

/**
 * The `git` command on one bare repository. No configuration of the machine or its user takes part; arguments go to the
 * command as they are, no shell is between.
 */
export class Git {
  constructor(readonly directory: string, readonly hooks?: string) {}

  /** Arguments that come before the subcommand. */
  get globalArguments(): string[] {
    return [
      '-c',
      'safe.directory=*',
      '-c',
      'core.quotePath=false',
      '-c',
      'gc.auto=0',
      '-c',
      'receive.autogc=false',
      '-c',
      `core.hooksPath=${this.hooks ?? devNull}`,
    ];
  }

  /** @throws GitError */
  run(args: string[], options: GitOptions = {}): Promise<GitResult> {
    return commands.run(() => this.#run(args, options));
  }

  async #run(args: string[], options: GitOptions): Promise<GitResult> {
    const { input, env, codes = [0], truncate = false } = options;
    const maxBytes = options.maxBytes ?? MAX_OUTPUT;
    const child = spawn(
      'git',
      [...this.globalArguments, `--git-dir=${this.directory}`, ...args],
      { env: gitEnvironment(env), stdio: ['pipe', 'pipe', 'pipe'] },
    );
    const chunks: Buffer[] = [];
    let length = 0;
    let stderr = '';
    let truncated = false;
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > maxBytes) {
        truncated = true;
        child.kill();
      } else chunks.push(chunk);
    });
    child.stderr.on('data', chunk => {
      if (stderr.length < 4000) stderr += chunk;
    });
    // The command may end without having read everything; its exit code says what is wrong.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (truncated) {
      if (!truncate) {
        throw new GitError(args[0], code, `more than ${maxBytes} bytes`);
      }
      return { code: 0, stdout: Buffer.concat(chunks), truncated };
    }
    if (code === null || !codes.includes(code)) {
      throw new GitError(args[0], code, stderr);
    }
    return { code, stdout: Buffer.concat(chunks), truncated };
  }

  /** Output without the line end. */
  async text(args: string[], options?: GitOptions): Promise<string> {
    const { stdout } = await this.run(args, options);
    return stdout.toString('utf8').trimEnd();
  }
}

/** The environment of every `git` command: nothing that changes its behaviour is inherited. */
export function gitEnvironment(
  extra: Record<string, string> = {},
): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && !/^GIT_/i.test(name),
  ) as Array<[string, string]>;
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    ...extra,
  };
}

/**
 * @throws Error that says what to install, if `git` is missing or too old.
 */
export async function requireGit(): Promise<void> {
  const needed = MINIMUM_VERSION.join('.');
  let output: string;
  try {
    ({ stdout: output } = await promisify(execFile)('git', ['--version']));
  } catch {
    throw new Error(
      `The sandbox's Git host needs the git command, version ${needed} or later, and cannot run it: install Git and put it on the PATH`,
    );
  }
  if (!isNewEnough(output)) {
    throw new Error(
      `The sandbox's Git host needs git ${needed} or later, and this machine has '${output.trim()}': install a later version`,
    );
  }
}

/** Reads the output of `git --version`. */
export function isNewEnough(output: string): boolean {
  const match = /(\d+)\.(\d+)/.exec(output);
  if (!match) return false;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return (
    major > MINIMUM_VERSION[0] ||
    (major === MINIMUM_VERSION[0] && minor >= MINIMUM_VERSION[1])
  );
}
