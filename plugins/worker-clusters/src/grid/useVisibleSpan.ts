import { type RefObject, useLayoutEffect, useState } from 'react';
import { type Span, visibleSpan } from './gridWindow';

const AXES = {
  block: { scrolled: 'scrollTop', size: 'clientHeight', withoutLayout: 600 },
  inline: { scrolled: 'scrollLeft', size: 'clientWidth', withoutLayout: 1000 },
} as const;

/**
 * The items that are on the screen in one direction. Scrolling renders only when another one comes into sight.
 *
 * @param box - what scrolls
 * @param starts - see {@link visibleSpan}
 * @param fixed - what stays in sight before the items, in pixels
 */
export function useVisibleSpan(
  box: RefObject<HTMLElement>,
  axis: keyof typeof AXES,
  starts: readonly number[],
  fixed: number,
): Span {
  // Without a layout, as in tests, some are rendered.
  const { scrolled, size, withoutLayout } = AXES[axis];
  const [span, setSpan] = useState<Span>(() =>
    visibleSpan(starts, 0, withoutLayout),
  );
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = () => {
      const { first, end } = visibleSpan(
        starts,
        element[scrolled],
        (element[size] || withoutLayout) - fixed,
      );
      setSpan(before =>
        before.first === first && before.end === end ? before : { first, end },
      );
    };
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const observer =
      typeof ResizeObserver === 'undefined'
        ? undefined
        : new ResizeObserver(measure);
    observer?.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      observer?.disconnect();
    };
  }, [box, starts, fixed, scrolled, size, withoutLayout]);
  // As long as it is of other items.
  const count = starts.length - 1;
  return span.end <= count
    ? span
    : { first: Math.min(span.first, count), end: count };
}
