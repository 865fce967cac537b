import {
  type Application,
  type ListFleetApplicationsQuery,
  type ListFleetApplicationsResponse,
  parseClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Knex } from 'knex';
import { APPLICATION_KEY } from './applicationIndex';
import { type ApplicationScope, findApplications } from './applicationQuery';
import { stableJson, storable } from './content';
import { chunks } from './database';

/** A row of `applications`. */
export interface ApplicationRow {
  cluster_key: string;
  namespace: string;
  name: string;
  data: string;
  reconciled_at: string | null;
}

/** The row of an Application of the cluster with this key. */
export function toApplicationRow(
  clusterKey: string,
  application: Application,
): ApplicationRow {
  const { namespace, name, reconciledAt, ...data } = application;
  return {
    cluster_key: clusterKey,
    namespace: storable(namespace),
    name: storable(name),
    data: stableJson(data),
    reconciled_at: storable(reconciledAt),
  };
}

/** The applications of one cluster by namespace and name. */
export async function readApplications(
  knex: Knex,
  clusterKey: string,
): Promise<Application[]> {
  const rows: ApplicationRow[] = await knex('applications')
    .where({ cluster_key: clusterKey })
    .orderBy(['namespace', 'name']);
  return rows.map(toApplication);
}

/** One application of a cluster. */
export async function readApplication(
  knex: Knex,
  clusterKey: string,
  { namespace, name }: Pick<Application, 'namespace' | 'name'>,
): Promise<Application | undefined> {
  const row: ApplicationRow | undefined = await knex('applications')
    .where({ cluster_key: clusterKey, namespace, name })
    .first();
  return row && toApplication(row);
}

/** One page of applications, each with its cluster. */
export async function readApplicationPage(
  knex: Knex,
  query: ListFleetApplicationsQuery,
  scope: ApplicationScope,
): Promise<ListFleetApplicationsResponse> {
  const { keys, ...page } = await findApplications(knex, query, scope);
  const rows = new Map<string, ApplicationRow>();
  for (const some of chunks(keys)) {
    const found: ApplicationRow[] = await knex('applications').whereIn(
      [...APPLICATION_KEY],
      some.map(k => [k.cluster_key, k.namespace, k.name]),
    );
    for (const row of found) rows.set(keyOf(row), row);
  }
  const items = keys.flatMap(key => {
    const row = rows.get(keyOf(key));
    // Deleted in between.
    if (!row) return [];
    const cluster = parseClusterRef(row.cluster_key);
    return [{ cluster, ...toApplication(row) }];
  });
  return { items, ...page };
}

function keyOf(
  row: Pick<ApplicationRow, 'cluster_key' | 'namespace' | 'name'>,
): string {
  return JSON.stringify([row.cluster_key, row.namespace, row.name]);
}

function toApplication(row: ApplicationRow): Application {
  return {
    namespace: row.namespace,
    name: row.name,
    // A replica of the release before, which knows no sources, may have written the row.
    sources: [],
    ...JSON.parse(row.data),
    ...(row.reconciled_at && { reconciledAt: row.reconciled_at }),
  };
}
