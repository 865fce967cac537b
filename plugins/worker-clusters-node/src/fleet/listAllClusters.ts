import type {
  ListClustersQuery,
  WorkerCluster,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type {
  WorkerClustersService,
  WorkerClustersServiceOptions,
} from './WorkerClustersService';

/**
 * Every cluster that matches, page by page in the order of names, so that a change of the fleet between two pages
 * neither hides a cluster nor gives it twice. Rejects if one page cannot be had: never a part of the whole.
 *
 * @public
 */
export async function listAllClusters(
  service: Pick<WorkerClustersService, 'listClusters'>,
  query: Omit<ListClustersQuery, 'sort' | 'order' | 'limit' | 'cursor'> = {},
  options?: WorkerClustersServiceOptions,
): Promise<WorkerCluster[]> {
  const clusters: WorkerCluster[] = [];
  let cursor: string | undefined;
  do {
    const page = await service.listClusters(
      { ...query, sort: 'name', limit: 500, cursor },
      options,
    );
    clusters.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return clusters;
}
