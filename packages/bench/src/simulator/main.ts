import { answerCalls } from '../calls';
import { TlsServer } from './ApiListener';
import { FleetState } from './FleetState';
import { Management } from './Management';
import { type Fault, Worker } from './Worker';

export interface SimulatorOptions {
  clusters: number;
  applications: number;
  certificate: { cert: string; key: string };
  ca: string;
  workerToken: string;
}

/** Where the simulated API servers listen. */
export interface SimulatorUrls {
  management: string;
  workers: string[];
}

export interface SimulatorStats {
  requests: number;
  managementRequests: number;
  /** Of bodies, before TLS. */
  bytes: number;
  /** Connections to workers: open now, and opened since the start. */
  openSockets: number;
  openedSockets: number;
  watches: number;
}

/** Changes a second that go on until they are set anew. */
export interface Load {
  /** `reconciledAt` only: Argo CD's own refresh. */
  refreshes?: number;
  /** Health, sync and commit. */
  changes?: number;
  /** The workers before this one are left alone. */
  from?: number;
}

const TICK_MS = 20;
const BOOKMARKS_MS = 60_000;

let tls: TlsServer;
let management: Management;
let workers: Worker[] = [];
let applications = 0;
let load: Load = {};
/** Workers from this one on are left alone by the load: their changes are made one by one. */
let quietFrom = 0;

async function start(options: SimulatorOptions): Promise<SimulatorUrls> {
  const { clusters, certificate } = options;
  applications = options.applications;
  tls = new TlsServer(certificate);
  const state = new FleetState(clusters, applications);
  workers = Array.from(
    { length: clusters },
    (_, i) => new Worker(tls, state, i),
  );
  quietFrom = clusters - Math.ceil(clusters / 20);
  for (const worker of workers) await worker.listener.listen();
  management = new Management(tls, {
    ...options,
    state,
    workerUrl: i => workers[i].listener.url,
  });
  await management.listener.listen();
  startClock();
  return {
    management: management.listener.url,
    workers: workers.map(w => w.listener.url),
  };
}

/** Load, floods and bookmarks. */
function startClock() {
  let last = performance.now();
  let ticks = 0;
  let nextBookmark = 0;
  const due = { refreshes: 0, changes: 0 };
  setInterval(() => {
    const now = performance.now();
    const seconds = (now - last) / 1000;
    last = now;
    for (const what of ['refreshes', 'changes'] as const) {
      due[what] += (load[what] ?? 0) * seconds;
      for (; due[what] >= 1; due[what] -= 1) makeChange(what);
    }
    ticks += 1;
    if (ticks % 5 === 0) for (const worker of workers) worker.flood();
    // Bookmarks of the fleet are spread over the minute.
    const until = Math.floor(
      (workers.length * ((ticks * TICK_MS) % BOOKMARKS_MS)) / BOOKMARKS_MS,
    );
    if (until < nextBookmark) {
      management.bookmark();
      nextBookmark = 0;
    }
    for (; nextBookmark < until; nextBookmark++) {
      workers[nextBookmark].bookmark();
    }
  }, TICK_MS);
}

function makeChange(what: 'refreshes' | 'changes') {
  if (applications === 0) return;
  const index = Math.floor(Math.random() * applications);
  const { from = 0 } = load;
  const end = what === 'refreshes' ? workers.length : quietFrom;
  const worker = workers[from + Math.floor(Math.random() * (end - from))];
  if (!worker || worker.fault) return;
  if (what === 'refreshes') worker.refresh(index);
  else worker.change(index);
}

answerCalls({
  start,
  setLoad(next: Load) {
    load = next;
  },
  /** Gives the first Application of a cluster a health (index in HEALTHS), and tells when: epoch milliseconds. */
  mark({ cluster, health }: { cluster: number; health: number }) {
    const now = Date.now();
    workers[cluster].setHealth(0, health);
    return now;
  },
  /** Gives a claim another owner. */
  changeOwner({ cluster, team }: { cluster: number; team: number }) {
    management.changeOwner(cluster, team);
  },
  /** The first `share` of the workers gets the fault, the others none. */
  async setFault({ fault, share }: { fault?: Fault; share: number }) {
    const bad = fault ? Math.round(workers.length * share) : 0;
    for (const [i, worker] of workers.entries()) {
      await worker.setFault(i < bad ? fault : undefined);
    }
    return bad;
  },
  managementLists: () => management.paths,
  hold: () => management.hold(),
  /** Tells when: epoch milliseconds. */
  release() {
    const now = Date.now();
    management.release();
    return now;
  },
  resetTraffic() {
    tls.resetTraffic();
    management.requests = 0;
    for (const { listener } of workers) listener.opened = 0;
  },
  stats(): SimulatorStats {
    let openSockets = 0;
    let openedSockets = 0;
    let watches = 0;
    for (const worker of workers) {
      openSockets += worker.listener.open;
      openedSockets += worker.listener.opened;
      watches += worker.watches;
    }
    return {
      ...tls.traffic,
      managementRequests: management.requests,
      openSockets,
      openedSockets,
      watches,
    };
  },
});
