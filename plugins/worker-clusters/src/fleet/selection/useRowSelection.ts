import { useEffect, useMemo, useRef } from 'react';
import type { TableRow } from '../groupRows';
import { rowsBetween, toggleRows } from './rowSelection';

/** Selects rows. The functions are the same ones all the time: rows are not rendered for them. */
export function useRowSelection(
  rows: readonly TableRow[],
  chosen: ReadonlySet<string>,
  onChoose: (ids: ReadonlySet<string>) => void,
) {
  const latest = useRef({ rows, chosen, onChoose });
  useEffect(() => {
    latest.current = { rows, chosen, onChoose };
  });
  const before = useRef<string>();
  return useMemo(() => {
    const toggle = (of: readonly TableRow[]) =>
      latest.current.onChoose(toggleRows(of, latest.current.chosen));
    return {
      /** @param extend - from the row that was toggled before up to this one */
      toggleRow(id: string, extend: boolean) {
        const from = extend ? before.current : undefined;
        before.current = id;
        toggle(rowsBetween(latest.current.rows, from, id));
      },
      toggleAll: () => toggle(latest.current.rows),
    };
  }, []);
}
