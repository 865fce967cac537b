import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  type ClaimDocument,
  type ClaimForm,
  type ClusterRef,
  type ClusterRequestInput,
  type RequestPreview,
  type RequestReport,
  workerClusterCreatePermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  clusterOfClaim,
  type MayRead,
  type PlatformDefinition,
  type RequestActor,
  requireRequestPermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { Request, Response } from 'express';
import type { FleetStore } from '../store/types';
import { notAllowed, type VisibleClusters } from './authorize';
import { answeredNotModified } from './conditionalGet';
import { RateLimit, TooManyRequestsError } from '../RateLimit';
import {
  type AnyRequest,
  type FleetRouter,
  mayNotRead,
  type RouteContext,
  userOf,
} from './routeContext';

/** For each caller. A form previews a request when it has not changed for 300 ms. */
export const PREVIEWS_PER_MINUTE = 60;

/** Which requests are possible, and their effects. */
interface ClaimPlanner {
  /** Undefined as long as the management cluster has not been read. */
  liveDefinition(): Promise<PlatformDefinition | undefined>;
  form(actor: RequestActor): Promise<ClaimForm>;
  /** @throws NotFoundError if the GitOps repository has no claim of that cluster. */
  claim(cluster: ClusterRef & { environment?: string }): Promise<ClaimDocument>;
  preview(
    input: ClusterRequestInput,
    requester: {
      requestedBy?: string;
      actor: RequestActor;
      cluster?: ClusterRef;
      mayRead: MayRead;
      entityExists(ref: string): Promise<boolean>;
    },
  ): Promise<RequestPreview>;
}

export interface ClaimRoutesOptions {
  permissions: PermissionsService;
  store: Pick<FleetStore, 'get' | 'list'>;
  planner: ClaimPlanner;
  /** To which the claims of the GitOps repository belong; undefined if none is configured. */
  managementCluster: string | undefined;
  /** Whose teams' clusters the caller may request. */
  actorOf(credentials: BackstageCredentials): Promise<RequestActor>;
  /** Whether the catalog has an entity that the caller may see. */
  entityExists(
    ref: string,
    credentials: BackstageCredentials,
  ): Promise<boolean>;
  /** Takes the report of a pull request; rejects with an InputError if it cannot be followed. */
  reportRequest(report: RequestReport): Promise<void>;
}

/** Claims as they stand in Git, and requests for clusters. */
export function addClaimRoutes(
  router: FleetRouter,
  context: RouteContext,
  options: ClaimRoutesOptions,
) {
  const { permissions, store, planner, managementCluster } = options;
  const { audited, credentialsOf, requireCluster, visibleTo } = context;
  const previews = new RateLimit({
    limit: PREVIEWS_PER_MINUTE,
    windowMs: 60_000,
  });
  const limitPreviews = (res: Response, credentials: BackstageCredentials) => {
    try {
      previews.require(
        JSON.stringify(credentials.principal),
        'requests were previewed',
      );
    } catch (error) {
      if (error instanceof TooManyRequestsError) {
        res.set('Retry-After', `${error.retryAfterSeconds}`);
      }
      throw error;
    }
  };

  router.get('/v1/claims/definition', async (req, res) => {
    const visible = await visibleTo(req);
    if (visible.none) throw mayNotRead('denied-definition');
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
    if (visible.none) throw mayNotRead('denied-definition');
    const credentials = await credentialsOf(req, ['user', 'service']);
    const form = await planner.form(await options.actorOf(credentials));
    if (answeredNotModified(req, res, JSON.stringify(form))) return;
    res.json(form);
  });

  router.get(
    '/v1/clusters/:managementCluster/:namespace/:name/claim',
    async (req, res) => {
      const cluster = await requireCluster(req.params, await visibleTo(req));
      res.json(await planner.claim(cluster));
    },
  );

  router.get('/v1/requests/rights', async (req, res) => {
    const rights = { create: await context.mayCreate(req) };
    if (answeredNotModified(req, res, JSON.stringify(rights))) return;
    res.json(rights);
  });

  router.post('/v1/requests/preview', async (req, res) => {
    const credentials = await credentialsOf(req, ['user', 'service']);
    limitPreviews(res as unknown as Response, credentials);
    const visible = await visibleTo(req);
    const input: ClusterRequestInput = req.body;
    const cluster =
      input.verb === 'create'
        ? undefined
        : await requireClusterOfClaim(
            store,
            { ...input, managementCluster },
            visible,
          );
    await requireRequestPermission({
      permissions,
      credentials,
      request: { input, managementCluster, cluster },
    });
    res.json(
      await planner.preview(input, {
        requestedBy: userOf(credentials),
        actor: await options.actorOf(credentials),
        cluster,
        mayRead: readableBy(store, visible),
        entityExists: ref => options.entityExists(ref, credentials),
      }),
    );
  });

  router.post('/v1/requests', async (req, res) => {
    await credentialsOf(req, ['service']);
    const report: RequestReport = req.body;
    await audited(
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
        if (!(await context.mayCreate(req))) {
          throw notAllowed('denied-report', workerClusterCreatePermission.name);
        }
        await options.reportRequest(report);
      },
    );
    res.status(202).end();
  });
}

/** The cluster of a claim, if there is one and the caller may see it. */
async function requireClusterOfClaim(
  store: Pick<FleetStore, 'list'>,
  claim: {
    managementCluster: string | undefined;
    environment: string;
    name: string;
  },
  visible: VisibleClusters,
) {
  const { environment, name } = claim;
  const rows = visible.none
    ? []
    : (await store.list({ name, environment: [environment] }, visible.filter))
        .items;
  const cluster = clusterOfClaim(rows, claim);
  if (!cluster) {
    throw new NotFoundError(
      `There is no worker cluster '${name}' in environment ${environment}, or you may not see it`,
    );
  }
  return cluster;
}

/** Which clusters a caller may be told of. One that only Git knows is read by who reads all. */
function readableBy(
  store: Pick<FleetStore, 'get'>,
  { none, filter }: VisibleClusters,
): MayRead {
  return async ref => {
    if (none) return false;
    return !filter || (ref !== undefined && !!(await store.get(ref, filter)));
  };
}
