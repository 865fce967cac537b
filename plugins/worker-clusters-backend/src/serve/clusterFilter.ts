import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import type { WorkerClusterCondition } from '@worker-clusters/backstage-plugin-worker-clusters-node/permissions';
import type { Knex } from 'knex';
import type { ClusterFilter } from '../store/types';

const COLUMNS: Record<WorkerClusterCondition['property'], string> = {
  owner: 'owner',
  environment: 'environment',
  managementCluster: 'management_cluster',
};

/** The conditions of a permission decision as SQL. */
export function toClusterFilter(
  criteria: PermissionCriteria<WorkerClusterCondition>,
): ClusterFilter {
  return query => apply(query, criteria);
}

function apply(
  query: Knex.QueryBuilder,
  criteria: PermissionCriteria<WorkerClusterCondition>,
): void {
  if (isNotCriteria(criteria)) {
    query.whereNot(inner => apply(inner, criteria.not));
  } else if (isAndCriteria(criteria)) {
    for (const part of criteria.allOf) {
      query.andWhere(inner => apply(inner, part));
    }
  } else if (isOrCriteria(criteria)) {
    query.where(all => {
      for (const part of criteria.anyOf) {
        all.orWhere(inner => apply(inner, part));
      }
    });
  } else {
    const column = COLUMNS[criteria.property];
    // Without the first half, NOT of a row without a value would be NULL, and the row missing.
    query.whereNotNull(column).whereIn(
      column,
      criteria.values.filter(v => !v.includes('\0')),
    );
  }
}
