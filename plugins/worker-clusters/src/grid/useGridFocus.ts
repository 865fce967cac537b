import {
  type FocusEvent,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react';
import { moveTo, type Place } from './gridWindow';

/** Where the cell with a place is in the document: see `GridCell`. */
const CELL = '[data-row]';

const placeOf = ({ dataset }: HTMLElement): Place => ({
  row: Number(dataset.row),
  column: Number(dataset.column),
});

const samePlace = (a: Place, b: Place) =>
  a.row === b.row && a.column === b.column;

/** What a press on does something of its own. */
export const INTERACTIVE = 'a, button, input, label';

/** The cell that has the focus, or in which what has it is. */
export const cellOf = (target: EventTarget): HTMLElement | null =>
  (target as HTMLElement).closest<HTMLElement>(CELL);

/**
 * Moves the focus through a grid as in a spreadsheet. One cell is in the order of Tab, and has to be rendered also while it is out of
 * sight, so that the focus stays when the grid is scrolled.
 *
 * @param options - `rowHeight`: in pixels; `start`: where Tab leads at first; `clamp`: the cell of its row that stands for a place
 */
export function useGridFocus(
  box: RefObject<HTMLElement>,
  options: {
    rows: number;
    columns: number;
    rowHeight: number;
    start: Place;
    clamp?(place: Place): Place;
  },
) {
  const { rows, columns, rowHeight, start, clamp = at => at } = options;
  const [place, setPlace] = useState<Place>(start);
  const active = clamp({
    row: Math.min(place.row, rows - 1),
    column: Math.min(place.column, columns - 1),
  });
  /** Set while the focus is to follow the place: not when a live answer changes it. */
  const follow = useRef(false);
  useEffect(() => {
    if (!follow.current) return;
    const cell = box.current?.querySelector<HTMLElement>(
      `[data-row="${active.row}"][data-column="${active.column}"]`,
    );
    if (!cell) return;
    follow.current = false;
    const target =
      cell.tabIndex === 0 ? cell : cell.querySelector('[tabindex="0"]');
    (target as HTMLElement | null)?.focus({ preventScroll: true });
    cell.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  });
  return {
    /** The cell in the order of Tab. */
    active,
    /** Moves the focus if the key does so. */
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      if (event.defaultPrevented || event.altKey || event.metaKey) return;
      // Without the header, and with one row of the page before.
      const height = box.current?.clientHeight ?? 0;
      const page = Math.max(1, Math.floor(height / rowHeight) - 2);
      const next = moveTo({ row: active.row, column: place.column }, event, {
        rows,
        columns,
        page,
      });
      if (!next) return;
      event.preventDefault();
      follow.current = true;
      setPlace(next);
    },
    onFocus(event: FocusEvent<HTMLElement>) {
      const cell = cellOf(event.target);
      const to = cell && placeOf(cell);
      if (to && !samePlace(to, active)) setPlace(to);
    },
  };
}

/** Follows the link of a cell, if it has one. */
export function followLink(cell: Element): boolean {
  const link = cell.querySelector('a');
  link?.click();
  return link !== null;
}
