import type { LoggerService } from '@backstage/backend-plugin-api';
import type { EventsService } from '@backstage/plugin-events-node';
import type { WorkerCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  lifetimeOf,
  type Policy,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { FleetStore, LifetimeReminder } from '../store/types';

/** Topic of the events about lifetimes. */
const LIFETIME_TOPIC = 'worker-clusters.lifetime';

/** Days before the end at which the owner is reminded; 0: that it is over. */
const REMINDERS = [7, 1, 0];

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Finds the reminder that is due for a cluster: the last one whose time has come. A portal that was down for days sends one,
 * not all that it missed.
 */
export function dueReminder(
  policy: Pick<Policy, 'environments'>,
  cluster: WorkerCluster,
  now: Date,
): LifetimeReminder | undefined {
  const { environment, expiresAt, owner, phase } = cluster;
  if (
    !environment ||
    !expiresAt ||
    !lifetimeOf(policy, environment) ||
    ['requested', 'closed', 'deleting'].includes(phase.phase)
  ) {
    return undefined;
  }
  const left = Date.parse(expiresAt) - now.getTime();
  const daysLeft = REMINDERS.filter(days => left <= days * DAY_MS).at(-1);
  if (daysLeft === undefined) return undefined;
  const { managementCluster, namespace, name } = cluster;
  return {
    cluster: { managementCluster, namespace, name, environment },
    ...(owner && { owner }),
    expiresAt,
    daysLeft,
  };
}

/**
 * Publishes the reminders that are due, each once: the database remembers which were sent for which end, so that a restart
 * or another replica sends none twice, and an extension starts anew.
 */
export async function remindOwners(options: {
  store: Pick<FleetStore, 'list' | 'takeReminder'>;
  policy: Pick<Policy, 'environments'>;
  events: Pick<EventsService, 'publish'>;
  logger: Pick<LoggerService, 'info'>;
  now: Date;
}): Promise<void> {
  const { store, policy, events, logger, now } = options;
  let cursor: string | undefined;
  do {
    const page = await store.list({ sort: 'name', limit: 500, cursor });
    for (const cluster of page.items) {
      const reminder = dueReminder(policy, cluster, now);
      if (reminder && (await store.takeReminder(reminder, now))) {
        await events.publish({
          topic: LIFETIME_TOPIC,
          eventPayload: reminder,
        });
        logger.info(
          `The lifetime of '${cluster.name}' ends at ${reminder.expiresAt}: published a reminder`,
        );
      }
    }
    cursor = page.nextCursor;
  } while (cursor);
}
