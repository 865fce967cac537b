import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { createSharedLimits } from './budget/SharedLimits';
import { AssignedClusters } from './clusters/AssignedClusters';
import { SharedIdentities } from './clusters/SharedIdentities';
import { readObserveConfig } from './config';
import type { AccessEnvironment } from './credentials/managementAccess';
import { ObserveMetrics } from './ObserveMetrics';
import type {
  FleetChange,
  FleetObserver,
  ManagementObservation,
} from './types';
import type { ReflectorTimings } from './watch/Reflector';

/** Most clusters that a line of the log names. */
const MAX_NAMED = 5;

/**
 * The observer of all configured management clusters and of their workers. Contacts nothing before something is assigned. A
 * management cluster whose configuration is wrong is reported and not observed.
 */
export function createFleetObserver(options: {
  config: RootConfigService;
  logger: LoggerService;
  problems: ConfigProblemsService;
  timings?: ReflectorTimings;
  environment?: AccessEnvironment;
}): FleetObserver {
  const { logger, timings } = options;
  const config = readObserveConfig(
    options.config,
    options.problems,
    options.environment,
  );
  const listeners: Array<(change: FleetChange) => void> = [];
  let stopping = false;
  const tell = (change: Partial<FleetChange>) => {
    if (stopping) return;
    const whole = {
      clusters: [],
      claims: [],
      managementClusters: [],
      ...change,
    };
    for (const listener of listeners) listener(whole);
  };
  const identities = new SharedIdentities();
  const shared = createSharedLimits();
  const metrics = new ObserveMetrics(line => logger.debug(line));
  const observers = new Map(
    config.managementClusters.map(cluster => {
      const log = connectionLog(logger, cluster.name);
      const observer: AssignedClusters = new AssignedClusters({
        cluster,
        workers: config.workers,
        identities,
        shared,
        metrics,
        timings,
        onClusters: clusters => tell({ clusters }),
        onClaims: claims => tell({ claims }),
        onManagement: () => {
          const observed = observer.observe();
          if (observed) log(observed);
          tell({ managementClusters: [cluster.name] });
        },
      });
      return [cluster.name, observer];
    }),
  );
  const find = (ref: ClusterRef) => observers.get(ref.managementCluster);

  let markStopped: () => void;
  const stopped = new Promise<void>(resolve => {
    markStopped = resolve;
  });
  async function stop() {
    stopping = true;
    const ended = [...observers.values()].map(observer => observer.stop());
    for (const result of await Promise.allSettled(ended)) {
      if (result.status === 'rejected') {
        logger.error('Stopping the watches failed', result.reason);
      }
    }
    await shared.pool.close();
    markStopped();
  }

  return {
    stopped,
    start(signal) {
      if (signal.aborted) {
        stop();
        return;
      }
      signal.addEventListener('abort', stop, { once: true });
    },
    assign(assignment) {
      if (stopping) return;
      for (const observer of observers.values()) observer.assign(assignment);
    },
    tellClaim: (ref, claimed) => find(ref)?.tell(keyOf(ref), claimed),
    tellComplete: name => observers.get(name)?.tellComplete(),
    subscribe: listener => listeners.push(listener),
    getWorkerConnection: ref => find(ref)?.getWorkerConnection(keyOf(ref)),
    getCluster: ref => find(ref)?.getCluster(keyOf(ref)),
    listClusters: name => observers.get(name)?.listClusters() ?? [],
    isComplete: name => observers.get(name)?.complete === true,
    getClaim: ref => find(ref)?.getClaim(keyOf(ref)),
    listClaims: name => observers.get(name)?.listClaims() ?? [],
    configured: [
      ...config.managementClusters.map(({ name, title }) => ({ name, title })),
      ...config.wrong,
    ],
    hasUnnamed: config.hasUnnamed,
    listManagementClusters: () =>
      [...observers.values()].flatMap(o => o.observe() ?? []),
    getClaimDefinition: name => observers.get(name)?.getClaimDefinition(),
    readResource: async (ref, resource, status) =>
      find(ref)?.readResource(keyOf(ref), resource, status),
    readClaim: async (ref, kind) => find(ref)?.readClaim(keyOf(ref), kind),
    readApplication: async (ref, application, status) =>
      find(ref)?.readApplication(keyOf(ref), application, status),
    getAccess: async (ref, status) => find(ref)?.getAccess(keyOf(ref), status),
    figures: () => ({
      watches: metrics.figures(),
      pages: shared.slots.counts,
    }),
  };
}

function keyOf({ namespace, name }: ClusterRef) {
  return `${namespace}/${name}`;
}

/** Logs how a management cluster is reached, and which kinds of it cannot be read, whenever that changes. */
function connectionLog(logger: LoggerService, name: string) {
  let last = '';
  let lastUnread = new Set<string>();
  return ({ connection, unread }: ManagementObservation) => {
    const { status, message } = connection;
    const line = `Management cluster ${name}: ${status}${
      message ? ` (${message})` : ''
    }`;
    if (line !== last && (status !== 'connecting' || message)) {
      last = line;
      if (status === 'live') logger.info(line);
      else logger.warn(line);
    }
    const problems = new Map(
      unread.map(({ apiVersion, kind, message: problem, clusters }) => [
        `${kind} (${apiVersion}): ${problem}`,
        clusters.map(ref => `${ref.namespace}/${ref.name}`),
      ]),
    );
    for (const [problem, clusters] of problems) {
      if (lastUnread.has(problem)) continue;
      const some = clusters.slice(0, MAX_NAMED).join(', ');
      const more = clusters.length - MAX_NAMED;
      logger.warn(
        `Management cluster ${name}: ${problem} The pages of these clusters lack these resources: ${some}${
          more > 0 ? ` and ${more} more` : ''
        }`,
      );
    }
    for (const problem of lastUnread) {
      if (!problems.has(problem)) {
        logger.info(
          `Management cluster ${name}: no longer a problem: ${problem}`,
        );
      }
    }
    lastUnread = new Set(problems.keys());
  };
}
