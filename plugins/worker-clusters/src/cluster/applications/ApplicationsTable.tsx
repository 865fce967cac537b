import { type ComponentType, useMemo } from 'react';
import { useBreakpoint } from '@backstage/ui';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  type Application,
  APPLICATION_SORT_FIELDS,
  type ApplicationSortField,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { type RowColumn, RowGrid } from '../../grid/RowGrid';
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

interface RowProps {
  row: ApplicationRow;
}

/** A cell of what an Application has; of an owner that is not listed there is nothing. */
const ofApplication = (Content: ComponentType<{ app: Application }>) =>
  function ApplicationCell({ row: { application } }: RowProps) {
    return application ? <Content app={application} /> : null;
  };

const Health = ofApplication(HealthContent);
const Sync = ofApplication(SyncContent);
const Reason = ofApplication(ReasonContent);
const Operation = ofApplication(OperationContent);
const Compared = ofApplication(ComparedContent);
const Project = ofApplication(({ app }) => (
  <span className={styles.line}>{app.project ?? '–'}</span>
));
const Source = ofApplication(SourceContent);
const Images = ofApplication(ImagesContent);
const Name = ({ row }: RowProps) => <NameContent row={row} nested={false} />;
const NestedName = ({ row }: RowProps) => <NameContent row={row} nested />;

const isSortField = (id: string): id is ApplicationSortField =>
  APPLICATION_SORT_FIELDS.some(field => field === id);

/** Applications in rows of one height, of which those on the screen are rendered; sorting happens in the backend. */
export function ApplicationsTable(props: {
  rows: ApplicationRow[];
  /** Applications that match, also those that are not loaded. */
  total: number;
  nested: boolean;
  stale: boolean;
  sort: ApplicationSortField;
  order: 'asc' | 'desc';
  onSort(sort: ApplicationSortField, order: 'asc' | 'desc'): void;
  /** The end is near. */
  onEnd(): void;
}) {
  const { nested, onSort } = props;
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const { up, down } = useBreakpoint();
  const narrow = down('md');
  const wide = up('xl');
  const columns = useMemo(() => {
    const all: Array<RowColumn<ApplicationRow> | false> = [
      {
        id: 'name',
        title: t('applications.column.name'),
        Content: nested ? NestedName : Name,
        minWidth: narrow ? 140 : 170,
        grows: '2fr',
      },
      {
        id: 'health',
        title: t('applications.health'),
        Content: Health,
        minWidth: 125,
      },
      {
        id: 'sync',
        title: t('applications.column.sync'),
        Content: Sync,
        minWidth: 135,
      },
      {
        id: 'reason',
        title: t('applications.column.reason'),
        Content: Reason,
        minWidth: 180,
        grows: '3fr',
      },
      !narrow && {
        id: 'operation',
        title: t('applications.column.operation'),
        Content: Operation,
        minWidth: 108,
      },
      !narrow && {
        id: 'compared',
        title: t('applications.column.compared'),
        Content: Compared,
        minWidth: 108,
      },
      !narrow && {
        id: 'project',
        title: t('applications.column.project'),
        Content: Project,
        minWidth: 100,
        grows: '1fr',
      },
      !narrow && {
        id: 'sources',
        title: t('applications.column.sources'),
        Content: Source,
        minWidth: 170,
        grows: '2fr',
      },
      wide && {
        id: 'images',
        title: t('applications.reading.images'),
        Content: Images,
        minWidth: 110,
        grows: '1fr',
      },
    ];
    return all.flatMap(column =>
      column
        ? [{ ...column, sortable: !nested && isSortField(column.id) }]
        : [],
    );
  }, [t, nested, narrow, wide]);
  return (
    <RowGrid
      label={t('applications.title')}
      rows={props.rows}
      totalRows={nested ? undefined : props.total}
      columns={columns}
      stale={props.stale}
      sort={props.sort}
      order={props.order}
      onSort={(id, order) => isSortField(id) && onSort(id, order)}
      onEnd={props.onEnd}
    />
  );
}
