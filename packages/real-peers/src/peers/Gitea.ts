import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, peer, Program } from './Program';

export interface GiteaAnswer {
  status: number;
  body: any;
}

/** A real Gitea on a loopback port, in a temporary folder, with SQLite. Its first user is the administrator `root-admin`. */
export class Gitea {
  static readonly ADMIN = 'root-admin';

  private constructor(
    private readonly folder: string,
    readonly program: Program,
    readonly port: number,
    private readonly command: (...args: string[]) => Promise<string>,
    readonly adminPassword: string,
  ) {}

  static async start(): Promise<Gitea> {
    const { path, sources } = peer('gitea');
    const folder = mkdtempSync(join(tmpdir(), 'gitea-'));
    const port = await freePort();
    const secret = () => randomBytes(32).toString('hex');
    const config = join(folder, 'app.ini');
    mkdirSync(join(folder, 'data'));
    writeFileSync(
      config,
      `APP_NAME = Gitea
RUN_MODE = prod
RUN_USER = ${userInfo().username}
WORK_PATH = ${folder}
; Gitea refuses to run as root unless it is told so; a test may run as root.
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = http://127.0.0.1:${port}/
STATIC_ROOT_PATH = ${sources}
DISABLE_SSH = true
OFFLINE_MODE = true
[database]
DB_TYPE = sqlite3
PATH = ${join(folder, 'data', 'gitea.db')}
[security]
INSTALL_LOCK = true
SECRET_KEY = ${secret()}
INTERNAL_TOKEN = ${secret()}
[service]
DISABLE_REGISTRATION = true
[webhook]
ALLOWED_HOST_LIST = loopback
[indexer]
ISSUE_INDEXER_TYPE = db
[log]
LEVEL = Warn
[cron]
ENABLED = false
`,
      { mode: 0o600 },
    );
    // Gitea's own Git settings, not those of who runs the test.
    const env = { ...process.env, HOME: folder, GITEA_WORK_DIR: folder };
    const command = async (...args: string[]) =>
      (
        await promisify(execFile)(path, ['--config', config, ...args], {
          env,
        })
      ).stdout;
    const program = new Program('gitea', path, ['--config', config, 'web'], {
      logFile: join(folder, 'gitea.log'),
      env,
      cwd: folder,
    });
    const adminPassword = secret();
    const gitea = new Gitea(folder, program, port, command, adminPassword);
    try {
      await command('migrate');
      await command(
        ...['admin', 'user', 'create', '--admin'],
        ...['--username', Gitea.ADMIN, '--password', adminPassword],
        ...['--email', 'root-admin@example.org'],
        '--must-change-password=false',
      );
      await gitea.restart();
    } catch (error) {
      await gitea.close();
      throw error;
    }
    return gitea;
  }

  /** `http://127.0.0.1:<port>` */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts Gitea (again) and waits until its API answers. */
  async restart(): Promise<void> {
    await this.program.end();
    this.program.start();
    await this.program.ready(
      async () => (await fetch(`${this.url}/api/v1/version`)).ok,
    );
  }

  /**
   * One request of Gitea's API.
   * @param path below `/api/v1`
   * @param as a token of {@link token}; the administrator without one
   */
  async api(
    method: string,
    path: string,
    body?: unknown,
    as?: string,
  ): Promise<GiteaAnswer> {
    const basic = Buffer.from(`${Gitea.ADMIN}:${this.adminPassword}`).toString(
      'base64',
    );
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: as ? `token ${as}` : `Basic ${basic}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    let parsed: unknown = text;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Empty, or plain text.
    }
    return { status: response.status, body: parsed };
  }

  /** As {@link api}. @throws Error with Gitea's message when the status is 300 or above */
  async must(
    method: string,
    path: string,
    body?: unknown,
    as?: string,
  ): Promise<any> {
    const answer = await this.api(method, path, body, as);
    if (answer.status >= 300) {
      throw new Error(
        `Gitea ${method} ${path}: ${answer.status} ${JSON.stringify(
          answer.body,
        ).slice(0, 500)}`,
      );
    }
    return answer.body;
  }

  /** Makes a user. */
  async createUser(username: string, fullName = username): Promise<void> {
    await this.must('POST', '/admin/users', {
      username,
      full_name: fullName,
      email: `${username}@example.org`,
      password: randomBytes(16).toString('hex'),
      must_change_password: false,
    });
  }

  /** Makes an organisation, owned by a user. */
  async createOrganisation(name: string, owner = Gitea.ADMIN): Promise<void> {
    await this.must('POST', `/admin/users/${owner}/orgs`, { username: name });
  }

  /** Makes a repository of an organisation or user, with a first commit on `main`. */
  async createRepository(owner: string, name: string): Promise<void> {
    await this.must('POST', `/admin/users/${owner}/repos`, {
      name,
      auto_init: true,
      default_branch: 'main',
      private: true,
    });
  }

  /** Makes a token of a user, with all scopes unless told otherwise. */
  async token(username: string, scopes = 'all'): Promise<string> {
    const output = await this.command(
      ...['admin', 'user', 'generate-access-token'],
      ...['--username', username, '--scopes', scopes],
      ...['--token-name', randomBytes(8).toString('hex'), '--raw'],
    );
    // Before it stands what Gitea logs when it runs as root.
    return output.trim().split('\n').pop()!;
  }

  async close(): Promise<void> {
    await this.program.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
