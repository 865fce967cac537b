import type { LookupFunction } from 'node:net';
import { Agent, Dispatcher } from 'undici';
import {
  ApiError,
  type ErrorContext,
  errorOfStatus,
  retryAfter,
} from './ApiError';
import { readLines } from './lines';

/** Time and size limits of one API server's connections. */
export interface ApiServerLimits {
  connectMs: number;
  /** From the request to the head of the answer, and between two parts of a list. */
  answerMs: number;
  maxBodyBytes: number;
  maxLineBytes: number;
  /** Null: as many as there are requests. Each watch holds one, and a request that waits for one waits for ever. */
  connections: number | null;
}

export const DEFAULT_LIMITS: ApiServerLimits = {
  connectMs: 10_000,
  answerMs: 30_000,
  maxBodyBytes: 256 * 1024 * 1024,
  maxLineBytes: 4 * 1024 * 1024,
  connections: 12,
};

export interface ApiServerClientOptions {
  /** https URL; a path in it is kept as a prefix. */
  server: string;
  /** PEM certificates; the system's if not given. */
  ca?: string;
  /** Read for each request, and once more after a 401, so that it can rotate. */
  token(): Promise<string | undefined>;
  /** Resolves host names under the address policy. */
  lookup?: LookupFunction;
  limits?: Partial<ApiServerLimits>;
}

export interface ApiRequest {
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  /** Media type of the answer. Default: `application/json`. */
  accept?: string;
  /** Sent as JSON, by POST: for reviews, which the server answers and does not store. Without it: GET. */
  review?: object;
  /** For messages: `worker clusters`, `Applications`. */
  what: string;
  /** For the message of a 403: the rule that allows the request. */
  grant?: string;
  signal?: AbortSignal;
  /** For `getJson`: the whole answer has to be there within this, milliseconds. */
  timeoutMs?: number;
  /** Most bytes of the answer, if it may be less than the client's limit. */
  maxBytes?: number;
  /** Called once a stream's head has come: the server accepted the request. */
  onOpen?(): void;
}

/** Words for the codes of node:net, node:tls, node:dns and undici that people meet. */
const REASONS: Record<string, string> = {
  ECONNREFUSED: 'refuses connections: is the API server running?',
  ECONNRESET: 'cut the connection',
  EHOSTUNREACH: 'cannot be reached: no route to the host',
  ENETUNREACH: 'cannot be reached: no route to its network',
  ENOTFOUND: 'has a host name that does not resolve',
  EAI_AGAIN: 'has a host name that does not resolve right now',
  ETIMEDOUT: 'did not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'did not accept a connection in time',
  UND_ERR_HEADERS_TIMEOUT: 'accepted the request and did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'went silent in the middle of an answer',
  UND_ERR_SOCKET: 'cut the connection',
  EPROTO: 'does not speak TLS as the portal does',
  ERR_SSL_WRONG_VERSION_NUMBER: 'does not speak TLS as the portal does',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'has a certificate that the configured CA did not sign',
  SELF_SIGNED_CERT_IN_CHAIN:
    'has a certificate that the configured CA did not sign',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'has a certificate that the configured CA did not sign',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another host name',
  ERR_FORBIDDEN_ADDRESS:
    'has an address that worker clusters may not have (workerClusters.workers.dangerouslyAllowApiServers)',
};

/**
 * Reads from one API server: a pool of its own, TLS verified always, redirects never followed. Every failure
 * is an {@link ApiError}.
 */
export class ApiServerClient {
  readonly #agent: Agent;
  readonly #base: URL;
  readonly #limits: ApiServerLimits;
  readonly #streams = new Set<(error: ApiError) => void>();
  #heardAt = Date.now();
  /** The token of the last request, to keep it out of messages. */
  #token: string | undefined;

  constructor(private readonly options: ApiServerClientOptions) {
    this.#base = new URL(options.server);
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#agent = new Agent({
      connections: this.#limits.connections,
      headersTimeout: this.#limits.answerMs,
      bodyTimeout: this.#limits.answerMs,
      keepAliveTimeout: 30_000,
      connect: {
        ca: options.ca,
        rejectUnauthorized: true,
        timeout: this.#limits.connectMs,
        lookup: options.lookup,
      },
    });
  }

  /** `https://host:port`, for messages. */
  get name(): string {
    return this.#base.origin;
  }

  /** When the server last sent anything (epoch milliseconds); at the beginning, when the client was made. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** Ends every open stream with an error. */
  cutStreams(error: ApiError) {
    for (const cut of this.#streams) cut(error);
  }

  async getJson(request: ApiRequest): Promise<any> {
    const { timeoutMs, signal } = request;
    if (timeoutMs === undefined) return this.#getJson(request);
    signal?.throwIfAborted();
    const abort = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    let stop = () => {};
    // A race: undici heeds a request's signal only once there is a connection to send the request on.
    const givenUp = new Promise<never>((_, reject) => {
      const giveUp = (reason: unknown) => {
        reject(reason);
        abort.abort();
      };
      stop = () => giveUp(signal!.reason);
      timer = setTimeout(
        () =>
          giveUp(
            new ApiError(
              'unreachable',
              `${this.name} did not answer within ${
                timeoutMs / 1000
              } s: it holds its connections and says nothing`,
            ),
          ),
        timeoutMs,
      );
    });
    signal?.addEventListener('abort', stop, { once: true });
    const answer = this.#getJson({ ...request, signal: abort.signal });
    answer.catch(() => {});
    try {
      return await Promise.race([answer, givenUp]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  async #getJson(request: ApiRequest): Promise<any> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.getBody(request)) chunks.push(chunk);
    try {
      return JSON.parse(Buffer.concat(chunks).toString('utf8'));
    } catch {
      throw new ApiError(
        'garbage',
        `${this.name} sent something that is not JSON for ${request.what}`,
      );
    }
  }

  /**
   * The body of an answer, unparsed, in the chunks in which it comes. The next chunk is read once the one before it has
   * been taken; who stops early cuts the answer off.
   *
   * @throws ApiError; `excessive` for a body of more than `maxBytes`.
   */
  async *getBody(request: ApiRequest): AsyncGenerator<Buffer> {
    const { body } = await this.#send(request, this.#limits.answerMs);
    const { maxBytes = this.#limits.maxBodyBytes } = request;
    let size = 0;
    try {
      for await (const chunk of body) {
        this.#heardAt = Date.now();
        size += chunk.length;
        if (size > maxBytes) {
          throw new ApiError(
            'excessive',
            `${this.name} sent more than ${maxBytes} bytes of ${request.what}`,
          );
        }
        yield chunk;
      }
    } catch (error) {
      throw this.#failure(error, request);
    }
  }

  /**
   * The JSON values of a stream, one a line.
   *
   * @param silenceMs - a stream that is silent for longer is dead and is cut
   */
  async *stream(
    request: ApiRequest,
    silenceMs: number,
  ): AsyncGenerator<unknown> {
    for await (const line of this.streamLines(request, silenceMs)) {
      let value: unknown;
      try {
        value = JSON.parse(line.toString('utf8'));
      } catch {
        throw new ApiError(
          'garbage',
          `${this.name} sent a line that is not JSON while watching ${request.what}`,
        );
      }
      yield value;
    }
  }

  /**
   * The lines of a stream, unparsed. The next one is read once the one before it has been taken; who stops early ends
   * the stream.
   *
   * @param silenceMs - a stream that is silent for longer is dead and is cut
   * @throws ApiError; `garbage` for a line of more than `maxLineBytes`.
   */
  async *streamLines(
    request: ApiRequest,
    silenceMs: number,
  ): AsyncGenerator<Buffer> {
    const { body } = await this.#send(request, silenceMs);
    const cut = (error: ApiError) => body.destroy(error);
    this.#streams.add(cut);
    try {
      request.onOpen?.();
      const { maxLineBytes } = this.#limits;
      for await (const line of readLines(body, maxLineBytes, this.name)) {
        this.#heardAt = Date.now();
        yield line;
      }
    } catch (error) {
      throw this.#failure(error, request);
    } finally {
      this.#streams.delete(cut);
      body.destroy();
    }
  }

  /** The error of an answer or of an ERROR event, without the token, should the server repeat it. */
  errorOfStatus(code: number, status: any, options: ErrorContext): ApiError {
    const { message } = status ?? {};
    const clean =
      typeof message === 'string' && this.#token
        ? message.replaceAll(this.#token, '[token]')
        : message;
    return errorOfStatus(
      code,
      { message: clean },
      { server: this.name, ...options },
    );
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #send(request: ApiRequest, bodyTimeout: number) {
    let token = await this.#readToken();
    let response = await this.#attempt(request, bodyTimeout, token);
    if (response.statusCode === 401) {
      // The credential may have rotated: one more look, then it is wrong.
      const before = token;
      token = await this.#readToken();
      if (token !== before) {
        await response.body.dump().catch(() => {});
        response = await this.#attempt(request, bodyTimeout, token);
      }
    }
    if (response.statusCode >= 200 && response.statusCode < 300) {
      return response;
    }
    let status: unknown;
    try {
      status = JSON.parse(await boundedText(response.body, 64 * 1024));
    } catch {
      // An answer without a readable Status: its code says enough.
    }
    throw this.errorOfStatus(response.statusCode, status, {
      what: request.what,
      grant: request.grant,
      retryAfterMs: retryAfter(
        [response.headers['retry-after']].flat()[0],
        Date.now(),
      ),
    });
  }

  async #readToken(): Promise<string | undefined> {
    try {
      this.#token = await this.options.token();
      return this.#token;
    } catch (error) {
      throw new ApiError(
        'unauthorized',
        `There is no token for ${this.name}: ${(error as Error).message}`,
      );
    }
  }

  async #attempt(
    request: ApiRequest,
    bodyTimeout: number,
    token: string | undefined,
  ): Promise<Dispatcher.ResponseData> {
    const path = `${this.#base.pathname.replace(/\/$/, '')}${request.path}`;
    const query = Object.fromEntries(
      Object.entries(request.query ?? {}).filter(([, v]) => v !== undefined),
    );
    try {
      const response = await this.#agent.request({
        origin: this.#base.origin,
        path,
        query,
        ...(request.review
          ? { method: 'POST', body: JSON.stringify(request.review) }
          : { method: 'GET' }),
        bodyTimeout,
        signal: request.signal,
        headers: {
          accept: request.accept ?? 'application/json',
          ...(request.review && { 'content-type': 'application/json' }),
          'user-agent': 'worker-clusters-backstage',
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
      });
      this.#heardAt = Date.now();
      return response;
    } catch (error) {
      throw this.#failure(error, request);
    }
  }

  #failure(error: any, request: ApiRequest): unknown {
    if (error instanceof ApiError || request.signal?.aborted) return error;
    const cause = error?.cause ?? error;
    if (cause?.name === 'HTTPParserError') {
      return new ApiError('garbage', `${this.name} does not speak HTTP`);
    }
    return new ApiError(
      'unreachable',
      `${this.name} ${
        REASONS[cause?.code] ??
        `cannot be read (${cause?.code ?? cause?.message ?? 'unknown error'})`
      }`,
    );
  }
}

async function boundedText(body: AsyncIterable<Buffer>, max: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > max) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
