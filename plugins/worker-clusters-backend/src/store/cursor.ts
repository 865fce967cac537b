import { InputError } from '@backstage/errors';
import type { ClusterSortField } from '@worker-clusters/backstage-plugin-worker-clusters-common';

/** Where the next page begins: behind the row with this sort value and key. */
export interface Cursor {
  sort: ClusterSortField;
  order: 'asc' | 'desc';
  value: string | number | null;
  key: string;
}

const MAX_LENGTH = 4000;

/** The cursor as clients see it: opaque, safe in a URL. */
export function encodeCursor({ sort, order, value, key }: Cursor): string {
  return Buffer.from(JSON.stringify([sort, order, value, key])).toString(
    'base64url',
  );
}

function isInt32(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 31;
}

function invalid(): never {
  throw new InputError(
    'The cursor is not valid for this query, start again without it',
  );
}

/**
 * Reads a cursor that came from a client.
 *
 * @param expected - what the query sorts by: a cursor of another order would skip rows silently
 * @throws InputError if it was not made by {@link encodeCursor} for the same order.
 */
export function decodeCursor(
  text: string,
  expected: Pick<Cursor, 'sort' | 'order'> & { type: 'string' | 'number' },
): Cursor {
  if (text.length > MAX_LENGTH || !/^[\w-]+$/.test(text)) invalid();
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    invalid();
  }
  if (!Array.isArray(parsed) || parsed.length !== 4) invalid();
  const [sort, order, value, key] = parsed;
  if (
    sort !== expected.sort ||
    order !== expected.order ||
    typeof key !== 'string' ||
    key.includes('\0') ||
    (value !== null && typeof value !== expected.type) ||
    (typeof value === 'string' && value.includes('\0')) ||
    // PostgreSQL refuses to compare an integer column with more than 32 bits.
    (typeof value === 'number' && !isInt32(value))
  ) {
    invalid();
  }
  return { sort, order, value, key };
}
