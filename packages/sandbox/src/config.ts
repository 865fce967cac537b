import { resolve } from 'node:path';

/** Where the sandbox lives and listens. */
export interface SandboxOptions {
  /** Folder that keeps everything over a restart. Mode 0700. */
  directory: string;
  host?: string;
  /** 0: any free port, kept over restarts. */
  managementPort?: number;
  /** 0: any free port, kept over restarts. */
  gitPort?: number;
  /** 0: any free port, kept over restarts. */
  adminPort?: number;
  /** First port that a worker cluster may get; 0: any free port. Kept over restarts. */
  firstWorkerPort?: number;
  /** 1: a merged claim takes about a minute; larger is faster. */
  speed?: number;
  /** URL that the Git host tells of pushes and pull requests. */
  webhookUrl?: string;
  /** `full`: a dozen clusters in every phase. `none`: XRDs and Compositions, but no cluster. Counts at the first start. */
  fleet?: 'full' | 'none';
  /** One line of progress; nothing by default. */
  log?: (line: string) => void;
}

/** What is wrong with a setting, and which: the message is for the person who starts the sandbox. */
export class SettingError extends Error {}

const PORTS = {
  managementPort: { setting: 'SANDBOX_MANAGEMENT_PORT', port: 7010 },
  gitPort: { setting: 'SANDBOX_GIT_PORT', port: 7020 },
  adminPort: { setting: 'SANDBOX_ADMIN_PORT', port: 7030 },
} as const;

/** The environment variable that sets a port, for messages. */
export function settingOf(port: keyof typeof PORTS): string {
  return PORTS[port].setting;
}

/**
 * Reads arguments and environment of the command.
 *
 * @throws SettingError if one is malformed.
 */
export function readOptions(
  args: string[],
  env: Record<string, string | undefined>,
): SandboxOptions {
  return {
    directory: resolve(readDirectory(args, env)),
    managementPort: readPort(env, 'managementPort'),
    gitPort: readPort(env, 'gitPort'),
    adminPort: readPort(env, 'adminPort'),
    firstWorkerPort: 7100,
    speed: readSpeed(env),
    webhookUrl:
      env.SANDBOX_WEBHOOK_URL ?? 'http://127.0.0.1:7007/api/events/http/gitea',
  };
}

function readDirectory(
  args: string[],
  env: Record<string, string | undefined>,
): string {
  if (args.length === 0) return env.SANDBOX_DIRECTORY ?? '.sandbox';
  if (args.length === 2 && args[0] === '--directory') return args[1];
  throw new SettingError(
    `Cannot understand '${args.join(' ')}': use --directory <folder>`,
  );
}

function readPort(
  env: Record<string, string | undefined>,
  name: keyof typeof PORTS,
): number {
  const { setting, port } = PORTS[name];
  const text = env[setting];
  if (text === undefined || text === '') return port;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65535) {
    throw new SettingError(
      `${setting} is '${text}': set it to a port between 1 and 65535`,
    );
  }
  return number;
}

function readSpeed(env: Record<string, string | undefined>): number {
  const text = env.SANDBOX_SPEED;
  if (text === undefined || text === '') return 1;
  const speed = Number(text);
  if (!(speed >= 0.1 && speed <= 1000)) {
    throw new SettingError(
      `SANDBOX_SPEED is '${text}': set it to a number between 0.1 and 1000`,
    );
  }
  return speed;
}
