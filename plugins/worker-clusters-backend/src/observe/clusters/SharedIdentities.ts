import { createHmac, randomBytes } from 'node:crypto';
import {
  type ClusterRef,
  parseClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { MultiMap } from './MultiMap';

/** What each worker cluster should have for itself. */
export interface Identity {
  token?: string;
  /** Address of the API server. */
  server?: string;
  /** uid of the namespace `kube-system`: the same under every address. */
  uid?: string;
}

/** Others that are named of one cluster: a token that all have would name all of them for each. */
const MAX_OTHERS = 100;

/**
 * Finds workers that share a token or an API server. Only digests are kept, under a key that this process made at its
 * start: they mean nothing anywhere else, and nothing of them is stored or logged.
 */
export class SharedIdentities {
  readonly #key = randomBytes(32);
  readonly #digests = new Map<string, string[]>();
  readonly #clusters = new MultiMap<string, string>();
  /** By digest, the first of its clusters in order; made when it is needed. */
  readonly #first = new Map<string, ClusterRef[]>();

  /**
   * @param identity - undefined: the cluster is gone
   * @returns the other clusters for which something changed
   */
  set(ref: ClusterRef, identity: Identity | undefined): ClusterRef[] {
    const cluster = stringifyClusterRef(ref);
    const before = this.#digests.get(cluster) ?? [];
    const now = Object.entries(identity ?? {}).flatMap(([part, value]) =>
      value ? this.#digest(part, value) : [],
    );
    if (before.join() === now.join()) return [];
    const affected = new Set<string>();
    const collect = (digests: string[]) => {
      for (const digest of digests) {
        for (const other of this.#clusters.get(digest)) affected.add(other);
      }
    };
    collect(before);
    for (const digest of before) this.#clusters.delete(digest, cluster);
    collect(now);
    for (const digest of now) this.#clusters.add(digest, cluster);
    for (const digest of [...before, ...now]) this.#first.delete(digest);
    if (now.length) this.#digests.set(cluster, now);
    else this.#digests.delete(cluster);
    affected.delete(cluster);
    return [...affected].map(parseClusterRef);
  }

  /** The other clusters with the same token, and those with the same API server; the first hundred of each. */
  sharedBy(ref: ClusterRef): {
    credential: ClusterRef[];
    server: ClusterRef[];
  } {
    const cluster = stringifyClusterRef(ref);
    const others = (isWanted: (part: string) => boolean) => {
      const found = new Map<string, ClusterRef>();
      for (const digest of this.#digests.get(cluster) ?? []) {
        if (!isWanted(digest.slice(0, digest.indexOf(' ')))) continue;
        for (const other of this.#firstOf(digest)) {
          found.set(stringifyClusterRef(other), other);
        }
      }
      found.delete(cluster);
      return [...found]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, MAX_OTHERS)
        .map(([, other]) => other);
    };
    return {
      credential: others(part => part === 'token'),
      server: others(part => part !== 'token'),
    };
  }

  /** One more than are named: one of them may be the cluster itself. */
  #firstOf(digest: string): ClusterRef[] {
    let first = this.#first.get(digest);
    if (!first) {
      first = [...this.#clusters.get(digest)]
        .sort()
        .slice(0, MAX_OTHERS + 1)
        .map(parseClusterRef);
      this.#first.set(digest, first);
    }
    return first;
  }

  #digest(part: string, value: string): string {
    const digest = createHmac('sha256', this.#key).update(value);
    return `${part} ${digest.digest('base64')}`;
  }
}
