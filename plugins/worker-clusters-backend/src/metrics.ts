import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { FleetObserver } from './observe/types';
import type { FleetStore } from './store/types';

/** Registers the plugin's metrics: few, and none that names a cluster. */
export function registerMetrics(options: {
  metrics: MetricsService;
  store: Pick<FleetStore, 'summary' | 'revision'>;
  observer: Pick<
    FleetObserver,
    'getCluster' | 'listClusters' | 'listManagementClusters'
  >;
}): void {
  const { metrics, store, observer } = options;

  metrics
    .createObservableGauge('worker_clusters.clusters', {
      description: 'Worker clusters by lifecycle phase',
      unit: '{cluster}',
    })
    .addCallback(async result => {
      const { byPhase } = await store.summary();
      for (const [phase, count] of Object.entries(byPhase)) {
        if (count !== undefined) result.observe(count, { phase });
      }
    });

  metrics
    .createObservableGauge('worker_clusters.connections', {
      description:
        'Connections to API servers by role (management, worker) and status',
      unit: '{connection}',
    })
    .addCallback(result => {
      const counts = new Map<string, number>();
      const count = (role: string, status: string) => {
        const key = `${role} ${status}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      };
      for (const { name, connection } of observer.listManagementClusters()) {
        count('management', connection.status);
        for (const ref of observer.listClusters(name)) {
          const worker = observer.getCluster(ref)?.worker;
          count('worker', worker?.connection.status ?? 'unknown');
        }
      }
      for (const [key, value] of counts) {
        const [role, status] = key.split(' ');
        result.observe(value, { role, status });
      }
    });

  metrics
    .createObservableCounter('worker_clusters.revision', {
      description: 'Revision of the fleet: its rate is that of changes',
      unit: '{change}',
    })
    .addCallback(async result => result.observe(await store.revision()));
}
