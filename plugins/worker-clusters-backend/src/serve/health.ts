import type {
  ConfigProblem,
  ConnectionStatus,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { describeConfigProblem } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import type { FleetObserver } from '../observe/types';
import type { FleetStore } from '../store/types';

/** Work that waits for longer than this is not kept up with. */
const MAX_WAIT_SECONDS = 60;
/** Of a message of the database. */
const MAX_MESSAGE = 300;

/** How the work of one type stands. */
export interface QueueHealth {
  type: string;
  ready: number;
  working: number;
  /** Due later. */
  delayed: number;
  /** How long the oldest ready piece has waited. */
  oldestSeconds: number;
}

/** How the backend stands, for administrators. */
export interface BackendHealth {
  /**
   * - `ok`: everything is reached and kept up with.
   * - `degraded`: the fleet is served, and a part of it is old or out of service.
   * - `failed`: the database does not answer.
   */
  status: 'ok' | 'degraded' | 'failed';
  /** What is wrong, each with its subject. */
  problems: string[];
  /** What is wrong with the configuration. */
  configuration: ConfigProblem[];
  managementClusters: Array<{
    name: string;
    status: ConnectionStatus;
    since: string;
    lastSeen?: string;
    message?: string;
    /** Number of its worker clusters that this replica observes, by the status of their connection. */
    workers: Partial<Record<ConnectionStatus, number>>;
  }>;
  database: { status: 'ok' | 'failed'; milliseconds: number; message?: string };
  queue: QueueHealth[];
}

export interface HealthOptions {
  store: Pick<FleetStore, 'getManagementClusters' | 'revision'>;
  observer: Pick<
    FleetObserver,
    | 'configured'
    | 'getWorkerConnection'
    | 'listClusters'
    | 'listManagementClusters'
  >;
  queue(): QueueHealth[];
  /** What is wrong with the configuration. */
  configuration(): ConfigProblem[];
}

/** Looks at how the backend stands. Never rejects: what fails is a part of the answer. */
export async function readHealth(
  options: HealthOptions,
): Promise<BackendHealth> {
  const { store, observer } = options;
  const observed = observer.listManagementClusters();
  // Those that another replica observes are known from the database; if that fails, it is a problem of its own.
  const stored = await store.getManagementClusters().catch(() => undefined);
  const managementClusters = observer.configured.flatMap(
    ({ name, problem }) => {
      // Not looked at: that is in `configuration`.
      if (problem) return [];
      const known = observed.find(m => m.name === name) ?? stored?.get(name);
      if (!known) return [];
      const { status, since, lastSeen, message } = known.connection;
      return {
        name,
        status,
        since,
        ...(lastSeen && { lastSeen }),
        ...(message && { message }),
        workers: countWorkers(observer, name),
      };
    },
  );
  return assess({
    managementClusters,
    database: await readDatabase(store),
    queue: options.queue(),
    configuration: options.configuration(),
  });
}

function countWorkers(
  observer: HealthOptions['observer'],
  managementCluster: string,
) {
  const counts: Partial<Record<ConnectionStatus, number>> = {};
  for (const ref of observer.listClusters(managementCluster)) {
    const status = observer.getWorkerConnection(ref)?.status ?? 'unknown';
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

async function readDatabase(
  store: HealthOptions['store'],
): Promise<BackendHealth['database']> {
  const began = performance.now();
  const elapsed = () => Math.round(performance.now() - began);
  try {
    await store.revision();
    return { status: 'ok', milliseconds: elapsed() };
  } catch (error) {
    return {
      status: 'failed',
      milliseconds: elapsed(),
      message: String((error as Error).message).slice(0, MAX_MESSAGE),
    };
  }
}

/** Decides what is wrong. Worker clusters that are not reached are counted, and no problem of the backend. */
export function assess(
  seen: Omit<BackendHealth, 'status' | 'problems'>,
): BackendHealth {
  const { managementClusters, database, queue, configuration } = seen;
  const problems: string[] = [];
  if (database.status === 'failed') {
    problems.push(`Database: ${database.message}`);
  }
  for (const problem of configuration) {
    if (problem.severity !== 'error') continue;
    problems.push(`Configuration: ${describeConfigProblem(problem)}`);
  }
  for (const { name, status, since, message } of managementClusters) {
    if (status === 'live') continue;
    const reason = message ? `: ${message}` : '';
    problems.push(
      `Management cluster ${name}: ${status} since ${since}${reason}`,
    );
  }
  for (const { type, ready, oldestSeconds } of queue) {
    if (oldestSeconds <= MAX_WAIT_SECONDS) continue;
    problems.push(
      `Work queue: ${ready} of type ${type} are ready, the oldest for ${Math.round(
        oldestSeconds,
      )} s`,
    );
  }
  let status: BackendHealth['status'] = problems.length ? 'degraded' : 'ok';
  if (database.status === 'failed') status = 'failed';
  return { status, problems, ...seen };
}
