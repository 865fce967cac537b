import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { REQUEST_CHANNEL } from '../observe/http/ApiServerClient';

/** A request that this process makes. */
export interface RecordedRequest {
  /** `https://host:port` */
  origin: string;
  method: string;
  /** With the query. */
  path: string;
}

/** Of `fetch` and other undici clients. */
const UNDICI_CHANNEL = 'undici:request:create';

/** Records every request to an API server, and every other one that this process makes, until `stop`. */
export function startRecording(): {
  requests: RecordedRequest[];
  stop(): void;
} {
  const requests: RecordedRequest[] = [];
  const record = ({ origin, method, path }: RecordedRequest) =>
    requests.push({ origin: String(origin), method, path });
  const onRequest = (message: unknown) => record(message as RecordedRequest);
  const onUndici = (message: unknown) =>
    record((message as { request: RecordedRequest }).request);
  subscribe(REQUEST_CHANNEL, onRequest);
  subscribe(UNDICI_CHANNEL, onUndici);
  return {
    requests,
    stop() {
      unsubscribe(REQUEST_CHANNEL, onRequest);
      unsubscribe(UNDICI_CHANNEL, onUndici);
    },
  };
}

/** Runs something with the requests that are made meanwhile. */
export async function recordRequests<T>(
  run: (requests: RecordedRequest[]) => Promise<T>,
): Promise<T> {
  const { requests, stop } = startRecording();
  try {
    return await run(requests);
  } finally {
    stop();
  }
}
