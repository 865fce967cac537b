import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  CallContext,
  errorForNoAnswer,
  errorForRateLimit,
  errorForStatus,
  errorForUnexpectedAnswer,
  hostDetail,
} from './gitHostErrors';
import { accountKey, HostGate, MAX_WAIT_MS } from './HostGate';
import { rateLimitedUntil, retryAfterMs } from './rateLimit';
import { BodyTooLargeError, readBody } from './readBody';

/** @internal */
export interface GitHttpClientOptions {
  /** All paths are relative to it, for example `https://gitea.example.com/api/v1`. */
  apiUrl: string;
  /** Asked before every call: a host may hand out tokens that live for minutes only. */
  credentials: () => Promise<GitCredentials>;
  context: Omit<CallContext, 'doing'>;
  /** What the calls to this host share. */
  gate: HostGate;
  signal?: AbortSignal;
  timeoutMs?: number;
}

/** @internal */
export interface GitCredentials {
  headers: Record<string, string>;
  /** Never to stand in a message. */
  secrets: string[];
}

/** @internal */
export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** A POST that changes nothing, a GraphQL query for example: retried and cut off as a GET is. */
  read?: boolean;
  path: string;
  query?: Record<string, string | number>;
  /** Sent as JSON, but for a form, which is sent as such. */
  body?: unknown | FormData | URLSearchParams;
  headers?: Record<string, string>;
  /** Completes "while …" in a message. */
  doing: string;
  /** Bytes of an answer that are read at most: a longer one is a `BodyTooLargeError`. */
  maxBytes?: number;
}

const MAX_ATTEMPTS = 3;
const MAX_REDIRECTS = 3;
/** A page of pull requests of a busy repository has about half a megabyte. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Calls the JSON API of one Git host: with a timeout, an upper bound on the size of an answer, no redirect
 * to another host (it would carry the credentials there), and retries of reads only. It calls no more often than the
 * host's {@link HostGate} lets it, and requests what it has already with `If-None-Match`.
 *
 * @internal
 */
export class GitHttpClient {
  constructor(private readonly options: GitHttpClientOptions) {}

  /** The parsed answer, or undefined on 404. */
  async find(call: Call): Promise<unknown | undefined> {
    const answer = await this.#send(call);
    if (answer.status === 404) return undefined;
    return this.#parse(call, answer);
  }

  /** Whether the host answers with 2xx rather than 404. */
  async exists(call: Call): Promise<boolean> {
    const answer = await this.#send(call);
    if (answer.status === 404) return false;
    this.#parse(call, answer);
    return true;
  }

  /** The parsed answer; undefined for an empty one. */
  async request(call: Call): Promise<unknown> {
    return this.#parse(call, await this.#send(call));
  }

  /** The answer's text as it is, for files; undefined on 404. */
  async findText(call: Call): Promise<string | undefined> {
    const answer = await this.#send(call);
    if (answer.status === 404) return undefined;
    if (answer.status >= 300) this.#parse(call, answer);
    return answer.body;
  }

  /** The error for an answer that lacks what this type of host sends. */
  unexpectedAnswer(call: Call): Error {
    return errorForUnexpectedAnswer(
      'sent something unexpected',
      this.#context(call),
    );
  }

  /** A host's own words from an answer, fit for a message. */
  async hostDetail(text: unknown): Promise<string> {
    const { secrets } = await this.options.credentials();
    return hostDetail(text, secrets);
  }

  #parse(call: Call, { status, body: text, secrets, until }: Answer): unknown {
    const context = this.#context(call);
    let body: unknown;
    try {
      body = text === '' ? undefined : JSON.parse(text);
    } catch {
      if (status >= 200 && status < 300) {
        throw errorForUnexpectedAnswer(
          'sent something that is not JSON',
          context,
        );
      }
    }
    if (status >= 200 && status < 300) return body;
    const detail = hostDetail(ownWords(body), secrets);
    throw until === undefined
      ? errorForStatus(status, context, detail)
      : errorForRateLimit(until, context, detail);
  }

  async #send(call: Call): Promise<Answer> {
    const { gate, signal } = this.options;
    const read = call.read ?? (call.method ?? 'GET') === 'GET';
    const credentials = await this.options.credentials();
    const { secrets } = credentials;
    for (let attempt = 1; ; attempt += 1) {
      const last = !read || attempt >= MAX_ATTEMPTS;
      let wait = 250 * attempt;
      await gate.enter(credentials, this.#context(call), signal);
      try {
        const { status, headers, body } = await this.#fetch(
          call,
          read,
          credentials,
        );
        const answer = { status, body, secrets };
        const limit = status === 403 ? withWords(headers, body) : headers;
        const until = gate.noteAnswer(credentials, status, limit);
        if (until !== undefined) {
          if (last || until - Date.now() > MAX_WAIT_MS) {
            return { ...answer, until };
          }
          // The gate waits.
          continue;
        }
        if (last || ![502, 503, 504].includes(status)) return answer;
        const waitMs = retryAfterMs(headers.get('Retry-After'));
        // A host that is away for longer than a person waits in front of a form.
        if (waitMs !== undefined && waitMs > MAX_WAIT_MS) return answer;
        wait = waitMs ?? wait;
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        if (error instanceof BodyTooLargeError) {
          if (call.maxBytes !== undefined) throw error;
          throw errorForUnexpectedAnswer(
            `sent more than ${error.maxBytes / 1024 / 1024} MiB`,
            this.#context(call),
          );
        }
        if (last || !isCutConnection(error)) {
          throw error instanceof ServiceUnavailableError
            ? error
            : errorForNoAnswer(error, this.#context(call));
        }
      }
      await sleep(wait, undefined, { signal });
    }
  }

  async #fetch(call: Call, read: boolean, credentials: GitCredentials) {
    const { apiUrl, gate, timeoutMs = 15_000, signal, context } = this.options;
    const form =
      call.body instanceof FormData || call.body instanceof URLSearchParams;
    const timeout = AbortSignal.timeout(timeoutMs);
    const url = new URL(apiUrl + call.path);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      url.searchParams.set(name, String(value));
    }
    const { origin } = url;
    const headers: Record<string, string> = {
      ...credentials.headers,
      Accept: 'application/json',
      ...(call.body === undefined || form
        ? {}
        : { 'Content-Type': 'application/json' }),
      ...call.headers,
    };
    // What a person may see is not kept.
    const key =
      (call.method ?? 'GET') === 'GET' && !context.userToken
        ? [accountKey(credentials), headers.Accept, url.href].join(' ')
        : undefined;
    const known = key === undefined ? undefined : gate.answers.get(key);
    if (known) headers['If-None-Match'] = known.etag;

    let target = url;
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(target, {
        method: call.method ?? 'GET',
        headers,
        body: form
          ? (call.body as FormData | URLSearchParams)
          : JSON.stringify(call.body),
        redirect: 'manual',
        signal: read && signal ? AbortSignal.any([timeout, signal]) : timeout,
      });
      if (response.status === 304 && known) {
        return { status: 200, headers: response.headers, body: known.body };
      }
      const location = response.headers.get('Location');
      if (response.status < 300 || response.status >= 400 || !location) {
        const maxBytes = call.maxBytes ?? MAX_BODY_BYTES;
        const body = (await readBody(response, maxBytes)).toString('utf8');
        const etag = response.headers.get('ETag');
        if (key && etag && response.status === 200) {
          gate.answers.set(key, { etag, body });
        }
        return { status: statusOf(response), headers: response.headers, body };
      }
      await response.body?.cancel();
      const next = URL.canParse(location, target)
        ? new URL(location, target)
        : undefined;
      if (next?.origin !== origin || !read || redirects >= MAX_REDIRECTS) {
        throw errorForUnexpectedAnswer(
          'answered with a redirect, which is not followed,',
          this.#context(call),
        );
      }
      target = next;
    }
  }

  #context(call: Call): CallContext {
    return { ...this.options.context, doing: call.doing };
  }
}

interface Answer {
  status: number;
  body: string;
  /** What was sent as credentials with the call. */
  secrets: string[];
  /** Epoch milliseconds until which the host takes no more calls. */
  until?: number;
}

/** Azure DevOps answers 203 and its sign-in page to a token that it does not take. */
function statusOf({ status, headers }: Response): number {
  return status === 203 && headers.get('Content-Type')?.includes('html')
    ? 401
    : status;
}

/** GitHub says of its secondary limits at times only in words, with a 403 that is a missing right otherwise. */
function withWords(headers: Headers, body: string): Headers {
  if (rateLimitedUntil(403, headers) || !/rate limit/i.test(body)) {
    return headers;
  }
  return new Headers({ 'Retry-After': '60' });
}

/**
 * Where the hosts put their words: `message`, `error`, `error.message`, and `errors[].message` beside them
 * (GitHub says "Validation Failed" first and what is wrong there).
 */
function ownWords(body: unknown): unknown {
  const { message, error, errors } = (body ?? {}) as Record<string, any>;
  const said = message ?? error?.message ?? error;
  const details = (Array.isArray(errors) ? errors : [])
    .map(each =>
      typeof each === 'object' ? each?.message ?? fieldCode(each) : each,
    )
    .filter(each => typeof each === 'string');
  return [said, ...details]
    .filter(each => each !== undefined && each !== null)
    .map(each => (typeof each === 'object' ? JSON.stringify(each) : each))
    .join(': ');
}

/** GitHub's shortest form of an error: `{ field: 'head', code: 'invalid' }`. */
function fieldCode(error: { field?: string; code?: string } | null) {
  return error?.field && error.code
    ? `${error.field} is ${error.code}`
    : undefined;
}

/** A kept-alive connection that the host closed: safe to try again, unlike a host that refuses or hangs. */
function isCutConnection(error: unknown): boolean {
  const code = (error as { cause?: { code?: string } })?.cause?.code;
  return code === 'ECONNRESET' || code === 'UND_ERR_SOCKET';
}
