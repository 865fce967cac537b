import { application } from './application';

const HEALTHS = ['Healthy', 'Progressing', 'Degraded'] as const;
const SYNCS = ['Synced', 'OutOfSync'] as const;
const STAGES = ['dev', 'staging', 'prod'];
const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1'];
const FIRST_VERSION = 1000;
const FIRST_CLAIM_VERSION = 500;
const TEAMS = 40;

const hex = (value: number, length: number) =>
  value.toString(16).padStart(length, '0');

/** What changes in the simulated fleet, in a few numbers for each Application. */
export class FleetState {
  /** Newest resourceVersion of each worker. */
  readonly newest: Uint32Array;
  readonly #version: Uint32Array;
  /** Seconds. */
  readonly #reconciled: Uint32Array;
  readonly #health: Uint8Array;
  readonly #sync: Uint8Array;
  readonly #commit: Uint32Array;
  /** Newest resourceVersion of the management cluster. */
  newestClaim = FIRST_CLAIM_VERSION;
  readonly #claimVersion: Uint32Array;
  readonly #team: Uint32Array;

  constructor(readonly clusters: number, readonly applications: number) {
    const size = clusters * applications;
    this.newest = new Uint32Array(clusters).fill(FIRST_VERSION);
    this.#version = new Uint32Array(size).fill(FIRST_VERSION);
    this.#reconciled = new Uint32Array(size).fill(Date.now() / 1000);
    this.#health = new Uint8Array(size);
    this.#sync = new Uint8Array(size);
    this.#commit = new Uint32Array(size);
    this.#claimVersion = new Uint32Array(clusters).fill(FIRST_CLAIM_VERSION);
    this.#team = Uint32Array.from({ length: clusters }, (_, i) => i % TEAMS);
  }

  clusterName(cluster: number): string {
    return `cluster-${String(cluster).padStart(5, '0')}`;
  }

  /** Cluster of this name. */
  clusterOf(name: string): number | undefined {
    const cluster = Number(name.slice('cluster-'.length, 13));
    return cluster < this.clusters ? cluster : undefined;
  }

  environment(cluster: number): string {
    return STAGES[cluster % STAGES.length];
  }

  region(cluster: number): string {
    return REGIONS[cluster % REGIONS.length];
  }

  /** Entity reference of the group that owns the cluster. */
  owner(cluster: number): string {
    return `group:default/team-${this.#team[cluster]}`;
  }

  claimVersion(cluster: number): number {
    return this.#claimVersion[cluster];
  }

  /** The claim gets another owner. */
  setTeam(cluster: number, team: number) {
    this.#team[cluster] = team;
    this.#claimVersion[cluster] = ++this.newestClaim;
  }

  version(cluster: number, index: number): number {
    return this.#version[cluster * this.applications + index];
  }

  /** The Application as JSON. */
  render(cluster: number, index: number): string {
    const at = cluster * this.applications + index;
    return application.render({
      name: `service-${String(index).padStart(3, '0')}`,
      uid: `00000000-0000-4000-8000-${hex(at, 12)}`,
      version: this.#version[at],
      health: HEALTHS[this.#health[at]],
      sync: SYNCS[this.#sync[at]],
      revision: hex(this.#commit[at] + 1, 40),
      reconciledAt: new Date(this.#reconciled[at] * 1000).toISOString(),
    });
  }

  /** Argo CD compared the Application again and found nothing new. */
  refresh(cluster: number, index: number) {
    const at = this.#touch(cluster, index);
    this.#reconciled[at] = Date.now() / 1000;
  }

  /** Health, sync and commit of the Application change. */
  change(cluster: number, index: number) {
    const at = this.#touch(cluster, index);
    this.#reconciled[at] = Date.now() / 1000;
    this.#health[at] = (this.#health[at] + 1) % 2;
    this.#sync[at] = (this.#sync[at] + 1) % SYNCS.length;
    this.#commit[at] += 1;
  }

  /** The Application gets this health. */
  setHealth(cluster: number, index: number, health: number) {
    const at = this.#touch(cluster, index);
    this.#health[at] = health;
  }

  #touch(cluster: number, index: number): number {
    const at = cluster * this.applications + index;
    this.#version[at] = ++this.newest[cluster];
    return at;
  }
}
