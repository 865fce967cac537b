import type {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  type ApplicationCommit,
  type ApplicationCommits,
  type ClusterRef,
  type LiveClaimComparison,
  type ReadApplicationRequest,
  type ReadCommitsRequest,
  type ReadResourceRequest,
  stringifyClusterRef,
  type WorkerCluster,
  workerClusterResourceReadPermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Request } from 'express';
import type { CommitRef } from '../commits/types';
import type { FleetObserver } from '../observe/types';
import { RateLimit } from '../RateLimit';
import type { FleetStore } from '../store/types';
import { currentCommits, deployedCommits } from './applicationCommits';
import { type DeniedCode, requireClusterPermission } from './authorize';
import type { WithSources } from './linkRevisions';
import { ResourceReader } from './ResourceReader';
import {
  type AnyRequest,
  type FleetRouter,
  type RouteContext,
  userOf,
} from './routeContext';

/** For each caller; of a few revisions most are known already. */
const COMMIT_READS_PER_MINUTE = 30;
/** In one answer: ten deployments of two sources. */
const MAX_APPLICATION_COMMITS = 20;

/** The only plugin that gets tokens of worker clusters. */
const ACCESS_SUBJECT = 'plugin:kubernetes';

export interface WorkerRoutesOptions {
  permissions: PermissionsService;
  store: Pick<FleetStore, 'getApplication' | 'getClaim'>;
  observer: Pick<
    FleetObserver,
    'getAccess' | 'getClaim' | 'readApplication' | 'readClaim' | 'readResource'
  >;
  /**
   * Compares the claim of a cluster in Git with the one that its management cluster has.
   *
   * @throws NotFoundError if the GitOps repository has no claim of that cluster
   */
  compareClaim(
    cluster: ClusterRef & { environment?: string },
    live: unknown,
  ): Promise<Omit<LiveClaimComparison, 'readAt'>>;
  /** Reads commits from the Git hosts, each of an Application; rejects for none. */
  readCommits(commits: CommitRef[]): Promise<ApplicationCommit[]>;
  /** Puts links to the Git hosts on the commits of an Application, or of one of its deployments. */
  linkRevisions<T extends WithSources>(of: T): T;
}

/**
 * The routes that call a cluster: for the token of a worker cluster, which the kubernetes plugin gets, and for an object
 * that a person wants to have read. All are audited.
 */
export function addWorkerRoutes(
  router: FleetRouter,
  context: RouteContext,
  options: WorkerRoutesOptions,
) {
  const { permissions, store, observer } = options;
  const { audited, credentialsOf, requireCluster, visibleTo } = context;

  router.get(
    '/v1/clusters/:managementCluster/:namespace/:name/access',
    async (req, res) => {
      const credentials = await credentialsOf(req, ['service']);
      const cluster = stringifyClusterRef(req.params);
      await audited(
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

  const resources = new ResourceReader({ store, observer });

  /** Has something read from a cluster for a person who may: audited, and kept nowhere on the way. */
  const readForUser = async <T>(
    req: AnyRequest,
    res: { set(field: string, value: string): unknown; json(body: T): unknown },
    reading: {
      eventId: string;
      cluster: ClusterRef;
      /** What is read, for the audit log. */
      meta: Record<string, string>;
      /** What is read, in a sentence. */
      denied: DeniedCode;
      read(caller: string, cluster: WorkerCluster): Promise<T>;
    },
  ) => {
    const { eventId, cluster, meta, denied, read } = reading;
    const credentials = await credentialsOf(req, ['user']);
    await audited(
      {
        eventId,
        severityLevel: 'low',
        request: req as Request,
        meta: { cluster: stringifyClusterRef(cluster), ...meta },
      },
      async () => {
        const found = await requireCluster(cluster, await visibleTo(req));
        await requireClusterPermission({
          permissions,
          credentials,
          permission: workerClusterResourceReadPermission,
          cluster,
          denied,
        });
        const value = await read(userOf(credentials) ?? '', found);
        res.set('Cache-Control', 'no-store');
        res.json(value);
      },
    );
  };

  router.post(
    '/v1/clusters/:managementCluster/:namespace/:name/resources/read',
    async (req, res) => {
      const { application, resource }: ReadResourceRequest = req.body;
      await readForUser(req as AnyRequest, res, {
        eventId: 'resource-read',
        cluster: req.params,
        meta: {
          application: `${application.namespace}/${application.name}`,
          resource: `${resource.kind} ${[resource.namespace, resource.name]
            .filter(Boolean)
            .join('/')}`,
        },
        denied: 'denied-reading-resources',
        read: caller =>
          resources.read(req.params, { application, resource }, caller),
      });
    },
  );

  router.post(
    '/v1/clusters/:managementCluster/:namespace/:name/applications/read',
    async (req, res) => {
      const { application }: ReadApplicationRequest = req.body;
      await readForUser(req as AnyRequest, res, {
        eventId: 'application-read',
        cluster: req.params,
        meta: { application: `${application.namespace}/${application.name}` },
        denied: 'denied-reading-applications',
        read: async caller => {
          const reading = await resources.readApplication(
            req.params,
            { application },
            caller,
          );
          return {
            ...reading,
            history: reading.history.map(d => options.linkRevisions(d)),
          };
        },
      });
    },
  );

  const commits = new RateLimit({
    limit: COMMIT_READS_PER_MINUTE,
    windowMs: 60_000,
  });
  router.post(
    '/v1/clusters/:managementCluster/:namespace/:name/applications/commits',
    async (req, res) => {
      const { application, of }: ReadCommitsRequest = req.body;
      await readForUser<ApplicationCommits>(req as AnyRequest, res, {
        eventId: 'application-commits-read',
        cluster: req.params,
        meta: {
          application: `${application.namespace}/${application.name}`,
          of,
        },
        denied: 'denied-reading-commits',
        read: async caller => {
          commits.require(caller, 'commits were read');
          // Which commits is not the caller's to choose: only what this Application names is looked up.
          const revisions =
            of === 'history'
              ? deployedCommits(
                  (
                    await resources.readApplication(
                      req.params,
                      { application },
                      caller,
                    )
                  ).history,
                )
              : currentCommits(
                  await resources.storedApplication(req.params, application),
                );
          return {
            items: await options.readCommits(
              revisions.slice(0, MAX_APPLICATION_COMMITS),
            ),
            totalItems: revisions.length,
          };
        },
      });
    },
  );

  router.post(
    '/v1/clusters/:managementCluster/:namespace/:name/claim/compare',
    async (req, res) => {
      await readForUser(req as AnyRequest, res, {
        eventId: 'claim-read',
        cluster: req.params,
        meta: {},
        denied: 'denied-reading-claims',
        read: async (caller, cluster) => {
          const live = await resources.readClaim(req.params, caller);
          const readAt = new Date().toISOString();
          return { readAt, ...(await options.compareClaim(cluster, live)) };
        },
      });
    },
  );
}

function isKubernetesPlugin({
  principal,
}: BackstageCredentials<
  BackstageServicePrincipal | BackstageUserPrincipal
>): boolean {
  return principal.type === 'service' && principal.subject === ACCESS_SUBJECT;
}
