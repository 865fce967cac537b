import { RiArrowUpLine } from '@remixicon/react';
import styles from './grid.module.css';
import { GridCell } from './GridCell';

const SORTED = { asc: 'ascending', desc: 'descending' } as const;

/** The cell above a column; a press sorts by it, where that is possible. */
export function ColumnTitle(props: {
  title: string;
  column: number;
  /** It is in the order of Tab. */
  active: boolean;
  /** How the grid is sorted by it. */
  order: 'asc' | 'desc' | undefined;
  /** Absent: the grid cannot be sorted by it. */
  onSort?(order: 'asc' | 'desc'): void;
}) {
  const { title, column, active, order, onSort } = props;
  const text = <span className={styles.line}>{title}</span>;
  return (
    <GridCell
      role="columnheader"
      place={{ row: -1, column }}
      active={active}
      widget={onSort !== undefined}
      sort={onSort && (order ? SORTED[order] : 'none')}
      className={onSort ? styles.sortable : styles.title}
    >
      {onSort ? (
        <button
          type="button"
          className={styles.sortButton}
          tabIndex={active ? 0 : -1}
          onClick={() => onSort(order === 'asc' ? 'desc' : 'asc')}
        >
          {text}
          <RiArrowUpLine
            aria-hidden
            size={16}
            className={styles.arrow}
            data-order={order}
          />
        </button>
      ) : (
        text
      )}
    </GridCell>
  );
}
