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
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { createConditionTransformer } from '@backstage/plugin-permission-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import {
  ClusterRef,
  managementClusterReadPermission,
  parseClusterRef,
  parseRequestedCluster,
  readAccessTemplates,
  requestReadPermission,
  stringifyClusterRef,
  workerClusterCreatePermission,
  workerClusterDecommissionPermission,
  workerClusterReadPermission,
  workerClusterResourceReadPermission,
  workerClusterUpdatePermission,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  fleetEventsServiceRef,
  GitRepositoriesService,
  gitRepositoriesServiceRef,
  readActor,
  readPortalGitops,
  readPortalPolicy,
  readPortalSigningKeys,
  type RequestActor,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import {
  type ConfigProblemsService,
  configProblemsServiceRef,
  parseDuration,
} from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
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
import { scheduleTasks } from './scheduleTasks';
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
    problems: ConfigProblemsService;
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
          configProblems: configProblemsServiceRef,
          database: coreServices.database,
          discovery: coreServices.discovery,
          events: fleetEventsServiceRef,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          lifecycle: coreServices.lifecycle,
          logger: coreServices.logger,
          metrics: metricsServiceRef,
          notifications: notificationService,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
          repositories: gitRepositoriesServiceRef,
          rootLifecycle: coreServices.rootLifecycle,
          scheduler: coreServices.scheduler,
          signals: signalsServiceRef,
          userInfo: coreServices.userInfo,
        },
        async init(deps) {
          const { config, logger, permissionsRegistry } = deps;
          const { configProblems: problems } = deps;
          const stopping = new AbortController();
          const faults = new FaultLog(logger);

          const pipelineMetrics = createPipelineMetrics(deps.metrics);
          const queue = new WorkQueue<Work>({
            onError: (type, error) =>
              logger.error(`Work queue: ${type} failed`, error as Error),
            onBatch: pipelineMetrics.onBatch,
          });

          // observe → derive → store
          const observer = createObserver({ config, logger, problems });
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
          const policy = readPortalPolicy(config, problems);
          const reconciler = new FleetReconciler({
            ...pipeline,
            prices: policy.prices,
          });
          const isolation = new IsolationReconciler({
            ...pipeline,
            settings: readIsolationConfig(config, problems),
            onChange: result => notifier.notify(result),
          });
          const lastSeen = new LastSeenWriter(pipeline);

          // Pull requests
          const { managementCluster, refreshInterval, minRefreshInterval } =
            readRequestsConfig(config, problems);
          const repository = openGitops({
            ...deps,
            signal: stopping.signal,
          });
          const signingKeys = readPortalSigningKeys(config, problems);
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
          const retention = readRetention(config, problems);
          const retentionMs = durationToMilliseconds(retention.duration);
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
          const supportLife = await readSupportLife({
            config,
            problems,
            now: Date.now(),
          });
          deps.httpRouter.use(
            createRouter({
              ...deps,
              store,
              supportLife,
              observer,
              managementCluster,
              columns: readClaimColumns(config, problems).map(
                ({ id, title }) => ({ id, title }),
              ),
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
            configProblems: problems,
          });

          // The pages leave out what is wrong.
          const effect = 'It is left out of the tab "Access".';
          const access = problems.read<unknown>(
            { key: 'workerClusters.access', effect, fallback: undefined },
            () => config.getOptional('workerClusters.access'),
          );
          for (const problem of readAccessTemplates(access).problems) {
            problems.report({ ...problem, severity: 'error', effect });
          }

          if (observer.configured.length === 0) {
            logger.info(
              'No management cluster is configured (workerClusters.managementClusters): the fleet stays empty',
            );
          }
          await scheduleTasks({
            ...deps,
            faults,
            store,
            supportLife,
            policy,
            repository,
            planner,
            refreshInterval,
            historyRetention: retention.known ? retention.duration : undefined,
            refreshRequests,
            onNotification: pipelineMetrics.onNotification,
          });
          if (repository) {
            await deps.events.subscribe({
              id: 'worker-clusters-requests',
              topics: WEBHOOK_TOPICS,
              onEvent: async () => {
                planner.forget();
                refreshRequests();
              },
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

/** How long history is kept: `workerClusters.history.retention`. Not `known`: it is wrong, and nothing may be deleted. */
function readRetention(
  config: RootConfigService,
  problems: ConfigProblemsService,
): { duration: HumanDuration; known: boolean } {
  const fallback = { days: 365 };
  const key = 'workerClusters.history.retention';
  return problems.read<{ duration: HumanDuration; known: boolean }>(
    {
      key,
      effect: 'No history is deleted until it is corrected.',
      fallback: { duration: fallback, known: false },
    },
    () => ({
      duration: parseDuration(config, { key, fallback, minMs: 1 }),
      known: true,
    }),
  );
}

/** The GitOps repository; undefined if none is configured, or its host is one that the portal cannot use. */
function openGitops(options: {
  config: RootConfigService;
  configProblems: ConfigProblemsService;
  repositories: GitRepositoriesService;
  signal: AbortSignal;
}): GitopsRepository | undefined {
  const { config, configProblems: problems, repositories, signal } = options;
  const gitops = readPortalGitops(config, problems);
  if (!gitops) return undefined;
  // The fleet is worth showing without its pull requests.
  return problems.read<GitopsRepository | undefined>(
    {
      key: 'workerClusters.gitops.repoUrl',
      effect:
        'No cluster can be requested, and pull requests are not followed.',
      fallback: undefined,
    },
    () =>
      new GitopsRepository(
        repositories.open(gitops.repoUrl, { signal }),
        gitops,
      ),
  );
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
