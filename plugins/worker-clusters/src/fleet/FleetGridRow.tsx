import { memo } from 'react';
import grid from '../grid/grid.module.css';
import { GridCell } from '../grid/GridCell';
import { type Selected, SelectionBox } from '../grid/SelectionBox';
import { useTexts } from '../translations/Texts';
import type { FleetColumn } from './columns';
import styles from './fleet.module.css';
import { GroupHeader } from './GroupHeader';
import { isGroupRow, type TableRow } from './groupRows';
import { groupTitle } from './groupTitle';

/** The column of the boxes that select rows. */
export const SELECTION = -1;

/** A cluster, or the header of a group. It renders when what it says changes, when it is moved, and when the focus comes or goes. */
export const FleetGridRow = memo(
  (props: {
    row: TableRow;
    index: number;
    /** From the upper edge of the first row, in pixels. */
    top: number;
    columns: readonly FleetColumn[];
    selected: Selected;
    /** Column of the cell in the order of Tab, if it is in this row. */
    active: number | undefined;
    onSelect(id: string, extend: boolean): void;
    onToggleGroup(id: string): void;
  }) => {
    const { row, index, top, columns, selected, active, onSelect } = props;
    const { t } = useTexts();
    const group = isGroupRow(row);
    const label = group
      ? t('fleet.select.group', {
          title: groupTitle(t, row.grouping, row.key),
        })
      : t('fleet.select.cluster', { name: row.name });
    return (
      <div
        role="row"
        aria-rowindex={index + 2}
        aria-selected={selected === 'all'}
        className={`${grid.row} ${grid.columns} ${styles.row}`}
        style={{ top }}
      >
        <GridCell
          role="gridcell"
          place={{ row: index, column: SELECTION }}
          active={false}
          widget
          className={styles.select}
        >
          <SelectionBox
            selected={selected}
            label={label}
            tabIndex={active === SELECTION ? 0 : -1}
            onToggle={extend => onSelect(row.id, extend)}
          />
        </GridCell>
        {group ? (
          <GridCell
            role="rowheader"
            place={{ row: index, column: 0 }}
            active={false}
            widget
            colSpan={columns.length}
            className={styles.groupCell}
          >
            <GroupHeader
              row={row}
              tabIndex={active === 0 ? 0 : -1}
              onToggle={props.onToggleGroup}
            />
          </GridCell>
        ) : (
          columns.map(({ id, Content, names }, i) => (
            <GridCell
              key={id}
              role={names ? 'rowheader' : 'gridcell'}
              place={{ row: index, column: i }}
              active={active === i}
              widget={names}
              className={grid.padded}
            >
              {names ? (
                <Content cluster={row} tabIndex={active === i ? 0 : -1} />
              ) : (
                <Content cluster={row} />
              )}
            </GridCell>
          ))
        )}
      </div>
    );
  },
);
