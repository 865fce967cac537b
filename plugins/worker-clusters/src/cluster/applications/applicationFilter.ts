import {
  type Application,
  APPLICATION_SORT_FIELDS,
  type ApplicationSortField,
  HEALTH_STATUSES,
  SYNC_STATUSES,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { withParams } from '../../hooks/withParams';

/** Which Applications a page shows, in which order, and which of them is open: all of it is in the address. */
export interface ApplicationFilter {
  search: string;
  health: string[];
  sync: string[];
  project: string[];
  sort: ApplicationSortField;
  order: 'asc' | 'desc';
  /** Below what made them. */
  nested: boolean;
  /** The Application in the drawer. */
  open?: Pick<Application, 'namespace' | 'name'>;
}

/** What is not healthy comes first. */
const DEFAULT_SORT: Pick<ApplicationFilter, 'sort' | 'order'> = {
  sort: 'health',
  order: 'desc',
};

/** Reads the filter of an address; what is no value of ours is left out. */
export function readFilter(params: URLSearchParams): ApplicationFilter {
  const listed = (name: string, allowed: readonly string[]) =>
    params.getAll(name).filter(value => allowed.includes(value));
  const sort = APPLICATION_SORT_FIELDS.find(f => f === params.get('sort'));
  const [namespace, name] = params.get('application')?.split('/', 2) ?? [];
  return {
    search: params.get('search')?.slice(0, 200) ?? '',
    health: listed('health', HEALTH_STATUSES),
    sync: listed('sync', SYNC_STATUSES),
    project: params.getAll('project').filter(Boolean),
    ...(sort
      ? { sort, order: params.get('order') === 'desc' ? 'desc' : 'asc' }
      : DEFAULT_SORT),
    nested: params.get('nested') === 'true',
    ...(namespace && name && { open: { namespace, name } }),
  };
}

/** The parameters of an address with another filter; those that are not of the filter stay. */
export function writeFilter(
  params: URLSearchParams,
  filter: ApplicationFilter,
): URLSearchParams {
  const { search, health, sync, project, sort, order, nested, open } = filter;
  const sorted = sort !== DEFAULT_SORT.sort || order !== DEFAULT_SORT.order;
  return withParams(params, {
    search,
    health,
    sync,
    project,
    sort: sorted ? sort : undefined,
    order: sorted ? order : undefined,
    nested: nested ? 'true' : undefined,
    application: open && `${open.namespace}/${open.name}`,
  });
}

/** Whether Applications are left out. */
export const isFiltered = (filter: ApplicationFilter): boolean =>
  filter.search !== '' ||
  filter.health.length + filter.sync.length + filter.project.length > 0;
