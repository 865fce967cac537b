import equal from 'fast-deep-equal';

/** Rows in the order in which they are shown, and how the newest answer differs from it. */
export interface HeldRows<T> {
  rows: T[];
  /** Rows that the newest answer inserts, removes or moves. */
  changes: number;
  /** The keys of rows that the newest answer has no more; they are shown as they were. */
  gone: ReadonlySet<string>;
}

export const NONE_GONE: ReadonlySet<string> = new Set();

/**
 * The items of a new answer, with the objects of the one before where they say the same: a table renders again what changed, and
 * no other row.
 *
 * @param keyOf - tells which one of the earlier ones an item may be
 */
export function reuse<T>(
  previous: readonly T[] | undefined,
  items: readonly T[],
  keyOf: (item: T) => string,
): T[] {
  const before = new Map(previous?.map(item => [keyOf(item), item]));
  return items.map(item => {
    const old = before.get(keyOf(item));
    return old !== undefined && equal(old, item) ? old : item;
  });
}

/** A longest part of the numbers, which all differ, that ascends; not necessarily without gaps. */
export function longestAscent(numbers: readonly number[]): number[] {
  /** At n, the index of the least number that ends an ascent of n + 1 numbers. */
  const ends: number[] = [];
  const before: number[] = [];
  numbers.forEach((number, i) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]] < number) low = middle + 1;
      else high = middle;
    }
    before[i] = low > 0 ? ends[low - 1] : -1;
    ends[low] = i;
  });
  const ascent: number[] = [];
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i])
    ascent.push(numbers[i]);
  return ascent.reverse();
}

/**
 * Puts a new answer into the order that is on the screen. A row that is in both stays where it is and is shown as it is now. Rows
 * that come after all others are added: they move nothing. Of what would move others it says how many rows there are. If no row is
 * left of what is shown there is nothing to keep in order, and the answer is shown.
 *
 * @param options.truncated - the answer may end before the list does: rows that it pushed over its end are not gone
 */
export function holdOrder<T>(
  shown: readonly T[],
  answer: readonly T[],
  keyOf: (item: T) => string,
  options: { truncated?: boolean } = {},
): HeldRows<T> {
  const items = reuse(shown, answer, keyOf);
  const places = new Map(items.map((item, i) => [keyOf(item), i]));
  const kept = shown.flatMap(item => places.get(keyOf(item)) ?? []);
  if (kept.length === 0) return { rows: items, changes: 0, gone: NONE_GONE };

  const inPlace = longestAscent(kept);
  const last = inPlace.at(-1)!;
  const known = new Set(shown.map(keyOf));
  const gone = new Set<string>();
  let afterLast = false;
  const rows = shown.map(item => {
    const key = keyOf(item);
    const place = places.get(key);
    if (place === undefined) {
      if (!(options.truncated && afterLast)) gone.add(key);
      return item;
    }
    if (place === last) afterLast = true;
    return items[place];
  });
  let inserted = 0;
  items.forEach((item, place) => {
    if (known.has(keyOf(item))) return;
    if (place > last) rows.push(item);
    else inserted++;
  });
  return {
    rows,
    changes: inserted + gone.size + kept.length - inPlace.length,
    gone: gone.size > 0 ? gone : NONE_GONE,
  };
}
