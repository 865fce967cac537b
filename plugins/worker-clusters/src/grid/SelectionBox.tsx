import type { MouseEvent } from 'react';
import styles from './grid.module.css';

/** How much of something is selected. */
export type Selected = 'all' | 'some' | 'none';

/** The box that selects a row, or all of them. */
export function SelectionBox(props: {
  selected: Selected;
  label: string;
  tabIndex: 0 | -1;
  /** @param extend - from the row that was selected before */
  onToggle(extend: boolean): void;
}) {
  const { selected, label, tabIndex, onToggle } = props;
  return (
    <label className={styles.box}>
      <input
        type="checkbox"
        aria-label={label}
        checked={selected === 'all'}
        ref={element => {
          if (element) element.indeterminate = selected === 'some';
        }}
        tabIndex={tabIndex}
        onChange={({ nativeEvent }) =>
          onToggle((nativeEvent as unknown as MouseEvent).shiftKey)
        }
      />
    </label>
  );
}
