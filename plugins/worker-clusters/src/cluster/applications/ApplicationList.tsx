import { memo, useCallback, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';
import { Alert, Button, SearchField, Select, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  HEALTH_STATUSES,
  type WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { workerClustersApiRef } from '../../api';
import { formatAge } from '../../format';
import { useLiveQuery } from '../../hooks/useLiveQuery';
import { useAtNow } from '../../hooks/useNow';
import { ApplicationsTable } from './ApplicationsTable';
import styles from '../cluster.module.css';

const PAGE_SIZE = 100;
/** With no more applications than this there is nothing to search for. */
const FEW = 10;
const AGE_INTERVAL_MS = 30_000;
/** The time that its rows show: they are rendered again only when it changes. */
const roughly = (now: number) =>
  Math.ceil(now / AGE_INTERVAL_MS) * AGE_INTERVAL_MS;
const SEARCH_DELAY_MS = 250;

function List({ cluster }: { cluster: WorkerCluster }) {
  const { managementCluster, namespace, name } = cluster;
  const api = useApi(workerClustersApiRef);
  const now = useAtNow(roughly);
  const [text, setText] = useState('');
  const [{ search, health, cursors }, setQuery] = useState({
    search: '',
    health: [] as string[],
    /** Where each page after the first one begins, up to the page that is shown. */
    cursors: [] as string[],
  });
  useDebounce(
    () =>
      setQuery(q =>
        q.search === text ? q : { ...q, search: text, cursors: [] },
      ),
    SEARCH_DELAY_MS,
    [text],
  );
  const cursor = cursors[cursors.length - 1];
  const { data, error, stale, retry } = useLiveQuery(
    useCallback(
      (signal: AbortSignal) =>
        api.listApplications(
          { managementCluster, namespace, name },
          { search, health, limit: PAGE_SIZE, cursor },
          { signal },
        ),
      [api, managementCluster, namespace, name, search, health, cursor],
    ),
  );
  const context = {
    connection: cluster.connection,
    argocd: cluster.argocd,
    now,
  };
  const first = cursors.length * PAGE_SIZE + 1;
  const filtered = search !== '' || health.length > 0;
  return (
    <>
      {(filtered || cluster.applications.total > FEW) && (
        <div
          className={styles.filters}
          role="search"
          aria-label="Filter the applications"
        >
          <SearchField
            label="Search"
            placeholder="Name, namespace, project, repository"
            value={text}
            onChange={setText}
          />
          <Select
            label="Health"
            placeholder="All"
            selectionMode="multiple"
            options={HEALTH_STATUSES.map(h => ({ value: h, label: h }))}
            value={health}
            onChange={value =>
              setQuery(q => ({
                ...q,
                health: (value as string[]).map(String),
                cursors: [],
              }))
            }
          />
        </div>
      )}
      {error && (
        <Alert
          icon
          status="danger"
          title="The applications cannot be read at the moment."
          description={error.message}
          customActions={
            <Button size="small" variant="secondary" onPress={retry}>
              Try again
            </Button>
          }
        />
      )}
      {data && data.items.length === 0 && (
        <Text color="secondary">
          {filtered
            ? 'No application matches these filters.'
            : 'No application is known yet.'}
        </Text>
      )}
      {data && data.items.length > 0 && (
        <div aria-busy={stale}>
          <ApplicationsTable
            applications={data.items}
            context={context}
            cluster={cluster}
          />
          {data.oldestReconciledAt && (
            <Text as="p" color="secondary">
              The oldest comparison of all was{' '}
              <time
                dateTime={data.oldestReconciledAt}
                title={data.oldestReconciledAt}
              >
                {formatAge(data.oldestReconciledAt, now)}
              </time>
              .
            </Text>
          )}
        </div>
      )}
      {data && (data.nextCursor || cursors.length > 0) && (
        <nav className={styles.pages} aria-label="Pages of applications">
          <Button
            size="small"
            variant="secondary"
            isDisabled={cursors.length === 0}
            onPress={() =>
              setQuery(q => ({ ...q, cursors: q.cursors.slice(0, -1) }))
            }
          >
            Previous
          </Button>
          <Text color="secondary">
            {data.items.length > 0 &&
              `${first} to ${first + data.items.length - 1} of `}
            {data.totalItems}
          </Text>
          <Button
            size="small"
            variant="secondary"
            isDisabled={!data.nextCursor || stale}
            onPress={() =>
              setQuery(q => ({
                ...q,
                cursors: [...q.cursors, data.nextCursor!],
              }))
            }
          >
            Next
          </Button>
        </nav>
      )}
    </>
  );
}

/**
 * The applications of a cluster, page by page, filtered and sorted by the backend. The clock of the page around it does not
 * render its rows again.
 */
export const ApplicationList = memo(List);
