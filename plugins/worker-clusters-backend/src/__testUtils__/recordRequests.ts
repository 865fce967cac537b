import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** A request of an undici client. */
export interface RecordedRequest {
  /** `https://host:port` */
  origin: string;
  method: string;
  /** With the query. */
  path: string;
}

const CHANNEL = 'undici:request:create';

/** Records every request that an undici client of this process makes, until `stop`. */
export function startRecording(): {
  requests: RecordedRequest[];
  stop(): void;
} {
  const requests: RecordedRequest[] = [];
  const record = (message: unknown) => {
    const { request } = message as { request: RecordedRequest };
    const { origin, method, path } = request;
    requests.push({ origin: String(origin), method, path });
  };
  subscribe(CHANNEL, record);
  return { requests, stop: () => unsubscribe(CHANNEL, record) };
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
