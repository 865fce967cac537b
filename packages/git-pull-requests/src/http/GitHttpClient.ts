import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  CallContext,
  errorForNoAnswer,
  errorForStatus,
  errorForUnsoundAnswer,
  hostDetail,
} from './gitHostErrors';

/** @internal */
export interface GitHttpClientOptions {
  /** All paths are relative to it, for example `https://gitea.example.com/api/v1`. */
  apiUrl: string;
  /** Asked before every call: a host may hand out tokens that live for minutes only. */
  credentials: () => Promise<GitCredentials>;
  context: Omit<CallContext, 'doing'>;
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
}

const MAX_ATTEMPTS = 3;
const MAX_WAIT_MS = 5_000;
const MAX_REDIRECTS = 3;
/** A page of pull requests of a busy repository has about half a megabyte. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Calls the JSON API of one Git host: with a timeout, an upper bound on the size of an answer, no redirect
 * to another host (it would carry the credentials there), and retries of reads only.
 *
 * @internal
 */
export class GitHttpClient {
  constructor(private readonly options: GitHttpClientOptions) {}

  /** The parsed answer, or undefined on 404. */
  async find(call: Call): Promise<unknown | undefined> {
    const answer = await this.#send(call);
    if (answer.status === 404) return undefined;
    return this.#sound(call, answer);
  }

  /** The parsed answer; undefined for an empty one. */
  async request(call: Call): Promise<unknown> {
    return this.#sound(call, await this.#send(call));
  }

  /** The answer's text as it is, for files; undefined on 404. */
  async findText(call: Call): Promise<string | undefined> {
    const answer = await this.#send(call);
    if (answer.status === 404) return undefined;
    if (answer.status >= 300) this.#sound(call, answer);
    return answer.body;
  }

  /** The error for an answer that lacks what this type of host sends. */
  unsound(call: Call): Error {
    return errorForUnsoundAnswer(
      'sent something unexpected',
      this.#context(call),
    );
  }

  #sound(call: Call, { status, body: text, secrets }: Answer): unknown {
    const context = this.#context(call);
    let body: unknown;
    try {
      body = text === '' ? undefined : JSON.parse(text);
    } catch {
      if (status >= 200 && status < 300) {
        throw errorForUnsoundAnswer('sent something that is not JSON', context);
      }
    }
    if (status >= 200 && status < 300) return body;
    throw errorForStatus(status, context, hostDetail(ownWords(body), secrets));
  }

  async #send(call: Call): Promise<Answer> {
    const read = call.read ?? (call.method ?? 'GET') === 'GET';
    const { headers, secrets } = await this.options.credentials();
    for (let attempt = 1; ; attempt += 1) {
      const last = !read || attempt >= MAX_ATTEMPTS;
      let wait = 250 * attempt;
      try {
        const { response, body } = await this.#fetch(call, read, headers);
        // GitHub answers 403 to who asks too much.
        const limited =
          response.status === 403 &&
          (response.headers.has('Retry-After') ||
            response.headers.get('X-RateLimit-Remaining') === '0');
        // Azure DevOps answers 203 and its sign-in page to a token that it does not take.
        const refused =
          response.status === 203 &&
          response.headers.get('Content-Type')?.includes('html');
        const meant = refused ? 401 : response.status;
        const status = limited ? 429 : meant;
        if (last || ![429, 502, 503, 504].includes(status)) {
          return { status, body, secrets };
        }
        const asked = retryAfterMs(response.headers.get('Retry-After'));
        // A host that asks for more patience than a person in front of a form has gets its way.
        if (asked !== undefined && asked > MAX_WAIT_MS) {
          return { status, body, secrets };
        }
        wait = asked ?? wait;
      } catch (error) {
        if (this.options.signal?.aborted) throw this.options.signal.reason;
        if (last || !isCutConnection(error)) {
          throw error instanceof ServiceUnavailableError
            ? error
            : errorForNoAnswer(error, this.#context(call));
        }
      }
      await sleep(wait, undefined, { signal: this.options.signal });
    }
  }

  async #fetch(call: Call, read: boolean, headers: Record<string, string>) {
    const { apiUrl, timeoutMs = 15_000, signal } = this.options;
    const form =
      call.body instanceof FormData || call.body instanceof URLSearchParams;
    const timeout = AbortSignal.timeout(timeoutMs);
    const url = new URL(apiUrl + call.path);
    for (const [name, value] of Object.entries(call.query ?? {})) {
      url.searchParams.set(name, String(value));
    }
    const { origin } = url;

    let target = url;
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(target, {
        method: call.method ?? 'GET',
        headers: {
          ...headers,
          Accept: 'application/json',
          ...(call.body === undefined || form
            ? {}
            : { 'Content-Type': 'application/json' }),
          ...call.headers,
        },
        body: form
          ? (call.body as FormData | URLSearchParams)
          : JSON.stringify(call.body),
        redirect: 'manual',
        signal: read && signal ? AbortSignal.any([timeout, signal]) : timeout,
      });
      const location = response.headers.get('Location');
      if (response.status < 300 || response.status >= 400 || !location) {
        return {
          response,
          body: await readBody(response, this.#context(call)),
        };
      }
      await response.body?.cancel();
      const next = URL.canParse(location, target)
        ? new URL(location, target)
        : undefined;
      if (next?.origin !== origin || !read || redirects >= MAX_REDIRECTS) {
        throw errorForUnsoundAnswer(
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

async function readBody(response: Response, context: CallContext) {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) {
      throw errorForUnsoundAnswer(
        `sent more than ${MAX_BODY_BYTES / 1024 / 1024} MiB`,
        context,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A `Retry-After` header (seconds or an HTTP date) in milliseconds from now. RFC 9110, section 10.2.3. */
export function retryAfterMs(
  header: string | null,
  now = Date.now(),
): number | undefined {
  if (!header) return undefined;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** A kept-alive connection that the host closed: safe to try again, unlike a host that refuses or hangs. */
function isCutConnection(error: unknown): boolean {
  const code = (error as { cause?: { code?: string } })?.cause?.code;
  return code === 'ECONNRESET' || code === 'UND_ERR_SOCKET';
}
