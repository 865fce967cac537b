/** Visibilities of which a value is kept; beyond them the least recently used goes. */
const MAX_KEYS = 100;
/** As old as an answer may be (`AnswerCache`). */
const MAX_AGE_MS = 15_000;

/**
 * Values that depend on the revision of the fleet and on a key (the *visibility* of the caller, never the caller), each
 * computed once, by whoever comes first, for all answers that have it in them.
 */
export class RevisionCache<T> {
  /** In the order of their last use. */
  readonly #entries = new Map<
    string,
    { at: number; revision: number; value: Promise<T> }
  >();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param revision - read before the value is computed: the value is at least that new */
  get(key: string, revision: number, compute: () => Promise<T>): Promise<T> {
    const now = this.now();
    const known = this.#entries.get(key);
    this.#entries.delete(key);
    if (known && known.revision >= revision && now - known.at < MAX_AGE_MS) {
      this.#entries.set(key, known);
      return known.value;
    }
    const entry = { at: now, revision, value: compute() };
    this.#entries.set(key, entry);
    if (this.#entries.size > MAX_KEYS) {
      this.#entries.delete(this.#entries.keys().next().value!);
    }
    entry.value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    return entry.value;
  }
}
