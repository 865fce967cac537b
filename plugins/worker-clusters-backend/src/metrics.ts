import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { INCIDENT_KINDS } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import type { NotificationResult } from './notifications';
import type { WatchFigures } from './observe/ObserveMetrics';
import type { FleetObserver, ObserveFigures } from './observe/types';
import type { BatchResult, QueueDepth } from './queue';
import type { EvaluationFigures } from './requests';
import type { FleetStore } from './store/types';

/** Seconds; a batch is taken four times a second, and a notice is published once a second. */
const LAG_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Seconds; a refresh begins to evaluate no other pull request after a minute. */
const EVALUATION_BUCKETS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 90];

/**
 * Creates the instruments that take a figure as it arises.
 *
 * - `worker_clusters.lag` (stage `store`): from a change until it is written, of the oldest key of a batch.
 * - `worker_clusters.lag` (stage `notice`): from then until it is published.
 * - `worker_clusters.queue.failures`: keys that failed and are retried.
 * - `worker_clusters.requests.failures`: refreshes of the pull requests that failed, by step.
 * - `worker_clusters.requests.evaluations`: pull requests that were evaluated for review, by result.
 * - `worker_clusters.requests.evaluation`: how long that takes for all open ones.
 * - `worker_clusters.notifications`: attempts to send a notification, by topic and result.
 */
export function createPipelineMetrics(metrics: MetricsService) {
  const lag = metrics.createHistogram<{ stage: string }>(
    'worker_clusters.lag',
    {
      description:
        'Time from a change in a cluster until it is stored, and from then until pages are told',
      unit: 's',
      advice: { explicitBucketBoundaries: LAG_BUCKETS },
    },
  );
  const failures = metrics.createCounter<{ type: string }>(
    'worker_clusters.queue.failures',
    {
      description: 'Pieces of work that failed and are retried, by type',
      unit: '{key}',
    },
  );
  const requestFailures = metrics.createCounter<{ step: string }>(
    'worker_clusters.requests.failures',
    {
      description:
        'Refreshes of the pull requests that failed, by step (read, review)',
      unit: '{refresh}',
    },
  );
  const evaluations = metrics.createCounter<{ result: string }>(
    'worker_clusters.requests.evaluations',
    {
      description:
        'Pull requests that were evaluated for review, by result (allowed, refused, problem)',
      unit: '{request}',
    },
  );
  const evaluation = metrics.createHistogram(
    'worker_clusters.requests.evaluation',
    {
      description:
        'Time in which the open pull requests were read and evaluated for review',
      unit: 's',
      advice: { explicitBucketBoundaries: EVALUATION_BUCKETS },
    },
  );
  const notifications = metrics.createCounter<{
    topic: string;
    result: NotificationResult;
  }>('worker_clusters.notifications', {
    description:
      'Attempts to send a notification, by topic and result (sent, unanswered, failed, given-up)',
    unit: '{notification}',
  });
  return {
    onNotification(topic: string, result: NotificationResult) {
      notifications.add(1, { topic, result });
    },
    onRequestsEvaluated({ results, milliseconds }: EvaluationFigures) {
      for (const result of results) evaluations.add(1, { result });
      evaluation.record(milliseconds / 1000);
    },
    onRequestsFailed(step: 'read' | 'review') {
      requestFailures.add(1, { step });
    },
    onBatch(type: string, { failed, lagMs }: BatchResult) {
      if (failed) failures.add(failed, { type });
      if (type === 'cluster') lag.record(lagMs / 1000, { stage: 'store' });
    },
    onPublished(waitedMs: number) {
      lag.record(waitedMs / 1000, { stage: 'notice' });
    },
  };
}

/** Registers the figures that are read when they are exported: few, and none that names a worker cluster. */
export function registerMetrics<Work extends string>(options: {
  metrics: MetricsService;
  store: Pick<
    FleetStore,
    'incidents' | 'summary' | 'requestQueue' | 'revision'
  >;
  observer: Pick<
    FleetObserver,
    | 'configured'
    | 'figures'
    | 'getWorkerConnection'
    | 'listClusters'
    | 'listManagementClusters'
  >;
  queue: { depth(type: Work): QueueDepth };
  work: readonly Work[];
  configProblems: Pick<ConfigProblemsService, 'list'>;
}): void {
  const { metrics, store, observer, queue, work } = options;

  metrics
    .createObservableGauge('worker_clusters.config.problems', {
      description:
        'Values of the configuration that are wrong or without effect, by severity (error: something is out of service, warning)',
      unit: '{problem}',
    })
    .addCallback(result => {
      const problems = options.configProblems.list();
      for (const severity of ['error', 'warning'] as const) {
        const count = problems.filter(p => p.severity === severity).length;
        result.observe(count, { severity });
      }
    });

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

  registerIncidentMetrics(metrics, store);

  metrics
    .createObservableGauge('worker_clusters.connections', {
      description:
        'Connections of this replica to API servers by management cluster, role (management, worker) and status',
      unit: '{connection}',
    })
    .addCallback(result => {
      for (const { name, connection } of observer.listManagementClusters()) {
        result.observe(1, {
          management_cluster: name,
          role: 'management',
          status: connection.status,
        });
      }
      for (const { name } of observer.configured) {
        const workers = new Map<string, number>();
        for (const ref of observer.listClusters(name)) {
          const worker = observer.getWorkerConnection(ref);
          const status = worker?.status ?? 'unknown';
          workers.set(status, (workers.get(status) ?? 0) + 1);
        }
        for (const [status, count] of workers) {
          result.observe(count, {
            management_cluster: name,
            role: 'worker',
            status,
          });
        }
      }
    });

  const countRequests = readTogether(() => store.requestQueue.count());
  metrics
    .createObservableGauge('worker_clusters.requests', {
      description:
        'Pull requests for clusters by state (open, merged, closed) and result of their last evaluation (allowed, refused, problem)',
      unit: '{request}',
    })
    .addCallback(async result => {
      for (const row of await countRequests()) {
        result.observe(row.count, { state: row.state, result: row.result });
      }
    });

  metrics
    .createObservableGauge('worker_clusters.requests.oldest', {
      description:
        'How long ago the oldest open pull request was opened, by result of its last evaluation',
      unit: 's',
    })
    .addCallback(async result => {
      for (const row of await countRequests()) {
        const age = (Date.now() - Date.parse(row.oldest)) / 1000;
        if (row.state !== 'open' || Number.isNaN(age)) continue;
        result.observe(Math.max(0, age), { result: row.result });
      }
    });

  metrics
    .createObservableCounter('worker_clusters.revision', {
      description: 'Revision of the fleet: its rate is that of changes',
      unit: '{change}',
    })
    .addCallback(async result => result.observe(await store.revision()));

  metrics
    .createObservableGauge('worker_clusters.queue.depth', {
      description:
        'Pieces of work by type and state (ready, working, delayed: due later)',
      unit: '{key}',
    })
    .addCallback(result => {
      for (const type of work) {
        const { ready, working, delayed } = queue.depth(type);
        result.observe(ready, { type, state: 'ready' });
        result.observe(working, { type, state: 'working' });
        result.observe(delayed, { type, state: 'delayed' });
      }
    });

  metrics
    .createObservableGauge('worker_clusters.queue.oldest', {
      description: 'How long the oldest piece of work that is ready has waited',
      unit: 's',
    })
    .addCallback(result => {
      for (const type of work) {
        result.observe(queue.depth(type).oldestMs / 1000, { type });
      }
    });

  registerWatchMetrics(metrics, () => observer.figures());
}

/** What is read for several gauges: once for those that are exported at the same time. */
function readTogether<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
}

/** Incidents by kind; all kinds, so that an alert ends. */
function registerIncidentMetrics(
  metrics: MetricsService,
  store: Pick<FleetStore, 'incidents'>,
) {
  const read = readTogether(() => store.incidents());
  metrics
    .createObservableGauge('worker_clusters.incidents', {
      description: 'Reasons that two or more worker clusters have, by kind',
      unit: '{incident}',
    })
    .addCallback(async result => {
      const { items } = await read();
      for (const kind of INCIDENT_KINDS) {
        const count = items.filter(i => i.kind === kind).length;
        result.observe(count, { kind });
      }
    });
  metrics
    .createObservableGauge('worker_clusters.incident.clusters', {
      description: 'Worker clusters of the largest incident, by kind',
      unit: '{cluster}',
    })
    .addCallback(async result => {
      const { items } = await read();
      for (const kind of INCIDENT_KINDS) {
        const counts = items.filter(i => i.kind === kind).map(i => i.count);
        result.observe(Math.max(0, ...counts), { kind });
      }
    });
}

/** What the watches of API servers do, by management cluster, role (management, worker) and kind. */
function registerWatchMetrics(
  metrics: MetricsService,
  figures: () => ObserveFigures,
) {
  const labelsOf = ({ managementCluster, role, kind }: WatchFigures) => ({
    management_cluster: managementCluster,
    role,
    kind,
  });
  const counter = (
    name: string,
    options: { description: string; unit: string },
    valueOf: (figures: WatchFigures) => number,
  ) =>
    metrics.createObservableCounter(name, options).addCallback(result => {
      for (const watch of figures().watches) {
        result.observe(valueOf(watch), labelsOf(watch));
      }
    });
  const counterBy = (
    name: string,
    label: string,
    options: { description: string; unit: string },
    valuesOf: (figures: WatchFigures) => Partial<Record<string, number>>,
  ) =>
    metrics.createObservableCounter(name, options).addCallback(result => {
      for (const watch of figures().watches) {
        for (const [value, count] of Object.entries(valuesOf(watch))) {
          result.observe(count!, { ...labelsOf(watch), [label]: value });
        }
      }
    });

  metrics
    .createObservableGauge('worker_clusters.watches', {
      description:
        'Watches by state: listing, watching, waiting for the next attempt',
      unit: '{watch}',
    })
    .addCallback(result => {
      for (const watch of figures().watches) {
        for (const [state, count] of Object.entries(watch.watches)) {
          result.observe(count, { ...labelsOf(watch), state });
        }
      }
    });
  metrics
    .createObservableGauge('worker_clusters.pages', {
      description:
        "Pages of workers' lists: reading, stalled, waiting for their turn",
      unit: '{page}',
    })
    .addCallback(result => {
      for (const [state, count] of Object.entries(figures().pages)) {
        result.observe(count, { state });
      }
    });
  counter(
    'worker_clusters.lists',
    { description: 'Collections that were listed', unit: '{list}' },
    watch => watch.lists,
  );
  counterBy(
    'worker_clusters.relists',
    'reason',
    {
      description: 'Lists of a collection that had been listed, by reason',
      unit: '{list}',
    },
    watch => watch.relists,
  );
  counter(
    'worker_clusters.watch.restarts',
    { description: 'Watches that were opened again', unit: '{watch}' },
    watch => watch.restarts,
  );
  counter(
    'worker_clusters.events',
    { description: 'Events of watches', unit: '{event}' },
    watch => watch.events,
  );
  counter(
    'worker_clusters.received',
    { description: 'Received in lists and watches', unit: 'By' },
    watch => watch.bytes,
  );
  counterBy(
    'worker_clusters.errors',
    'error',
    {
      description: 'Failed lists and watches, by kind of error',
      unit: '{error}',
    },
    watch => watch.errors,
  );
}
