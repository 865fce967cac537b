import { execFile, spawn } from 'node:child_process';

/** A git command that failed: its message is what git said. */
export class GitError extends Error {
  constructor(message: string, readonly code: number | null) {
    super(message);
    this.name = 'GitError';
  }
}

/** No setting of the machine or its user reaches the repositories of the sandbox. */
export const gitEnvironment = (extra: Record<string, string> = {}) => ({
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
  ...extra,
});

/** Runs git in a bare repository and returns its standard output as bytes. */
export function gitBytes(
  directory: string,
  args: string[],
  options: { input?: string | Buffer; env?: Record<string, string> } = {},
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      ['--git-dir', directory, ...args],
      {
        env: gitEnvironment(options.env) as any,
        encoding: 'buffer',
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else
          reject(
            new GitError(
              `${stderr}`.trim() || `${stdout}`.trim() || error.message,
              typeof error.code === 'number' ? error.code : null,
            ),
          );
      },
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}

/** {@link gitBytes} as text without the last newline. */
export async function git(
  directory: string,
  args: string[],
  options?: Parameters<typeof gitBytes>[2],
): Promise<string> {
  return (await gitBytes(directory, args, options))
    .toString('utf8')
    .replace(/\n$/, '');
}

export function spawnGit(args: string[], env: Record<string, string> = {}) {
  return spawn('git', args, { env: gitEnvironment(env) as any });
}

/** Rejects if the machine's git cannot merge without a work tree. */
export async function requireGit(): Promise<void> {
  const text = await new Promise<string>((resolve, reject) =>
    execFile('git', ['--version'], (error, stdout) =>
      error
        ? reject(
            new Error(
              'The command git was not found: install git 2.38 or newer.',
            ),
          )
        : resolve(stdout),
    ),
  );
  const [major, minor] = /(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number) ?? [
    0, 0,
  ];
  if (major < 2 || (major === 2 && minor < 38)) {
    throw new Error(
      `${text.trim()} is too old: the sandbox's Git host needs git 2.38 or newer.`,
    );
  }
}
