import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import {
  ClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { ManagementObserver } from './clusters/ManagementObserver';
import { readObserveConfig } from './config';
import type { FleetObserver } from './types';
import type { ReflectorTimings } from './watch/Reflector';

/** Changes of this long are told at once: one reconciliation touches many objects. */
const COALESCE_MS = 250;

type Listener = Parameters<FleetObserver['subscribe']>[0];

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
  const listeners = new Set<Listener>();
  const clusters = new Map<string, ClusterRef>();
  const managements = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let markStopped: () => void;
  const stopped = new Promise<void>(resolve => {
    markStopped = resolve;
  });

  function flush() {
    timer = undefined;
    const change = {
      clusters: [...clusters.values()],
      managementClusters: [...managements],
    };
    clusters.clear();
    managements.clear();
    for (const listener of listeners) listener(change);
  }
  function changed(refs: ClusterRef[], management?: string) {
    for (const ref of refs) clusters.set(stringifyClusterRef(ref), ref);
    if (management) managements.add(management);
    timer ??= setTimeout(flush, coalesceMs);
  }

  const observers = new Map(
    config.managementClusters.map(cluster => [
      cluster.name,
      new ManagementObserver({
        cluster,
        workers: config.workers,
        timings,
        onClusters: refs => changed(refs),
        onManagement: () => changed([], cluster.name),
      }),
    ]),
  );

  return {
    stopped,
    start(signal) {
      for (const observer of observers.values()) observer.start();
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        Promise.all([...observers.values()].map(o => o.stop()))
          .catch(error => logger.error('Stopping the watches failed', error))
          .finally(() => markStopped());
      });
    },
    subscribe(listener) {
      listeners.add(listener);
    },
    getCluster: ref =>
      observers.get(ref.managementCluster)?.getCluster(ref.namespace, ref.name),
    listClusters: name => observers.get(name)?.listClusters() ?? [],
    listManagementClusters: () => [...observers.values()].map(o => o.observe()),
    getAccess: ref =>
      observers.get(ref.managementCluster)?.getAccess(ref.namespace, ref.name),
  };
}
