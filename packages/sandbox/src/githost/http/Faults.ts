import type {
  IncomingMessage,
  RequestListener,
  ServerResponse,
} from 'node:http';

export type FaultKind = 'unavailable' | 'hang' | 'vanish';

/** Ways in which the host fails on request. `vanish` is the server's part: its port is closed. */
export class Faults {
  #kinds: FaultKind[] = [];
  readonly #hanging = new Set<ServerResponse>();

  /** Requests that hang are cut once the host hangs no more. */
  set(kinds: FaultKind[]): void {
    this.#kinds = [...kinds];
    if (!kinds.includes('hang')) {
      for (const response of this.#hanging) response.destroy();
      this.#hanging.clear();
    }
  }

  guard(handler: RequestListener): RequestListener {
    return (request: IncomingMessage, response: ServerResponse) => {
      if (this.#kinds.includes('hang')) {
        this.#hanging.add(response);
        response.on('close', () => this.#hanging.delete(response));
        request.resume();
      } else if (this.#kinds.includes('unavailable')) {
        request.resume();
        response.writeHead(503, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ message: 'Service Unavailable' }));
      } else {
        handler(request, response);
      }
    };
  }
}
