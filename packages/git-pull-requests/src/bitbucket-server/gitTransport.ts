import { setTimeout as sleep } from 'node:timers/promises';
import type {
  GitHttpRequest,
  GitHttpResponse,
  HttpClient,
} from 'isomorphic-git';
import type { GitCredentials } from '../http/GitHttpClient';
import {
  CallContext,
  errorForNoAnswer,
  errorForRateLimit,
  errorForStatus,
  errorForUnexpectedAnswer,
} from '../http/gitHostErrors';
import { HostGate, MAX_WAIT_MS } from '../http/HostGate';
import { retryAfterMs } from '../http/rateLimit';
import { BodyTooLargeError, readBody } from '../http/readBody';

/** @internal */
export interface GitTransportOptions {
  credentials: () => Promise<GitCredentials>;
  context: CallContext;
  /** What the calls to this host share. */
  gate: HostGate;
  /** Ends reads that are under way. */
  signal?: AbortSignal;
  /** Milliseconds of silence after which a call counts as unanswered. */
  timeoutMs?: number;
}

/** The same without what is done with it: what a repository is opened with. */
export type GitTransport = Omit<GitTransportOptions, 'context'> & {
  context: Omit<CallContext, 'doing'>;
};

const MAX_ATTEMPTS = 3;
/** The newest commit alone, of a repository that holds claims and not much else. */
const MAX_PACK_BYTES = 256 * 1024 * 1024;
/** A host packs a large repository, and runs its hooks, before it says the first word. */
const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * What isomorphic-git sends its requests through, under the rules of `GitHttpClient`: credentials for this very
 * call, which isomorphic-git itself never sees, a timeout, a bound on the size, no redirects, retries of reads only.
 * Every refusal is one of our own errors, without any text that the host sent.
 *
 * @internal
 */
export function gitTransport(options: GitTransportOptions): HttpClient {
  const { credentials, context, gate, signal } = options;

  async function request(wanted: GitHttpRequest): Promise<GitHttpResponse> {
    const read = !/\/git-receive-pack$/.test(new URL(wanted.url).pathname);
    const body = wanted.body && (await collect(wanted.body));
    for (let attempt = 1; ; attempt += 1) {
      const last = !read || attempt >= MAX_ATTEMPTS;
      const current = await credentials();
      await gate.enter(current, context, signal);
      const answer = await exchange(options, {
        wanted,
        read,
        body,
        headers: current.headers,
      });
      const { status, headers } = answer;
      if (status === 200) {
        return {
          url: wanted.url,
          method: wanted.method,
          statusCode: 200,
          statusMessage: 'OK',
          headers: Object.fromEntries(headers),
          body: once(answer.body),
        };
      }
      const until = gate.noteAnswer(current, status, headers);
      if (until !== undefined) {
        if (last || until - Date.now() > MAX_WAIT_MS) {
          throw errorForRateLimit(until, context);
        }
        // The gate waits.
        continue;
      }
      const waitMs = retryAfterMs(headers.get('Retry-After'));
      if (
        last ||
        ![502, 503, 504].includes(status) ||
        (waitMs ?? 0) > MAX_WAIT_MS
      ) {
        throw status < 400
          ? errorForUnexpectedAnswer(
              'answered with a redirect, which is not followed,',
              context,
            )
          : errorForStatus(status, context);
      }
      await sleep(waitMs ?? 250 * attempt, undefined, { signal });
    }
  }
  return { request };
}

interface Exchange {
  wanted: GitHttpRequest;
  read: boolean;
  body?: Buffer;
  headers: Record<string, string>;
}

async function exchange(
  { context, signal, timeoutMs = DEFAULT_TIMEOUT_MS }: GitTransportOptions,
  { wanted, read, body, headers }: Exchange,
): Promise<{ status: number; headers: Headers; body: Buffer }> {
  const silence = new AbortController();
  const late = new DOMException('silence', 'TimeoutError');
  const timer = setTimeout(() => silence.abort(late), timeoutMs);
  try {
    const response = await fetch(wanted.url, {
      method: wanted.method ?? 'GET',
      headers: { ...wanted.headers, ...headers },
      body: body as BodyInit | undefined,
      redirect: 'manual',
      signal:
        read && signal
          ? AbortSignal.any([silence.signal, signal])
          : silence.signal,
    });
    return {
      status: response.status,
      headers: response.headers,
      body: await readBody(response, MAX_PACK_BYTES, () => timer.refresh()),
    };
  } catch (error) {
    if (read && signal?.aborted) throw signal.reason;
    throw error instanceof BodyTooLargeError
      ? errorForUnexpectedAnswer(
          `sent more than ${MAX_PACK_BYTES / 1024 / 1024} MiB`,
          context,
        )
      : errorForNoAnswer(error, context);
  } finally {
    clearTimeout(timer);
  }
}

async function collect(
  parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const part of parts) chunks.push(part);
  return Buffer.concat(chunks);
}

async function* once(body: Buffer): AsyncIterableIterator<Uint8Array> {
  yield body;
}
