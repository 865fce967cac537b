import { InputError } from '@backstage/errors';
import {
  type ListDeploymentsQuery,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FleetStore } from '../store/types';
import {
  type FleetRouter,
  mayNotRead,
  type RouteContext,
} from './routeContext';
import type { WorkerRoutesOptions } from './workerRoutes';

/** Applications in an answer, if the caller does not say. */
const DEFAULT_LIMIT = 500;
/** Clusters in an answer: as many as a fleet has. */
const MAX_CLUSTERS = 5000;

/** What deploys a component, on all clusters that the caller may see. */
export function addDeploymentRoutes(
  router: FleetRouter,
  context: RouteContext,
  options: Pick<WorkerRoutesOptions, 'linkRevisions'> & {
    store: Pick<
      FleetStore,
      'findDeployedClusters' | 'listByRef' | 'revision' | 'searchApplications'
    >;
  },
) {
  const { answer, shownTo } = context;
  const { store, linkRevisions } = options;

  router.get('/v1/deployments', async (req, res) => {
    const { limit = DEFAULT_LIMIT, ...query }: ListDeploymentsQuery = req.query;
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('denied-applications');
    requireCriterion(query);
    await answer(req, res, {
      key: [visible.key, req.query],
      revision: () => store.revision(),
      compute: async () => {
        const { items, ...page } = await store.searchApplications(
          { ...query, limit },
          { filter: visible.filter },
        );
        const refs = new Map(
          items.map(({ cluster }) => [stringifyClusterRef(cluster), cluster]),
        );
        const clusters = await store.listByRef(
          [...refs.values()],
          visible.filter,
        );
        const found = new Set(clusters.map(stringifyClusterRef));
        return {
          // A cluster may be deleted in between.
          items: items
            .filter(({ cluster }) => found.has(stringifyClusterRef(cluster)))
            .map(({ cluster, ...application }) => ({
              cluster,
              ...linkRevisions(application),
            })),
          clusters,
          ...page,
        };
      },
    });
  });

  router.get('/v1/deployments/clusters', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('denied-applications');
    requireCriterion(req.query);
    await answer(req, res, {
      key: [visible.key, req.query],
      revision: () => store.revision(),
      compute: async () => ({
        items: await store.findDeployedClusters(req.query, {
          filter: visible.filter,
          limit: MAX_CLUSTERS,
        }),
      }),
    });
  });
}

/** Without one of these, the whole fleet would be the answer. */
function requireCriterion(query: ListDeploymentsQuery) {
  if (!query.name?.length && !query.selector && !query.project?.length) {
    throw new InputError('One of name, selector and project is required');
  }
}
