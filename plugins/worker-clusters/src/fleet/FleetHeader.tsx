import { RiArrowUpLine } from '@remixicon/react';
import type { ClusterSortField } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import grid from '../grid/grid.module.css';
import { GridCell } from '../grid/GridCell';
import { type Selected, SelectionBox } from '../grid/SelectionBox';
import { useTexts } from '../translations/Texts';
import type { FleetColumn } from './columns';
import styles from './fleet.module.css';
import { SELECTION } from './FleetGridRow';

/** What the backend sorts the fleet by. */
export interface FleetSort {
  sort: ClusterSortField;
  order: 'asc' | 'desc';
}

const SORTED = { asc: 'ascending', desc: 'descending' } as const;

/** The titles of the columns; a press sorts, where the backend can. */
export function FleetHeader(props: {
  columns: readonly FleetColumn[];
  sorted: FleetSort;
  onSort(sort: ClusterSortField, order: 'asc' | 'desc'): void;
  /** Undefined where there is nothing to select. */
  selected: Selected | undefined;
  onSelectAll(): void;
  /** Column of the cell in the order of Tab, if it is in the header. */
  active: number | undefined;
}) {
  const { columns, sorted, onSort, selected, onSelectAll, active } = props;
  const { t } = useTexts();
  const tabIndexOf = (column: number) => (active === column ? 0 : -1);
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={`${grid.header} ${styles.header}`}
    >
      <GridCell
        role="columnheader"
        place={{ row: -1, column: SELECTION }}
        active={active === SELECTION}
        widget={selected !== undefined}
        className={styles.select}
      >
        {selected && (
          <SelectionBox
            selected={selected}
            label={t('fleet.select.all')}
            tabIndex={tabIndexOf(SELECTION)}
            onToggle={onSelectAll}
          />
        )}
      </GridCell>
      {columns.map(({ id, title, sort }, i) => {
        const order = sort === sorted.sort ? sorted.order : undefined;
        return (
          <GridCell
            key={id}
            role="columnheader"
            place={{ row: -1, column: i }}
            active={active === i}
            widget={sort !== undefined}
            sort={sort && (order ? SORTED[order] : 'none')}
            className={sort ? styles.sortable : styles.title}
          >
            {sort ? (
              <button
                type="button"
                className={styles.sortButton}
                tabIndex={tabIndexOf(i)}
                onClick={() => onSort(sort, order === 'asc' ? 'desc' : 'asc')}
              >
                <span className={styles.line}>{title(t)}</span>
                <RiArrowUpLine
                  aria-hidden
                  size={16}
                  className={styles.arrow}
                  data-order={order}
                />
              </button>
            ) : (
              <span className={styles.line}>{title(t)}</span>
            )}
          </GridCell>
        );
      })}
    </div>
  );
}
