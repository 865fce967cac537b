import { useCallback } from 'react';
import { Skeleton, Text } from '@backstage/ui';
import {
  useApi,
  useAppNavigate,
  useRouteRef,
} from '@backstage/frontend-plugin-api';
import { workerClustersApiRef } from '../api';
import { Surface } from '../components/Surface';
import { useLiveQuery } from '../hooks/useLiveQuery';
import { rootRouteRef } from '../routes';
import styles from './fleet.module.css';
import { FleetTiles } from './FleetTiles';
import type { FleetFilter } from './useFleetFilter';

const NO_FILTER: FleetFilter = {
  environment: [],
  region: [],
  owner: [],
  phase: [],
  health: [],
  search: '',
  sort: 'name',
  order: 'asc',
};

/**
 * The fleet in numbers, for a home page; a press leads to the fleet page with that filter.
 *
 * @public
 */
export function FleetGlance() {
  const api = useApi(workerClustersApiRef);
  const navigate = useAppNavigate();
  const fleet = useRouteRef(rootRouteRef);
  const { data, error } = useLiveQuery(
    useCallback((signal: AbortSignal) => api.getSummary({ signal }), [api]),
  );
  if (!data) {
    return error ? (
      <Text color="secondary">The fleet cannot be read: {error.message}</Text>
    ) : (
      <Skeleton style={{ height: 140 }} />
    );
  }
  return (
    <Surface>
      <div className={styles.page} style={{ padding: 0 }}>
        <Text as="h2" variant="title-x-small" weight="bold">
          {data.total} worker clusters, {data.applications.total} applications
        </Text>
        <FleetTiles
          summary={data}
          filter={NO_FILTER}
          update={changes => {
            const params = new URLSearchParams();
            for (const [key, values] of Object.entries(changes)) {
              for (const value of [values].flat()) params.append(key, value);
            }
            if (fleet) navigate(`${fleet()}?${params}`);
          }}
        />
      </div>
    </Surface>
  );
}
