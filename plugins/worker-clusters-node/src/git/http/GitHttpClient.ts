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
  headers: Record<string, string>;
  /** Never to stand in a message. */
  secrets: string[];
  context: Omit<CallContext, 'doing'>;
  signal?: AbortSignal;
  timeoutMs?: number;
}

/** @internal */
export interface Call {
  method?: 'GET' | 'POST' | 'DELETE';
  path: string;
  query?: Record<string, string | number>;
  body?: unknown;
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
    const { status, body } = await this.#send(call);
    if (status === 404) return undefined;
    return this.#sound(call, status, body);
  }

  /** The parsed answer; undefined for an empty one. */
  async request(call: Call): Promise<unknown> {
    const { status, body } = await this.#send(call);
    return this.#sound(call, status, body);
  }

  /** The error for an answer that lacks what this type of host sends. */
  unsound(call: Call): Error {
    return errorForUnsoundAnswer(
      'sent something unexpected',
      this.#context(call),
    );
  }

  #sound(call: Call, status: number, text: string): unknown {
    const { secrets } = this.options;
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
    const message = (body as { message?: unknown } | null | undefined)?.message;
    throw errorForStatus(status, context, hostDetail(message, secrets));
  }

  async #send(call: Call): Promise<{ status: number; body: string }> {
    const read = (call.method ?? 'GET') === 'GET';
    for (let attempt = 1; ; attempt += 1) {
      const last = !read || attempt >= MAX_ATTEMPTS;
      let wait = 250 * attempt;
      try {
        const { response, body } = await this.#fetch(call, read);
        if (last || ![429, 502, 503, 504].includes(response.status)) {
          return { status: response.status, body };
        }
        const asked = retryAfterMs(response.headers.get('Retry-After'));
        // A host that asks for more patience than a person in front of a form has gets its way.
        if (asked !== undefined && asked > MAX_WAIT_MS) {
          return { status: response.status, body };
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

  async #fetch(call: Call, read: boolean) {
    const { apiUrl, headers, timeoutMs = 15_000, signal } = this.options;
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
          ...(call.body === undefined
            ? {}
            : { 'Content-Type': 'application/json' }),
        },
        body: call.body === undefined ? undefined : JSON.stringify(call.body),
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
