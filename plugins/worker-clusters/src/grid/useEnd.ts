import { type RefObject, useEffect } from 'react';

/** The next page is read when less than this is left to scroll, in pixels. */
const AHEAD = 1_000;

/**
 * Calls `onEnd` while the end of what scrolls is near, also of a first page that is shorter than the screen.
 *
 * @param rows - how many there are: with more of them the end is somewhere else
 */
export function useEnd(
  box: RefObject<HTMLElement>,
  rows: number,
  onEnd?: () => void,
): void {
  useEffect(() => {
    const element = box.current;
    if (!element || !onEnd) return undefined;
    const check = () => {
      const { scrollHeight, scrollTop, clientHeight } = element;
      if (scrollHeight - scrollTop - clientHeight < AHEAD) onEnd();
    };
    check();
    element.addEventListener('scroll', check, { passive: true });
    return () => element.removeEventListener('scroll', check);
  }, [box, rows, onEnd]);
}
