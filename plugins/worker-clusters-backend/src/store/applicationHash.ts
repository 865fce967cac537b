import type { Application } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { hashOf, stableJson } from './content';

/**
 * Raised when the index of Applications gets other columns: the stored rows of a cluster are compared once more, also those
 * that a replica of the release before has written meanwhile.
 */
const INDEX_VERSION = '2';
const BITS = 48;
const MODULUS = 2 ** BITS;

/**
 * Hash (48 bits) of all that is stored of an Application but the time of its last comparison, which Argo CD moves with every
 * refresh. Whether it was ever compared counts: its health depends on that.
 */
export function applicationHash(application: Application): number {
  const { reconciledAt, ...content } = application;
  const hash = hashOf(
    stableJson(content),
    reconciledAt ? 'compared' : '',
    INDEX_VERSION,
  );
  return Buffer.from(hash, 'base64url').readUIntBE(0, BITS / 8);
}

/**
 * Hash of a set of Applications, in whatever order. It is the sum of theirs, so that it follows from the hashes alone.
 */
export function applicationSetHash(hashes: Iterable<number>): string {
  let sum = 0;
  let count = 0;
  for (const hash of hashes) {
    sum = (sum + hash) % MODULUS;
    count += 1;
  }
  return `${count}.${sum.toString(36)}`;
}
