import { constantAccess } from '../http/ApiAccess';
import { ApiServerClient, type ApiServerLimits } from '../http/ApiServerClient';
import { ObserveMetrics } from '../ObserveMetrics';
import {
  Reflector,
  type ReflectorLimits,
  type ReflectorStatus,
  type ReflectorTimings,
} from '../watch/Reflector';
import { createSharedLimits } from '../budget/SharedLimits';
import type { Budget } from '../budget/Budget';
import { WatchedServer } from '../watch/WatchedServer';

/** The reflector's own timings, a hundred times as fast. */
export const FAST: ReflectorTimings = {
  backoff: {
    initialMs: 8,
    maxMs: 100,
    resetAfterMs: 1200,
    random: Math.random,
    now: Date.now,
  },
  watchSeconds: 30,
  stallMarginMs: 100,
  quietMs: 30_000,
  probeMs: 10_000,
  slowMs: 50,
  shortWatchMs: 50,
  pageSize: 3,
  quarantine: {
    initialMs: 400,
    maxMs: 10_000,
    resetAfterMs: 60_000,
    random: () => 0,
    now: Date.now,
  },
};

const LIMITS: ReflectorLimits = {
  maxObjects: 100_000,
  maxBytes: 1e8,
  maxPageBytes: 1e7,
  maxListBytes: 1e8,
};

type Entry = { name: string; value: number };

/** A reflector of numbers by name, and all that it said. */
export function startReflector(
  { url, ca }: { url: string; ca: string },
  options: {
    timings?: Partial<ReflectorTimings>;
    limits?: Partial<ReflectorLimits>;
    budget?: Budget;
    connection?: Partial<ApiServerLimits>;
    token?: () => Promise<string | undefined>;
  } = {},
) {
  const client = new ApiServerClient({
    access: {
      ...constantAccess({ server: url }),
      read: async () => ({
        server: url,
        ca,
        token: options.token ? await options.token() : 'a-token',
      }),
    },
    limits: { responseMs: 500, maxLineBytes: 100_000, ...options.connection },
  });
  const changes: string[] = [];
  const statuses: ReflectorStatus[] = [];
  let seen = 0;
  const shared = createSharedLimits();
  const metrics = new ObserveMetrics();
  const reflector = new Reflector<'application', Entry>({
    server: new WatchedServer({
      client,
      shared,
      budget: options.budget,
      metrics: metrics.forServer({ managementCluster: 'm', worker: 'a/b' }),
    }),
    resource: {
      group: 'argoproj.io',
      version: 'v1alpha1',
      plural: 'applications',
      namespace: 'argocd',
    },
    what: 'Applications',
    transform: 'application',
    refine: ({ metadata, project }) => ({
      name: metadata.name,
      value: Number(project),
    }),
    onChange: (key, current, previous) => {
      changes.push(`${key} ${previous?.value ?? '-'}→${current?.value ?? '-'}`);
    },
    onStatus: status => statuses.push(status),
    onSeen: () => seen++,
    limits: { ...LIMITS, ...options.limits },
    timings: { ...FAST, ...options.timings },
  });
  const abort = new AbortController();
  const ended = reflector.run(abort.signal);
  return {
    reflector,
    changes,
    statuses,
    seen: () => seen,
    /** What it keeps. */
    content: () =>
      Object.fromEntries([...reflector.values()].map(v => [v.name, v.value])),
    /** What was counted of it. */
    figures: () => metrics.figures()[0],
    errors: () => statuses.flatMap(s => (s.error ? [s.error.kind] : [])),
    async stop() {
      abort.abort();
      await ended;
      await client.close();
      await shared.pool.close();
    },
  };
}
