/** The part of a long list that is rendered: from `first` up to and without `end`. */
export interface Span {
  first: number;
  end: number;
}

/** A number of items around what is visible, so that scrolling shows no gaps. */
export const OVERSCAN = 3;

/**
 * The items that are visible, and some around them.
 *
 * @param starts - where each item begins, and where the last one ends: ascending, one more than there are items
 * @param from - where the visible part begins, in the unit of `starts`
 * @param size - of the visible part
 */
export function visibleSpan(
  starts: readonly number[],
  from: number,
  size: number,
): Span {
  const count = starts.length - 1;
  /** The first item that begins after a place. */
  const after = (place: number) => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= place) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    first: Math.max(0, after(from) - 1 - OVERSCAN),
    end: Math.min(count, after(from + size) + OVERSCAN),
  };
}

/** Where each of some items begins, and where the last one ends. */
export function startsOf(sizes: readonly number[]): number[] {
  const starts = [0];
  for (const size of sizes) starts.push(starts[starts.length - 1] + size);
  return starts;
}

/** A place in a grid. Row -1 is the header, column -1 what heads each row: its name, or its box of a selection. */
export interface Place {
  row: number;
  column: number;
}

/**
 * Where a key leads, after the grid pattern of the ARIA Authoring Practices; undefined for a key that leads nowhere.
 *
 * @param page - rows that PageUp and PageDown move by
 */
export function moveTo(
  place: Place,
  key: { key: string; ctrlKey: boolean },
  size: { rows: number; columns: number; page: number },
): Place | undefined {
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  const at = (row: number, column: number): Place => ({
    row: Math.min(Math.max(row, -1), lastRow),
    column: Math.min(Math.max(column, -1), lastColumn),
  });
  const { row, column } = place;
  switch (key.key) {
    case 'ArrowUp':
      return at(row - 1, column);
    case 'ArrowDown':
      return at(row + 1, column);
    case 'ArrowLeft':
      return at(row, column - 1);
    case 'ArrowRight':
      return at(row, column + 1);
    case 'PageUp':
      return at(row < 0 ? -1 : Math.max(0, row - size.page), column);
    case 'PageDown':
      return at(row + size.page, column);
    case 'Home':
      return at(key.ctrlKey ? 0 : row, -1);
    case 'End':
      return at(key.ctrlKey ? lastRow : row, lastColumn);
    default:
      return undefined;
  }
}

/** The items of a span, and one that is rendered wherever it is: the focus is in it. */
export function withActive({ first, end }: Span, active: number): number[] {
  const items = Array.from({ length: end - first }, (_, i) => first + i);
  if (active >= 0 && active < first) return [active, ...items];
  return active >= end ? [...items, active] : items;
}
