import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { mockCredentials } from '@backstage/backend-test-utils';
import type { WorkerCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { serviceHeader } from '../../__testUtils__/testBackend';
import type { ReplicaMessage, ReplicaOptions } from './replica';

const PROGRAM = require.resolve('./replica.ts');
const NODE_TRANSFORM = require.resolve(
  '@backstage/cli/config/nodeTransform.cjs',
);
const START_MS = 120_000;

/** A replica of the backend in a process of its own. */
export class ReplicaProcess {
  /** Clusters of which it told that they changed, with the revision. */
  readonly notices: Array<{ clusters: string[]; revision: number }> = [];
  readonly exited: Promise<number | null>;
  #output = '';
  #port = 0;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', chunk => {
        this.#output = (this.#output + chunk).slice(-20_000);
      });
    }
    this.exited = new Promise(resolve => {
      child.once('exit', code => resolve(code));
    });
  }

  static async start(options: ReplicaOptions): Promise<ReplicaProcess> {
    const child = spawn(
      process.execPath,
      ['--require', NODE_TRANSFORM, PROGRAM],
      {
        env: {
          ...process.env,
          NODE_ENV: 'test',
          REPLICA: JSON.stringify(options),
        },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    const replica = new ReplicaProcess(child);
    await new Promise<void>((resolve, reject) => {
      const fail = (what: string) =>
        reject(new Error(`The replica ${what}:\n${replica.output}`));
      const timer = setTimeout(() => fail('did not start'), START_MS);
      child.on('message', (message: ReplicaMessage) => {
        if (message.type === 'notice') replica.notices.push(message);
        // Backstage's loader has messages of its own.
        if (message.type !== 'listening') return;
        replica.#port = message.port;
        clearTimeout(timer);
        resolve();
      });
      replica.exited.then(() => fail('ended'));
    });
    return replica;
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** What it logged last. */
  get output(): string {
    return this.#output;
  }

  signal(signal: NodeJS.Signals) {
    this.child.kill(signal);
  }

  async get(
    path: string,
    authorization = mockCredentials.user.header(),
  ): Promise<any> {
    const response = await fetch(
      `http://127.0.0.1:${this.#port}/api/worker-clusters${path}`,
      {
        headers: { Authorization: authorization },
        signal: AbortSignal.timeout(10_000),
      },
    );
    if (!response.ok) {
      throw new Error(`${path}: ${response.status} ${await response.text()}`);
    }
    return response.json();
  }

  async clusters(): Promise<WorkerCluster[]> {
    return (await this.get('/v1/clusters?limit=500')).items;
  }

  /** As the kubernetes plugin requests the token of a worker. */
  async access(path: string): Promise<{ server: string; token: string }> {
    return this.get(
      `/v1/clusters/${path}/access`,
      serviceHeader('plugin:kubernetes'),
    );
  }

  /** Number of its connections by the port that they lead to (Linux). */
  connections(): Map<number, number> {
    const inodes = new Set(
      readdirSync(`/proc/${this.pid}/fd`).flatMap(fd => {
        try {
          const link = readlinkSync(`/proc/${this.pid}/fd/${fd}`);
          return /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [];
        } catch {
          return [];
        }
      }),
    );
    const counts = new Map<number, number>();
    const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1);
    for (const line of lines) {
      const [, , remote, state, , , , , , inode] = line.trim().split(/\s+/);
      // Established.
      if (state !== '01' || !inodes.has(inode)) continue;
      const port = parseInt(remote.split(':')[1], 16);
      counts.set(port, (counts.get(port) ?? 0) + 1);
    }
    return counts;
  }
}
