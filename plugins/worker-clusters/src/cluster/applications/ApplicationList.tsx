import { lazy, Suspense, useCallback, useMemo } from 'react';
import { SearchField, Select, Skeleton, Switch, Text } from '@backstage/ui';
import {
  useAppLocation,
  useAppSearchParams,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  type Application,
  HEALTH_STATUSES,
  SYNC_STATUSES,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { Age } from '../../components/Age';
import { ErrorPanel } from '../../components/ErrorPanel';
import { PendingChanges } from '../../components/PendingChanges';
import { useFormat } from '../../hooks/useFormat';
import { useTyped } from '../../hooks/useTyped';
import { useStableRows } from '../../hooks/useStableRows';
import { workerClustersTranslationRef } from '../../translations';
import {
  type ApplicationFilter,
  isFiltered,
  readFilter,
  writeFilter,
} from './applicationFilter';
import { ApplicationHref } from './applicationHref';
import styles from './applications.module.css';
import { ApplicationsTable } from './ApplicationsTable';
import {
  type ApplicationRow,
  flatRows,
  nestApplications,
} from './nestApplications';
import { useApplicationPages } from './useApplicationPages';
import { VerdictCluster } from './verdictContext';

const ApplicationDrawer = lazy(() =>
  import('./ApplicationDrawer').then(m => ({ default: m.ApplicationDrawer })),
);

const rowKey = ({ id }: ApplicationRow) => id;

const options = (values: readonly string[]) =>
  values.map(value => ({ value, label: value }));

/** The Applications of a cluster, filtered and sorted by the backend; filter and drawer are in the address. */
export function ApplicationList({
  cluster,
}: {
  cluster: WorkerClusterDetails;
}) {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const format = useFormat();
  const [params, setParams] = useAppSearchParams();
  const address = params.toString();
  const filter = useMemo(
    () => readFilter(new URLSearchParams(address)),
    [address],
  );
  const change = useCallback(
    (part: Partial<ApplicationFilter>) =>
      setParams(
        previous => writeFilter(previous, { ...readFilter(previous), ...part }),
        { replace: true },
      ),
    [setParams],
  );
  const { pathname } = useAppLocation();
  const hrefOf = useCallback(
    ({ namespace, name }: Pick<Application, 'namespace' | 'name'>) => {
      const before = new URLSearchParams(address);
      const opened = { ...readFilter(before), open: { namespace, name } };
      return `${pathname}?${writeFilter(before, opened)}`;
    },
    [pathname, address],
  );
  const [text, setText] = useTyped(filter.search, value =>
    change({ search: value }),
  );
  const { search, sort, order, nested } = filter;
  const lists = JSON.stringify([filter.health, filter.sync, filter.project]);
  const query = useMemo(() => {
    const [health, sync, project]: string[][] = JSON.parse(lists);
    return { search, health, sync, project, sort, order };
  }, [search, lists, sort, order]);
  const { items, error, stale, retry, totalItems, oldestReconciledAt, more } =
    useApplicationPages(cluster, query, { all: nested });
  const answer = useMemo(
    () => items && (nested ? nestApplications(items) : flatRows(items)),
    [items, nested],
  );
  const stable = useStableRows(answer, rowKey, {
    question: useMemo(() => ({ query, nested }), [query, nested]),
    stale,
    truncated: items && totalItems !== undefined && items.length < totalItems,
  });
  const { rows } = stable;
  const context = useMemo(
    () => ({ connection: cluster.connection, argocd: cluster.argocd }),
    [cluster.connection, cluster.argocd],
  );
  const { open } = filter;
  const select = (
    label: string,
    name: 'health' | 'sync' | 'project',
    values: readonly string[],
  ) => (
    <Select
      label={label}
      placeholder={t('applications.filter.all')}
      selectionMode="multiple"
      options={options(values)}
      value={filter[name]}
      onChange={value => change({ [name]: (value as string[]).map(String) })}
    />
  );
  const projects = cluster.argocd?.projects ?? [];
  return (
    <VerdictCluster.Provider value={context}>
      <div
        className={styles.filters}
        role="search"
        aria-label={t('applications.filter.label')}
      >
        <SearchField
          label={t('applications.filter.search')}
          placeholder={t('applications.filter.placeholder')}
          value={text}
          onChange={setText}
        />
        {select(t('applications.health'), 'health', HEALTH_STATUSES)}
        {select(t('applications.filter.sync'), 'sync', SYNC_STATUSES)}
        {projects.length > 1 &&
          select(t('applications.filter.project'), 'project', projects)}
        <Switch
          label={t('applications.filter.nested')}
          isSelected={nested}
          onChange={on => change({ nested: on })}
        />
      </div>
      {error && (
        <ErrorPanel
          title={t('applications.loadFailed')}
          error={error}
          retry={retry}
        />
      )}
      {!rows && !error && <Skeleton width="100%" height="240px" />}
      {rows && rows.length === 0 && (
        <Text color="secondary">
          {t(
            isFiltered(filter)
              ? 'applications.noneMatches'
              : 'applications.none',
          )}
        </Text>
      )}
      {rows && rows.length > 0 && (
        <PendingChanges rows={stable}>
          <ApplicationHref.Provider value={hrefOf}>
            <ApplicationsTable
              rows={rows}
              total={totalItems ?? rows.length}
              nested={nested}
              stale={stale && !items}
              sort={sort}
              order={order}
              onSort={(by, direction) => change({ sort: by, order: direction })}
              onEnd={more}
            />
          </ApplicationHref.Provider>
        </PendingChanges>
      )}
      {items && items.length > 0 && (
        <div className={styles.foot}>
          <span aria-live="polite">
            {t('applications.shown', {
              shown: format.number(items.length),
              total: format.number(totalItems ?? items.length),
            })}
          </span>
          {oldestReconciledAt && (
            <span>
              {t('applications.oldest')} <Age at={oldestReconciledAt} />
            </span>
          )}
        </div>
      )}
      {open && (
        <Suspense fallback={null}>
          <ApplicationDrawer
            cluster={cluster}
            named={open}
            known={items?.find(
              a => a.namespace === open.namespace && a.name === open.name,
            )}
            onClose={() => change({ open: undefined })}
          />
        </Suspense>
      )}
    </VerdictCluster.Provider>
  );
}
