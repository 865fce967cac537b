import { createContext, type ReactNode, useContext, useRef } from 'react';
import { Button, VisuallyHidden } from '@backstage/ui';
import { NONE_GONE } from '../hooks/holdOrder';
import type { StableRows } from '../hooks/useStableRows';
import { useTexts } from '../translations/Texts';
import styles from './pendingChanges.module.css';

const GoneRows = createContext<ReadonlySet<string>>(NONE_GONE);

/** Says of a row of a table within {@link PendingChanges} that the newest answer has it no more; undefined while it has. */
export function useGoneNote(key: string): string | undefined {
  const { t } = useTexts();
  return useContext(GoneRows).has(key) ? t('common.changes.gone') : undefined;
}

/**
 * A table whose rows are held in their order ({@link StableRows}), and above it, in no room of its own, "12 changes, show". That is
 * read aloud once, however many changes follow.
 */
export function PendingChanges(props: {
  rows: Pick<StableRows<unknown>, 'changes' | 'gone' | 'show'>;
  /** The table. */
  children: ReactNode;
}) {
  const { changes, gone, show } = props.rows;
  const { t } = useTexts();
  const place = useRef<HTMLDivElement>(null);
  return (
    <div>
      <div className={styles.place} ref={place} tabIndex={-1}>
        <VisuallyHidden role="status">
          {changes > 0 && t('common.changes.some')}
        </VisuallyHidden>
        {changes > 0 && (
          <Button
            className={styles.button}
            size="small"
            variant="primary"
            onPress={() => {
              // The button goes: the next Tab leads into the table.
              place.current?.focus();
              show();
            }}
          >
            {t('common.changes.show', { count: changes })}
          </Button>
        )}
      </div>
      <GoneRows.Provider value={gone}>{props.children}</GoneRows.Provider>
    </div>
  );
}
