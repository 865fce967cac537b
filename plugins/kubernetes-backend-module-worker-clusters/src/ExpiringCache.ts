const MAX_ENTRIES = 5000;

/** Remembers what was loaded for a while, and that it could not be loaded for another; concurrent callers share one load. */
export class ExpiringCache<T> {
  readonly #entries = new Map<string, { value: Promise<T>; until: number }>();

  constructor(
    private readonly ttlMs: number,
    private readonly failedTtlMs = 0,
  ) {}

  async get(key: string, load: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key);
    if (known && known.until > Date.now()) return known.value;
    const entry = { value: load(), until: Date.now() + this.ttlMs };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size > MAX_ENTRIES) {
      this.#entries.delete(this.#entries.keys().next().value!);
    }
    entry.value.catch(() => {
      entry.until = Date.now() + this.failedTtlMs;
    });
    return entry.value;
  }

  delete(key: string) {
    this.#entries.delete(key);
  }

  clear() {
    this.#entries.clear();
  }
}
