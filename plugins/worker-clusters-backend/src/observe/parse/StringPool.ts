/** Longer texts, such as messages, seldom come twice. */
const MAX_LENGTH = 256;

/**
 * Shares equal strings among the objects that are kept. Parsed JSON has a copy of each, and Applications repeat most of
 * theirs: repository, project, server, messages, times.
 */
export class StringPool {
  readonly #strings = new Map<string, string>();

  /** @param maxSize - strings after which the pool begins anew: names and uids come once only */
  constructor(private readonly maxSize = 10_000) {}

  get size() {
    return this.#strings.size;
  }

  /** Replaces the strings in a value that was parsed from JSON, and returns the value. */
  share<T>(value: T): T {
    if (typeof value === 'string') return this.#shared(value) as T;
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) value[i] = this.share(value[i]);
    } else if (value !== null && typeof value === 'object') {
      const object = value as Record<string, unknown>;
      for (const key of Object.keys(object)) {
        const item = object[key];
        if (typeof item === 'string') object[key] = this.#shared(item);
        else if (typeof item === 'object') this.share(item);
      }
    }
    return value;
  }

  #shared(text: string): string {
    if (text.length > MAX_LENGTH) return text;
    const known = this.#strings.get(text);
    if (known !== undefined) return known;
    if (this.#strings.size >= this.maxSize) this.#strings.clear();
    this.#strings.set(text, text);
    return text;
  }
}
