import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceUnavailableError } from '@backstage/errors';
import type {
  GitHttpRequest,
  GitHttpResponse,
  HttpClient,
} from 'isomorphic-git';
import { GitCredentials, retryAfterMs } from '../http/GitHttpClient';
import {
  CallContext,
  errorForNoAnswer,
  errorForStatus,
  errorForUnsoundAnswer,
} from '../http/gitHostErrors';

/** @internal */
export interface GitTransportOptions {
  credentials: () => Promise<GitCredentials>;
  context: CallContext;
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
const MAX_WAIT_MS = 5_000;
/** The newest commit alone, of a repository that holds claims and not much else. */
const MAX_PACK_BYTES = 256 * 1024 * 1024;
/** A host packs a large repository, and runs its hooks, before it says the first word. */
const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * What isomorphic-git sends its requests through, under the rules of `GitHttpClient`: credentials for this very
 * call, which isomorphic-git itself never sees, a timeout, a bound on the size, no redirects, retries of reads only.
 * Every refusal is one of our own errors, without a word that the host sent.
 *
 * @internal
 */
export function gitTransport(options: GitTransportOptions): HttpClient {
  const { credentials, context, signal } = options;

  async function request(wanted: GitHttpRequest): Promise<GitHttpResponse> {
    const read = !/\/git-receive-pack$/.test(new URL(wanted.url).pathname);
    const body = wanted.body && (await collect(wanted.body));
    for (let attempt = 1; ; attempt += 1) {
      const { headers } = await credentials();
      const answer = await exchange(options, { wanted, read, body, headers });
      if (answer.status === 200) {
        return {
          url: wanted.url,
          method: wanted.method,
          statusCode: 200,
          statusMessage: 'OK',
          headers: answer.headers,
          body: once(answer.body),
        };
      }
      const asked = retryAfterMs(answer.headers['retry-after'] ?? null);
      if (
        !read ||
        attempt >= MAX_ATTEMPTS ||
        ![429, 502, 503, 504].includes(answer.status) ||
        (asked ?? 0) > MAX_WAIT_MS
      ) {
        throw answer.status < 400
          ? errorForUnsoundAnswer(
              'answered with a redirect, which is not followed,',
              context,
            )
          : errorForStatus(answer.status, context);
      }
      await sleep(asked ?? 250 * attempt, undefined, { signal });
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
): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
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
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of (response.body ??
      []) as unknown as AsyncIterable<Uint8Array>) {
      timer.refresh();
      size += chunk.byteLength;
      if (size > MAX_PACK_BYTES) {
        throw errorForUnsoundAnswer(
          `sent more than ${MAX_PACK_BYTES / 1024 / 1024} MiB`,
          context,
        );
      }
      chunks.push(chunk);
    }
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.concat(chunks),
    };
  } catch (error) {
    if (read && signal?.aborted) throw signal.reason;
    throw error instanceof ServiceUnavailableError
      ? error
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
