import { randomBytes } from 'node:crypto';
import { createCertificateAuthority } from '@worker-clusters/sandbox';
import { type Program, sourceFile, startProgram } from './programs';
import type {
  Load,
  SimulatorOptions,
  SimulatorStats,
  SimulatorUrls,
} from './simulator/main';
import type { Fault } from './simulator/Worker';

/** The simulated fleet, in a process of its own. */
export class Simulation {
  private constructor(
    private readonly program: Program,
    readonly size: { clusters: number; applications: number },
    readonly urls: SimulatorUrls,
    readonly ca: string,
  ) {}

  static async start(
    size: { clusters: number; applications: number },
    logFile: string,
  ): Promise<Simulation> {
    const ca = await createCertificateAuthority();
    const { certificate, key } = await ca.issue(['127.0.0.1']);
    const program = startProgram(sourceFile('simulator/main.ts'), {
      logFile,
    });
    const options: SimulatorOptions = {
      ...size,
      certificate: { cert: certificate, key },
      ca: ca.certificate,
      workerToken: randomBytes(300).toString('base64url'),
    };
    const urls = await program.call<SimulatorUrls>('start', options);
    return new Simulation(program, size, urls, ca.certificate);
  }

  setLoad(load: Load) {
    return this.program.call('setLoad', load);
  }

  /** @returns when it was sent: epoch milliseconds */
  mark(cluster: number, health: number) {
    return this.program.call<number>('mark', { cluster, health });
  }

  /** The claim of a cluster names `group:default/team-<team>` as its owner from now on. */
  changeOwner(cluster: number, team: number) {
    return this.program.call('changeOwner', { cluster, team });
  }

  /** @returns number of workers that have the fault now */
  setFault(fault: Fault | undefined, share = 0) {
    return this.program.call<number>('setFault', { fault, share });
  }

  /** The management cluster answers nothing until {@link release}: nothing can be synced. */
  hold() {
    return this.program.call('hold');
  }

  /** @returns when: epoch milliseconds */
  release() {
    return this.program.call<number>('release');
  }

  resetTraffic() {
    return this.program.call('resetTraffic');
  }

  stats() {
    return this.program.call<SimulatorStats>('stats');
  }

  stop() {
    return this.program.stop();
  }

  /** Reads everything with a small program, at most so many servers at a time. */
  async downloadBare(logFile: string, concurrency = 16) {
    const program = startProgram(sourceFile('bare.ts'), { logFile });
    try {
      return await program.call<{ milliseconds: number; bytes: number }>(
        'download',
        {
          ca: this.ca,
          token: 'bare',
          servers: await this.#bareUrls(),
          concurrency,
        },
      );
    } finally {
      await program.stop();
    }
  }

  /** What the portal lists in a cold sync, by server. */
  async #bareUrls(): Promise<string[][]> {
    const management = await this.program.call<string[]>('managementLists');
    const argocd = '/namespaces/argocd/';
    return [
      management.map(path => `${this.urls.management}${path}?limit=500`),
      ...this.urls.workers.map(url =>
        [
          `/version?`,
          `/apis/argoproj.io/v1alpha1${argocd}applications?limit=500`,
          `/apis/apps/v1${argocd}deployments?limit=500`,
          `/apis/apps/v1${argocd}statefulsets?limit=500`,
          `/api/v1${argocd}configmaps?limit=500`,
        ].map(path => `${url}${path}`),
      ),
    ];
  }
}
