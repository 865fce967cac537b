import type { LookupFunction } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { SecureContext } from 'node:tls';
import type { HttpResponse, OutgoingRequest } from './HttpResponse';
import { ENDED, connect, errorWithCode, type Protocol } from './connect';
import { Http1Agent } from './Http1Agent';
import { Http2Connection } from './Http2Connection';

export interface ConnectionsOptions {
  /** Only its origin counts. */
  url: URL;
  secureContext?: SecureContext;
  lookup?: LookupFunction;
  connectMs: number;
  /** Most connections at a time; null: as many as the requests need. */
  connections: number | null;
}

/** Before a request is sent once more that the server refused for the moment. */
const REFUSED_MS = 100;

/** A request that no connection has taken yet. */
interface Waiting {
  /** @param connection - undefined: over HTTP/1.1 */
  start(connection: Http2Connection | undefined): void;
  reject(error: unknown): void;
}

/**
 * The connections to one API server: HTTP/2, with another connection only when every one has as many streams as the
 * server allows; HTTP/1.1, with a connection for each request, if the server offers nothing else.
 */
export class Connections {
  readonly #closing = new AbortController();
  readonly #http1: Http1Agent;
  readonly #http2 = new Set<Http2Connection>();
  /** In the order in which they came. */
  readonly #waiting = new Set<Waiting>();
  #dialing = false;
  /** What the server chose last. */
  #protocol: Protocol | undefined;

  constructor(private readonly options: ConnectionsOptions) {
    this.#http1 = new Http1Agent(options.url, options.connections, () =>
      this.#dialHttp1(),
    );
    // Without TLS there is no ALPN.
    if (options.url.protocol !== 'https:') this.#protocol = 'http/1.1';
  }

  /**
   * Sends a request over a connection that takes it, as soon as there is one.
   *
   * @param signal - holds for the wait, the request and its body, which fail with its reason
   * @throws Error with `code`; the signal's reason
   */
  async request(
    request: OutgoingRequest,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    try {
      return await this.#attempt(request, signal);
    } catch (error: any) {
      if (error?.code !== 'ERR_REFUSED_STREAM') throw error;
      // It crossed a GOAWAY, or the server still counts a stream that has just ended.
      await setTimeout(REFUSED_MS, undefined, { signal });
      return this.#attempt(request, signal);
    }
  }

  /** Drops every connection, so that the next request opens one. */
  drop(reason: Error) {
    for (const connection of this.#http2) connection.destroy(reason);
    this.#http1.destroy();
  }

  /** Ends everything at once, for good. */
  close(reason: Error) {
    this.#closing.abort(reason);
    for (const waiting of this.#waiting) waiting.reject(reason);
    this.drop(reason);
  }

  async #attempt(
    request: OutgoingRequest,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    signal.throwIfAborted();
    this.#closing.signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const ready = new AbortController();
      const waiting: Waiting = {
        start: connection => {
          ready.abort(ENDED);
          resolve(
            connection
              ? connection.request(request, signal)
              : this.#http1.send(request, signal),
          );
        },
        reject: error => {
          ready.abort(ENDED);
          reject(error);
        },
      };
      const onAbort = () => waiting.reject(signal.reason);
      ready.signal.addEventListener('abort', () => {
        this.#waiting.delete(waiting);
        signal.removeEventListener('abort', onAbort);
      });
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiting);
      this.#assign();
    });
  }

  /** Starts what waits, and opens a connection if there is none for it. */
  #assign() {
    for (const waiting of this.#waiting) {
      // The first with room: those that are needed no more run empty and are closed.
      const connection = [...this.#http2].find(({ free }) => free > 0);
      if (!connection && this.#protocol !== 'http/1.1') break;
      waiting.start(connection);
    }
    const most = this.options.connections ?? Infinity;
    if (this.#waiting.size > 0 && !this.#dialing && this.#http2.size < most) {
      this.#dial();
    }
  }

  async #dial() {
    const { url, connectMs } = this.options;
    const { signal } = this.#closing;
    this.#dialing = true;
    try {
      const began = performance.now();
      const { socket, protocol } = await this.#connect(['h2', 'http/1.1']);
      this.#protocol = protocol;
      if (protocol === 'http/1.1') {
        this.#http1.offer(socket);
      } else {
        const connection = await Http2Connection.open(socket, {
          url,
          timeoutMs: connectMs - (performance.now() - began),
          signal,
          onFree: () => {
            if (connection.closed) this.#http2.delete(connection);
            this.#assign();
          },
        });
        // Gone again already: to open the next one at once would be a loop.
        if (connection.free < 1) throw errorWithCode('ECONNRESET');
        this.#http2.add(connection);
      }
    } catch (error) {
      for (const waiting of this.#waiting) waiting.reject(error);
    } finally {
      this.#dialing = false;
      this.#assign();
    }
  }

  async #dialHttp1() {
    try {
      return (await this.#connect(['http/1.1'])).socket;
    } catch (error) {
      // It may be another server by now.
      if (this.options.secureContext) this.#protocol = undefined;
      throw error;
    }
  }

  #connect(protocols: Protocol[]) {
    const { url, secureContext, lookup, connectMs } = this.options;
    return connect({
      url,
      secureContext,
      protocols,
      lookup,
      timeoutMs: connectMs,
      signal: this.#closing.signal,
    });
  }
}
