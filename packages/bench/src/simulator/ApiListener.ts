import type { ServerOptions as HttpServerOptions } from 'node:http';
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';

/** How a request is answered; hides whether it came over HTTP/1.1 or HTTP/2. */
export class Answer {
  #closed = false;

  constructor(
    private readonly response: Http2ServerResponse,
    private readonly traffic: Traffic,
  ) {
    response.on('error', () => {});
    response.on('close', () => {
      this.#closed = true;
    });
  }

  json(text: string, status = 200) {
    this.traffic.bytes += text.length;
    this.response.writeHead(status, { 'content-type': 'application/json' });
    this.response.end(text);
  }

  /** Begins a stream. */
  begin() {
    this.response.writeHead(200, { 'content-type': 'application/json' });
    // Of both protocols' responses; the types know HTTP/1.1's only.
    (this.response as any).flushHeaders();
  }

  write(text: string): boolean {
    if (this.#closed) return false;
    this.traffic.bytes += text.length;
    return this.response.write(text);
  }

  /** The client does not read as fast as is written. */
  get isBehind(): boolean {
    // HTTP/2's response does not know writableNeedDrain.
    const { writableLength, writableHighWaterMark } = this.response;
    return writableLength >= writableHighWaterMark;
  }

  onDrain(listener: () => void) {
    this.response.on('drain', listener);
  }

  end() {
    this.response.end();
  }

  onClose(listener: () => void) {
    this.response.on('close', listener);
  }
}

/** What went over the wire, before TLS. */
export interface Traffic {
  requests: number;
  bytes: number;
}

export type Handler = (
  request: { method: string; path: string; query: URLSearchParams },
  answer: Answer,
) => void;

/** An idle connection stays as long as with a real API server. */
const HTTP1: HttpServerOptions = { keepAliveTimeout: 180_000 };

/** Speaks TLS, HTTP/2 and HTTP/1.1 for any number of listeners: one secure context serves them all. */
export class TlsServer {
  readonly traffic: Traffic = { requests: 0, bytes: 0 };
  readonly #server: Http2SecureServer;
  readonly #handlers = new Map<number, Handler>();

  constructor(certificate: { cert: string; key: string }) {
    this.#server = createSecureServer(
      {
        ...certificate,
        allowHTTP1: true,
        settings: { maxConcurrentStreams: 250 },
        ...HTTP1,
      },
      (request, response) => this.#serve(request, response),
    );
    this.#server.on('sessionError', () => {});
    this.#server.on('tlsClientError', () => {});
  }

  handle(port: number, handler: Handler) {
    this.#handlers.set(port, handler);
  }

  accept(socket: Socket) {
    this.#server.emit('connection', socket);
  }

  resetTraffic() {
    this.traffic.requests = 0;
    this.traffic.bytes = 0;
  }

  #serve(request: Http2ServerRequest, response: Http2ServerResponse) {
    this.traffic.requests += 1;
    const { pathname, searchParams } = new URL(request.url, 'https://server');
    const port = request.socket.localPort;
    const handler = port === undefined ? undefined : this.#handlers.get(port);
    handler?.(
      { method: request.method, path: pathname, query: searchParams },
      new Answer(response, this.traffic),
    );
  }
}

/** One API server's port on loopback. */
export class ApiListener {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  /** Connections are accepted, and nothing is said on them. */
  silent = false;
  /** Connections that were opened. */
  opened = 0;

  constructor(
    private readonly tls: TlsServer,
    private readonly handler: Handler,
  ) {}

  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  /** Connections that are open. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Listens; on the same port as before, if it has listened before. */
  async listen() {
    if (this.#server) return;
    const server = createServer(socket => {
      this.opened += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
      if (!this.silent) this.tls.accept(socket);
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as { port: number }).port;
    this.tls.handle(this.#port, this.handler);
  }

  /** Refuses connections from now on. */
  async refuse() {
    const server = this.#server;
    this.#server = undefined;
    const closed = new Promise(resolve => server?.close(resolve));
    this.cut();
    if (server) await closed;
  }

  /** Destroys the open connections. */
  cut() {
    for (const socket of this.#sockets) socket.destroy();
  }
}
