/** Up to so many clusters may leave at once, however small the fleet is. */
const FEW = 5;
/** A larger number than this part of the fleet does not leave at once in the life of a fleet. */
const SHARE = 0.25;

/**
 * Decides which clusters that are missing in the fleet are taken out of the catalog. Many that leave within the time of the guard are
 * more likely a fault than a decision: a claim's namespace that was deleted, a management cluster that was restored, a configuration
 * that names another one. They are kept until they have been missing for that long.
 */
export class RemovalGuard {
  /** When each cluster was missed first; epoch milliseconds. */
  readonly #missing = new Map<string, number>();
  /** When each cluster was removed without a wait. */
  readonly #removed = new Map<string, number>();

  constructor(
    /** 0: everything may be removed at once. */
    private readonly waitMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Forgets clusters that were missing and are there again. */
  present(names: Iterable<string>) {
    for (const name of names) {
      this.#missing.delete(name);
      this.#removed.delete(name);
    }
  }

  /** These clusters have been removed from the catalog. */
  removed(names: Iterable<string>) {
    const now = this.now();
    for (const name of names) {
      // One that has waited says nothing about those that leave now.
      if (this.#endOf(name) > now) this.#removed.set(name, now);
      this.#missing.delete(name);
    }
  }

  /**
   * @param missing - names that the catalog has and the fleet does not
   * @param known - how many clusters the catalog has, the missing ones among them
   * @returns those to be kept for now, and until when: epoch milliseconds
   */
  keep(
    missing: Iterable<string>,
    known: number,
  ): { names: Set<string>; until?: number } {
    const now = this.now();
    const all = new Set(missing);
    for (const name of all) {
      if (!this.#missing.has(name)) this.#missing.set(name, now);
    }
    // What has waited for the time is no part of what leaves within it. Another process may have removed it.
    for (const name of this.#missing.keys()) {
      if (!all.has(name) && this.#endOf(name) <= now)
        this.#missing.delete(name);
    }
    for (const [name, at] of this.#removed) {
      if (at + this.waitMs <= now) this.#removed.delete(name);
    }
    const waiting = [...this.#missing.keys()].filter(
      name => this.#endOf(name) > now,
    );
    const limit = Math.max(FEW, SHARE * (known + this.#removed.size));
    if (waiting.length + this.#removed.size <= limit) {
      return { names: new Set() };
    }
    const kept = waiting.filter(name => all.has(name));
    return kept.length
      ? {
          names: new Set(kept),
          until: Math.max(...kept.map(name => this.#endOf(name))),
        }
      : { names: new Set() };
  }

  /** When a cluster has been missing for the time: epoch milliseconds. */
  #endOf(name: string): number {
    return (this.#missing.get(name) ?? this.now()) + this.waitMs;
  }
}
