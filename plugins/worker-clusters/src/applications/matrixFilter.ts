import {
  type ApplicationMatrixQuery,
  MATRIX_ROW_FILTERS,
  type MatrixRowFilter,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { withParams } from '../hooks/withParams';

/** What the matrix shows: all of it is in the address. */
export interface MatrixFilter {
  search: string;
  version: string;
  environment: string[];
  only: MatrixRowFilter[];
  /** One column for each environment, without its clusters. */
  summary: boolean;
}

/** Reads the filter of an address; what is no value of ours is left out. */
export function readFilter(params: URLSearchParams): MatrixFilter {
  const only = params.getAll('only');
  return {
    search: params.get('search')?.slice(0, 200) ?? '',
    version: params.get('version')?.slice(0, 128) ?? '',
    environment: params.getAll('environment').filter(Boolean).slice(0, 100),
    only: MATRIX_ROW_FILTERS.filter(value => only.includes(value)),
    summary: params.get('columns') === 'environments',
  };
}

/** The parameters of an address with another filter; those that are not of the filter stay. */
export function writeFilter(
  params: URLSearchParams,
  filter: MatrixFilter,
): URLSearchParams {
  const { search, version, environment, only, summary } = filter;
  return withParams(params, {
    search,
    version,
    environment,
    only,
    columns: summary ? 'environments' : undefined,
  });
}

/** The query for the backend that the filter makes. */
export const toQuery = (filter: MatrixFilter): ApplicationMatrixQuery => ({
  search: filter.search || undefined,
  version: filter.version || undefined,
  environment: filter.environment,
  only: filter.only,
});

/** Whether applications or clusters are left out. */
export const isFiltered = (filter: MatrixFilter): boolean =>
  filter.search !== '' ||
  filter.version !== '' ||
  filter.environment.length + filter.only.length > 0;
