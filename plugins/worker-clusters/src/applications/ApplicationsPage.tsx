import { useCallback, useMemo } from 'react';
import {
  Button,
  Container,
  Skeleton,
  Switch,
  Text,
  useBreakpoint,
} from '@backstage/ui';
import {
  useApi,
  useAppSearchParams,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  type ApplicationMatrixColumn,
  type ApplicationMatrixQuery,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { CsvButton } from '../components/CsvButton';
import { ErrorPanel } from '../components/ErrorPanel';
import { PendingChanges } from '../components/PendingChanges';
import { Surface } from '../components/Surface';
import { useDocumentTitle } from '../hooks/useDocumentTitle';
import { useFormat } from '../hooks/useFormat';
import { useAtNow } from '../hooks/useNow';
import { clusterRouteRef, clusterTabRouteRef } from '../routes';
import { workerClustersTranslationRef } from '../translations';
import { TextsProvider } from '../translations/Texts';
import { MatrixContext, type MatrixContextValue } from './matrixContext';
import { readAll, toFileRows } from './matrixFile';
import {
  isFiltered,
  type MatrixFilter,
  readFilter,
  toQuery,
  writeFilter,
} from './matrixFilter';
import { MatrixFilters } from './MatrixFilters';
import { MatrixGrid } from './MatrixGrid';
import { MatrixList } from './MatrixList';
import styles from './matrix.module.css';
import {
  environmentsOf,
  isMuted,
  type MatrixCluster,
  toColumns,
} from './matrixModel';
import { useMatrix } from './useMatrix';
import { VersionAnswer } from './VersionAnswer';

function useMatrixFilter() {
  const [params, setParams] = useAppSearchParams();
  const address = params.toString();
  const filter = useMemo(
    () => readFilter(new URLSearchParams(address)),
    [address],
  );
  const change = useCallback(
    (part: Partial<MatrixFilter>) =>
      setParams(
        previous => writeFilter(previous, { ...readFilter(previous), ...part }),
        { replace: true },
      ),
    [setParams],
  );
  return { filter, change };
}

/** The clusters with what depends on the time: they are the same objects as long as none of it changes. */
function useClusters(
  columns: ApplicationMatrixColumn[] | undefined,
): MatrixCluster[] {
  // As text, by which they are compared.
  const text = useMemo(() => JSON.stringify(columns ?? []), [columns]);
  const known = useMemo(
    () => JSON.parse(text) as ApplicationMatrixColumn[],
    [text],
  );
  const muted = useAtNow(
    useCallback(
      (now: number) => known.map(c => (isMuted(c, now) ? '1' : '0')).join(''),
      [known],
    ),
  );
  return useMemo(
    () =>
      known.map((column, i) => ({
        ...column,
        key: stringifyClusterRef(column),
        muted: muted[i] === '1',
      })),
    [known, muted],
  );
}

/** Which applications run on which clusters, in which version: all that the user may see. */
export function ApplicationsPage() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const format = useFormat();
  useDocumentTitle(t('common.page.applications'));
  const { filter, change } = useMatrixFilter();
  const narrow = useBreakpoint().down('sm');
  const question = JSON.stringify(toQuery(filter));
  const query = useMemo(
    () => JSON.parse(question) as ApplicationMatrixQuery,
    [question],
  );
  const matrix = useMatrix(query);
  const { rows } = matrix.rows;
  const clusters = useClusters(matrix.columns);
  const columns = useMemo(
    () => toColumns(clusters, filter.summary),
    [clusters, filter.summary],
  );

  const tabLink = useRouteRef(clusterTabRouteRef);
  const clusterLink = useRouteRef(clusterRouteRef);
  const context = useMemo((): MatrixContextValue => {
    const refOf = ({ managementCluster, namespace, name }: MatrixCluster) => ({
      managementCluster,
      namespace,
      name,
    });
    /** By the key of the cluster: a route is resolved once for a column, and not for each of its cells. */
    const tabs = new Map<string, string | undefined>();
    const tabOf = (cluster: MatrixCluster) => {
      if (!tabs.has(cluster.key)) {
        const tab = { ...refOf(cluster), tab: 'applications' };
        tabs.set(cluster.key, tabLink?.(tab));
      }
      return tabs.get(cluster.key);
    };
    return {
      places: new Map(clusters.map(({ key }, i) => [key, i])),
      version: filter.version,
      environments: environmentsOf(columns),
      clusterHref: cluster => clusterLink?.(refOf(cluster)),
      hrefOf: (cluster, cell, name) => {
        const page = tabOf(cluster);
        const where = cell.count
          ? new URLSearchParams({ search: name })
          : new URLSearchParams({ application: `${cell.namespace}/${name}` });
        return page && `${page}?${where}`;
      },
    };
  }, [clusters, columns, filter.version, tabLink, clusterLink]);

  const filtered = isFiltered(filter);
  const { totalItems, error, unreported } = matrix;
  // That there is none answers the question before: it says nothing of this one.
  const empty = rows?.length === 0 && !matrix.stale;
  // There is nothing to filter or to save; filters that may be why can be changed.
  const nothing = error && !rows;
  return (
    <Surface>
      <Container>
        <div className={styles.page}>
          {(!nothing || filtered) && (
            <MatrixFilters filter={filter} change={change} />
          )}
          {!nothing && (
            <div className={styles.bar}>
              <Text as="p" color="secondary" aria-live="polite">
                {totalItems !== undefined
                  ? t(filtered ? 'matrix.matching' : 'matrix.applications', {
                      count: totalItems,
                      clusters: format.number(clusters.length),
                    })
                  : t('matrix.loading')}
                {unreported > 0 &&
                  ` ${t('matrix.unreported', { count: unreported })}`}
              </Text>
              {!narrow && (
                <Switch
                  label={t('matrix.summaryOnly')}
                  isSelected={filter.summary}
                  onChange={summary => change({ summary })}
                />
              )}
              <CsvButton
                name="applications.csv"
                label={t('matrix.file.label')}
                failed={t('matrix.file.failed')}
                read={async signal =>
                  toFileRows(await readAll(api, query, signal), {
                    t,
                    now: Date.now(),
                  })
                }
              />
            </div>
          )}
          {error && (
            <ErrorPanel
              title={t(rows ? 'matrix.failedLater' : 'matrix.failed')}
              error={error}
              retry={matrix.retry}
            />
          )}
          {!rows?.length && !error && !empty && (
            <Skeleton width="100%" height="24rem" />
          )}
          {empty && (
            <div className={styles.empty}>
              <Text as="p">
                {filtered ? t('matrix.noneMatches') : t('matrix.none')}
              </Text>
              {filtered && (
                <Button
                  variant="secondary"
                  onPress={() =>
                    change({
                      search: '',
                      version: '',
                      environment: [],
                      only: [],
                    })
                  }
                >
                  {t('matrix.filter.clear')}
                </Button>
              )}
            </div>
          )}
          {rows && rows.length > 0 && (
            <TextsProvider>
              <MatrixContext.Provider value={context}>
                {filter.version.trim() && !matrix.stale && (
                  <VersionAnswer
                    rows={rows}
                    totalItems={totalItems}
                    environment={filter.environment}
                    unreported={unreported}
                  />
                )}
                <PendingChanges rows={matrix.rows}>
                  {narrow ? (
                    <MatrixList
                      rows={rows}
                      hasMore={matrix.hasMore}
                      loading={matrix.stale}
                      onMore={matrix.more}
                    />
                  ) : (
                    <MatrixGrid
                      rows={rows}
                      columns={columns}
                      totalRows={totalItems ?? -1}
                      onEnd={matrix.more}
                    />
                  )}
                </PendingChanges>
              </MatrixContext.Provider>
            </TextsProvider>
          )}
        </div>
      </Container>
    </Surface>
  );
}
