import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FleetSummary } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Mutation } from './backend/mutations';
import type { Usage } from './backend/probe';
import { compiledFile } from './compile';
import { freePort } from './freePort';
import { pause } from './pause';
import type { Postgres } from './postgres';
import { type Program, startProgram } from './programs';
import type { Simulation } from './Simulation';

export const FLEET = '/api/worker-clusters';
/** What an open fleet page requests after a signal. */
export const FLEET_PAGE = `${FLEET}/v1/fleet`;
const NODE_MODULES = join(
  dirname(require.resolve('@backstage/backend-defaults/package.json')),
  '..',
  '..',
);
const START_LIMIT_MS = 300_000;
const ANSWER_LIMIT_MS = 120_000;

/** Where a backend keeps its databases. */
export type Database =
  | { client: 'better-sqlite3'; directory: string }
  | { client: 'pg'; server: Postgres; prefix: string };

export interface PortalOptions {
  simulation: Simulation;
  database: Database;
  /** Folder for configuration and logs. */
  directory: string;
  name: string;
  withoutFleet?: boolean;
  withoutCatalogModule?: boolean;
  /** Serves `packages/app/dist`, too. */
  withApp?: boolean;
  /** With TeraSky's Kubernetes ingestor from a folder. */
  ingestor?: { folder: string; everySeconds: number };
}

/** An answer of the backend, read to its end. */
export interface Response {
  status: number;
  /** From the request to the end of the answer. */
  milliseconds: number;
  /** On the wire, without its head. */
  bytes: number;
  headers: IncomingHttpHeaders;
  json: any;
}

/** The backend under test, in a process of its own. */
export class Portal {
  readonly #program: Program;
  readonly #agent = new Agent({ keepAlive: true });
  #userToken: string | undefined;

  private constructor(
    readonly url: string,
    private readonly serviceToken: string,
    program: Program,
    /** When the process was started: epoch milliseconds. */
    readonly startedAt: number,
  ) {
    this.#program = program;
  }

  /** Starts the process; it may take long until it answers. */
  static async start(options: PortalOptions): Promise<Portal> {
    const { directory, name } = options;
    const url = `http://127.0.0.1:${await freePort()}`;
    const serviceToken = randomBytes(24).toString('base64url');
    mkdirSync(directory, { recursive: true });
    const configFile = join(directory, `${name}.json`);
    writeFileSync(
      configFile,
      JSON.stringify(configuration(options, url, serviceToken)),
      { mode: 0o600 },
    );
    const startedAt = Date.now();
    const program = startProgram(compiledFile('backend/main.ts'), {
      logFile: join(directory, `${name}.log`),
      nodeOptions: [
        '--expose-gc',
        '--require',
        compiledFile('backend/probe.ts'),
      ],
      args: ['--config', configFile],
      env: {
        NODE_ENV: 'production',
        LOG_LEVEL: 'info',
        ...(options.withoutFleet && { BENCH_WITHOUT_FLEET: '1' }),
        ...(options.withoutCatalogModule && {
          BENCH_WITHOUT_CATALOG_MODULE: '1',
        }),
        ...(options.withApp && { BENCH_WITH_APP: '1' }),
        ...(options.ingestor && {
          BENCH_INGESTOR: options.ingestor.folder,
          // The package is not installed: what it depends on is in the repository.
          NODE_PATH: NODE_MODULES,
        }),
      },
    });
    return new Portal(url, serviceToken, program, startedAt);
  }

  get pid(): number {
    return this.#program.pid;
  }

  /**
   * Requests a path until `accept` takes the answer, and returns that answer.
   *
   * @throws Error with the last answer after `limitMs`.
   */
  async until(
    path: string,
    accept: (response: Response) => boolean,
    options: { everyMs?: number; limitMs?: number } = {},
  ): Promise<Response> {
    const { everyMs = 50, limitMs = START_LIMIT_MS } = options;
    const deadline = Date.now() + limitMs;
    for (;;) {
      const response = await this.get(path).catch(() => undefined);
      if (response && accept(response)) return response;
      if (Date.now() > deadline) {
        throw new Error(
          `${path}: no expected answer within ${
            limitMs / 1000
          } s; last answer: ${JSON.stringify(response?.json)?.slice(0, 500)}`,
        );
      }
      await pause(everyMs);
    }
  }

  /** As the bench's service, or as a signed-in user. */
  async get(
    path: string,
    options: { asUser?: boolean; etag?: string } = {},
  ): Promise<Response> {
    const token = options.asUser ? await this.userToken() : this.serviceToken;
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.url}${path}`,
        {
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${token}`,
            'accept-encoding': 'gzip',
            ...(options.etag && { 'if-none-match': options.etag }),
          },
          timeout: ANSWER_LIMIT_MS,
        },
        response => {
          const chunks: Buffer[] = [];
          response.on('data', chunk => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const body = Buffer.concat(chunks);
            resolve({
              status: response.statusCode!,
              milliseconds: performance.now() - began,
              bytes: body.length,
              headers: response.headers,
              json: parse(
                response.headers['content-encoding'] === 'gzip'
                  ? gunzipSync(body)
                  : body,
              ),
            });
          });
        },
      );
      outgoing.on('timeout', () =>
        outgoing.destroy(new Error(`${path}: no answer`)),
      );
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // The server closed a connection that had been idle, just as it was used again.
        if (outgoing.reusedSocket && error.code === 'ECONNRESET') {
          resolve(this.get(path, options));
        } else {
          reject(error);
        }
      });
      outgoing.end();
    });
  }

  async userToken(): Promise<string> {
    if (!this.#userToken) {
      const response = await fetch(`${this.url}/api/auth/guest/refresh`);
      const { backstageIdentity } = (await response.json()) as any;
      this.#userToken = backstageIdentity.token as string;
    }
    return this.#userToken;
  }

  async summary(): Promise<FleetSummary> {
    return (await this.get(`${FLEET}/v1/summary`)).json;
  }

  resetUsage() {
    return this.#program.call('reset');
  }

  usage() {
    return this.#program.call<Usage>('usage');
  }

  /** What entity providers told the catalog since the last call. */
  takeMutations() {
    return this.#program.call<Mutation[]>('takeMutations');
  }

  /** Of all threads since its start, milliseconds. */
  processorTime() {
    return this.#program.call<number>('processorTime');
  }

  /** Heap and buffers after garbage collection, bytes. */
  async heap(): Promise<number> {
    await this.#program.call('collectGarbage');
    await this.#program.call('collectGarbage');
    const { heapUsed, external } = await this.usage();
    return heapUsed + external;
  }

  /** Resident memory now and its peak, bytes, as the kernel counts them. */
  residentMemory(): { now: number; peak: number } {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    const of = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) *
      1024;
    return { now: of('VmRSS'), peak: of('VmHWM') };
  }

  /** Writes a heap snapshot to a file. */
  writeHeap(file: string) {
    return this.#program.call('writeHeap', { file });
  }

  startProfile() {
    return this.#program.call('startProfile');
  }

  stopProfile(file: string) {
    return this.#program.call('stopProfile', { file });
  }

  /** Waits until the process has little to do, two minutes at most. */
  async untilIdle(maxPercent = 15) {
    const deadline = Date.now() + 120_000;
    for (;;) {
      await this.resetUsage();
      await pause(2000);
      const { cpuPercent } = await this.usage();
      if (cpuPercent < maxPercent || Date.now() > deadline) return;
    }
  }

  /** @returns how long it took to end, milliseconds */
  stop(signal: NodeJS.Signals = 'SIGTERM') {
    this.#agent.destroy();
    return this.#program.stop(signal);
  }
}

function parse(body: Buffer): any {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function configuration(
  { simulation, database, withoutFleet, ingestor }: PortalOptions,
  url: string,
  serviceToken: string,
) {
  const caData = Buffer.from(simulation.ca).toString('base64');
  return {
    app: { title: 'Bench', baseUrl: url, packages: 'all' },
    backend: {
      baseUrl: url,
      listen: { host: '127.0.0.1', port: Number(new URL(url).port) },
      database:
        database.client === 'pg'
          ? {
              client: 'pg',
              prefix: database.prefix,
              connection: {
                host: database.server.host,
                port: database.server.port,
                user: database.server.user,
                password: 'trusted',
              },
            }
          : {
              client: 'better-sqlite3',
              connection: { directory: database.directory },
            },
      auth: {
        externalAccess: [
          {
            type: 'static',
            options: { token: serviceToken, subject: 'bench' },
          },
        ],
      },
    },
    auth: {
      environment: 'production',
      providers: {
        guest: {
          userEntityRef: 'user:default/guest',
          dangerouslyAllowOutsideDevelopment: true,
        },
      },
    },
    permission: { enabled: true },
    events: { useEventBus: 'always' },
    catalog: {
      rules: [{ allow: ['Component', 'Resource', 'System', 'User', 'Group'] }],
    },
    ...(ingestor && {
      kubernetes: {
        serviceLocatorMethod: { type: 'multiTenant' },
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: [
              {
                name: 'bench',
                url: simulation.urls.management,
                authProvider: 'serviceAccount',
                serviceAccountToken: 'ingestor-of-the-bench',
                caData,
              },
            ],
          },
        ],
      },
      // What it makes of composite resources, and nothing else.
      kubernetesIngestor: {
        components: {
          enabled: true,
          disableDefaultWorkloadTypes: true,
          taskRunner: { frequency: ingestor.everySeconds, timeout: 600 },
        },
        crossplane: {
          enabled: true,
          claims: { ingestAllClaims: true },
          xrds: { enabled: false, ingestAllXRDs: true },
        },
      },
    }),
    ...(!withoutFleet && {
      workerClusters: {
        managementClusters: [
          {
            name: 'bench',
            url: simulation.urls.management,
            caData,
            token: 'portal-reader-of-the-bench',
          },
        ],
        workers: { dangerouslyAllowApiServers: ['127.0.0.1'] },
      },
    }),
  };
}
