import { createHash } from 'node:crypto';
import { createServer, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConfigReader } from '@backstage/config';
import type { RepositoryLocation } from '../RepositoryLocation';
import { MemoryRefusal, MemoryRepository } from './MemoryRepository';

/** Configuration as plain data. */
export type ConfigData = NonNullable<
  ConstructorParameters<typeof ConfigReader>[0]
>;

/** A request as a simulated host gets it. */
export interface SimulatedRequest {
  /** 1 for the first one since {@link SimulatedHost.start}. */
  n: number;
  method: string;
  /** Not decoded: an encoded slash is told from a plain one. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  /** The body as it came. */
  bytes: Buffer;
  /** Parsed JSON. */
  body?: any;
  /** Of a multipart or URL-encoded body. */
  form?: FormData;
  /** It changes something, as far as its method says. */
  write: boolean;
}

export interface SimulatedAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** A text and a buffer are sent as they are, anything else as JSON. */
  body?: unknown;
}

/**
 * How a request fails: `before` it has any effect, or `after` the effect, when only the answer is lost.
 * `cut` resets the connection, `hang` never answers, an answer takes the place of the host's own.
 */
export interface SimulatedFault {
  when: 'before' | 'after';
  how: 'cut' | 'hang' | SimulatedAnswer;
}

/** Sees every request before the host does, and may let it fail. It may act on the repository meanwhile. */
export type RequestHook = (request: SimulatedRequest) => SimulatedFault | void;

/** A simulated host that listens. */
export interface RunningHost {
  /** `127.0.0.1:<port>` */
  host: string;
  url: string;
  /** The portal's configuration, `integrations` and all, with the portal's own credentials. */
  integrationsConfig: ConfigData;
  repository: RepositoryLocation;
  close(): Promise<void>;
}

/** The integration's token; the host knows it as {@link PORTAL_LOGIN}. */
export const PORTAL_TOKEN = 's3cret-t0ken';
export const PORTAL_LOGIN = 'portal';
/** A person's own token, and whose it is. */
export const PERSON_TOKEN = 'us3r-t0ken';
export const PERSON_LOGIN = 'ada';

/**
 * A Git host on loopback over a {@link MemoryRepository}. A subclass speaks one host's API. It is strict:
 * a call that the real host does not have is answered with 404 or 422.
 */
export abstract class SimulatedHost {
  /** Every request since the start. */
  readonly requests: SimulatedRequest[] = [];
  readonly memory: MemoryRepository;
  /** Calls that the host still takes; any number if not set. */
  callsLeft: number | undefined;
  /** When it takes calls again after they are used up. */
  limitResets = new Date(Date.now() + 3_600_000);
  /** Address of the running host, without a slash at the end. */
  protected url = '';
  #hook: RequestHook | undefined;

  constructor(memory = new MemoryRepository()) {
    this.memory = memory;
  }

  /** The `integrations` entry for it. */
  protected abstract integrations(host: string): ConfigData;
  protected abstract location(host: string): RepositoryLocation;
  /** Who calls; undefined refuses with {@link unauthorized}. */
  protected abstract loginOf(request: SimulatedRequest): string | undefined;
  protected abstract unauthorized(): SimulatedAnswer;
  protected abstract handle(
    request: SimulatedRequest,
    login: string,
  ): SimulatedAnswer;
  /** The refusal of a call beyond the limit, with the headers that this host documents. */
  protected abstract rateLimited(resets: Date): SimulatedAnswer;
  /** Reads come with an `ETag`; one that has not changed is `free`, or `counted` as any other call is. */
  protected readonly etags: 'free' | 'counted' | undefined;
  /** A refusal of the repository in this host's own words. */
  protected abstract refusal(
    refusal: MemoryRefusal,
    request: SimulatedRequest,
  ): SimulatedAnswer;

  /** Sets the hook; without one, takes it away. */
  onRequest(hook?: RequestHook): void {
    this.#hook = hook;
  }

  /** The requests that were meant to change something. */
  get writes(): SimulatedRequest[] {
    return this.requests.filter(request => request.write);
  }

  async start(): Promise<RunningHost> {
    const server = this.#server();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.url = `http://${host}`;
    return {
      host,
      url: this.url,
      integrationsConfig: { integrations: this.integrations(host) },
      repository: this.location(host),
      close: () =>
        new Promise<void>(resolve => {
          server.closeAllConnections();
          server.close(() => resolve());
        }),
    };
  }

  #server(): Server {
    return createServer(async (incoming, response) => {
      const request = await this.#read(incoming);
      this.requests.push(request);
      const fault = this.#hook?.(request) ?? undefined;
      let answer: SimulatedAnswer = {};
      if (fault?.when !== 'before') answer = this.#answer(request);
      if (fault?.how === 'hang') return;
      if (fault?.how === 'cut') {
        response.socket!.resetAndDestroy();
        return;
      }
      if (fault) answer = fault.how as SimulatedAnswer;
      const { status = 200, body, headers } = answer;
      response.writeHead(status, {
        'Content-Type':
          typeof body === 'string' ? 'text/plain' : 'application/json',
        ...headers,
      });
      response.end(
        typeof body === 'string' || body === undefined || Buffer.isBuffer(body)
          ? body
          : JSON.stringify(body),
      );
    });
  }

  async #read(incoming: IncomingMessage): Promise<SimulatedRequest> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const url = new URL(incoming.url!, 'http://localhost');
    const type = incoming.headers['content-type'] ?? '';
    return {
      n: this.requests.length + 1,
      method: incoming.method!,
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      bytes,
      body:
        bytes.length && type.includes('json')
          ? JSON.parse(bytes.toString('utf8'))
          : undefined,
      form:
        bytes.length && type.includes('form')
          ? await new Response(bytes, {
              headers: { 'Content-Type': type },
            }).formData()
          : undefined,
      write: !['GET', 'HEAD'].includes(incoming.method!),
    };
  }

  #answer(request: SimulatedRequest): SimulatedAnswer {
    const login = this.loginOf(request);
    if (!login) return this.unauthorized();
    const answer = this.#conditional(request, login);
    const isFree = answer.status === 304 && this.etags === 'free';
    if (isFree || this.callsLeft === undefined) return answer;
    this.callsLeft -= 1;
    return this.callsLeft >= 0 ? answer : this.rateLimited(this.limitResets);
  }

  #conditional(request: SimulatedRequest, login: string): SimulatedAnswer {
    // A host refuses before it does anything.
    if (this.callsLeft !== undefined && this.callsLeft <= 0 && request.write) {
      return {};
    }
    const answer = this.#handle(request, login);
    if (!this.etags || request.method !== 'GET' || (answer.status ?? 200) > 200)
      return answer;
    const digest = createHash('sha256').update(
      JSON.stringify([request.headers.authorization, answer.body]),
    );
    const ETag = `W/"${digest.digest('hex')}"`;
    return request.headers['if-none-match'] === ETag
      ? { status: 304, headers: { ETag } }
      : { ...answer, headers: { ...answer.headers, ETag } };
  }

  #handle(request: SimulatedRequest, login: string): SimulatedAnswer {
    this.memory.handleDeletions();
    try {
      return this.handle(request, login);
    } catch (error) {
      if (error instanceof MemoryRefusal) return this.refusal(error, request);
      // A mistake of the simulation itself must not look like the host's.
      return {
        status: 599,
        body: { message: `simulation failed: ${(error as Error).stack}` },
      };
    }
  }
}
