import {
  Agent,
  type ClientRequest,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HttpResponse, OutgoingRequest } from './HttpResponse';
import { errorWithCode } from './connect';

/** A connection without a request is closed after this long. */
const IDLE_MS = 30_000;
/** Interim responses (1xx) to one request: none is expected. */
const MAX_INTERIM = 8;

/** HTTP/1.1 to one server: a connection for each request that is under way, kept for the next one. */
export class Http1Agent extends Agent {
  /** Connected, and used by no request yet. */
  readonly #spare: Socket[] = [];

  /** @param dial - opens a connection */
  constructor(
    private readonly url: URL,
    connections: number | null,
    private readonly dial: () => Promise<Socket>,
  ) {
    super({
      keepAlive: true,
      maxSockets: connections ?? Infinity,
      // Of connections in the pool.
      timeout: IDLE_MS,
    });
  }

  /** Gives a connection for the next request. */
  offer(socket: Socket) {
    this.#spare.push(socket);
  }

  override createConnection(
    _options: object,
    callback?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const spare = this.#spare.pop();
    const socket =
      spare && !spare.destroyed ? Promise.resolve(spare) : this.dial();
    socket.then(
      connected => callback?.(null, connected),
      error => callback?.(error, undefined as never),
    );
    return undefined;
  }

  override destroy() {
    for (const socket of this.#spare.splice(0)) socket.destroy();
    super.destroy();
  }

  /**
   * Sends a request. The signal holds until the body has been read: what is cut off by it fails with its reason.
   *
   * @throws Error with `code`
   */
  send(
    { path, headers, body }: OutgoingRequest,
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const request: ClientRequest = requestHttp({
        agent: this,
        host: this.url.hostname,
        port: this.url.port,
        method: body === undefined ? 'GET' : 'POST',
        path,
        headers: { host: this.url.host, ...headers },
      });
      let interim = 0;
      let received: IncomingMessage | undefined;
      const cancel = (reason: Error) => {
        reject(reason);
        (received ?? request).destroy(reason);
      };
      const onAbort = () => cancel(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      request.on('error', reject);
      request.on('information', () => {
        interim += 1;
        if (interim > MAX_INTERIM) cancel(errorWithCode('ERR_NOT_HTTP'));
      });
      request.on('close', () => {
        signal.removeEventListener('abort', onAbort);
        reject(errorWithCode('ECONNRESET'));
      });
      // A protocol that was not offered.
      request.on('upgrade', (_response, socket) => {
        socket.destroy();
        cancel(errorWithCode('ERR_NOT_HTTP'));
      });
      request.once('response', response => {
        received = response;
        response.on('error', () => {});
        resolve({
          statusCode: response.statusCode!,
          retryAfter: response.headers['retry-after'],
          body: response,
          cut: () =>
            response.complete ? undefined : errorWithCode('ECONNRESET'),
          onRead: () => {},
        });
      });
      request.end(body);
    });
  }
}
