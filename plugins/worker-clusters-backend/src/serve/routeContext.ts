import type {
  AuditorService,
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { createValidatedOpenApiRouter } from '@backstage/backend-openapi-utils';
import { NotFoundError } from '@backstage/errors';
import type { BasicPermission } from '@backstage/plugin-permission-common';
import type { ConditionTransformer } from '@backstage/plugin-permission-node';
import {
  type ClusterRef,
  stringifyClusterRef,
  workerClusterCreatePermission,
  workerClusterDecommissionPermission,
  type WorkerClusterDetails,
  workerClusterReadPermission,
  workerClusterUpdatePermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { WorkerClusterCondition } from '@worker-clusters/backstage-plugin-worker-clusters-node/permissions';
import type { Request, Response } from 'express';
import type { FleetStore } from '../store/types';
import { AnswerCache, type AnswerRequest } from './AnswerCache';
import {
  bothAllow,
  isAllowed,
  type DeniedCode,
  notAllowed,
  visibleClusters,
  type VisibleClusters,
} from './authorize';
import { sendAnswer } from './conditionalGet';
import { DecisionCache } from './DecisionCache';
import type { spec } from './openapi';

export type AnyRequest = Request<any, any, any, any, any>;

/** The router that `openapi.ts` describes. */
export type FleetRouter = ReturnType<
  typeof createValidatedOpenApiRouter<typeof spec>
>;

export interface RouteContextOptions {
  auditor: AuditorService;
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
  transformConditions: ConditionTransformer<WorkerClusterCondition>;
  store: Pick<FleetStore, 'clusterRevision' | 'get'>;
  /** Clusters for which the policy lets the caller make requests, whatever their permissions. */
  requestableBy(credentials: BackstageCredentials): Promise<VisibleClusters>;
}

/** What the routes have in common: who the caller is, what they may see, and how they are answered. */
export type RouteContext = ReturnType<typeof createRouteContext>;

/** Creates what all routes share; the answers and decisions that it keeps in memory belong to one router. */
export function createRouteContext(options: RouteContextOptions) {
  const { auditor, httpAuth, permissions, store } = options;

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
  /** Whether the caller has a permission to read, decided a few seconds ago at most. */
  const mayRead = async (req: AnyRequest, permission: BasicPermission) => {
    const credentials = await credentialsOf(req, ['user', 'service']);
    return decisions.get(credentials, permission.name, () =>
      isAllowed({ permissions, credentials, permission }),
    );
  };
  /** Clusters for which the caller may request something: those whose claims are in the GitOps repository. */
  const permittedTo = async (
    req: AnyRequest,
    may: 'update' | 'decommission',
  ) => {
    const credentials = await credentialsOf(req, ['user', 'service']);
    const permitted = await visibleClusters({
      ...options,
      credentials,
      permission:
        may === 'update'
          ? workerClusterUpdatePermission
          : workerClusterDecommissionPermission,
    });
    return bothAllow(permitted, await options.requestableBy(credentials));
  };
  /** Whether the caller may request some new cluster; which ones is decided for each. */
  const mayCreate = async (req: AnyRequest) => {
    const { none } = await visibleClusters({
      ...options,
      credentials: await credentialsOf(req, ['user', 'service']),
      permission: workerClusterCreatePermission,
    });
    return !none;
  };
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

  return {
    credentialsOf,
    visibleTo,
    shownTo,
    mayRead,
    permittedTo,
    mayCreate,
    requireCluster,
    requireRevision,
    answer,
    /** Does something under an audit event that tells how it ended. */
    audited: (event: AuditEvent, action: () => Promise<void>) =>
      audited(auditor, event, action),
  };
}

type AuditEvent = Parameters<AuditorService['createEvent']>[0];

/** Entity reference of the user, if the caller is a user. */
export function userOf({
  principal,
}: BackstageCredentials<BackstageServicePrincipal | BackstageUserPrincipal>):
  | string
  | undefined {
  return principal.type === 'user' ? principal.userEntityRef : undefined;
}

/** The error of somebody who may see no worker cluster. */
export function mayNotRead(code: DeniedCode) {
  return notAllowed(code, workerClusterReadPermission.name);
}

/** The error for a cluster that is not there, or that the caller may not see. */
export function noSuchCluster(ref: ClusterRef) {
  return new NotFoundError(
    `There is no worker cluster ${stringifyClusterRef(
      ref,
    )}, or you may not see it`,
  );
}

async function audited(
  auditor: AuditorService,
  event: AuditEvent,
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
