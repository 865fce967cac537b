import { InputError } from '@backstage/errors';

/** Where the next page begins: behind the row with these values of the columns that the query sorts by. */
export interface Cursor {
  sort: string;
  order: 'asc' | 'desc';
  values: Array<string | number | null>;
}

const MAX_LENGTH = 4000;

/** The cursor as clients see it: opaque, safe in a URL. */
export function encodeCursor({ sort, order, values }: Cursor): string {
  return Buffer.from(JSON.stringify([sort, order, ...values])).toString(
    'base64url',
  );
}

function invalid(): never {
  throw new InputError(
    'The cursor is not valid for this query, start again without it',
  );
}

/** The type of a sort column. `?`: it may be null. */
export type ColumnType = 'string' | 'number' | 'string?' | 'number?';

function isOfType(value: unknown, type: ColumnType): boolean {
  if (value === null) return type.endsWith('?');
  if (type.startsWith('string')) {
    return typeof value === 'string' && !value.includes('\0');
  }
  // PostgreSQL refuses to compare an integer column with more than 32 bits.
  return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
}

/**
 * Reads a cursor that came from a client.
 *
 * @param expected - what the query sorts by: a cursor of another order would skip rows silently
 * @throws InputError if it was not made by {@link encodeCursor} for the same order.
 */
export function decodeCursor(
  text: string,
  expected: Pick<Cursor, 'sort' | 'order'> & { types: readonly ColumnType[] },
): Cursor {
  if (text.length > MAX_LENGTH || !/^[\w-]+$/.test(text)) invalid();
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    invalid();
  }
  if (!Array.isArray(parsed)) invalid();
  const [sort, order, ...values] = parsed;
  const { types } = expected;
  if (
    sort !== expected.sort ||
    order !== expected.order ||
    values.length !== types.length ||
    !types.every((type, i) => isOfType(values[i], type))
  ) {
    invalid();
  }
  return { sort, order, values };
}
