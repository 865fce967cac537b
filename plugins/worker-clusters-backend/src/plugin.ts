import {
  BackstageCredentials,
  coreServices,
  createBackendPlugin,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  metricsServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { readDurationFromConfig } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { createConditionTransformer } from '@backstage/plugin-permission-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import {
  ClusterRef,
  managementClusterReadPermission,
  parseClusterRef,
  parseRequestedCluster,
  requestReadPermission,
  stringifyClusterRef,
  workerClusterCreatePermission,
  workerClusterDecommissionPermission,
  workerClusterReadPermission,
  workerClusterResourceReadPermission,
  workerClusterUpdatePermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  GitRepositoriesService,
  gitRepositoriesServiceRef,
  hasLifetimes,
  readGitopsConfig,
  readActor,
  readPolicy,
  readSigningKeys,
  type RequestActor,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  workerClusterResourceRef,
  workerClusterRules,
} from '@worker-clusters/backstage-plugin-worker-clusters-node/permissions';
import { registerActions } from './actions';
import { CommitMessages, configuredGitHosts } from './commits';
import { deriveInfrastructure } from './derive';
import { createPipelineMetrics, registerMetrics } from './metrics';
import { createFleetObserver, readClaimColumns } from './observe';
import type { FleetObserver } from './observe/types';
import { WorkQueue } from './queue';
import {
  ChangeNotifier,
  FaultLog,
  FleetReconciler,
  IsolationReconciler,
  readIsolationConfig,
  type FleetWork,
  LastSeenWriter,
  ManagementReconciler,
} from './reconcile';
import {
  CommitReader,
  GitopsRepository,
  readRequestsConfig,
  RequestPlanner,
  RequestTracker,
  ReviewQueue,
} from './requests';
import { ClusterInputs, ReplicaMembership } from './replicas';
import {
  createRouter,
  linkClaim,
  linkRevisions,
  requestableClusters,
  readSupportLife,
} from './serve';
import { remindOwners } from './lifetime/remindOwners';
import { DatabaseFleetStore } from './store';
import type { FleetStore, WriteResult } from './store/types';

/** Topics of the Git hosts' webhooks. Their content is not trusted: each causes a refresh of the pull requests. */
const WEBHOOK_TOPICS = [
  'azureDevOps',
  'bitbucketCloud',
  'bitbucketServer',
  'gitea',
  'github',
  'gitlab',
];

/** What is worked on in the queue. */
const WORK = [
  'stored-fleet',
  'cluster-inputs',
  'management-cluster',
  'claim',
  'cluster',
  'reconciled-at',
  'isolation',
  'pull-requests',
] as const satisfies readonly (FleetWork | 'isolation' | 'pull-requests')[];
type Work = (typeof WORK)[number];

/** Webhooks and reports of this long cause one refresh. */
const REFRESH_DELAY_MS = 1000;

/** The plugin over any observer: the tests put in one of their own. */
export function createWorkerClustersPlugin(
  createObserver: (options: {
    config: RootConfigService;
    logger: LoggerService;
  }) => FleetObserver,
) {
  return createBackendPlugin({
    pluginId: 'worker-clusters',
    register(env) {
      env.registerInit({
        deps: {
          actionsRegistry: actionsRegistryServiceRef,
          auditor: coreServices.auditor,
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          config: coreServices.rootConfig,
          database: coreServices.database,
          discovery: coreServices.discovery,
          events: eventsServiceRef,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          lifecycle: coreServices.lifecycle,
          logger: coreServices.logger,
          metrics: metricsServiceRef,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
          repositories: gitRepositoriesServiceRef,
          rootLifecycle: coreServices.rootLifecycle,
          scheduler: coreServices.scheduler,
          signals: signalsServiceRef,
          userInfo: coreServices.userInfo,
        },
        async init(deps) {
          const { config, logger, permissionsRegistry, scheduler } = deps;
          const stopping = new AbortController();
          const faults = new FaultLog(logger);

          const pipelineMetrics = createPipelineMetrics(deps.metrics);
          const queue = new WorkQueue<Work>({
            onError: (type, error) =>
              logger.error(`Work queue: ${type} failed`, error as Error),
            onBatch: pipelineMetrics.onBatch,
          });

          // observe → derive → store
          const observer = createObserver({ config, logger });
          const store = await DatabaseFleetStore.create(deps);
          const notifier = new ChangeNotifier({
            ...deps,
            faults,
            onPublished: pipelineMetrics.onPublished,
          });
          const membership = new ReplicaMembership({
            store: store.replicas,
            faults,
          });
          const addAll = (
            type: 'cluster' | 'isolation',
            refs: ClusterRef[],
          ) => {
            for (const ref of refs) queue.add(type, stringifyClusterRef(ref));
          };
          const pipeline = {
            observer,
            store,
            membership,
            queue,
            faults,
            enqueue: (refs: ClusterRef[]) => addAll('cluster', refs),
            onChange: (result: WriteResult) => {
              notifier.notify(result);
              addAll('isolation', result.changed);
            },
          };
          const inputs = new ClusterInputs(pipeline);
          const management = new ManagementReconciler(pipeline);
          const policy = readPolicy(
            config.getOptionalConfig('workerClusters.policy'),
          );
          const reconciler = new FleetReconciler({
            ...pipeline,
            prices: policy.prices,
          });
          const isolation = new IsolationReconciler({
            ...pipeline,
            settings: readIsolationConfig(config),
            onChange: result => notifier.notify(result),
          });
          const lastSeen = new LastSeenWriter(pipeline);

          // Pull requests
          const { managementCluster, refreshInterval, minRefreshInterval } =
            readRequestsConfig(config);
          const repository = openGitops({
            ...deps,
            signal: stopping.signal,
          });
          const signingKeys = readSigningKeys(config);
          const reader = repository && new CommitReader(repository);
          const tracker = new RequestTracker({
            repository,
            managementCluster,
            ...pipeline,
            reader,
            reviewQueue:
              repository && reader && managementCluster
                ? new ReviewQueue({
                    repository,
                    managementCluster,
                    policy,
                    store,
                    reader,
                    signingKeys,
                    signal: stopping.signal,
                    entityExists: async ref =>
                      !!(await deps.catalog.getEntityByRef(ref, {
                        credentials: await deps.auth.getOwnServiceCredentials(),
                      })),
                    onEvaluated: pipelineMetrics.onRequestsEvaluated,
                  })
                : undefined,
            signal: stopping.signal,
            onFailure: pipelineMetrics.onRequestsFailed,
          });
          queue.process('pull-requests', {
            // The one key never fills a batch, so that the interval holds whoever sends webhooks.
            maxBatch: 2,
            intervalMs: durationToMilliseconds(minRefreshInterval),
            work: () => tracker.refresh(),
          });
          const refreshRequests = () =>
            queue.addAfter('pull-requests', 'all', REFRESH_DELAY_MS);

          // serve
          const retentionMs = durationToMilliseconds(readRetention(config));
          // Read for a policy that asks for it only: the auth backend must answer.
          const actorOf = async (
            credentials: BackstageCredentials,
          ): Promise<RequestActor> =>
            policy.ownership
              ? readActor(credentials, deps.userInfo)
              : { type: 'none' };
          const planner = new RequestPlanner({
            repository,
            policy,
            requiresUserCredentials:
              config.getOptionalBoolean(
                'scaffolder.requireScmUserCredentials',
              ) ?? false,
            signingKeys,
            managementCluster,
            store,
            logger,
          });
          const integrations = ScmIntegrations.fromConfig(config);
          const commits = new CommitMessages({
            integrations,
            hosts: configuredGitHosts(config),
            open: (location, options) =>
              deps.repositories.open(location, options),
            signal: stopping.signal,
          });
          permissionsRegistry.addResourceType({
            resourceRef: workerClusterResourceRef,
            permissions: [
              workerClusterReadPermission,
              workerClusterResourceReadPermission,
              workerClusterCreatePermission,
              workerClusterUpdatePermission,
              workerClusterDecommissionPermission,
            ],
            rules: Object.values(workerClusterRules),
            getResources: refs =>
              Promise.all(
                refs.map(
                  async ref =>
                    parseRequestedCluster(ref) ?? getByText(store, ref),
                ),
              ),
          });
          permissionsRegistry.addPermissions([
            requestReadPermission,
            managementClusterReadPermission,
          ]);
          deps.httpRouter.use(
            createRouter({
              ...deps,
              store,
              supportLife: await readSupportLife({
                ...deps,
                now: Date.now(),
              }),
              observer,
              managementCluster,
              columns: readClaimColumns(config).map(({ id, title }) => ({
                id,
                title,
              })),
              actorOf,
              requestableBy: async credentials =>
                requestableClusters(
                  managementCluster,
                  policy,
                  await actorOf(credentials),
                ),
              transformConditions: createConditionTransformer(
                permissionsRegistry.getPermissionRuleset(
                  workerClusterResourceRef,
                ),
              ),
              planner,
              entityExists: async (ref, credentials) =>
                !!(await deps.catalog.getEntityByRef(ref, { credentials })),
              reportRequest: async report => {
                await tracker.report(report);
                planner.forget();
                refreshRequests();
              },
              readQueue: () =>
                WORK.map(type => {
                  const { oldestMs, ...depth } = queue.depth(type);
                  return { type, ...depth, oldestSeconds: oldestMs / 1000 };
                }),
              linkClaim: cluster => linkClaim(repository, cluster),
              // One file stands for all.
              linksKey: () => repository?.fileUrl('claim.yaml') ?? '',
              describeInfrastructure: claimed =>
                deriveInfrastructure(claimed, new Date()),
              historyRetentionMs: retentionMs,
              compareClaim: (cluster, live) =>
                planner.compareClaim(cluster, live),
              readCommits: wanted => commits.read(wanted),
              linkRevisions: application =>
                linkRevisions(integrations, application),
            }),
          );
          registerActions({
            registry: deps.actionsRegistry,
            auth: deps.auth,
            discovery: deps.discovery,
            appBaseUrl: config.getOptionalString('app.baseUrl') ?? '',
          });
          registerMetrics({
            metrics: deps.metrics,
            store,
            observer,
            queue,
            work: WORK,
          });

          if (observer.configured.length === 0) {
            logger.info(
              'No management cluster is configured (workerClusters.managementClusters): the fleet stays empty',
            );
          }
          if (repository) {
            await scheduler.scheduleTask({
              id: 'worker-clusters-refresh-requests',
              frequency: refreshInterval,
              timeout: { minutes: 5 },
              scope: 'global',
              fn: async () => refreshRequests(),
            });
            await deps.events.subscribe({
              id: 'worker-clusters-requests',
              topics: WEBHOOK_TOPICS,
              onEvent: async () => {
                planner.forget();
                refreshRequests();
              },
            });
          }

          await scheduler.scheduleTask({
            id: 'worker-clusters-history',
            frequency: { minutes: 10 },
            initialDelay: { minutes: 1 },
            timeout: { minutes: 5 },
            scope: 'global',
            fn: () => store.keepHistory({ retentionMs, now: new Date() }),
          });

          if (hasLifetimes(policy)) {
            await scheduler.scheduleTask({
              id: 'worker-clusters-lifetime-reminders',
              frequency: { minutes: 10 },
              initialDelay: { minutes: 1 },
              timeout: { minutes: 5 },
              scope: 'global',
              fn: () =>
                remindOwners({ ...deps, store, policy, now: new Date() }),
            });
          }

          let started = false;
          // When every plugin of the backend has started: until then reading the fleet would slow down their start, and what
          // the store has is served meanwhile.
          deps.rootLifecycle.addStartupHook(() => {
            started = true;
            inputs.start();
            management.start();
            reconciler.start();
            isolation.start();
            lastSeen.start();
            observer.start(stopping.signal);
            membership.start(member => {
              observer.assign(
                member && {
                  owns: member.owns,
                  handover: member.lease !== undefined,
                },
              );
              management.refresh();
              inputs.refresh();
            });
          });
          deps.lifecycle.addShutdownHook(async () => {
            stopping.abort();
            await Promise.all([
              started && observer.stopped,
              queue.stop(),
              lastSeen.stop(),
            ]);
            await membership.stop();
            notifier.stop();
          });
        },
      });
    },
  });
}

/** How long history is kept: `workerClusters.history.retention`. */
function readRetention(config: RootConfigService): HumanDuration {
  const key = 'workerClusters.history.retention';
  return config.has(key)
    ? readDurationFromConfig(config, { key })
    : { days: 365 };
}

/** The GitOps repository; undefined if none is configured, or its host is one that the portal cannot use. */
function openGitops(options: {
  config: RootConfigService;
  logger: LoggerService;
  repositories: GitRepositoriesService;
  signal: AbortSignal;
}): GitopsRepository | undefined {
  const { config, logger, repositories, signal } = options;
  const gitops = readGitopsConfig(config);
  if (!gitops) return undefined;
  try {
    return new GitopsRepository(
      repositories.open(gitops.repoUrl, { signal }),
      gitops,
    );
  } catch (error) {
    // The fleet is worth showing without its pull requests.
    logger.error(
      `Pull requests that request clusters cannot be followed (workerClusters.gitops.repoUrl): ${error}`,
    );
    return undefined;
  }
}

/** The cluster by its reference; undefined if there is none, or the text is no reference. */
async function getByText(store: FleetStore, text: string) {
  let ref: ClusterRef;
  try {
    ref = parseClusterRef(text);
  } catch {
    return undefined;
  }
  return store.get(ref);
}

/**
 * Watches management clusters and worker clusters, keeps the state of the fleet in its database and serves it.
 *
 * @public
 */
export const workerClustersPlugin =
  createWorkerClustersPlugin(createFleetObserver);
