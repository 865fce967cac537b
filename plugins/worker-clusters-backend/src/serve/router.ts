import type {
  AuditorService,
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import type { ConditionTransformer } from '@backstage/plugin-permission-node';
import {
  type Application,
  type ClusterRef,
  type ClusterRequestInput,
  type ConnectionState,
  type ListClustersQuery,
  FLEET_ANSWER_SHARE_MS,
  managementClusterReadPermission,
  type ReadResourceRequest,
  type RequestReport,
  stringifyClusterRef,
  workerClusterCreatePermission,
  workerClusterDecommissionPermission,
  type WorkerClusterDetails,
  workerClusterReadPermission,
  workerClusterResourceReadPermission,
  workerClusterUpdatePermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { WorkerClusterCondition } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { Request, Response } from 'express';
import type { FleetObserver } from '../observe/types';
import type { FleetStore } from '../store/types';
import {
  bothAllow,
  isAllowed,
  notAllowed,
  requireClusterPermission,
  requirePermission,
  visibleClusters,
  type VisibleClusters,
} from './authorize';
import {
  type ClaimPlanner,
  requireClusterOfClaim,
  requireMayAsk,
} from './claimRoutes';
import { AnswerCache, type AnswerRequest } from './AnswerCache';
import { answeredNotModified, sendAnswer } from './conditionalGet';
import { DecisionCache } from './DecisionCache';
import { type QueueHealth, readHealth } from './health';
import type { linkClaim } from './linkClaim';
import { addIsolationRoutes } from './isolationRoutes';
import { spec } from './openapi';
import { ResourceReader } from './ResourceReader';

/** Of a management cluster that no replica has begun to observe. */
const NOT_OBSERVED: ConnectionState = {
  status: 'connecting',
  since: new Date().toISOString(),
};

/** The only plugin that gets tokens of worker clusters. */
const ACCESS_SUBJECT = 'plugin:kubernetes';

export interface RouterOptions {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  transformConditions: ConditionTransformer<WorkerClusterCondition>;
  store: FleetStore;
  observer: Pick<
    FleetObserver,
    | 'configured'
    | 'getAccess'
    | 'getWorkerConnection'
    | 'listClusters'
    | 'listManagementClusters'
    | 'readResource'
  >;
  planner: ClaimPlanner;
  /** Whether the catalog has an entity that the caller may see. */
  entityExists(
    ref: string,
    credentials: BackstageCredentials,
  ): Promise<boolean>;
  /** Takes the report of a pull request; rejects with an InputError if it cannot be followed. */
  reportRequest(report: RequestReport): Promise<void>;
  /** Where the claim of a cluster stands in Git, for people. */
  linkClaim(
    cluster: Parameters<typeof linkClaim>[1],
  ): Pick<WorkerClusterDetails, 'claimPath' | 'claimUrl'>;
  /** How the work queue stands. */
  readQueue(): QueueHealth[];
  /** Puts links to the Git hosts on the commits of an Application. */
  linkRevisions(application: Application): Application;
  /** Changes when the links that `linkClaim` makes change for all clusters. */
  linksKey(): string;
}

/**
 * The API of `openapi.ts`: reads the store. It calls no Git host, and no cluster but for the token of a worker
 * (`access`) and for an object that a person wants to have read (`resources/read`).
 */
export function createRouter(options: RouterOptions) {
  const { auditor, httpAuth, permissions, store, observer, planner } = options;
  const router = createValidatedOpenApiRouter(spec);

  const credentialsOf = (req: AnyRequest, allow: Array<'user' | 'service'>) =>
    httpAuth.credentials(req as Request, { allow });
  const answers = new AnswerCache();
  const decisions = new DecisionCache();
  const answer = async (req: AnyRequest, res: object, wanted: AnswerRequest) =>
    sendAnswer(
      req as Request,
      res as Response,
      await answers.get({ ...wanted, key: [req.path, ...wanted.key] }),
    );

  /** Decided for this request. */
  const visibleTo = async (req: AnyRequest) =>
    visibleClusters({
      ...options,
      credentials: await credentialsOf(req, ['user', 'service']),
    });
  /** Decided a few seconds ago at most: for what is only shown. */
  const shownTo = async (req: AnyRequest) => {
    const credentials = await credentialsOf(req, ['user', 'service']);
    return decisions.get(credentials, workerClusterReadPermission.name, () =>
      visibleClusters({ ...options, credentials }),
    );
  };
  const mayRead = async (req: AnyRequest, permission: BasicPermission) => {
    const credentials = await credentialsOf(req, ['user', 'service']);
    return decisions.get(credentials, permission.name, () =>
      isAllowed({ permissions, credentials, permission }),
    );
  };
  /** Clusters for which the caller may request something. */
  const permittedTo = async (req: AnyRequest, may: 'update' | 'decommission') =>
    visibleClusters({
      ...options,
      credentials: await credentialsOf(req, ['user', 'service']),
      permission:
        may === 'update'
          ? workerClusterUpdatePermission
          : workerClusterDecommissionPermission,
    });
  /** The cluster, if there is one and the caller may see it. */
  const requireCluster = async (
    ref: ClusterRef,
    visible: VisibleClusters,
  ): Promise<WorkerClusterDetails> => {
    const cluster = visible.none
      ? undefined
      : await store.get(ref, visible.filter);
    if (!cluster) throw noSuchCluster(ref);
    return cluster;
  };
  /** The revision of the cluster, if there is one and the caller may see it. */
  const requireRevision = async (
    ref: ClusterRef,
    visible: VisibleClusters,
  ): Promise<number> => {
    const revision = visible.none
      ? undefined
      : await store.clusterRevision(ref, visible.filter);
    if (revision === undefined) throw noSuchCluster(ref);
    return revision;
  };

  const managementClusters = async () => {
    const stored = await store.getManagementClusters();
    return observer.configured.map(({ name, title }) => {
      const { connection = NOT_OBSERVED, argocdInstalled } =
        stored.get(name) ?? {};
      return {
        name,
        title,
        connection,
        ...(argocdInstalled !== undefined && { argocdInstalled }),
      };
    });
  };

  router.get('/v1/fleet', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('see worker clusters');
    const management = (await mayRead(req, managementClusterReadPermission))
      ? await managementClusters()
      : undefined;
    await answer(req, res, {
      key: [
        visible.key,
        req.query,
        // Without when it was heard last, which moves all the time.
        management?.map(
          ({ connection: { lastSeen, ...connection }, ...m }) => ({
            ...m,
            connection,
          }),
        ),
      ],
      version: await store.revision(),
      shareMs: FLEET_ANSWER_SHARE_MS,
      compute: async () => {
        const { byManagementCluster, ...fleet } = await store.fleet(
          req.query,
          visible.filter,
        );
        return {
          ...fleet,
          ...(management && {
            managementClusters: management.map(m => ({
              ...m,
              clusters: byManagementCluster.get(m.name) ?? 0,
            })),
          }),
        };
      },
    });
  });

  router.get('/v1/clusters', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('see worker clusters');
    const { may, ...query }: ListClustersQuery = req.query;
    const chosen = may
      ? bothAllow(visible, await permittedTo(req, may))
      : visible;
    const version = await store.revision();
    await answer(req, res, {
      key: [chosen.key, req.query],
      version,
      compute: async () =>
        chosen.none
          ? { items: [], totalItems: 0, revision: version }
          : store.list(query, chosen.filter),
    });
  });

  router.get(
    '/v1/clusters/:managementCluster/:namespace/:name',
    async (req, res) => {
      const visible = await shownTo(req);
      await answer(req, res, {
        key: [visible.key, options.linksKey()],
        version: await requireRevision(req.params, visible),
        compute: async () => {
          const cluster = await requireCluster(req.params, visible);
          return { ...cluster, ...options.linkClaim(cluster) };
        },
      });
    },
  );

  router.get(
    '/v1/clusters/:managementCluster/:namespace/:name/applications',
    async (req, res) => {
      const visible = await shownTo(req);
      await answer(req, res, {
        key: [visible.key, req.query],
        version: await requireRevision(req.params, visible),
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

  addIsolationRoutes(router, {
    store,
    answer,
    shownTo,
    requireRevision,
    mayReadManagement: req => mayRead(req, managementClusterReadPermission),
  });

  router.get('/v1/applications', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('see applications');
    await answer(req, res, {
      key: [visible.key, req.query],
      version: await store.revision(),
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

  router.get(
    '/v1/clusters/:managementCluster/:namespace/:name/access',
    async (req, res) => {
      const credentials = await credentialsOf(req, ['service']);
      const cluster = stringifyClusterRef(req.params);
      await audited(
        auditor,
        // `low`: the kubernetes plugin requests every cluster about once a minute while somebody looks.
        {
          eventId: 'cluster-access',
          severityLevel: 'low',
          request: req as AnyRequest as Request,
          meta: { cluster },
        },
        async () => {
          if (!isKubernetesPlugin(credentials)) {
            throw new NotAllowedError(
              `Only the kubernetes plugin's backend gets the token of a worker cluster`,
            );
          }
          const visible = await visibleTo(req);
          const { name } = await requireCluster(req.params, visible);
          const claimed = await store.getClaim(req.params);
          const access = await observer.getAccess(
            req.params,
            claimed?.claim?.status,
          );
          if (!access) {
            throw new NotFoundError(
              `The portal has no address and credential of worker cluster ${cluster} (yet)`,
            );
          }
          res.set('Cache-Control', 'no-store');
          res.json({ ref: { ...req.params }, title: name, ...access });
        },
      );
    },
  );

  router.get('/v1/entities', async (req, res) => {
    await credentialsOf(req, ['service']);
    const visible = await visibleTo(req);
    if (visible.none) throw mayNotRead('see worker clusters');
    await answer(req, res, {
      key: [visible.key, options.linksKey()],
      version: await store.revision(),
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

  const resources = new ResourceReader({ store, observer });
  router.post(
    '/v1/clusters/:managementCluster/:namespace/:name/resources/read',
    async (req, res) => {
      const credentials = await credentialsOf(req, ['user']);
      const { application, resource }: ReadResourceRequest = req.body;
      await audited(
        auditor,
        {
          eventId: 'resource-read',
          severityLevel: 'low',
          request: req as AnyRequest as Request,
          meta: {
            cluster: stringifyClusterRef(req.params),
            application: `${application.namespace}/${application.name}`,
            resource: `${resource.kind} ${[resource.namespace, resource.name]
              .filter(Boolean)
              .join('/')}`,
          },
        },
        async () => {
          await requireCluster(req.params, await visibleTo(req));
          await requireClusterPermission({
            permissions,
            credentials,
            permission: workerClusterResourceReadPermission,
            cluster: req.params,
            action: 'have resources read from this cluster',
          });
          const reading = await resources.read(
            req.params,
            { application, resource },
            userOf(credentials) ?? '',
          );
          res.set('Cache-Control', 'no-store');
          res.json(reading);
        },
      );
    },
  );

  router.get('/v1/summary', async (req, res) => {
    const visible = await shownTo(req);
    if (visible.none) throw mayNotRead('see worker clusters');
    await answer(req, res, {
      key: [visible.key],
      version: await store.revision(),
      compute: () => store.summary(visible.filter),
    });
  });

  router.get('/v1/management-clusters', async (req, res) => {
    const visible = await shownTo(req);
    if (!(await mayRead(req, managementClusterReadPermission))) {
      throw notAllowed(
        'see management clusters',
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

  router.get('/v1/claims/definition', async (req, res) => {
    const visible = await visibleTo(req);
    if (visible.none) throw mayNotRead('see what worker clusters are');
    const definition = await planner.liveDefinition();
    if (!definition) {
      throw new NotFoundError(
        'What a claim is has not been read from the management cluster (yet)',
      );
    }
    if (answeredNotModified(req, res, JSON.stringify(definition))) return;
    res.json(definition as any);
  });

  router.get('/v1/claims/form', async (req, res) => {
    const visible = await visibleTo(req);
    if (visible.none) throw mayNotRead('see what worker clusters are');
    const form = await planner.form();
    if (answeredNotModified(req, res, JSON.stringify(form))) return;
    res.json(form);
  });

  router.get('/v1/claims/:environment/:name', async (req, res) => {
    const visible = await visibleTo(req);
    const { environment, name } = req.params;
    await requireClusterOfClaim(store, req.params, visible);
    res.json(await planner.claim(environment, name));
  });

  router.post('/v1/requests/preview', async (req, res) => {
    const credentials = await credentialsOf(req, ['user', 'service']);
    const visible = await visibleTo(req);
    const input: ClusterRequestInput = req.body;
    await requireMayAsk({ store, permissions, credentials, visible, input });
    res.json(
      await planner.preview(input, {
        requestedBy: userOf(credentials),
        entityExists: ref => options.entityExists(ref, credentials),
      }),
    );
  });

  router.post('/v1/requests', async (req, res) => {
    const credentials = await credentialsOf(req, ['service']);
    const report: RequestReport = req.body;
    await audited(
      auditor,
      {
        eventId: 'request-report',
        severityLevel: 'medium',
        request: req as AnyRequest as Request,
        meta: {
          cluster: `${report.namespace}/${report.name}`,
          pullRequest: report.pullRequest.url,
          ...(report.requestedBy && { requestedBy: report.requestedBy }),
        },
      },
      async () => {
        await requirePermission({
          permissions,
          credentials,
          permission: workerClusterCreatePermission,
          action: 'request worker clusters',
        });
        await options.reportRequest(report);
      },
    );
    res.status(202).end();
  });

  router.get('/v1/health', async (req, res) => {
    await requirePermission({
      permissions,
      credentials: await credentialsOf(req, ['user', 'service']),
      permission: managementClusterReadPermission,
      action: 'see the health of the backend',
    });
    res.set('Cache-Control', 'no-store');
    res.json(await readHealth({ store, observer, queue: options.readQueue }));
  });

  return router;
}

type AnyRequest = Request<any, any, any, any, any>;

/** Entity reference of the user, if the caller is a user. */
function userOf({
  principal,
}: BackstageCredentials<BackstageServicePrincipal | BackstageUserPrincipal>):
  | string
  | undefined {
  return principal.type === 'user' ? principal.userEntityRef : undefined;
}

function isKubernetesPlugin({
  principal,
}: BackstageCredentials<
  BackstageServicePrincipal | BackstageUserPrincipal
>): boolean {
  return principal.type === 'service' && principal.subject === ACCESS_SUBJECT;
}

function mayNotRead(action: string) {
  return notAllowed(action, workerClusterReadPermission.name);
}

function noSuchCluster(ref: ClusterRef) {
  return new NotFoundError(
    `There is no worker cluster ${stringifyClusterRef(
      ref,
    )}, or you may not see it`,
  );
}

/** Does something under an audit event that tells how it ended. */
async function audited(
  auditor: AuditorService,
  event: Parameters<AuditorService['createEvent']>[0],
  action: () => Promise<void>,
): Promise<void> {
  const audit = await auditor.createEvent(event);
  try {
    await action();
  } catch (error) {
    await audit.fail({ error: error as Error });
    throw error;
  }
  await audit.success();
}
