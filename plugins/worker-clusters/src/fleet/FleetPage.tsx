import { useCallback, useState } from 'react';
import { Alert, Button, Container, Flex, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import type { WorkerCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../api';
import { NewClusterButton } from '../components/NewClusterButton';
import { useLiveQuery } from '../hooks/useLiveQuery';
import styles from './fleet.module.css';
import { FleetFilters } from './FleetFilters';
import { FleetTable } from './FleetTable';
import { FleetTiles } from './FleetTiles';
import { ManagementBanner } from './ManagementBanner';
import { toQuery, useFleetFilter } from './useFleetFilter';

const PAGE_SIZE = 200;

/** Every worker cluster that the user may see. */
export function FleetPage() {
  const api = useApi(workerClustersApiRef);
  const { filter, update, clear, active } = useFleetFilter();
  const [pages, setPages] = useState(1);

  const list = useLiveQuery(
    useCallback(
      async (signal: AbortSignal) => {
        const items: WorkerCluster[] = [];
        let cursor: string | undefined;
        let totalItems = 0;
        for (let page = 0; page < pages; page++) {
          const answer = await api.listClusters(
            { ...toQuery(filter), limit: PAGE_SIZE, cursor },
            { signal },
          );
          items.push(...answer.items);
          totalItems = answer.totalItems;
          cursor = answer.nextCursor;
          if (!cursor) break;
        }
        return { items, totalItems, more: Boolean(cursor) };
      },
      [api, filter, pages],
    ),
  );
  const summary = useLiveQuery(
    useCallback((signal: AbortSignal) => api.getSummary({ signal }), [api]),
  );
  const management = useLiveQuery(
    useCallback(
      async (signal: AbortSignal) =>
        (await api.listManagementClusters({ signal })).items,
      [api],
    ),
  );

  return (
    <Container>
      <div className={styles.page}>
        {management.data && <ManagementBanner clusters={management.data} />}
        {list.error && (
          <Alert
            icon
            status="danger"
            title={
              list.data
                ? 'The fleet cannot be read at the moment. What you see is the last known state.'
                : 'The fleet cannot be read.'
            }
            description={list.error.message}
            customActions={
              <Button size="small" variant="secondary" onPress={list.retry}>
                Try again
              </Button>
            }
          />
        )}
        {summary.data && summary.data.total > 0 && (
          <FleetTiles summary={summary.data} filter={filter} update={update} />
        )}
        <FleetFilters
          summary={summary.data}
          filter={filter}
          active={active}
          update={update}
          clear={clear}
        />
        <Text as="p" color="secondary" aria-live="polite">
          {list.data
            ? `${list.data.totalItems} ${
                list.data.totalItems === 1 ? 'cluster' : 'clusters'
              }${active ? ' match' : ''}`
            : 'Loading…'}
        </Text>
        <FleetTable
          clusters={list.data?.items}
          error={list.error}
          loading={list.loading}
          stale={list.stale}
          sort={filter.sort}
          order={filter.order}
          onSort={(sort, order) => update({ sort, order })}
          emptyState={
            <div className={styles.empty}>
              <Text as="p">
                {active
                  ? 'No cluster matches these filters.'
                  : 'There is no worker cluster yet. Ask for the first one: it comes by pull request.'}
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
        {list.data?.more && (
          <Flex justify="center">
            <Button variant="secondary" onPress={() => setPages(p => p + 1)}>
              Show more
            </Button>
          </Flex>
        )}
      </div>
    </Container>
  );
}
