import { channel } from 'node:diagnostics_channel';
import type { LookupFunction } from 'node:net';
import { writeMessage } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  type AccessSource,
  type ApiAccess,
  haveSameConnection,
  originOf,
} from './ApiAccess';
import type { HttpResponse } from './HttpResponse';
import {
  ApiError,
  type ErrorContext,
  errorOfStatus,
  type MessageText,
  retryAfter,
} from './ApiError';
import { ByteCollector } from './ByteCollector';
import { CurrentConnections } from './CurrentConnections';
import { LineSplitter } from './LineSplitter';
import { MinimumRate } from './MinimumRate';
import { TimedBody } from './TimedBody';
import { ENDED } from './connect';
import { connectionError } from './connectionError';

/** Time and size limits of one API server's connections. */
export interface ApiServerLimits {
  connectMs: number;
  /**
   * From the request to the head of the response; between two parts of a list; and from the beginning of a line to its
   * end. What is longer than can come in this time has to come at a rate (see {@link MinimumRate}).
   */
  responseMs: number;
  maxBodyBytes: number;
  maxLineBytes: number;
  /**
   * Null: as many as the requests need. HTTP/2 needs one; HTTP/1.1 needs one for each watch, and a request that waits
   * for one waits until its time is over.
   */
  connections: number | null;
}

const DEFAULT_LIMITS: ApiServerLimits = {
  connectMs: 10_000,
  responseMs: 30_000,
  maxBodyBytes: 256 * 1024 * 1024,
  maxLineBytes: 4 * 1024 * 1024,
  connections: 12,
};

export interface ApiServerClientOptions {
  /** Read for each request, and once more after a 401, so that it can rotate. */
  access: AccessSource;
  /** Resolves host names under the address policy. */
  lookup?: LookupFunction;
  limits?: Partial<ApiServerLimits>;
}

export interface ApiRequest {
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  /** Media type of the response. Default: `application/json`. */
  accept?: string;
  /** Sent as JSON, by POST: for reviews, which the server answers and does not store. Without it: GET. */
  review?: object;
  /** For messages: `worker clusters`, `Applications`. */
  what: MessageText;
  /** For the message of a 403: the rule that allows the request. */
  grant?: string;
  signal?: AbortSignal;
  /** The whole response has to be there within this, milliseconds. */
  timeoutMs?: number;
  /** Most bytes of the response, if it may be less than the client's limit. */
  maxBytes?: number;
  /** Called once a stream's head has come: the server accepted the request. */
  onOpen?(): void;
  /** Called for each chunk of the body of a success, with its length in bytes. What it throws ends the request. */
  onChunk?(bytes: number): void;
  /** Called for each line of a stream, empty ones too: a server could send nothing else. What it throws ends the request. */
  onLine?(): void;
}

/** Published for each request: `{ origin, method, path }`, the path with its query. No header, so no token. */
export const REQUEST_CHANNEL = 'worker-clusters:api-server:request';
/** Published when the head of a response has come: the same, and `statusCode`. */
const RESPONSE_CHANNEL = 'worker-clusters:api-server:response';

const requests = channel(REQUEST_CHANNEL);
const responses = channel(RESPONSE_CHANNEL);

/** An object with as many different keys as it holds, the slowest shape, is parsed in some 40 ms. */
const MAX_JSON_BYTES = 256 * 1024;

const CARRIAGE_RETURN = 0x0d;
const isEmpty = (line: Buffer) =>
  line.length === 0 || (line.length === 1 && line[0] === CARRIAGE_RETURN);

/** Of a response that is not a success. */
const MAX_ERROR_BYTES = 64 * 1024;

/** The value, or the signal's reason if it is aborted first. */
async function untilAborted<T>(
  value: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  let onAbort: () => void;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([value, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort!);
  }
}

/** A request until its body has been read. */
interface Call {
  request: ApiRequest;
  /** Aborting it ends the request with that reason. */
  abort: AbortController;
  /** That were sent for it: a watch goes on with its own while others are renewed. */
  tokens: string[];
  body?: TimedBody;
  end(): void;
}

/**
 * Reads from one API server over connections of its own: HTTP/2 if the server has it, otherwise HTTP/1.1. TLS is always
 * verified, redirects are never followed. Every failure is an {@link ApiError}, but the reason of a request's signal.
 */
export class ApiServerClient {
  readonly #connections: CurrentConnections;
  readonly #limits: ApiServerLimits;
  readonly #calls = new Set<Call>();
  readonly #streams = new Set<Call>();
  #heardAt = Date.now();
  /** The last tokens that were sent, to keep them out of messages. */
  #tokens: string[] = [];
  /** What was sent last. */
  #credential: 'token' | 'client certificate' = 'token';

  constructor(private readonly options: ApiServerClientOptions) {
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    const { connectMs, connections } = this.#limits;
    this.#connections = new CurrentConnections({
      lookup: options.lookup,
      connectMs,
      connections,
    });
  }

  /** `https://host:port`, for messages; before it is known, where it is read from. */
  get name(): string {
    return this.options.access.name;
  }

  /** When the server last sent anything (epoch milliseconds); at the beginning, when the client was made. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** Ends every open stream with an error, and every connection, which may be dead. */
  cutStreams(error: ApiError) {
    for (const { abort } of [...this.#streams]) abort.abort(error);
    this.#connections.drop(error);
  }

  /**
   * The JSON value of a response of at most 256 KiB, unless the request allows more: it is parsed in one go.
   *
   * @throws ApiError
   */
  async getJson(request: ApiRequest): Promise<any> {
    const maxBytes = Math.min(
      request.maxBytes ?? MAX_JSON_BYTES,
      this.#limits.maxBodyBytes,
    );
    const body = new ByteCollector();
    for await (const chunk of this.getBody({ ...request, maxBytes })) {
      body.add(chunk);
    }
    try {
      return JSON.parse(body.take().toString('utf8'));
    } catch {
      throw new ApiError(
        'garbage',
        writeMessage('response-not-json', {
          server: this.name,
          what: request.what,
        }),
      );
    }
  }

  /**
   * The body of a response, unparsed, in the chunks in which it comes. The next chunk is read once the one before it has
   * been taken; who stops early cuts the response off.
   *
   * @throws ApiError; `excessive` for a body of more than `maxBytes`; `unreachable` for one that comes too slowly
   */
  async *getBody(request: ApiRequest): AsyncGenerator<Buffer<ArrayBuffer>> {
    const call = this.#begin(request);
    try {
      const body = await this.#send(call);
      const { maxBytes = this.#limits.maxBodyBytes } = request;
      const rate = new MinimumRate(this.#limits.responseMs);
      let size = 0;
      for (;;) {
        const began = performance.now();
        const chunk = await body.read(rate.leftMs, () => this.#late(call));
        if (!chunk) return;
        rate.spend(performance.now() - began, chunk.length);
        request.onChunk?.(chunk.length);
        size += chunk.length;
        if (size > maxBytes) {
          throw new ApiError(
            'excessive',
            writeMessage('excess-bytes', {
              server: this.name,
              limit: maxBytes,
              what: request.what,
            }),
          );
        }
        yield chunk;
      }
    } catch (error) {
      throw this.#failure(error, request);
    } finally {
      call.end();
    }
  }

  /**
   * The lines of a stream that are not empty, unparsed. The next one is read once the one before it has been taken; who stops early ends
   * the stream.
   *
   * @param silenceMs - a stream without a line for longer is dead and is cut
   * @throws ApiError; `garbage` for a line of more than `maxLineBytes`; `unreachable` for one that comes too slowly
   */
  async *streamLines(
    request: ApiRequest,
    silenceMs: number,
  ): AsyncGenerator<Buffer<ArrayBuffer>> {
    const call = this.#begin(request);
    this.#streams.add(call);
    try {
      const body = await this.#send(call);
      request.onOpen?.();
      const { responseMs, maxLineBytes } = this.#limits;
      const lines = new LineSplitter(maxLineBytes, this.name);
      let quietMs = 0;
      let begun: MinimumRate | undefined;
      for (;;) {
        const began = performance.now();
        const leftMs = Math.min(silenceMs - quietMs, begun?.leftMs ?? Infinity);
        const chunk = await body.read(leftMs, () => this.#late(call));
        if (!chunk) return;
        const waitedMs = performance.now() - began;
        quietMs += waitedMs;
        begun?.spend(waitedMs, chunk.length);
        request.onChunk?.(chunk.length);
        for (const line of lines.push(chunk)) {
          request.onLine?.();
          if (isEmpty(line)) continue;
          quietMs = 0;
          begun = undefined;
          yield line;
        }
        if (lines.pending === 0) begun = undefined;
        else begun ??= new MinimumRate(responseMs);
      }
    } catch (error) {
      throw this.#failure(error, request);
    } finally {
      this.#streams.delete(call);
      call.end();
    }
  }

  /** The error of a response or of an ERROR event, without the token, should the server repeat it. */
  errorOfStatus(code: number, status: any, options: ErrorContext): ApiError {
    return errorOfStatus(code, status, {
      server: this.name,
      secrets: [
        ...new Set([
          ...this.#tokens,
          ...[...this.#calls].flatMap(({ tokens }) => tokens),
        ]),
      ],
      credential: this.#credential,
      remedy: this.options.access.remedy,
      ...options,
    });
  }

  /** Ends all requests and connections at once. */
  async close(): Promise<void> {
    const closed = new ApiError(
      'unreachable',
      writeMessage('connection-ended', { server: this.name }),
    );
    for (const { abort } of [...this.#calls]) abort.abort(closed);
    this.#connections.close(closed);
  }

  #begin(request: ApiRequest): Call {
    const { signal, timeoutMs } = request;
    const abort = new AbortController();
    const onAbort = () => abort.abort(signal!.reason);
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => abort.abort(this.#noResponse(timeoutMs)), timeoutMs);
    const call: Call = {
      request,
      abort,
      tokens: [],
      end: () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#calls.delete(call);
        if (call.body) call.body.cancel();
        else abort.abort(ENDED);
      },
    };
    this.#calls.add(call);
    return call;
  }

  /** Sends the request, and returns the body of a response that is a success. */
  async #send(call: Call): Promise<TimedBody> {
    const { request } = call;
    const access = await this.#readAccess(call);
    let response = await this.#attempt(call, access);
    if (response.statusCode === 401) {
      // The credential may have rotated: one more look, then it is wrong.
      const renewed = await this.#readAccess(call, access);
      if (
        renewed.token !== access.token ||
        !haveSameConnection(renewed, access)
      ) {
        call.body!.cancel();
        response = await this.#attempt(call, renewed);
      }
    }
    if (response.statusCode >= 200 && response.statusCode < 300) {
      return call.body!;
    }
    let status: unknown;
    try {
      status = JSON.parse(await this.#readError(call));
    } catch {
      // A response without a readable Status: its code says enough.
    }
    throw this.errorOfStatus(response.statusCode, status, {
      what: request.what,
      grant: request.grant,
      retryAfterMs: retryAfter(response.retryAfter, Date.now()),
    });
  }

  /** Sends the request once, and returns the head of its response. */
  async #attempt(call: Call, access: ApiAccess): Promise<HttpResponse> {
    const { request, abort } = call;
    const { server, token } = access;
    const { responseMs } = this.#limits;
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) query.set(key, String(value));
    }
    const prefix = new URL(server).pathname.replace(/\/$/, '');
    const search = query.size > 0 ? `?${query}` : '';
    const body = request.review && JSON.stringify(request.review);
    const message = {
      origin: originOf(server),
      method: body === undefined ? 'GET' : 'POST',
      path: `${prefix}${request.path}${search}`,
    };
    requests.publish(message);
    const timer = setTimeout(
      () => abort.abort(this.#noResponse(responseMs)),
      responseMs,
    );
    try {
      const response = await this.#connections.for(access).request(
        {
          path: message.path,
          body,
          headers: {
            accept: request.accept ?? 'application/json',
            ...(body !== undefined && { 'content-type': 'application/json' }),
            'user-agent': 'worker-clusters-backstage',
            ...(token && { authorization: `Bearer ${token}` }),
          },
        },
        abort.signal,
      );
      this.#heardAt = Date.now();
      responses.publish({ ...message, statusCode: response.statusCode });
      call.body = new TimedBody(response, () => {
        this.#heardAt = Date.now();
      });
      return response;
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * The body of a response that is not a success, up to a length.
   *
   * @throws Error if it comes too slowly, or was cut off
   */
  async #readError({ body }: Call): Promise<string> {
    const start = new ByteCollector();
    const rate = new MinimumRate(this.#limits.responseMs);
    while (start.size < MAX_ERROR_BYTES) {
      const began = performance.now();
      const chunk = await body!.read(rate.leftMs, () => new Error('slow'));
      if (!chunk) break;
      rate.spend(performance.now() - began, chunk.length);
      start.add(chunk);
    }
    return start.take().toString('utf8');
  }

  async #readAccess(call: Call, refused?: ApiAccess): Promise<ApiAccess> {
    const { signal } = call.abort;
    let access: ApiAccess;
    try {
      access = await untilAborted(this.options.access.read(refused), signal);
    } catch (error) {
      if (signal.aborted) throw error;
      throw new ApiError(
        'unauthorized',
        writeMessage('subject-problem', {
          subject: this.name,
          problem: error as Error,
        }),
      );
    }
    const { token, clientCertificate } = access;
    if (token) call.tokens.push(token);
    if (token && !this.#tokens.includes(token)) {
      this.#tokens = [token, ...this.#tokens].slice(0, 2);
    }
    this.#credential =
      token || !clientCertificate ? 'token' : 'client certificate';
    return access;
  }

  #noResponse(ms: number) {
    return new ApiError(
      'unreachable',
      writeMessage('connection-no-answer', {
        server: this.name,
        seconds: ms / 1000,
      }),
    );
  }

  #late({ request }: Call) {
    return new ApiError(
      'unreachable',
      writeMessage('connection-too-slow', {
        server: this.name,
        what: request.what,
      }),
    );
  }

  #failure(error: any, request: ApiRequest): unknown {
    if (error instanceof ApiError || request.signal?.aborted) return error;
    return connectionError(this.name, error?.code);
  }
}
