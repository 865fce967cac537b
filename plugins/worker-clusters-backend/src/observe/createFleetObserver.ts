import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { ClusterRef } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ChangeCollector } from './ChangeCollector';
import { ManagementObserver } from './clusters/ManagementObserver';
import { readObserveConfig } from './config';
import type { FleetObserver } from './types';
import type { ReflectorTimings } from './watch/Reflector';

/** Changes of this long are told at once: one reconciliation touches many objects. */
const COALESCE_MS = 250;

/**
 * The observer of all configured management clusters and of their workers. Contacts nothing before `start`.
 *
 * @throws Error for a configuration that makes no sense; it names the key.
 */
export function createFleetObserver(options: {
  config: RootConfigService;
  logger: LoggerService;
  timings?: ReflectorTimings;
  coalesceMs?: number;
}): FleetObserver {
  const { logger, timings, coalesceMs = COALESCE_MS } = options;
  const config = readObserveConfig(options.config);
  const changes = new ChangeCollector(coalesceMs, error =>
    logger.error('Passing on what was observed failed', error),
  );
  const observers = new Map(
    config.managementClusters.map(cluster => {
      const log = connectionLog(logger, cluster.name);
      const observer: ManagementObserver = new ManagementObserver({
        cluster,
        workers: config.workers,
        timings,
        onClusters: refs => changes.addClusters(refs),
        onManagement: () => {
          log(observer.observe().connection);
          changes.addManagementCluster(cluster.name);
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
    changes.stop();
    const ended = [...observers.values()].map(observer => observer.stop());
    for (const result of await Promise.allSettled(ended)) {
      if (result.status === 'rejected') {
        logger.error('Stopping the watches failed', result.reason);
      }
    }
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
      for (const observer of observers.values()) observer.start();
    },
    subscribe: listener => changes.subscribe(listener),
    getCluster: ref => find(ref)?.getCluster(ref.namespace, ref.name),
    listClusters: name => observers.get(name)?.listClusters() ?? [],
    listManagementClusters: () => [...observers.values()].map(o => o.observe()),
    getClaimDefinition: name => observers.get(name)?.getClaimDefinition(),
    getAccess: ref => find(ref)?.getAccess(ref.namespace, ref.name),
  };
}

/** Says in the log how a management cluster stands, whenever that changes. */
function connectionLog(logger: LoggerService, name: string) {
  let last = '';
  return ({ status, message }: { status: string; message?: string }) => {
    const line = `Management cluster ${name}: ${status}${
      message ? ` (${message})` : ''
    }`;
    if (line === last || (status === 'connecting' && !message)) return;
    last = line;
    if (status === 'live') logger.info(line);
    else logger.warn(line);
  };
}
