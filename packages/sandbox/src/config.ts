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
  fleet?: (typeof FLEETS)[number];
  /** One line of progress; nothing by default. */
  log?: (line: string) => void;
}

/** What is wrong with a setting, and which: the message is for the person who starts the sandbox. */
export class SettingError extends Error {}

/** What the first start can build: a dozen clusters in every phase, or XRDs and Compositions alone. */
export const FLEETS = ['full', 'none'] as const;

const WEBHOOK_URL = 'http://127.0.0.1:7007/api/events/http/gitea';

const PORTS = {
  managementPort: {
    setting: 'SANDBOX_MANAGEMENT_PORT',
    port: 7010,
    what: 'API server of the management cluster',
  },
  gitPort: { setting: 'SANDBOX_GIT_PORT', port: 7020, what: 'Git host' },
  adminPort: { setting: 'SANDBOX_ADMIN_PORT', port: 7030, what: 'controls' },
} as const;

/** The environment variables of the command, with their defaults, for its help. */
export const VARIABLES = [
  ...Object.values(PORTS).map(({ setting, port, what }) => ({
    name: setting,
    what: `port of the ${what} (${port}; 0: any free one)`,
  })),
  {
    name: 'SANDBOX_WEBHOOK_URL',
    what: `URL that the Git host tells of pushes and pull requests (${WEBHOOK_URL})`,
  },
  {
    name: 'SANDBOX_SPEED',
    what: 'a merged claim takes a minute at 1, less at more (1)',
  },
];

/** The environment variable that sets a port, for messages. */
export function settingOf(port: keyof typeof PORTS): string {
  return PORTS[port].setting;
}

/**
 * Completes the options of the command from its environment.
 *
 * @throws SettingError if a variable is malformed.
 */
export function readOptions(
  { directory, fleet }: Pick<SandboxOptions, 'directory' | 'fleet'>,
  env: Record<string, string | undefined>,
): SandboxOptions {
  return {
    directory: resolve(directory),
    fleet,
    managementPort: readPort(env, 'managementPort'),
    gitPort: readPort(env, 'gitPort'),
    adminPort: readPort(env, 'adminPort'),
    firstWorkerPort: 7100,
    speed: readSpeed(env),
    webhookUrl: env.SANDBOX_WEBHOOK_URL ?? WEBHOOK_URL,
  };
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
