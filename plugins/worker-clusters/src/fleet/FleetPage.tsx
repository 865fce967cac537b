import {
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { Button, Container, Flex, Skeleton, Text } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersApiRef } from '../api';
import { readAllPages } from '../components/csv';
import { CsvButton } from '../components/CsvButton';
import { ErrorPanel } from '../components/ErrorPanel';
import { NewClusterButton } from '../components/NewClusterButton';
import { useAfterPaint } from '../hooks/useAfterPaint';
import { useFormat } from '../hooks/useFormat';
import { useDocumentTitle } from '../hooks/useDocumentTitle';
import { useLiveQuery } from '../hooks/useLiveQuery';
import { useStored } from '../hooks/useStored';
import { Incidents } from '../incidents/Incidents';
import { UpgradeQueueBar } from '../requests/UpgradeQueueBar';
import { workerClustersTranslationRef } from '../translations';
import { toFileRows, withConfigured } from './columns';
import { ColumnsButton } from './ColumnsButton';
import { ConfigurationBanner } from './ConfigurationBanner';
import styles from './fleet.module.css';
import { FleetFilters } from './FleetFilters';
import { FleetStrip } from './FleetStrip';
import { FleetGrid } from './FleetGrid';
import { FleetToolbar } from './FleetToolbar';
import { ManagementBanner } from './ManagementBanner';
import { SelectionBar } from './selection/SelectionBar';
import { useSelection } from './selection/useSelection';
import { SupportLifeContext, useSupportLife } from './SupportLifeContext';
import { readTableSettings, shownColumns } from './tableSettings';
import { useConnections } from './useConnections';
import { toQuery, useFleetFilter } from './useFleetFilter';
import { useFleetView } from './useFleetView';
import { ViewsButton } from './ViewsButton';
import { ViewSwitch } from './ViewSwitch';

const FleetMap = lazy(() =>
  import('./map/FleetMap').then(m => ({ default: m.FleetMap })),
);

/** Clusters that are shown at first, and more with each press of "Show more". */
const STEP = 1000;
const MAX = 5000;
/** That of the strip with the summary, in pixels. */
const STRIP_HEIGHT = 32;

/** Every worker cluster that the user may see. */
export function FleetPage() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  useDocumentTitle(t('common.page.plugin'));
  const format = useFormat();
  const api = useApi(workerClustersApiRef);
  const { filter, update, clear, active } = useFleetFilter();
  const { view, group, update: updateView } = useFleetView();
  const [settings, setSettings] = useStored('fleet.table', readTableSettings);
  const [limit, setLimit] = useState(STEP);

  const fleet = useLiveQuery(
    useCallback(
      (signal: AbortSignal) =>
        api.getFleet({ ...toQuery(filter), limit }, { signal }),
      [api, filter, limit],
    ),
  );
  const { data } = fleet;
  const connections = useConnections(data?.managementClusters);
  const selection = useSelection(data?.clusters);
  const supportLife = useSupportLife(data?.supportLife);
  // As text: the same as long as the columns are.
  const configured = JSON.stringify(data?.columns ?? []);
  const allColumns = useMemo(
    () => withConfigured(JSON.parse(configured)),
    [configured],
  );
  const columns = useMemo(
    () => shownColumns(allColumns, settings.columns),
    [allColumns, settings.columns],
  );
  const loading = fleet.error ? '' : t('fleet.loading');
  const status = data
    ? t(active ? 'fleet.matching' : 'fleet.clusters', {
        count: data.totalItems,
      })
    : loading;
  // Of what cannot be read there is nothing to filter, to export or to show in another way.
  const nothing = fleet.error && !data;
  const missing = data && data.totalItems > data.clusters.length;
  const more = missing && limit < MAX;
  // The sums of a group are of all that it has.
  const wantsAll = more && group !== undefined;
  useEffect(() => {
    if (wantsAll) setLimit(MAX);
  }, [wantsAll]);

  const around = useMemo(
    () => ({ summary: data?.summary, filter, status }),
    [data?.summary, filter, status],
  );
  // What stands around the rows is rendered after them.
  const { summary, filter: shown, status: shownStatus } = useAfterPaint(around);
  const incidents = useMemo(
    () => ({
      chosen: shown.incident,
      onChange: (incident: string[]) => update({ incident }),
    }),
    [shown.incident, update],
  );
  const toolbar = useMemo(
    () => (
      <FleetToolbar
        status={shownStatus}
        sortable={view === 'table'}
        filter={shown}
        update={update}
        group={group}
        onGroup={value => updateView({ group: value })}
      >
        <ViewSwitch
          view={view}
          onChange={value => updateView({ view: value })}
        />
        <ViewsButton table={settings} onTable={setSettings} />
        {view === 'table' && (
          <ColumnsButton
            columns={allColumns}
            settings={settings}
            onChange={setSettings}
          />
        )}
        <CsvButton
          name="worker-clusters.csv"
          label={t('fleet.csv.label')}
          failed={t('fleet.csv.failed')}
          read={async signal =>
            toFileRows(
              columns,
              await readAllPages(
                (page, options) =>
                  api.listClusters({ ...toQuery(shown), ...page }, options),
                signal,
              ),
            )
          }
        />
      </FleetToolbar>
    ),
    [
      t,
      api,
      shownStatus,
      shown,
      update,
      view,
      group,
      updateView,
      settings,
      setSettings,
      allColumns,
      columns,
    ],
  );

  const emptyState = (
    <div className={styles.empty}>
      <Text as="p">{active ? t('fleet.noneMatches') : t('fleet.none')}</Text>
      <Flex justify="center">
        {active ? (
          <Button variant="secondary" onPress={clear}>
            {t('fleet.clearFilters')}
          </Button>
        ) : (
          <NewClusterButton />
        )}
      </Flex>
    </div>
  );

  return (
    <Container>
      <div className={styles.page} aria-busy={fleet.loading}>
        {data?.configProblems && (
          <ConfigurationBanner problems={data.configProblems} />
        )}
        {data?.managementClusters && (
          <ManagementBanner clusters={data.managementClusters} />
        )}
        <UpgradeQueueBar />
        {fleet.error && (
          <ErrorPanel
            title={t(data ? 'fleet.failedLater' : 'fleet.failed')}
            error={fleet.error}
            retry={fleet.retry}
          />
        )}
        {!summary && !fleet.error && (
          <Skeleton width="100%" height={STRIP_HEIGHT} />
        )}
        {summary && summary.total > 0 && (
          <FleetStrip summary={summary} filter={shown} update={update} />
        )}
        {data && data.summary.total > 1 && <Incidents filter={incidents} />}
        {(!nothing || active) && (
          <FleetFilters
            summary={summary}
            filter={shown}
            active={active}
            update={update}
            clear={clear}
          />
        )}
        {!nothing && toolbar}
        <SupportLifeContext.Provider value={supportLife}>
          {view === 'map' && !nothing && (
            <Suspense fallback={<Skeleton width="100%" height="20rem" />}>
              <FleetMap
                clusters={data?.clusters}
                management={connections}
                group={group}
                emptyState={emptyState}
                chosen={selection.ids}
                onChoose={selection.choose}
              />
            </Suspense>
          )}
          {view === 'table' && !nothing && (
            <FleetGrid
              clusters={data?.clusters}
              totalItems={data?.totalItems ?? 0}
              management={connections}
              columns={columns}
              density={settings.density}
              grouping={group}
              loading={fleet.loading}
              stale={fleet.stale}
              question={filter}
              sorted={filter}
              onSort={(sort, order) => update({ sort, order })}
              emptyState={emptyState}
              chosen={selection.ids}
              onChoose={selection.choose}
            />
          )}
        </SupportLifeContext.Provider>
        <SelectionBar chosen={selection.clusters} onClear={selection.clear} />
        {missing && !more && (
          <Text as="p" color="secondary">
            {t('fleet.truncated', { number: format.number(MAX) })}
          </Text>
        )}
        {more && (
          <Flex justify="center">
            <Button variant="secondary" onPress={() => setLimit(n => n + STEP)}>
              {t('common.showMore')}
            </Button>
          </Flex>
        )}
      </div>
    </Container>
  );
}
