import type {
  DiscoveryService,
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type { SupportLifeTable } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  type FleetEventsService,
  hasLifetimes,
  type Policy,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { remindOwners } from './lifetime/remindOwners';
import {
  NotificationTask,
  type NotificationTaskOptions,
  readNotificationsConfig,
} from './notifications';
import {
  checkPlugin,
  type FaultLog,
  NOTIFICATIONS,
  SIGNALS,
} from './reconcile';
import {
  checkRepository,
  type GitopsRepository,
  type RequestPlanner,
} from './requests';
import type { DatabaseFleetStore } from './store';

/** Paths that the configuration may name: what is there by default may be missing. */
const PATHS = ['xrdPath', 'compositionPath'] as const;

/** Schedules what is due from time to time and not after a change: once for all replicas where it writes, in each where it is kept in memory. */
export async function scheduleTasks(options: {
  scheduler: SchedulerService;
  config: RootConfigService;
  configProblems: ConfigProblemsService;
  discovery: DiscoveryService;
  events: FleetEventsService;
  logger: LoggerService;
  faults: FaultLog;
  notifications: NotificationService;
  supportLife: SupportLifeTable;
  store: DatabaseFleetStore;
  policy: Policy;
  /** Undefined if no cluster can be requested. */
  repository: GitopsRepository | undefined;
  planner: RequestPlanner;
  refreshInterval: HumanDuration;
  /** Undefined if that is not known, and nothing may be deleted. */
  historyRetention: HumanDuration | undefined;
  refreshRequests(): void;
  onNotification: NotificationTaskOptions['onNotification'];
}): Promise<void> {
  const { scheduler, config, configProblems: problems } = options;
  const { store, policy, repository, planner, historyRetention } = options;
  if (repository) {
    await scheduler.scheduleTask({
      id: 'worker-clusters-refresh-requests',
      frequency: options.refreshInterval,
      timeout: { minutes: 5 },
      scope: 'global',
      fn: async () => options.refreshRequests(),
    });
    await scheduler.scheduleTask({
      id: 'worker-clusters-check-repository',
      frequency: { hours: 6 },
      initialDelay: { seconds: 30 },
      timeout: { minutes: 2 },
      // What is wrong is kept in memory.
      scope: 'local',
      fn: async () =>
        checkRepository({
          repository,
          environments: await planner.environments(),
          paths: PATHS.filter(key =>
            config.has(`workerClusters.gitops.${key}`),
          ),
          problems,
        }),
    });
  }
  if (historyRetention) {
    const retentionMs = durationToMilliseconds(historyRetention);
    await scheduler.scheduleTask({
      id: 'worker-clusters-history',
      frequency: { minutes: 10 },
      initialDelay: { minutes: 1 },
      timeout: { minutes: 5 },
      scope: 'global',
      fn: () => store.keepHistory({ retentionMs, now: new Date() }),
    });
  }
  if (hasLifetimes(policy)) {
    await scheduler.scheduleTask({
      id: 'worker-clusters-lifetime-reminders',
      frequency: { minutes: 10 },
      initialDelay: { minutes: 1 },
      timeout: { minutes: 5 },
      scope: 'global',
      fn: () => remindOwners({ ...options, now: new Date() }),
    });
  }
  const notified = readNotificationsConfig(config, problems);
  if (notified) {
    const task = new NotificationTask({
      ...options,
      settings: {
        ...notified.thresholds,
        policy,
        supportLife: options.supportLife,
      },
    });
    await scheduler.scheduleTask({
      id: 'worker-clusters-notifications',
      frequency: notified.interval,
      // When every plugin answers.
      initialDelay: { seconds: 30 },
      timeout: { minutes: 5 },
      scope: 'global',
      fn: signal => task.run(new Date(), signal),
    });
  }
  for (const plugin of [SIGNALS, ...(notified ? [NOTIFICATIONS] : [])]) {
    await scheduler.scheduleTask({
      id: `worker-clusters-check-${plugin.id}`,
      frequency: { minutes: 10 },
      // When every plugin answers.
      initialDelay: { seconds: 30 },
      timeout: { minutes: 1 },
      // What is wrong is kept in memory.
      scope: 'local',
      fn: () => checkPlugin({ plugin, discovery: options.discovery, problems }),
    });
  }
}
