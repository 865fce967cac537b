/** Answers of all repositories of a host together. */
const MAX_BYTES = 32 * 1024 * 1024;
/** A page of 100 pull requests has about two megabytes on GitHub. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** An answer with what a host knows it by. */
export interface CachedAnswer {
  etag: string;
  body: string;
}

/**
 * The newest answers that came with an `ETag`, so that a host need not send what has not changed. The least recently
 * used ones make room.
 *
 * @internal
 */
export class AnswerCache {
  readonly #answers = new Map<string, CachedAnswer>();
  #bytes = 0;

  get(key: string): CachedAnswer | undefined {
    const answer = this.#answers.get(key);
    if (answer) {
      this.#answers.delete(key);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  set(key: string, answer: CachedAnswer): void {
    this.delete(key);
    const size = sizeOf(key, answer);
    if (size > MAX_ANSWER_BYTES) return;
    this.#answers.set(key, answer);
    this.#bytes += size;
    for (const oldest of this.#answers.keys()) {
      if (this.#bytes <= MAX_BYTES) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const answer = this.#answers.get(key);
    if (!answer) return;
    this.#bytes -= sizeOf(key, answer);
    this.#answers.delete(key);
  }
}

/** In memory a character takes up to two bytes. An answer without a body takes room as well. */
function sizeOf(key: string, { etag, body }: CachedAnswer): number {
  return (key.length + etag.length + body.length) * 2;
}
