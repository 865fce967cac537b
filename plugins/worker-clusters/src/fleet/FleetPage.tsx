import { useCallback, useState } from 'react';
import { Alert, Button, Container, Flex, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { workerClustersApiRef } from '../api';
import { NewClusterButton } from '../components/NewClusterButton';
import { useLiveQuery } from '../hooks/useLiveQuery';
import styles from './fleet.module.css';
import { FleetFilters } from './FleetFilters';
import { FleetTable } from './FleetTable';
import { FleetTiles } from './FleetTiles';
import { ManagementBanner } from './ManagementBanner';
import { toQuery, useFleetFilter } from './useFleetFilter';

/** Clusters that are shown at first, and more with each press of "Show more". */
const STEP = 1000;
const MAX = 5000;

/** Every worker cluster that the user may see. */
export function FleetPage() {
  const api = useApi(workerClustersApiRef);
  const { filter, update, clear, active } = useFleetFilter();
  const [limit, setLimit] = useState(STEP);

  const fleet = useLiveQuery(
    useCallback(
      (signal: AbortSignal) =>
        api.getFleet({ ...toQuery(filter), limit }, { signal }),
      [api, filter, limit],
    ),
  );
  const { data } = fleet;
  const more = data && data.totalItems > data.clusters.length && limit < MAX;

  return (
    <Container>
      <div className={styles.page}>
        {data?.managementClusters && (
          <ManagementBanner clusters={data.managementClusters} />
        )}
        {fleet.error && (
          <Alert
            icon
            status="danger"
            title={
              data
                ? 'The fleet cannot be read at the moment. What you see is the last known state.'
                : 'The fleet cannot be read.'
            }
            description={fleet.error.message}
            customActions={
              <Button size="small" variant="secondary" onPress={fleet.retry}>
                Try again
              </Button>
            }
          />
        )}
        {data && data.summary.total > 0 && (
          <FleetTiles summary={data.summary} filter={filter} update={update} />
        )}
        <FleetFilters
          summary={data?.summary}
          filter={filter}
          active={active}
          update={update}
          clear={clear}
        />
        <Text as="p" color="secondary" aria-live="polite">
          {data
            ? `${data.totalItems} ${
                data.totalItems === 1 ? 'cluster' : 'clusters'
              }${active ? ' match' : ''}`
            : 'Loading…'}
        </Text>
        <FleetTable
          clusters={data?.clusters}
          error={fleet.error}
          loading={fleet.loading}
          stale={fleet.stale}
          sort={filter.sort}
          order={filter.order}
          onSort={(sort, order) => update({ sort, order })}
          emptyState={
            <div className={styles.empty}>
              <Text as="p">
                {active
                  ? 'No cluster matches these filters.'
                  : 'There is no worker cluster yet. Request the first one by pull request.'}
              </Text>
              <Flex justify="center">
                {active ? (
                  <Button variant="secondary" onPress={clear}>
                    Clear the filters
                  </Button>
                ) : (
                  <NewClusterButton />
                )}
              </Flex>
            </div>
          }
        />
        {more && (
          <Flex justify="center">
            <Button variant="secondary" onPress={() => setLimit(n => n + STEP)}>
              Show more
            </Button>
          </Flex>
        )}
      </div>
    </Container>
  );
}
