import type { ReactNode } from 'react';
import styles from './scrollArea.module.css';

/** Something that may be too wide or too high for its place, and scrolls by itself: also with the keyboard. */
export function ScrollArea(props: {
  /** Names it for screen readers. */
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div
      role="group"
      aria-label={props.label}
      className={`${styles.area} ${props.className ?? ''}`}
      // It scrolls: the keyboard has to reach it.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      {props.children}
    </div>
  );
}
