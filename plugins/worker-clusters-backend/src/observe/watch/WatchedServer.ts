import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { type Budget, describeOverrun, type Resource } from '../budget/Budget';
import type { SharedLimits } from '../budget/SharedLimits';
import { ApiError } from '../http/ApiError';
import type { ApiRequest, ApiServerClient } from '../http/ApiServerClient';
import { ByteCollector } from '../http/ByteCollector';
import type { DecodedEvent, DecodedPage, DecodeJob } from '../parse/decode';
import {
  ObserveMetrics,
  type ServerMetrics,
  type WatchRecorder,
} from '../ObserveMetrics';
import { Parser } from '../parse/Parser';
import type { ClaimColumn } from '../transform/claimColumns';

export interface WatchedServerOptions {
  client: ApiServerClient;
  /** Shared by all servers of the process. */
  shared: SharedLimits;
  /** What this server may use. Without one it is trusted: a management cluster. */
  budget?: Budget;
  /** Columns of the claims that it has. */
  columns?: readonly ClaimColumn[];
  /** Where what its watches do is counted; default: nowhere. */
  metrics?: ServerMetrics;
}

/** A page was larger than it may be: one of fewer objects can be requested. */
export class PageTooLargeError extends ApiError {}

/** One API server as it is listed and watched: within its budget, and decoded without holding the event loop. */
export class WatchedServer {
  readonly client: ApiServerClient;
  readonly #options: WatchedServerOptions;
  readonly #parser: Parser;
  /** Makes a recorder for each watch. */
  readonly metrics: ServerMetrics;

  constructor(options: WatchedServerOptions) {
    this.client = options.client;
    this.#options = options;
    this.metrics =
      options.metrics ??
      new ObserveMetrics().forServer({ managementCluster: '' });
    this.#parser = new Parser({
      pool: options.shared.pool,
      server: options.client.name,
      columns: options.columns,
      onTime: ms => this.#charge('parseMs', ms),
    });
  }

  get name(): string {
    return this.client.name;
  }

  /**
   * Reads one page of a list. Pages of workers wait for a slot.
   *
   * @returns the page, and its size in bytes
   * @throws PageTooLargeError, ApiError; `excessive` if the server's budget is used up
   */
  async page(
    request: ApiRequest & { maxBytes: number; signal: AbortSignal },
    job: Omit<DecodeJob, 'kind'>,
    recorder: WatchRecorder,
  ): Promise<{ page: DecodedPage; bytes: number }> {
    const { budget, shared } = this.#options;
    const { maxBytes } = request;
    // The client's own limit is to be the second one that is met: it does not tell a page from other answers.
    const call = {
      ...request,
      maxBytes: 2 * maxBytes,
      onChunk: (size: number) => this.#receive(size, recorder),
    };
    const slot =
      budget && (await shared.slots.acquire(this.name, request.signal));
    try {
      this.#charge('requests', 1);
      const body = new ByteCollector();
      for await (const chunk of this.client.getBody(call)) {
        slot?.progress();
        if (body.size + chunk.length > maxBytes) {
          throw new PageTooLargeError(
            'excessive',
            writeMessage('excess-page-bytes', {
              server: this.name,
              limit: maxBytes,
              what: request.what,
            }),
          );
        }
        body.add(chunk);
      }
      const bytes = body.size;
      const page = await this.#parser.page(body.take(), request.what, job);
      return { page, bytes };
    } finally {
      slot?.release();
    }
  }

  /**
   * Yields the events of a watch until the server ends it.
   *
   * @throws ApiError, also for an ERROR event
   */
  async *events(
    request: ApiRequest,
    silenceMs: number,
    job: Omit<DecodeJob, 'kind'>,
    recorder: WatchRecorder,
  ): AsyncGenerator<Exclude<DecodedEvent, { type: 'ERROR' }>> {
    const { client } = this;
    this.#charge('requests', 1);
    const call = {
      ...request,
      onChunk: (size: number) => this.#receive(size, recorder),
      onLine: () => this.#charge('events', 1),
    };
    for await (const line of client.streamLines(call, silenceMs)) {
      recorder.event();
      const event = await this.#parser.event(line, request.what, job);
      if (event.type === 'ERROR') {
        const { code, message, retryAfterMs } = event;
        const { what, grant } = request;
        throw client.errorOfStatus(
          code,
          { message },
          { what, grant, retryAfterMs },
        );
      }
      yield event;
      await this.pause();
    }
  }

  /** To be awaited between two objects: lets others have the event loop. */
  pause(): Promise<void> {
    return this.#options.shared.loop.pause();
  }

  #receive(bytes: number, recorder: WatchRecorder) {
    recorder.received(bytes);
    this.#charge('chunks', 1);
    this.#charge('bytes', bytes);
  }

  #charge(resource: Resource, amount: number) {
    const overrun = this.#options.budget?.charge(resource, amount);
    if (overrun) {
      throw new ApiError('excessive', describeOverrun(this.name, overrun));
    }
  }
}
