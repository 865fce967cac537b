import { execFileSync, spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './freePort';

const ROOT = '/usr/lib/postgresql';

/** A PostgreSQL server of the bench's own, on loopback. */
export interface Postgres {
  host: string;
  port: number;
  user: string;
  stop(): void;
}

/** Folder of the newest PostgreSQL on this machine; undefined if there is none. */
export function findPostgres(): string | undefined {
  if (!existsSync(ROOT)) return undefined;
  const versions = readdirSync(ROOT)
    .filter(name => existsSync(join(ROOT, name, 'bin', 'initdb')))
    .sort((a, b) => Number(a) - Number(b));
  return versions.length ? join(ROOT, versions.at(-1)!, 'bin') : undefined;
}

/** The server refuses to run as root; the package has made a user for it. */
function postgresUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Starts a server with an empty data directory and the settings it has after installation. */
export async function startPostgres(bin: string): Promise<Postgres> {
  const directory = mkdtempSync(join(tmpdir(), 'worker-clusters-bench-pg-'));
  const user = postgresUser();
  if (user) chownSync(directory, user.uid, user.gid);
  const data = join(directory, 'data');
  const run = (program: string, args: string[]) => {
    // Not a pipe: the server would hold it open.
    const { status } = spawnSync(join(bin, program), args, {
      ...user,
      cwd: directory,
      stdio: 'ignore',
    });
    return status === 0;
  };
  const port = await freePort();
  const started =
    run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust']) &&
    run('pg_ctl', [
      ...['-D', data, '-w', '-l', join(directory, 'log')],
      '-o',
      `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${directory} -c max_connections=200`,
      'start',
    ]);
  if (!started) throw new Error(`PostgreSQL did not start: see ${directory}`);
  return {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    stop() {
      run('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
