/**
 * A program that observes one worker and answers messages: a process of its own, whose memory is that of the observer
 * alone. Answers `status` with a {@link Status}, and `usage` with a {@link Usage}.
 */
import { createSharedLimits } from '../budget/SharedLimits';
import { WorkerObserver } from '../clusters/WorkerObserver';
import { AddressPolicy } from '../credentials/addressPolicy';
import type { WorkerCredentials } from '../credentials/workerCredentials';
import { ObserveMetrics } from '../ObserveMetrics';
import { DEFAULT_TIMINGS } from '../watch/Reflector';

/** What the program is told. The answer has the same number: what loads the program's sources sends messages of its own. */
export interface Request {
  id: number;
  request: 'status' | 'usage';
}

/** How the worker's connection stands. */
export interface Status {
  status: string;
  message?: string;
}

/** The same, and what the program holds. */
export interface Usage extends Status {
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

process.on('message', async ({ id, request }: Request) => {
  process.send!({
    id,
    answer: request === 'status' ? statusOf(observe()) : await usage(),
  });
});

async function usage(): Promise<Usage> {
  const seen = observe();
  // What has been cut off is let go a moment later.
  await new Promise(resolve => setTimeout(resolve, 50));
  (globalThis as any).gc();
  const { heapUsed, external } = process.memoryUsage();
  return {
    ...statusOf(seen),
    applications: seen.applications.length,
    heap: heapUsed + external,
  };
}

function observe() {
  return observer.observe({ credential: { pending: true } } as any);
}

function statusOf({ connection }: ReturnType<typeof observe>): Status {
  const { status, message } = connection;
  return { status, message };
}
