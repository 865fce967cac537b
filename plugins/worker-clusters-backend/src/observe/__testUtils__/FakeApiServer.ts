import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import {
  type CertificateAuthority,
  createCertificateAuthority,
} from '@worker-clusters/sandbox';

export interface FakeObject {
  metadata: { namespace: string; name: string; resourceVersion: string };
  /** The number, as the name of an AppProject: something that is kept of an Application. */
  spec: { project: string };
}

type Event = { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: FakeObject };

/** One request, as a script sees it. */
export interface Exchange {
  query: URLSearchParams;
  request: Http2ServerRequest;
  response: Http2ServerResponse;
}
type Script = (exchange: Exchange) => void;

const NAMESPACE = 'argocd';

export const status = (code: number, extra: object = {}) => ({
  kind: 'Status',
  code,
  message: `status ${code}`,
  ...extra,
});

export function answer(
  response: Http2ServerResponse,
  code: number,
  body: object | string,
  headers: Record<string, string> = {},
) {
  response.writeHead(code, { 'Content-Type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Breaks an answer off, as an API server does that gives it up. */
export function breakOff(response: Http2ServerResponse) {
  response.stream.destroy(new Error('broken off'));
}

let authority: Promise<CertificateAuthority> | undefined;

/**
 * One collection, listed and watched as the API server does it; scripts replace its next answers. It remembers every
 * request, so that a test says what a client must have asked.
 */
export class FakeApiServer {
  readonly #objects = new Map<string, FakeObject>();
  #events: Event[] = [];
  #compacted = 0;
  #version = 100;
  readonly #watches = new Map<Http2ServerResponse, (event: Event) => void>();
  readonly #scripts = {
    list: [] as Script[],
    watch: [] as Script[],
  };
  /** `list`, `list <continue>`, `watch <resourceVersion>` */
  readonly requests: string[] = [];
  readonly #sockets = new Set<Socket>();
  #server!: Http2SecureServer;
  /** PEM */
  ca!: string;

  async listen() {
    authority ??= createCertificateAuthority();
    this.ca = (await authority).certificate;
    const { certificate: cert, key } = await (
      await authority
    ).issue(['127.0.0.1']);
    this.#server = createSecureServer({ cert, key }, (request, response) => {
      const { searchParams: query } = new URL(request.url, 'http://server');
      this.#serve({ query, request, response });
    });
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>(done => {
      this.#server.listen(0, '127.0.0.1', done);
    });
  }

  get url() {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get version() {
    return String(this.#version);
  }

  get watching() {
    return this.#watches.size;
  }

  async close() {
    const closed = new Promise(done => this.#server.close(done));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** The next answers to lists or watches. */
  script(what: 'list' | 'watch', ...scripts: Script[]) {
    this.#scripts[what].push(...scripts);
  }

  put(name: string, value: number) {
    const type = this.#objects.has(name) ? 'MODIFIED' : 'ADDED';
    const object = this.object(name, value, String(++this.#version));
    this.#objects.set(name, object);
    this.#tell({ type, object });
  }

  delete(name: string) {
    const object = this.#objects.get(name);
    if (!object) return;
    this.#objects.delete(name);
    const { metadata } = object;
    const resourceVersion = String(++this.#version);
    this.#tell({
      type: 'DELETED',
      object: { ...object, metadata: { ...metadata, resourceVersion } },
    });
  }

  object(name: string, value: number, resourceVersion: string): FakeObject {
    return {
      metadata: { namespace: NAMESPACE, name, resourceVersion },
      spec: { project: String(value) },
    };
  }

  content(): Record<string, number> {
    return Object.fromEntries(
      [...this.#objects.values()].map(o => [
        o.metadata.name,
        Number(o.spec.project),
      ]),
    );
  }

  /** Other collections move the version on. */
  advance() {
    this.#version += 10;
  }

  /** Forgets past events. */
  compact() {
    this.#compacted = this.#version;
    this.#events = [];
  }

  /** Writes to all watches. */
  write(text: string | Buffer) {
    for (const response of this.#watches.keys()) response.write(text);
  }

  bookmark() {
    this.write(
      `${JSON.stringify({
        type: 'BOOKMARK',
        object: { metadata: { resourceVersion: this.version } },
      })}\n`,
    );
  }

  /** Destroys all watches in the middle of what they say. */
  cut() {
    for (const response of this.#watches.keys()) breakOff(response);
    this.#watches.clear();
  }

  /** Ends all watches in the proper way. */
  end() {
    for (const response of this.#watches.keys()) response.end();
    this.#watches.clear();
  }

  /** What the server does without a script. */
  serveList = ({ query, response }: Exchange) => {
    const [asOf, from] = (query.get('continue') ?? '').split(':');
    if (asOf && Number(asOf) < this.#compacted) {
      answer(response, 410, status(410));
      return;
    }
    const all = [...this.#objects.values()].sort((a, b) =>
      a.metadata.name < b.metadata.name ? -1 : 1,
    );
    const rest = from ? all.filter(o => o.metadata.name > from) : all;
    const limit = Number(query.get('limit') ?? rest.length);
    const items = rest.slice(0, limit);
    const more = items.length < rest.length;
    answer(response, 200, {
      items,
      metadata: {
        resourceVersion: asOf || this.version,
        ...(more && {
          continue: `${asOf || this.version}:${items.at(-1)!.metadata.name}`,
        }),
      },
    });
  };

  serveWatch = ({ query, response }: Exchange) => {
    const from = Number(query.get('resourceVersion'));
    response.writeHead(200);
    // The types lack it.
    (response as any).flushHeaders();
    if (from < this.#compacted) {
      const event = { type: 'ERROR', object: status(410) };
      response.end(`${JSON.stringify(event)}\n`);
      return;
    }
    const send = (event: Event) => response.write(`${JSON.stringify(event)}\n`);
    for (const event of this.#events) {
      if (Number(event.object.metadata.resourceVersion) > from) send(event);
    }
    this.#watches.set(response, send);
    response.on('close', () => this.#watches.delete(response));
  };

  #serve(exchange: Exchange) {
    const { query } = exchange;
    const watch = query.get('watch') === 'true';
    this.requests.push(
      watch
        ? `watch ${query.get('resourceVersion')}`
        : `list ${query.get('continue') ?? ''}`.trim(),
    );
    const script = this.#scripts[watch ? 'watch' : 'list'].shift();
    (script ?? (watch ? this.serveWatch : this.serveList))(exchange);
  }

  #tell(event: Event) {
    this.#events.push(event);
    for (const send of this.#watches.values()) send(event);
  }
}
