/**
 * A program that observes one worker and answers each message with what it uses: a process of its own, whose memory is
 * that of the observer alone.
 */
import { createSharedLimits } from '../budget/SharedLimits';
import { WorkerObserver } from '../clusters/WorkerObserver';
import { AddressPolicy } from '../credentials/addressPolicy';
import type { WorkerCredentials } from '../credentials/workerCredentials';
import { ObserveMetrics } from '../ObserveMetrics';
import { DEFAULT_TIMINGS } from '../watch/Reflector';

/** What the program answers. */
export interface Usage {
  status: string;
  message?: string;
  applications: number;
  /** Bytes after a garbage collection, buffers included. */
  heap: number;
}

const credentials: WorkerCredentials = JSON.parse(process.argv[2]);

const observer = new WorkerObserver({
  credentials,
  policy: new AddressPolicy(['127.0.0.1']),
  argocdNamespace: 'argocd',
  shared: createSharedLimits(),
  metrics: new ObserveMetrics().forServer({ managementCluster: 'm' }),
  onChange: () => {},
  timings: DEFAULT_TIMINGS,
});

process.on('message', async () => {
  const seen = observer.observe({ credential: { pending: true } } as any);
  // What has been cut off is let go a moment later.
  await new Promise(resolve => setTimeout(resolve, 50));
  (globalThis as any).gc();
  const { heapUsed, external } = process.memoryUsage();
  const usage: Usage = {
    status: seen.connection.status,
    message: seen.connection.message,
    applications: seen.applications.length,
    heap: heapUsed + external,
  };
  process.send!(usage);
});
