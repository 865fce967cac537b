import { AddressInfo, connect, createServer, Server, Socket } from 'node:net';

/** A loopback port that leads to another one, and can be cut. */
export class Relay {
  private readonly sockets = new Set<Socket>();
  private open = true;
  /** Connections that were made to it. */
  connections = 0;

  private constructor(private readonly server: Server, readonly port: number) {}

  static async start(target: number): Promise<Relay> {
    const server = createServer();
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', () => resolve());
    });
    const relay = new Relay(server, (server.address() as AddressInfo).port);
    server.on('connection', socket => {
      relay.connections += 1;
      relay.track(socket);
      if (!relay.open) {
        socket.destroy();
        return;
      }
      const upstream = connect(target, '127.0.0.1');
      relay.track(upstream);
      socket.pipe(upstream).pipe(socket);
      socket.on('close', () => upstream.destroy());
      upstream.on('close', () => socket.destroy());
    });
    return relay;
  }

  private track(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.sockets.delete(socket));
  }

  /** Ends all connections, and each new one at once. */
  cut(): void {
    this.open = false;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.open = true;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise(resolve => this.server.close(resolve));
  }
}
