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
  /** When each cluster was let go without a wait. */
  readonly #released = new Map<string, number>();

  constructor(
    /** 0: everything is let go at once. */
    private readonly waitMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Forgets clusters that were missing and are there again. */
  present(names: Iterable<string>) {
    for (const name of names) {
      this.#missing.delete(name);
      this.#released.delete(name);
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
    for (const [name, at] of this.#released) {
      if (at + this.waitMs <= now) this.#released.delete(name);
    }
    const all = [...missing];
    for (const name of all) {
      if (!this.#missing.has(name)) this.#missing.set(name, now);
    }
    const gone = this.#missing.size + this.#released.size;
    const limit = Math.max(FEW, SHARE * (known + this.#released.size));
    const endOf = (name: string) => this.#missing.get(name)! + this.waitMs;
    const kept = gone > limit ? all.filter(name => endOf(name) > now) : [];
    const names = new Set(kept);
    for (const name of all) {
      if (names.has(name)) continue;
      // One that has waited says nothing about those that leave now.
      if (endOf(name) > now) this.#released.set(name, now);
      this.#missing.delete(name);
    }
    return kept.length
      ? { names, until: Math.max(...kept.map(endOf)) }
      : { names };
  }
}
