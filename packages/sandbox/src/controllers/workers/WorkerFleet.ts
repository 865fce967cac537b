import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  ApiServer,
  CertificateAuthority,
  Fault,
} from '../../apiserver/types';
import type { Logger } from '../runtime/Logger';
import type { Pace } from '../runtime/Pace';
import type { ManifestSource } from '../argocd/ManifestSource';
import { Worker } from './Worker';

/** What is kept of a worker cluster over a restart. */
export interface WorkerRecord {
  name: string;
  /** uid of the managed resource that made it. */
  owner: string;
  port: number;
  /** `gitVersion`, for example `v1.34.1`. */
  version: string;
  adminToken: string;
  faults: Fault[];
}

export interface WorkerFleetOptions {
  directory: string;
  ca: CertificateAuthority;
  pace: Pace;
  log: Logger;
  manifests: ManifestSource;
  newToken(): string;
  startServer(record: WorkerRecord, stateFile: string): Promise<ApiServer>;
  /** Called when what must be kept has changed. */
  save(records: WorkerRecord[]): void;
}

/** The worker clusters' control planes: one API server each, with what runs inside of the cluster. */
export class WorkerFleet {
  private readonly workers = new Map<
    string,
    { record: WorkerRecord; worker: Worker }
  >();

  constructor(private readonly options: WorkerFleetOptions) {}

  /** Starts the workers that there were when the sandbox was stopped. */
  async resume(records: WorkerRecord[]): Promise<void> {
    for (const record of records) await this.launch(record);
  }

  /**
   * Starts the control plane of a cluster; does nothing if its owner has it already.
   *
   * @throws Error if there is a cluster of this name that somebody else made.
   */
  async create(name: string, owner: string, version: string): Promise<Worker> {
    const existing = this.workers.get(name);
    if (existing) {
      if (existing.record.owner === owner) return existing.worker;
      throw new Error(`Cluster already exists with name: ${name}`);
    }
    const record: WorkerRecord = {
      name,
      owner,
      version,
      port: 0,
      adminToken: this.options.newToken(),
      faults: [],
    };
    const worker = await this.launch(record);
    this.save();
    return worker;
  }

  get(name: string): Worker | undefined {
    return this.workers.get(name)?.worker;
  }

  ownerOf(name: string): string | undefined {
    return this.workers.get(name)?.record.owner;
  }

  /** `gitVersion` of a control plane, for example `v1.34.1`. */
  versionOf(name: string): string | undefined {
    return this.workers.get(name)?.record.version;
  }

  list(): Worker[] {
    return [...this.workers.values()].map(w => w.worker);
  }

  findByUrl(url: string): Worker | undefined {
    return this.list().find(w => w.server.url === url);
  }

  setVersion(name: string, version: string): void {
    const entry = this.workers.get(name);
    if (!entry) return;
    entry.record.version = version;
    entry.worker.server.setVersion(version);
    this.save();
  }

  async setFaults(name: string, faults: Fault[]): Promise<void> {
    const entry = this.workers.get(name);
    if (!entry) throw new Error(`There is no worker cluster '${name}'`);
    await entry.worker.server.setFaults(faults);
    entry.record.faults = faults;
    this.save();
  }

  /** Takes the control plane down, with everything in it. */
  async remove(name: string): Promise<void> {
    const entry = this.workers.get(name);
    if (!entry) return;
    this.workers.delete(name);
    await entry.worker.close();
    await rm(this.stateFile(name), { force: true });
    this.save();
  }

  async close(): Promise<void> {
    await Promise.all(this.list().map(worker => worker.close()));
  }

  private async launch(record: WorkerRecord): Promise<Worker> {
    const { options } = this;
    await mkdir(join(options.directory), { recursive: true });
    const server = await options.startServer(
      record,
      this.stateFile(record.name),
    );
    record.port = server.port;
    const worker = new Worker({
      server,
      ca: options.ca,
      pace: options.pace,
      log: options.log,
      manifests: options.manifests,
      newToken: options.newToken,
    });
    this.workers.set(record.name, { record, worker });
    worker.start();
    if (record.faults.length) await server.setFaults(record.faults);
    return worker;
  }

  private stateFile(name: string): string {
    return join(this.options.directory, `${name}.json`);
  }

  private save(): void {
    this.options.save([...this.workers.values()].map(w => w.record));
  }
}
