import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';

const gzip = promisify(gzipCallback);

const MAX_BYTES = 32 * 1024 * 1024;
/** What moves without a revision, the times at which things were last heard of, is this old at most. */
const MAX_AGE_MS = 15_000;
/** Smaller answers do not get smaller by compressing them. */
const MIN_COMPRESSED_BYTES = 1024;

/** The body of an answer, ready to be sent any number of times. */
export interface Answer {
  /** Weak, and of the content: the same for every encoding and on every replica. */
  etag: string;
  encoding: 'gzip' | 'identity';
  body: Buffer;
}

export interface AnswerRequest {
  /**
   * Everything that the answer depends on besides the version: route, query, and the *visibility* of the caller. Never
   * the caller: whoever may see the same shares the answer, and nobody else does.
   */
  key: readonly unknown[];
  /** Revision of what is served, read before `compute` reads anything. */
  version: number;
  /**
   * For this long, in milliseconds, an answer serves although the version has moved: it bounds how often an answer is
   * computed while everything changes.
   */
  shareMs?: number;
  compute(): Promise<unknown>;
}

interface Entry {
  version: number;
  begun: number;
  answer: Promise<Answer>;
  bytes: number;
}

/**
 * Answers in memory, serialised and compressed. Any number of callers at a time cost one computation. What was used
 * longest ago is dropped when all of them together are over the limit.
 */
export class AnswerCache {
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(options: { maxBytes?: number } = {}) {
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
  }

  async get(request: AnswerRequest): Promise<Answer> {
    const { version, shareMs = 0 } = request;
    const key = JSON.stringify(request.key);
    const now = performance.now();
    const known = this.#entries.get(key);
    if (known) {
      const age = now - known.begun;
      if (known.version >= version ? age < MAX_AGE_MS : age < shareMs) {
        this.#entries.delete(key);
        this.#entries.set(key, known);
        return known.answer;
      }
      this.#drop(key, known);
    }
    const entry: Entry = {
      version,
      begun: now,
      answer: toAnswer(request.compute),
      bytes: 0,
    };
    this.#entries.set(key, entry);
    try {
      const answer = await entry.answer;
      // It may have been replaced meanwhile.
      if (this.#entries.get(key) === entry) {
        entry.bytes = answer.body.length + key.length;
        this.#bytes += entry.bytes;
        this.#evict();
      }
      return answer;
    } catch (error) {
      this.#drop(key, entry);
      throw error;
    }
  }

  #drop(key: string, entry: Entry) {
    if (this.#entries.get(key) !== entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }

  #evict() {
    for (const [key, entry] of this.#entries) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#drop(key, entry);
    }
  }
}

async function toAnswer(compute: () => Promise<unknown>): Promise<Answer> {
  const json = Buffer.from(JSON.stringify(await compute()));
  const hash = createHash('sha256').update(json).digest('base64url');
  const etag = `W/"${hash}"`;
  return json.length < MIN_COMPRESSED_BYTES
    ? { etag, encoding: 'identity', body: json }
    : { etag, encoding: 'gzip', body: await gzip(json) };
}
