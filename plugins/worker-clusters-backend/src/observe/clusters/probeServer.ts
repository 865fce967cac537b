import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { asApiError } from '../http/ApiError';
import type { ApiServerClient } from '../http/ApiServerClient';
import { pause } from '../watch/Backoff';
import type { ReflectorTimings } from '../watch/Reflector';

/** A server that answers none of this many requests in a row has its watches cut. */
const CUT_AFTER = 2;
/** Pause after the first request that was not answered. */
const RETRY_MS = 1000;

export interface ProbeOptions {
  client: ApiServerClient;
  timings: ReflectorTimings;
  signal: AbortSignal;
  /** The server answered, with what is given of its version. */
  onAnswer(version: unknown): void;
  /** The server did not answer. */
  onSilence(error: ReturnType<typeof asApiError>): void;
}

/**
 * Notices a server that holds its connections and says nothing: a watch alone cannot tell it from one of which nothing
 * changes. When nothing has come from the server for `quietMs` (up to a tenth more, so that the requests of a fleet
 * spread), requests `/version`, which every identity may read. After two requests without an answer the watches are cut,
 * so that they go on over new connections. Runs until the signal aborts.
 */
export async function probeServer(options: ProbeOptions): Promise<void> {
  const { client, timings, signal, onAnswer, onSilence } = options;
  const { quietMs, probeMs, backoff } = timings;
  let failures = 0;
  while (!signal.aborted) {
    const quiet = quietMs * (1 + 0.1 * backoff.random());
    const rest = client.heardAt + quiet - Date.now();
    if (failures === 0 && rest > 0) {
      await pause(rest, signal);
      continue;
    }
    const requestedAt = Date.now();
    try {
      const version = await client.getJson({
        path: '/version',
        what: writeMessage('what-version'),
        timeoutMs: probeMs,
        signal,
      });
      failures = 0;
      if (!signal.aborted) onAnswer(version);
    } catch (failure) {
      if (signal.aborted) return;
      // Any answer shows that the server is there, and what its watches say counts as well.
      if (client.heardAt >= requestedAt) {
        failures = 0;
        continue;
      }
      const error = asApiError(failure);
      failures += 1;
      onSilence(error);
      if (failures === CUT_AFTER) client.cutStreams(error);
      await pause(
        failures < CUT_AFTER ? Math.min(RETRY_MS, quietMs) : quiet / 2,
        signal,
      );
      if (client.heardAt >= requestedAt) failures = 0;
    }
  }
}
