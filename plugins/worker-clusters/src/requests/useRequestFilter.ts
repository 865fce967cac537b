import { useCallback, useMemo } from 'react';
import { useAppSearchParams } from '@backstage/frontend-plugin-api';
import type {
  ClusterRequestVerb,
  ListRequestsQuery,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { withParams } from '../hooks/withParams';

/** Which requests the page shows. */
export const VIEWS = ['open', 'not-applied', 'merged', 'closed'] as const;
export type RequestsView = (typeof VIEWS)[number];

export const VERBS: ClusterRequestVerb[] = ['create', 'update', 'decommission'];

export interface RequestFilter {
  view: RequestsView;
  environment: string[];
  owner: string[];
  verb: ClusterRequestVerb[];
  /** By the time at which they were opened. */
  order: 'asc' | 'desc';
}

/** What waits for a review is read oldest first, what has ended newest first. */
const orderOf = (view: RequestsView) => (view === 'open' ? 'asc' : 'desc');

/** The filter that stands in the address of the page. */
export function readFilter(params: URLSearchParams): RequestFilter {
  const view = VIEWS.find(v => v === params.get('state')) ?? 'open';
  const order = params.get('order');
  return {
    view,
    environment: params.getAll('environment'),
    owner: params.getAll('owner'),
    verb: VERBS.filter(verb => params.getAll('verb').includes(verb)),
    order: order === 'asc' || order === 'desc' ? order : orderOf(view),
  };
}

/** The address of another filter; what other features keep in the address stays. */
export function writeFilter(
  params: URLSearchParams,
  changes: Partial<RequestFilter>,
): URLSearchParams {
  const filter = { ...readFilter(params), ...changes };
  // Another view has an order of its own.
  if (changes.view) filter.order = orderOf(changes.view);
  const { view, order, environment, owner, verb } = filter;
  return withParams(params, {
    state: view === 'open' ? undefined : view,
    order: order === orderOf(view) ? undefined : order,
    environment,
    owner,
    verb,
  });
}

/** The query for the backend that the filter makes. */
export function toQuery(filter: RequestFilter): ListRequestsQuery {
  const { view, ...rest } = filter;
  return view === 'not-applied'
    ? { ...rest, state: 'merged', applied: false }
    : { ...rest, state: view };
}

/** Which requests the page shows, kept in its address so that it can be shared. */
export function useRequestFilter() {
  const [params, setParams] = useAppSearchParams();
  const text = params.toString();
  const filter = useMemo(() => readFilter(new URLSearchParams(text)), [text]);
  const update = useCallback(
    (changes: Partial<RequestFilter>) =>
      setParams(current => writeFilter(current, changes), { replace: true }),
    [setParams],
  );
  return { filter, update };
}

/** Whether anything is filtered but by the view. */
export const isFiltered = ({ environment, owner, verb }: RequestFilter) =>
  [environment, owner, verb].some(values => values.length > 0);
