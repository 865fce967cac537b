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
   * Everything that the answer depends on besides its state: route, query, and the *visibility* of the caller. Never
   * the caller: whoever may see the same shares the answer, and nobody else does.
   */
  key: readonly unknown[];
  /** Reads the revision of what is served. An answer serves as long as its revision is not older. */
  revision(): Promise<number>;
  /** Reads what else the answer depends on; an answer serves as long as it is the same. */
  also?(): Promise<string>;
  /**
   * For this long, in milliseconds, an answer serves without a look at whether it is the newest: it bounds what any number
   * of callers cost, and how often an answer is computed while everything changes.
   */
  shareMs?: number;
  /** @param revision - as it was read before */
  compute(revision: number): Promise<unknown>;
}

/** What an answer is made of. */
interface State {
  /** When it began to be read. */
  at: number;
  revision: number;
  also?: string;
}

interface Entry {
  state: State;
  answer: Promise<Answer>;
  /** When it was last known to be the newest. */
  currentAt: number;
  bytes: number;
}

/**
 * Answers in memory, serialised and compressed. Any number of callers at a time cost one computation. What was used
 * longest ago is dropped when all of them together are over the limit.
 */
export class AnswerCache {
  /** In the order of their last use. */
  readonly #entries = new Map<string, Entry>();
  /** States that are being read for several callers. */
  readonly #reading = new Map<string, { at: number; state: Promise<State> }>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(options: { maxBytes?: number } = {}) {
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
  }

  async get(request: AnswerRequest): Promise<Answer> {
    const { shareMs = 0 } = request;
    const key = JSON.stringify(request.key);
    const shared = this.#entries.get(key);
    if (shared && performance.now() - shared.currentAt < shareMs) {
      return this.#use(key, shared);
    }
    const state = await this.#read(key, request);
    // Another caller may have been faster.
    const known = this.#entries.get(key);
    if (known) {
      if (isCurrent(known.state, state)) {
        known.currentAt = Math.max(known.currentAt, state.at);
        return this.#use(key, known);
      }
      this.#drop(key, known);
    }
    const entry: Entry = {
      state,
      currentAt: state.at,
      answer: toAnswer(() => request.compute(state.revision)),
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

  #use(key: string, entry: Entry): Promise<Answer> {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.answer;
  }

  /** Callers that share answers share this, too, unless it takes longer than they may be behind. */
  async #read(key: string, request: AnswerRequest): Promise<State> {
    const { shareMs = 0 } = request;
    const at = performance.now();
    const shared = this.#reading.get(key);
    if (shared && at - shared.at < shareMs) return shared.state;
    const reading = { at, state: readState(request, at) };
    this.#reading.set(key, reading);
    try {
      return await reading.state;
    } finally {
      if (this.#reading.get(key) === reading) this.#reading.delete(key);
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

async function readState(request: AnswerRequest, at: number): Promise<State> {
  // Before anything of the answer is read: it is at least that new.
  const revision = await request.revision();
  return { at, revision, also: await request.also?.() };
}

function isCurrent(known: State, now: State): boolean {
  return (
    known.revision >= now.revision &&
    known.also === now.also &&
    now.at - known.at < MAX_AGE_MS
  );
}

async function toAnswer(compute: () => Promise<unknown>): Promise<Answer> {
  const json = Buffer.from(JSON.stringify(await compute()));
  const hash = createHash('sha256').update(json).digest('base64url');
  const etag = `W/"${hash}"`;
  return json.length < MIN_COMPRESSED_BYTES
    ? { etag, encoding: 'identity', body: json }
    : { etag, encoding: 'gzip', body: await gzip(json) };
}
