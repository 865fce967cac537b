import { createHash } from 'node:crypto';

/** Weight of a replica for a key: the first 48 bits of a hash over both. */
function weight(replica: string, key: string): number {
  return createHash('sha256')
    .update(replica)
    .update('\0')
    .update(key)
    .digest()
    .readUIntBE(0, 6);
}

/**
 * Returns the replica to which a key belongs: the one with the highest weight (rendezvous hashing, Thaler and
 * Ravishankar 1998). A replica that joins takes keys for itself only, one that leaves gives up its own only, and each
 * gets about as many as the others. Returns undefined if there is no replica.
 */
export function ownerOf(
  key: string,
  replicas: Iterable<string>,
): string | undefined {
  let owner: string | undefined;
  let highest = -1;
  for (const replica of replicas) {
    const own = weight(replica, key);
    // The order in which the replicas are given decides nothing.
    if (own > highest || (own === highest && replica > owner!)) {
      owner = replica;
      highest = own;
    }
  }
  return owner;
}
