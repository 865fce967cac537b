/** Several values under one key. */
export class MultiMap<K, V> {
  readonly #sets = new Map<K, Set<V>>();

  get(key: K): ReadonlySet<V> {
    return this.#sets.get(key) ?? new Set();
  }

  add(key: K, value: V) {
    const set = this.#sets.get(key) ?? new Set<V>();
    this.#sets.set(key, set.add(value));
  }

  delete(key: K, value: V) {
    const set = this.#sets.get(key);
    set?.delete(value);
    if (set?.size === 0) this.#sets.delete(key);
  }
}
