import type { CSSProperties, ReactNode } from 'react';
import styles from './grid.module.css';
import type { Place } from './gridWindow';

/** A cell of a grid at its place; the active one is the only one in the order of Tab. */
export function GridCell(props: {
  role: 'gridcell' | 'columnheader' | 'rowheader';
  place: Place;
  active: boolean;
  /** What is in it takes the focus: it has the `tabIndex`. */
  widget?: boolean;
  className: string;
  style?: CSSProperties;
  sort?: 'ascending' | 'descending' | 'none';
  colSpan?: number;
  children: ReactNode;
}) {
  const { role, place, active, widget, className, style, children } = props;
  const tabIndex = active ? 0 : -1;
  return (
    <div
      role={role}
      aria-colindex={place.column + 2}
      aria-colspan={props.colSpan}
      aria-sort={props.sort}
      data-row={place.row}
      data-column={place.column}
      tabIndex={widget ? undefined : tabIndex}
      className={`${styles.cell} ${className}`}
      style={style}
    >
      {children}
    </div>
  );
}
