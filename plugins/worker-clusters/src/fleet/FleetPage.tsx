import { useCallback, useState } from 'react';
import { Button, Container, Flex, Text } from '@backstage/ui';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { workerClustersApiRef } from '../api';
import { ErrorPanel } from '../components/ErrorPanel';
import { NewClusterButton } from '../components/NewClusterButton';
import { useLiveQuery } from '../hooks/useLiveQuery';
import { workerClustersTranslationRef } from '../translations';
import styles from './fleet.module.css';
import { FleetFilters } from './FleetFilters';
import { FleetSummary } from './FleetSummary';
import { FleetTable } from './FleetTable';
import { toggled } from './fleetStates';
import { FleetMap } from './map/FleetMap';
import { ManagementBanner } from './ManagementBanner';
import { useConnections } from './useConnections';
import { toQuery, useFleetFilter } from './useFleetFilter';
import { useFleetView } from './useFleetView';
import { ViewBar } from './ViewBar';

/** Clusters that are shown at first, and more with each press of "Show more". */
const STEP = 1000;
const MAX = 5000;

/** Every worker cluster that the user may see. */
export function FleetPage() {
  const { t } = useTranslationRef(workerClustersTranslationRef);
  const api = useApi(workerClustersApiRef);
  const { filter, update, clear, active } = useFleetFilter();
  const { view, group, update: updateView } = useFleetView();
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
  const more = data && data.totalItems > data.clusters.length && limit < MAX;

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
      <div className={styles.page}>
        {data?.managementClusters && (
          <ManagementBanner clusters={data.managementClusters} />
        )}
        {fleet.error && (
          <ErrorPanel
            title={t(data ? 'fleet.failedLater' : 'fleet.failed')}
            error={fleet.error}
            retry={fleet.retry}
          />
        )}
        {data && data.summary.total > 0 && (
          <FleetSummary
            summary={data.summary}
            filter={filter}
            onPress={(name, value) =>
              update({ [name]: toggled(filter[name], value) })
            }
          />
        )}
        <FleetFilters
          summary={data?.summary}
          filter={filter}
          active={active}
          update={update}
          clear={clear}
        />
        <ViewBar view={view} group={group} update={updateView}>
          <Text as="p" color="secondary" aria-live="polite">
            {data
              ? t(active ? 'fleet.matching' : 'fleet.clusters', {
                  count: data.totalItems,
                })
              : !fleet.error && t('fleet.loading')}
          </Text>
        </ViewBar>
        {view === 'map' && (data || !fleet.error) && (
          <FleetMap
            clusters={data?.clusters}
            management={connections}
            group={group}
            emptyState={emptyState}
          />
        )}
        {view === 'table' && (data || !fleet.error) && (
          <FleetTable
            clusters={data?.clusters}
            management={connections}
            loading={fleet.loading}
            stale={fleet.stale}
            question={filter}
            truncated={
              data !== undefined && data.totalItems > data.clusters.length
            }
            sort={filter.sort}
            order={filter.order}
            onSort={(sort, order) => update({ sort, order })}
            emptyState={emptyState}
          />
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
