import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { AddressInfo, createServer } from 'node:net';

/** A binary that tools/test-real.mjs found or built. */
export interface Peer {
  path: string;
  version: string;
  /** Folder of its Go module, for a program that reads files of it. */
  sources?: string;
}

/** Environment variable in which tools/test-real.mjs hands the peers over: JSON, {@link Peer} by name. */
const PEERS = 'WORKER_CLUSTERS_REAL_PEERS';

/** Returns a peer by its name in peers.json. @throws Error where it was not built. */
export function peer(name: string): Peer {
  const found = JSON.parse(process.env[PEERS] ?? '{}')[name];
  if (!found?.path) {
    throw new Error(
      `${name}: not built. Start the suite with: npm run test:real -- <suite>, and name the peer in the suite's suite.json.`,
    );
  }
  return found;
}

/** A loopback port that nothing listens on. */
export const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** A program with its output in a file. Everything that is done to it is done to its process id. */
export class Program {
  private child?: ChildProcess;
  private exited: Promise<unknown> = Promise.resolve();

  constructor(
    readonly name: string,
    private readonly command: string,
    private readonly args: string[],
    private readonly options: {
      logFile: string;
      env?: NodeJS.ProcessEnv;
      cwd?: string;
    },
  ) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get running(): boolean {
    return (
      this.child !== undefined &&
      this.child.exitCode === null &&
      this.child.signalCode === null
    );
  }

  /** Starts the program; its output is added to the log file. */
  start(): void {
    if (this.running) throw new Error(`${this.name}: runs already`);
    const log = openSync(this.options.logFile, 'a');
    this.child = spawn(this.command, this.args, {
      stdio: ['ignore', log, log],
      env: this.options.env ?? process.env,
      cwd: this.options.cwd,
    });
    closeSync(log);
    const { child } = this;
    this.exited = new Promise(resolve => {
      child.once('exit', resolve);
      child.once('error', resolve);
    });
  }

  /** SIGSTOP: connections stay open and nothing is answered. */
  freeze(): void {
    this.child!.kill('SIGSTOP');
  }

  /** SIGCONT after {@link freeze}. */
  thaw(): void {
    this.child!.kill('SIGCONT');
  }

  /** Ends the program and waits for its exit; after 10 s with SIGKILL. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.running) return;
    const { child } = this;
    child!.kill('SIGCONT');
    child!.kill(signal);
    const timer = setTimeout(() => child!.kill('SIGKILL'), 10_000);
    await this.exited;
    clearTimeout(timer);
  }

  /**
   * Waits until a question about the running program is answered with true; an exception counts as false.
   * @throws Error with the last lines of the log when the program has ended, or after `seconds`
   */
  async ready(ask: () => Promise<boolean>, seconds = 90): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (this.running && Date.now() < deadline) {
      if (await ask().catch(() => false)) return;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(
      `${this.name}: ${
        this.running ? `not ready after ${seconds} s` : 'ended'
      }. The end of its log:\n${this.lastLines(20)}`,
    );
  }

  /** The last lines of the log. */
  lastLines(count: number): string {
    return readFileSync(this.options.logFile, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-count)
      .join('\n');
  }
}
