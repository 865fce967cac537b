import type { ClaimKey } from './ClaimIndex';
import type { CollectionSet } from './CollectionSet';
import type { Needs } from './neededCollections';

/**
 * The clusters of which all collections they need have been listed once in this run of the process, or cannot be: before
 * that, absence means nothing.
 */
export class SyncedClusters {
  readonly #synced = new Set<ClaimKey>();

  has(key: ClaimKey): boolean {
    return this.#synced.has(key);
  }

  /** The cluster's claim is gone. */
  delete(key: ClaimKey) {
    this.#synced.delete(key);
  }

  /** Returns the clusters that are synced from now on. */
  update(
    keys: Iterable<ClaimKey>,
    needs: Needs,
    collections: Pick<CollectionSet, 'isSynced'>,
  ): ClaimKey[] {
    const added: ClaimKey[] = [];
    for (const key of keys) {
      if (this.#synced.has(key)) continue;
      const needed = needs.clusters.get(key)?.collections ?? [];
      if (!needed.every(id => collections.isSynced(id))) continue;
      this.#synced.add(key);
      added.push(key);
    }
    return added;
  }
}
