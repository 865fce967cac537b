import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';

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
  fleet?: (typeof FLEETS)[number];
  /** One line of progress; nothing by default. */
  log?: (line: string) => void;
}

/** What is wrong with a setting, and which: the message is for the person who starts the sandbox. */
export class SettingError extends Error {}

/** What the first start can build: a dozen clusters in every phase, or XRDs and Compositions alone. */
export const FLEETS = ['full', 'none'] as const;

const PORTS = {
  managementPort: {
    flag: '--management-port <port>',
    setting: 'SANDBOX_MANAGEMENT_PORT',
    port: 7010,
    what: 'API server of the management cluster; 0: any free port',
  },
  gitPort: {
    flag: '--git-port <port>',
    setting: 'SANDBOX_GIT_PORT',
    port: 7020,
    what: 'Git host',
  },
  adminPort: {
    flag: '--admin-port <port>',
    setting: 'SANDBOX_ADMIN_PORT',
    port: 7030,
    what: 'controls',
  },
} as const;

/** The environment variable that sets a port, for messages. */
export function settingOf(port: keyof typeof PORTS): string {
  return PORTS[port].setting;
}

/** The options of the command. Each that differs from one sandbox to the next can be a variable of the environment, too. */
export function commandOptions(): Option[] {
  return [
    new Option(
      '--directory <folder>',
      'keeps everything over a restart; delete it to begin anew',
    )
      .env('SANDBOX_DIRECTORY')
      .default('.sandbox'),
    new Option('--fleet <fleet>', 'what the first start builds')
      .choices(FLEETS)
      .default('full'),
    ...Object.values(PORTS).map(({ flag, setting, port, what }) =>
      new Option(flag, what).env(setting).default(port).argParser(parsePort),
    ),
    new Option('--webhook-url <url>', 'who is told of pushes and pull requests')
      .env('SANDBOX_WEBHOOK_URL')
      .default('http://127.0.0.1:7007/api/events/http/gitea'),
    new Option('--speed <factor>', 'a merged claim takes a minute at 1')
      .env('SANDBOX_SPEED')
      .default(1)
      .argParser(parseSpeed),
  ];
}

/** What commander makes of {@link commandOptions}. */
export type CommandFlags = Required<
  Pick<
    SandboxOptions,
    | 'directory'
    | 'fleet'
    | 'managementPort'
    | 'gitPort'
    | 'adminPort'
    | 'webhookUrl'
    | 'speed'
  >
>;

/** The options of a sandbox that the command starts. */
export function toSandboxOptions(flags: CommandFlags): SandboxOptions {
  return {
    ...flags,
    directory: resolve(flags.directory),
    firstWorkerPort: 7100,
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) {
    throw new InvalidArgumentError('Give a port between 0 and 65535.');
  }
  return port;
}

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (!(speed >= 0.1 && speed <= 1000)) {
    throw new InvalidArgumentError('Give a number between 0.1 and 1000.');
  }
  return speed;
}
