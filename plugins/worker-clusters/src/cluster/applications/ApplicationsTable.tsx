import { type ReactElement, useMemo, useRef, useEffect } from 'react';
import {
  Cell,
  type ColumnConfig,
  Table,
  type TableProps,
  useBreakpoint,
} from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Application,
  ApplicationSortField,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersTranslationRef } from '../../translations';
import styles from './applications.module.css';
import {
  ComparedContent,
  HealthContent,
  ImagesContent,
  NameContent,
  OperationContent,
  ReasonContent,
  SourceContent,
  SyncContent,
} from './cells';
import type { ApplicationRow } from './nestApplications';

const ROW_HEIGHT = 56;
/** The next page is read when less than this is left to scroll, in pixels. */
const AHEAD = 1_500;
/** With no more rows than this the page scrolls, not the table. */
const FEW = 8;

interface ApplicationsTableProps {
  rows: ApplicationRow[];
  nested: boolean;
  stale: boolean;
  sort: ApplicationSortField;
  order: 'asc' | 'desc';
  onSort(sort: ApplicationSortField, order: 'asc' | 'desc'): void;
  onOpen(application: Application): void;
  /** The end is near. */
  onEnd(): void;
}

/** Applications in rows of one height, of which those on the screen are rendered. */
export function ApplicationsTable(props: ApplicationsTableProps) {
  const { rows, nested, stale, sort, order, onSort, onOpen, onEnd } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { up, down } = useBreakpoint();
  const narrow = down('md');
  const wide = up('xl');
  const columns = useMemo(() => {
    const column = (
      id: string,
      label: string,
      Content: (of: { app: Application }) => ReactElement,
      rest: Partial<ColumnConfig<ApplicationRow>>,
    ): ColumnConfig<ApplicationRow> => ({
      id,
      label,
      cell: ({ application }) => (
        <Cell>{application && <Content app={application} />}</Cell>
      ),
      ...rest,
    });
    const sortable = { isSortable: !nested };
    const all: Array<ColumnConfig<ApplicationRow>> = [
      {
        id: 'name',
        label: t('applications.column.name'),
        isRowHeader: true,
        ...sortable,
        minWidth: narrow ? 140 : 170,
        defaultWidth: '2fr',
        cell: row => (
          <Cell>
            <NameContent row={row} nested={nested} />
          </Cell>
        ),
      },
      column(
        'health',
        t('applications.health'),
        p => <HealthContent {...p} />,
        {
          ...sortable,
          width: 125,
        },
      ),
      column(
        'sync',
        t('applications.column.sync'),
        p => <SyncContent {...p} />,
        {
          ...sortable,
          width: 135,
        },
      ),
      column(
        'reason',
        t('applications.column.reason'),
        p => <ReasonContent {...p} />,
        { minWidth: 180, defaultWidth: '3fr' },
      ),
      column(
        'operation',
        t('applications.column.operation'),
        p => <OperationContent {...p} />,
        { width: 108, isHidden: narrow },
      ),
      column(
        'compared',
        t('applications.column.compared'),
        p => <ComparedContent {...p} />,
        { width: 108, isHidden: narrow },
      ),
      column(
        'project',
        t('applications.column.project'),
        ({ app }) => <span className={styles.line}>{app.project ?? '–'}</span>,
        { ...sortable, minWidth: 100, defaultWidth: '1fr', isHidden: narrow },
      ),
      column(
        'sources',
        t('applications.column.sources'),
        p => <SourceContent {...p} />,
        { minWidth: 170, defaultWidth: '2fr', isHidden: narrow },
      ),
      column(
        'images',
        t('applications.reading.images'),
        p => <ImagesContent {...p} />,
        { minWidth: 110, defaultWidth: '1fr', isHidden: !wide },
      ),
    ];
    return all;
  }, [t, nested, narrow, wide]);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    const check = ({ target }: { target: EventTarget | null }) => {
      const { scrollHeight, scrollTop, clientHeight } = target as HTMLElement;
      if (scrollHeight - scrollTop - clientHeight < AHEAD) onEnd();
    };
    // The element that scrolls is the table's own; scroll events do not bubble.
    element?.addEventListener('scroll', check, {
      capture: true,
      passive: true,
    });
    return () => element?.removeEventListener('scroll', check, true);
  }, [onEnd]);
  const sortState: TableProps<ApplicationRow>['sort'] = {
    descriptor: {
      column: sort,
      direction: order === 'asc' ? 'ascending' : 'descending',
    },
    onSortChange: ({ column, direction }) =>
      onSort(
        column as ApplicationSortField,
        direction === 'ascending' ? 'asc' : 'desc',
      ),
  };
  const rowConfig = useMemo(
    () => ({
      onClick: ({ application }: ApplicationRow) => {
        if (application) onOpen(application);
      },
    }),
    [onOpen],
  );
  return (
    <div ref={box}>
      <Table
        className={rows.length > FEW ? styles.table : styles.short}
        style={
          rows.length > FEW
            ? undefined
            : { height: (rows.length + 1) * ROW_HEIGHT }
        }
        columnConfig={columns}
        data={rows}
        isStale={stale}
        pagination={{ type: 'none' }}
        sort={nested ? undefined : sortState}
        rowConfig={rowConfig}
        virtualized={{ rowHeight: ROW_HEIGHT }}
      />
    </div>
  );
}
