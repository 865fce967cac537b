import { useCallback, useMemo } from 'react';
import { useAppSearchParams } from '@backstage/frontend-plugin-api';
import {
  CLUSTER_SORT_FIELDS,
  ClusterSortField,
  ListClustersQuery,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { withParams } from '../hooks/withParams';

/** The filters that take several values, as they stand in the URL. */
export const FILTERS = [
  'environment',
  'region',
  'owner',
  'managementCluster',
  'kubernetesVersion',
  'phase',
  'health',
  'sync',
  'findings',
  'pending',
  'connection',
  'verdict',
  'attention',
  'incident',
] as const;

export type FilterName = (typeof FILTERS)[number];

export interface FleetFilter extends Record<FilterName, string[]> {
  search: string;
  sort: ClusterSortField;
  order: 'asc' | 'desc';
}

const PARAMS: readonly string[] = [...FILTERS, 'search', 'sort', 'order'];

const NO_FILTER = Object.fromEntries(
  [...FILTERS, 'search'].map(name => [name, undefined]),
);

const filterParams = (params: URLSearchParams) =>
  new URLSearchParams([...params].filter(([name]) => PARAMS.includes(name)));

/** What the fleet page shows, kept in the URL so that it can be shared. */
export function useFleetFilter() {
  const [params, setParams] = useAppSearchParams();
  // Of the filters alone: the rest of the URL, such as the view, is no other question to the backend.
  const text = filterParams(params).toString();
  const filter = useMemo((): FleetFilter => {
    const given = new URLSearchParams(text);
    const all = Object.fromEntries(
      FILTERS.map(name => [name, given.getAll(name)]),
    ) as Record<FilterName, string[]>;
    const sort = CLUSTER_SORT_FIELDS.find(f => f === given.get('sort'));
    return {
      ...all,
      search: given.get('search') ?? '',
      sort: sort ?? 'name',
      order: given.get('order') === 'desc' ? 'desc' : 'asc',
    };
  }, [text]);

  const update = useCallback(
    (changes: Partial<FleetFilter>) =>
      setParams(current => withParams(current, { ...changes }), {
        replace: true,
      }),
    [setParams],
  );
  const clear = useCallback(
    () =>
      setParams(current => withParams(current, NO_FILTER), { replace: true }),
    [setParams],
  );
  const active =
    filter.search !== '' || FILTERS.some(name => filter[name].length > 0);
  return { filter, update, clear, active };
}

export const toQuery = (filter: FleetFilter): ListClustersQuery => ({
  ...filter,
  search: filter.search || undefined,
});
