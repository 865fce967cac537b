import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  type ClaimDocument,
  type ClaimForm,
  type ClusterRequestInput,
  type RequestPreview,
  type RequestReport,
  workerClusterCreatePermission,
  workerClusterDecommissionPermission,
  workerClusterUpdatePermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { PlatformDefinition } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { Request } from 'express';
import type { FleetStore } from '../store/types';
import {
  requireClusterPermission,
  requirePermission,
  type VisibleClusters,
} from './authorize';
import { answeredNotModified } from './conditionalGet';
import {
  type AnyRequest,
  type FleetRouter,
  mayNotRead,
  type RouteContext,
  userOf,
} from './routeContext';

/** Which requests are possible, and their effects. */
interface ClaimPlanner {
  /** Undefined as long as the management cluster has not been read. */
  liveDefinition(): Promise<PlatformDefinition | undefined>;
  form(): Promise<ClaimForm>;
  claim(environment: string, name: string): Promise<ClaimDocument>;
  preview(
    input: ClusterRequestInput,
    asking: {
      requestedBy?: string;
      entityExists(ref: string): Promise<boolean>;
    },
  ): Promise<RequestPreview>;
}

export interface ClaimRoutesOptions {
  permissions: PermissionsService;
  store: Pick<FleetStore, 'list'>;
  planner: ClaimPlanner;
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
  const { permissions, store, planner } = options;
  const { audited, credentialsOf, visibleTo } = context;

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
    await requireRequestPermission({
      store,
      permissions,
      credentials,
      visible,
      input,
    });
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
}

/** Phases of rows for which there is no claim in Git. */
const WITHOUT_CLAIM = ['requested', 'closed'];

/** The cluster of a claim, if there is one and the caller may see it. */
async function requireClusterOfClaim(
  store: Pick<FleetStore, 'list'>,
  { environment, name }: { environment: string; name: string },
  visible: VisibleClusters,
) {
  const found = visible.none
    ? []
    : (
        await store.list({ name, environment: [environment] }, visible.filter)
      ).items.filter(c => !WITHOUT_CLAIM.includes(c.phase.phase));
  if (!found.length) {
    throw new NotFoundError(
      `There is no worker cluster '${name}' in environment ${environment}, or you may not see it`,
    );
  }
  return found[0];
}

/** @throws NotAllowedError that names the permission; NotFoundError for a cluster that the caller may not see. */
async function requireRequestPermission(options: {
  store: Pick<FleetStore, 'list'>;
  permissions: PermissionsService;
  credentials: BackstageCredentials;
  visible: VisibleClusters;
  input: ClusterRequestInput;
}): Promise<void> {
  const { store, permissions, credentials, visible, input } = options;
  if (input.verb === 'create') {
    await requirePermission({
      permissions,
      credentials,
      permission: workerClusterCreatePermission,
      action: 'request worker clusters',
    });
    return;
  }
  const cluster = await requireClusterOfClaim(store, input, visible);
  const update = input.verb === 'update';
  await requireClusterPermission({
    permissions,
    credentials,
    cluster,
    permission: update
      ? workerClusterUpdatePermission
      : workerClusterDecommissionPermission,
    action: `request ${
      update ? 'a change' : 'the removal'
    } of this worker cluster`,
  });
}
