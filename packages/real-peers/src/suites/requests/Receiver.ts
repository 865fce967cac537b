import { createHmac } from 'node:crypto';
import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A webhook that came. */
export interface Delivery {
  event: string;
  /** The signature is that of the body, by the secret. */
  signed: boolean;
  body: any;
}

/** Takes a Git host's webhooks, checks their signature, and passes them on to the portal. */
export class Receiver {
  readonly deliveries: Delivery[] = [];
  #server!: Server;

  constructor(
    private readonly secret: string,
    private readonly target: string,
  ) {}

  async start(): Promise<string> {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const signature = createHmac('sha256', this.secret)
        .update(body)
        .digest('hex');
      this.deliveries.push({
        event: String(request.headers['x-gitea-event']),
        signed: request.headers['x-gitea-signature'] === signature,
        body: JSON.parse(body.toString('utf8')),
      });
      const { status } = await fetch(this.target, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
      response.writeHead(status).end();
    });
    await new Promise<void>(resolve =>
      this.#server.listen(0, '127.0.0.1', resolve),
    );
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
