import type { ClusterSortField } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import grid from '../grid/grid.module.css';
import { ColumnTitle } from '../grid/ColumnTitle';
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
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={`${grid.header} ${grid.columns}`}
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
            tabIndex={active === SELECTION ? 0 : -1}
            onToggle={onSelectAll}
          />
        )}
      </GridCell>
      {columns.map(({ id, title, sort }, i) => (
        <ColumnTitle
          key={id}
          title={title(t)}
          column={i}
          active={active === i}
          order={sort === sorted.sort ? sorted.order : undefined}
          onSort={sort && (order => onSort(sort, order))}
        />
      ))}
    </div>
  );
}
