import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type ClusterInfrastructure,
  type ConnectionState,
  FLEET_ANSWER_SHARE_MS,
  type FleetColumn,
  type ListClustersQuery,
  managementClusterReadPermission,
  supportLife,
  type SupportLifeTable,
  type WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { Router } from 'express';
import type { ClaimedCluster, FleetObserver } from '../observe/types';
import type { FleetStore, FleetTotals } from '../store/types';
import { bothAllow, notAllowed, requirePermission } from './authorize';
import { addClaimRoutes, type ClaimRoutesOptions } from './claimRoutes';
import { answeredNotModified } from './conditionalGet';
import { addDeploymentRoutes } from './deploymentRoutes';
import { type QueueHealth, readHealth } from './health';
import { addIsolationRoutes } from './isolationRoutes';
import type { linkClaim } from './linkClaim';
import { spec } from './openapi';
import { identifyRequests, logFailures } from './requestIds';
import { addRequestRoutes } from './requestRoutes';
import {
  createRouteContext,
  mayNotRead,
  noSuchCluster,
  type RouteContextOptions,
} from './routeContext';
import { RevisionCache } from './RevisionCache';
import { addWorkerRoutes, type WorkerRoutesOptions } from './workerRoutes';

/** Of a management cluster that no replica has begun to observe. */
const NOT_OBSERVED: ConnectionState = {
  status: 'connecting',
  since: new Date().toISOString(),
};

/** Incidents are read from the reasons of all clusters, for which a fleet that changes all the time gives many occasions. */
const INCIDENTS_SHARE_MS = 1000;

export interface RouterOptions
  extends RouteContextOptions,
    WorkerRoutesOptions,
    ClaimRoutesOptions {
  logger: LoggerService;
  store: FleetStore;
  observer: Pick<
    FleetObserver,
    | 'configured'
    | 'getAccess'
    | 'getClaim'
    | 'getWorkerConnection'
    | 'listClusters'
    | 'listManagementClusters'
    | 'readApplication'
    | 'readClaim'
    | 'readResource'
  >;
  /** Where the claim of a cluster stands in Git, for people. */
  linkClaim(
    cluster: Parameters<typeof linkClaim>[1],
  ): Pick<WorkerClusterDetails, 'claimPath' | 'claimUrl'>;
  /** How long versions are supported, as configured. */
  supportLife: SupportLifeTable;
  /** What Crossplane makes of a claim, of what was observed. */
  describeInfrastructure(claimed: ClaimedCluster): ClusterInfrastructure;
  /** How long the phases of a cluster are kept. */
  historyRetentionMs: number;
  /** What is wrong with the configuration. */
  configProblems: Pick<ConfigProblemsService, 'list'>;
  /** How the work queue stands. */
  readQueue(): QueueHealth[];
  /** Columns that the configuration adds to the fleet page. */
  columns: FleetColumn[];
  /** Changes when the links that `linkClaim` makes change for all clusters. */
  linksKey(): string;
}

/** How long the versions of a cluster are supported; nothing where that is not known. */
function supportOf(
  cluster: WorkerClusterDetails,
  table: SupportLifeTable,
): Pick<WorkerClusterDetails, 'support'> {
  const options = { table, now: Date.now() };
  const kubernetes = supportLife(
    'kubernetes',
    cluster.kubernetesVersion,
    options,
  );
  const argocd = supportLife('argocd', cluster.argocd?.version, options);
  return kubernetes || argocd
    ? {
        support: {
          ...(kubernetes && { kubernetes }),
          ...(argocd && { argocd }),
        },
      }
    : {};
}

/**
 * The API of `openapi.ts`. What is shown comes from the store. `workerRoutes.ts` has the routes that call a
 * cluster, `claimRoutes.ts` those that read Git.
 */
export function createRouter(options: RouterOptions) {
  const { permissions, store, observer, columns } = options;
  const router = createValidatedOpenApiRouter(spec);
  const context = createRouteContext(options);
  const { answer, credentialsOf, mayRead, permittedTo } = context;
  const { requireCluster, requireRevision, shownTo, visibleTo } = context;

  const managementClusters = async () => {
    const stored = await store.getManagementClusters();
    return observer.configured.map(({ name, title, problem }) => {
      const { connection = NOT_OBSERVED, argocdInstalled } =
        stored.get(name) ?? {};
      return {
        name,
        title,
        connection: problem
          ? {
              ...NOT_OBSERVED,
              status: 'unknown' as const,
              ...(connection.lastSeen && { lastSeen: connection.lastSeen }),
              message: problem,
            }
          : connection,
        ...(argocdInstalled !== undefined && { argocdInstalled }),
      };
    });
  };

  const fleetTotals = new RevisionCache<FleetTotals>();
  router.get('/v1/fleet', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('denied-clusters');
    const withManagement = await mayRead(req, managementClusterReadPermission);
    const configProblems = withManagement ? options.configProblems.list() : [];
    await answer(req, res, {
      key: [visible.key, req.query, withManagement, configProblems],
      revision: () => store.revision(),
      // Without when it was heard last, which moves all the time.
      also: async () =>
        withManagement
          ? JSON.stringify(
              (
                await managementClusters()
              ).map(({ connection: { lastSeen, ...connection }, ...m }) => ({
                ...m,
                connection,
              })),
            )
          : '',
      shareMs: FLEET_ANSWER_SHARE_MS,
      compute: async revision => {
        // The same for each filter, order and page.
        const totals = await fleetTotals.get(visible.key, revision, () =>
          store.fleetTotals(visible.filter),
        );
        const { summary, byManagementCluster } = totals;
        return {
          ...(await store.fleet(req.query, totals, visible.filter)),
          summary,
          ...(columns.length > 0 && { columns }),
          supportLife: options.supportLife,
          ...(configProblems.length > 0 && { configProblems }),
          ...(withManagement && {
            managementClusters: (await managementClusters()).map(m => ({
              ...m,
              clusters: byManagementCluster.get(m.name) ?? 0,
            })),
          }),
        };
      },
    });
  });

  router.get('/v1/incidents', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('denied-incidents');
    await answer(req, res, {
      key: [visible.key],
      revision: () => store.revision(),
      shareMs: INCIDENTS_SHARE_MS,
      compute: () => store.incidents(visible.filter),
    });
  });

  router.get('/v1/clusters', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('denied-clusters');
    const { may, ...query }: ListClustersQuery = req.query;
    const chosen = may
      ? bothAllow(visible, await permittedTo(req, may))
      : visible;
    await answer(req, res, {
      key: [chosen.key, req.query],
      revision: () => store.revision(),
      compute: async revision =>
        chosen.none
          ? { items: [], totalItems: 0, revision }
          : store.list(query, chosen.filter),
    });
  });

  router.get(
    '/v1/clusters/:managementCluster/:namespace/:name',
    async (req, res) => {
      const visible = await shownTo(req);
      await answer(req, res, {
        key: [visible.key, options.linksKey()],
        revision: () => requireRevision(req.params, visible),
        compute: async () => {
          const cluster = await requireCluster(req.params, visible);
          return {
            ...cluster,
            ...supportOf(cluster, options.supportLife),
            ...options.linkClaim(cluster),
          };
        },
      });
    },
  );

  router.get(
    '/v1/clusters/:managementCluster/:namespace/:name/transitions',
    async (req, res) => {
      const visible = await shownTo(req);
      await answer(req, res, {
        key: [visible.key, req.query],
        revision: () => requireRevision(req.params, visible),
        compute: async () => {
          const page = await store.listTransitions(
            req.params,
            req.query,
            visible.filter,
          );
          if (!page) throw noSuchCluster(req.params);
          const keptSeconds = Math.round(options.historyRetentionMs / 1000);
          return { ...page, keptSeconds };
        },
      });
    },
  );

  router.get(
    '/v1/clusters/:managementCluster/:namespace/:name/infrastructure',
    async (req, res) => {
      await requireRevision(req.params, await shownTo(req));
      // What no row has: as this replica observes it, or the one that does has written it down.
      const claimed =
        observer.getClaim(req.params) ?? (await store.getClaim(req.params));
      const body: ClusterInfrastructure = claimed
        ? options.describeInfrastructure(claimed)
        : { resources: [] };
      if (answeredNotModified(req, res, JSON.stringify(body))) return;
      res.json(body);
    },
  );

  router.get(
    '/v1/clusters/:managementCluster/:namespace/:name/applications',
    async (req, res) => {
      const visible = await shownTo(req);
      await answer(req, res, {
        key: [visible.key, req.query],
        revision: () => requireRevision(req.params, visible),
        compute: async () => {
          const { items, ...page } = await store.searchApplications(req.query, {
            ref: req.params,
            filter: visible.filter,
          });
          return {
            items: items.map(({ cluster: _, ...application }) =>
              options.linkRevisions(application),
            ),
            ...page,
            oldestReconciledAt: await store.oldestReconciledAt(req.params),
          };
        },
      });
    },
  );

  router.get('/v1/applications', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('denied-applications');
    await answer(req, res, {
      key: [visible.key, req.query],
      revision: () => store.revision(),
      compute: async () => {
        const { items, ...page } = await store.searchApplications(req.query, {
          filter: visible.filter,
        });
        return {
          items: items.map(({ cluster, ...application }) => ({
            cluster,
            ...options.linkRevisions(application),
          })),
          ...page,
        };
      },
    });
  });

  addDeploymentRoutes(router, context, options);

  router.get('/v1/applications/matrix', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('denied-applications');
    await answer(req, res, {
      key: [visible.key, req.query],
      revision: () => store.revision(),
      shareMs: FLEET_ANSWER_SHARE_MS,
      compute: () => store.applicationMatrix(req.query, visible.filter),
    });
  });

  router.get('/v1/entities', async (req, res) => {
    await credentialsOf(req, ['service']);
    const visible = await visibleTo(req);
    if (visible.none) throw mayNotRead('denied-clusters');
    await answer(req, res, {
      key: [visible.key, options.linksKey()],
      revision: () => store.revision(),
      compute: async () => {
        const parts = await store.listEntityParts(visible.filter);
        const known = await store.countByManagementCluster();
        const management = await managementClusters();
        return {
          items: parts.map(cluster => {
            const { phase, claimTracking, claimPath, ...entity } = cluster;
            const { claimUrl } = options.linkClaim(cluster);
            return { ...entity, claimUrl };
          }),
          unknown: management
            .filter(m => !m.connection.lastSeen && !known.get(m.name))
            .map(m => m.name),
        };
      },
    });
  });

  router.get('/v1/summary', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('denied-clusters');
    await answer(req, res, {
      key: [visible.key],
      revision: () => store.revision(),
      compute: () => store.summary(visible.filter),
    });
  });

  router.get('/v1/management-clusters', async (req, res) => {
    const visible = await shownTo(req);
    if (!(await mayRead(req, managementClusterReadPermission))) {
      throw notAllowed(
        'denied-management-clusters',
        managementClusterReadPermission.name,
      );
    }
    const counts = visible.none
      ? new Map<string, number>()
      : await store.countByManagementCluster(visible.filter);
    const items = (await managementClusters()).map(m => ({
      ...m,
      clusters: counts.get(m.name) ?? 0,
    }));
    if (answeredNotModified(req, res, JSON.stringify(items))) return;
    res.json({ items });
  });

  router.get('/v1/health', async (req, res) => {
    await requirePermission({
      permissions,
      credentials: await credentialsOf(req, ['user', 'service']),
      permission: managementClusterReadPermission,
      denied: 'denied-health',
    });
    res.set('Cache-Control', 'no-store');
    res.json(
      await readHealth({
        store,
        observer,
        queue: options.readQueue,
        configuration: () => options.configProblems.list(),
      }),
    );
  });

  addIsolationRoutes(router, context, store);
  addWorkerRoutes(router, context, options);
  addClaimRoutes(router, context, options);
  // Last: its route of one request would take the other ones below /v1/requests.
  addRequestRoutes(router, context, store);

  return Router().use(identifyRequests, router, logFailures(options.logger));
}
