import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * A TCP proxy in front of a server on loopback that can be frozen: as a stopped process, it then holds its connections,
 * accepts new ones, and says nothing.
 */
export class FreezableProxy {
  readonly #sockets = new Set<Socket>();
  readonly #pairs = new Set<[Socket, Socket]>();
  readonly #waiting: Array<() => void> = [];
  #frozen = false;
  /** Connections that were made to it. */
  connections = 0;
  readonly #server = createServer(client => {
    this.connections += 1;
    this.#keep(client);
    const forward = () => {
      const upstream = connect(this.port, '127.0.0.1');
      this.#keep(upstream);
      this.#pairs.add([client, upstream]);
      client.pipe(upstream).pipe(client);
    };
    if (this.#frozen) this.#waiting.push(forward);
    else forward();
  });

  private constructor(private readonly port: number) {}

  /** @param url - of the server */
  static async start(url: string): Promise<FreezableProxy> {
    const proxy = new FreezableProxy(Number(new URL(url).port));
    await new Promise<void>(done => {
      proxy.#server.listen(0, '127.0.0.1', done);
    });
    return proxy;
  }

  get url() {
    const { port } = this.#server.address() as AddressInfo;
    return `https://127.0.0.1:${port}`;
  }

  freeze() {
    this.#frozen = true;
    for (const [client, upstream] of this.#pairs) {
      client.unpipe(upstream).pause();
      upstream.unpipe(client).pause();
    }
  }

  thaw() {
    this.#frozen = false;
    for (const [client, upstream] of this.#pairs) {
      client.pipe(upstream).pipe(client);
    }
    for (const forward of this.#waiting.splice(0)) forward();
  }

  async close() {
    const closed = new Promise(done => this.#server.close(done));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #keep(socket: Socket) {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
