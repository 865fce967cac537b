import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import type { FaultLog } from '../reconcile';
import type { Lease, ReplicaStore } from '../store/types';
import { ownerOf } from './rendezvous';
import type { Member, Membership } from './types';

const HEARTBEAT_MS = 2000;
const SUBJECT = 'Sharing the fleet with the other replicas';

/** Where the database is not shared there is one replica, which owns everything. */
const ONLY_REPLICA: Member = {
  replicas: 1,
  handover: false,
  owns: () => true,
};

/** The replica of this process; a process that starts again is another one. */
function replicaId(): string {
  return `${hostname()}/${randomUUID()}`;
}

/**
 * Keeps this process registered as a replica, and knows the others. A replica that was declared dead (paused, cut off,
 * its event loop blocked) learns it with its next heartbeat: it is no member then, and registers anew.
 */
export class ReplicaMembership implements Membership {
  readonly #id: string;
  #lease: Lease | undefined;
  #current: Member | undefined;
  #onChange: (member: Member | undefined) => void = () => {};
  #known = '';
  #joined = false;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    private readonly options: {
      /** Undefined: the database is not shared. */
      store: ReplicaStore | undefined;
      faults: FaultLog;
      id?: string;
      heartbeatMs?: number;
    },
  ) {
    this.#id = options.id ?? replicaId();
  }

  get current(): Member | undefined {
    return this.#current;
  }

  /** @param onChange - told of each new membership, and when it is lost */
  start(onChange: (member: Member | undefined) => void) {
    this.#onChange = onChange;
    if (!this.options.store) {
      this.#set(ONLY_REPLICA);
      return;
    }
    this.#beat();
  }

  /** Ends the heartbeats and hands over to the others. Call it after the last write. */
  async stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
    const { store, faults } = this.options;
    if (!store || !this.#lease) return;
    try {
      await store.deregister(this.#lease);
    } catch (error) {
      // The others notice without it, later.
      faults.failed(SUBJECT, error);
    }
  }

  #beat() {
    const { faults, heartbeatMs = HEARTBEAT_MS } = this.options;
    this.#running = this.#update()
      .then(
        () => faults.succeeded(SUBJECT),
        error => faults.failed(SUBJECT, error),
      )
      .finally(() => {
        if (this.#stopped) return;
        this.#timer = setTimeout(() => this.#beat(), heartbeatMs);
        this.#timer.unref();
      });
  }

  async #update() {
    const store = this.options.store!;
    const live = this.#lease && (await store.heartbeat(this.#lease));
    if (live) {
      this.#join(this.#lease!, live.replicas);
      return;
    }
    // First everything is dropped: what was observed under the old registration is not written under the new one.
    this.#lease = undefined;
    this.#set(undefined);
    const { lease, replicas } = await store.register(this.#id);
    this.#lease = lease;
    this.#join(lease, replicas);
  }

  #join(lease: Lease, replicas: string[]) {
    const known = JSON.stringify([lease.generation, replicas]);
    if (known === this.#known) return;
    this.#known = known;
    const handover = this.#joined || replicas.length > 1;
    this.#joined = true;
    this.#set({
      lease,
      replicas: replicas.length,
      handover,
      owns: key => ownerOf(key, replicas) === this.#id,
    });
  }

  #set(member: Member | undefined) {
    if (this.#current === member) return;
    this.#current = member;
    if (!member) this.#known = '';
    this.#onChange(member);
  }
}
