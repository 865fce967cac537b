import { useCallback, useEffect, useMemo, useState } from 'react';
import { type HeldRows, holdOrder, NONE_GONE, reuse } from './holdOrder';

/** After so long without input nobody reads, in milliseconds: a screen on a wall keeps up by itself. */
export const READING_MS = 120_000;

const INPUT = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchmove'];

interface Options {
  /**
   * What the answer answers (filter, sort, group), compared by identity: the answer to another question is shown as it is. More
   * pages of the same list are the same question.
   */
  question: unknown;
  /** The answer is still that to an earlier question. */
  stale?: boolean;
  /** The answer may end before the list does. */
  truncated?: boolean;
}

export interface StableRows<T> extends Omit<HeldRows<T>, 'rows'> {
  /** Undefined before the first answer. */
  rows: T[] | undefined;
  /** Puts the rows into the order of the newest answer. */
  show(): void;
}

/** Shows the rows of the newest answer once nobody reads what is on the screen: after a while without input, or out of sight. */
function useShowUnread(waiting: boolean, show: () => void) {
  useEffect(() => {
    if (!waiting) return undefined;
    let timer = setTimeout(show, READING_MS);
    const onInput = () => {
      clearTimeout(timer);
      timer = setTimeout(show, READING_MS);
    };
    const onVisibility = () => {
      if (document.hidden) show();
    };
    onVisibility();
    for (const type of INPUT) {
      window.addEventListener(type, onInput, { passive: true });
    }
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      clearTimeout(timer);
      for (const type of INPUT) window.removeEventListener(type, onInput);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [waiting, show]);
}

/**
 * The rows of a table that changes while one reads it. What changed in a row is shown at once; rows that were inserted, removed or
 * moved are counted ({@link HeldRows.changes}) until the reader wants them (see `PendingChanges`), asks something else, or does not
 * read. Rows that say the same are the same objects in every answer.
 *
 * @param answer - the rows as the backend orders them; the same array as long as the answer is the same
 * @param keyOf - identifies a row; has to be stable
 */
export function useStableRows<T>(
  answer: readonly T[] | undefined,
  keyOf: (row: T) => string,
  { question, stale = false, truncated }: Options,
): StableRows<T> {
  const [state, setState] = useState<
    HeldRows<T> & { answer?: readonly T[]; question?: unknown }
  >({ rows: [], changes: 0, gone: NONE_GONE });
  let current = state;
  if (answer && !stale) {
    if (state.question !== question || !state.answer) {
      const rows = reuse(state.rows, answer, keyOf);
      current = { rows, changes: 0, gone: NONE_GONE, answer, question };
    } else if (state.answer !== answer) {
      const held = holdOrder(state.rows, answer, keyOf, { truncated });
      current = { ...held, answer, question };
    }
    // While rendering: the rows of the answer before are never on the screen with the rest of this one.
    if (current !== state) setState(current);
  }
  const show = useCallback(
    () =>
      setState(({ rows, answer: newest, ...rest }) => ({
        ...rest,
        rows: newest ? reuse(rows, newest, keyOf) : rows,
        answer: newest,
        changes: 0,
        gone: NONE_GONE,
      })),
    [keyOf],
  );
  const { rows, changes, gone } = current;
  const known = current.answer !== undefined;
  useShowUnread(changes > 0, show);
  return useMemo(
    () => ({ rows: known ? rows : undefined, changes, gone, show }),
    [known, rows, changes, gone, show],
  );
}
