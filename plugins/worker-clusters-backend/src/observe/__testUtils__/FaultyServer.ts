import { createServer, request, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
} from 'node:net';
import {
  type CertificateAuthority,
  createCertificateAuthority,
} from '@worker-clusters/sandbox';

/** One request, as a fault answers it. */
export interface FaultyExchange {
  request: IncomingMessage;
  response: ServerResponse;
  url: URL;
  watch: boolean;
  /** Whether it is for Argo CD's Applications. */
  applications: boolean;
  /** Answers as the real server does. */
  forward(): void;
}

/** What the server does with each request; `refuse`: it is not there; `freeze`: it accepts connections and reads nothing. */
export type Misbehaviour =
  | 'refuse'
  | 'freeze'
  | 'wrong certificate'
  | ((exchange: FaultyExchange) => void);

/** A TLS server in front of a real API server, that behaves until it is told how not to. */
export class FaultyServer {
  readonly #sockets = new Set<Socket>();
  #fault: Misbehaviour | undefined;
  #port = 0;
  readonly #tcp = createTcpServer(socket => {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    if (this.#fault !== 'freeze') this.server.emit('connection', socket);
  });

  private constructor(
    private readonly upstream: string,
    private readonly ca: CertificateAuthority,
    private readonly server: Server,
    private readonly good: { cert: string; key: string },
    private readonly bad: { cert: string; key: string },
  ) {
    server.on('tlsClientError', () => {});
    server.on('request', (incoming, response) =>
      this.#serve(incoming, response),
    );
  }

  /** @param upstream - URL of the real server, whose certificate the authority issued */
  static async start(upstream: string, ca: CertificateAuthority) {
    const pair = async (authority: CertificateAuthority) => {
      const { certificate, key } = await authority.issue(['127.0.0.1']);
      return { cert: certificate, key };
    };
    const good = await pair(ca);
    const bad = await pair(await createCertificateAuthority());
    const server = createServer(good);
    const faulty = new FaultyServer(upstream, ca, server, good, bad);
    await faulty.#listen();
    return faulty;
  }

  get url() {
    return `https://127.0.0.1:${this.#port}`;
  }

  /** Misbehaves from now on, also on the connections there are; undefined: behaves again. */
  async set(fault: Misbehaviour | undefined) {
    this.#fault = fault;
    this.server.setSecureContext(
      fault === 'wrong certificate' ? this.bad : this.good,
    );
    if (fault === 'freeze') return;
    for (const socket of this.#sockets) socket.destroy();
    if (fault === 'refuse') await this.#unlisten();
    else if (!this.#tcp.listening) await this.#listen();
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#tcp.listening) await this.#unlisten();
  }

  async #listen() {
    await new Promise<void>(done => {
      this.#tcp.listen(this.#port, '127.0.0.1', done);
    });
    this.#port = (this.#tcp.address() as AddressInfo).port;
  }

  async #unlisten() {
    await new Promise(done => this.#tcp.close(done));
  }

  #serve(incoming: IncomingMessage, response: ServerResponse) {
    const url = new URL(incoming.url!, this.url);
    response.on('error', () => {});
    const exchange: FaultyExchange = {
      request: incoming,
      response,
      url,
      watch: url.searchParams.get('watch') === 'true',
      applications: url.pathname.endsWith('/applications'),
      forward: () => this.#forward(incoming, response),
    };
    if (typeof this.#fault === 'function') this.#fault(exchange);
    else if (this.#fault !== 'freeze') exchange.forward();
  }

  #forward(incoming: IncomingMessage, response: ServerResponse) {
    const { method, headers } = incoming;
    const outgoing = request(
      new URL(incoming.url!, this.upstream),
      { method, headers, ca: this.ca.certificate, agent: false },
      answer => {
        response.writeHead(answer.statusCode!, answer.headers);
        response.flushHeaders();
        answer.pipe(response);
        answer.on('error', () => response.destroy());
      },
    );
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  }
}
