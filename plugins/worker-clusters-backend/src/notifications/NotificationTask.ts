import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import {
  type ClusterRef,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { FaultLog } from '../reconcile';
import type { FleetStore, RuleFindings } from '../store/types';
import { clusterCauses, type ClusterSettings } from './clusterCauses';
import { groupNotifications, type Notification } from './groupNotifications';
import { planNotifications } from './planNotifications';
import { requestCauses } from './requestCauses';
import type {
  NotificationCause,
  NotificationResult,
  NotificationTopic,
} from './types';

const SUBJECT = 'Sending notifications';
/** Requests that ended longer ago are no news. */
const FINISHED_MS = 25 * 60 * 60_000;
/** A fleet that does not change is read again after this long: lifetimes and support end by the passing of time. */
const READ_AGAIN_MS = 10 * 60_000;
/** Notifications of one run; the others follow in the next one. */
const MAX_SENT = 100;
/** Time in which one run begins to send. */
const RUN_MS = 2 * 60_000;
/** Time in which the notifications backend takes one. */
const SEND_MS = 30_000;
/** A run ends after this many that fail one after the other. */
const MAX_IN_A_ROW = 3;
/** Runs after which one that fails alone is given up. */
const MAX_FAILURES = 5;

export interface NotificationTaskOptions {
  store: Pick<
    FleetStore,
    'getManagementClusters' | 'notifications' | 'revision'
  >;
  notifications: NotificationService;
  settings: ClusterSettings;
  faults: FaultLog;
  logger: Pick<LoggerService, 'debug' | 'warn'>;
  /** Called for each attempt to send one. */
  onNotification(topic: NotificationTopic, result: NotificationResult): void;
  maxSent?: number;
  sendMs?: number;
}

/**
 * Notifies owners and requesters. Each run derives what they are to be told from what is stored, and sends what was not sent yet;
 * it does not matter which replica runs, nor what it missed. What is to be sent is recorded before, so that it is sent once,
 * and the record is taken back if the notifications backend refuses it for now.
 */
export class NotificationTask {
  readonly #options: NotificationTaskOptions;
  /** Until when there is nothing to do at this revision of the fleet. */
  #idle: { revision: number; until: number } | undefined;
  /** Number of runs in which a notification failed alone, by the id of its first record. */
  readonly #failures = new Map<string, number>();

  constructor(options: NotificationTaskOptions) {
    this.#options = options;
  }

  /** Never rejects: what goes wrong is logged when it begins, and the next run is the retry. */
  async run(now: Date, signal?: AbortSignal): Promise<void> {
    const { faults } = this.#options;
    try {
      await this.#run(now, signal);
      faults.succeeded(SUBJECT);
    } catch (error) {
      this.#idle = undefined;
      faults.failed(SUBJECT, error);
    }
  }

  async #run(now: Date, signal: AbortSignal | undefined) {
    const { store } = this.#options;
    const time = now.getTime();
    // First: what is read after it is at least that new.
    const revision = await store.revision();
    if (this.#idle?.revision === revision && time < this.#idle.until) return;
    this.#idle = undefined;

    const plan = planNotifications({
      causes: await this.#readCauses(time),
      records: await store.notifications.readRecords(),
      managementClusters: await store.getManagementClusters(),
      now: time,
    });
    await store.notifications.record(plan.silent, now);
    await store.notifications.forget(plan.forget);
    const all = await this.#sendAll(groupNotifications(plan.due), now, signal);
    if (!all) return;
    this.#idle = {
      revision,
      until: Math.min(plan.nextDue, time + READ_AGAIN_MS),
    };
  }

  /**
   * Sends as many as one run may, those first that have failed least. One that fails is retried in the next run. It is given up
   * after some runs in which others were sent: then it is not the backend that is at fault.
   *
   * @returns whether all were sent
   * @throws the first error, once the others were tried
   */
  async #sendAll(
    notifications: Notification[],
    now: Date,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const { maxSent = MAX_SENT } = this.#options;
    const failuresOf = ({ records: [{ id }] }: Notification) =>
      this.#failures.get(id) ?? 0;
    const end = Date.now() + RUN_MS;
    const failed: Array<{ notification: Notification; error: unknown }> = [];
    let sent = 0;
    let tried = 0;
    let inARow = 0;
    for (const notification of [...notifications]
      .sort((a, b) => failuresOf(a) - failuresOf(b))
      .slice(0, maxSent)) {
      if (signal?.aborted || Date.now() > end || inARow >= MAX_IN_A_ROW) break;
      tried++;
      try {
        if (await this.#sendOnce(notification, now)) sent++;
        inARow = 0;
      } catch (error) {
        failed.push({ notification, error });
        inARow++;
      }
    }
    if (sent > 0) {
      for (const { notification } of failed) {
        const [{ id }] = notification.records;
        const failures = failuresOf(notification) + 1;
        this.#failures.set(id, failures);
        if (failures >= MAX_FAILURES) await this.#giveUp(notification, now);
      }
    }
    if (failed.length > 0) throw failed[0].error;
    if (tried === notifications.length) this.#failures.clear();
    return sent === notifications.length;
  }

  async #giveUp({ topic, records }: Notification, now: Date) {
    const { store, logger, onNotification } = this.#options;
    this.#failures.delete(records[0].id);
    await store.notifications.record(records, now);
    onNotification(topic, 'given-up');
    logger.warn(
      `The notifications backend has refused a notification of the topic ${topic} ${MAX_FAILURES} times: it is not sent`,
    );
  }

  async #readCauses(now: number): Promise<NotificationCause[]> {
    const { store, settings } = this.#options;
    const finishedSince = new Date(now - FINISHED_MS).toISOString();
    const requests = await store.notifications.readRequests(finishedSince);
    const findings = byCluster(await store.notifications.readFindings());
    const owners = new Map<string, string | undefined>();
    const causes: NotificationCause[] = [];
    let last: ClusterRef | undefined;
    do {
      const page = await store.notifications.readClusters(
        last && stringifyClusterRef(last),
      );
      for (const requested of page) {
        const key = stringifyClusterRef(requested.cluster);
        owners.set(key, requested.cluster.owner);
        causes.push(
          ...clusterCauses(requested, findings.get(key) ?? [], settings, now),
        );
      }
      last = page.at(-1)?.cluster;
    } while (last);
    return [
      ...causes,
      ...requests.flatMap(request => requestCauses(request, owners, settings)),
    ];
  }

  /**
   * @returns false if another replica has sent it, or a part of it: what is left is due in the next run
   * @throws what the notifications backend says
   */
  async #sendOnce(
    { topic, records, options }: Notification,
    now: Date,
  ): Promise<boolean> {
    const { store, logger, notifications, onNotification } = this.#options;
    const { sendMs = SEND_MS } = this.#options;
    const made = await store.notifications.record(records, now);
    if (made.size < records.length) {
      await store.notifications.forget([...made]);
      return false;
    }
    try {
      if (await within(sendMs, notifications.send(options))) {
        logger.debug(`Sent a notification of the topic ${topic}`);
        onNotification(topic, 'sent');
      } else {
        onNotification(topic, 'unanswered');
        logger.warn(
          `The notifications backend has not answered within ${sendMs} ms: a notification of the topic ${topic} may be lost`,
        );
      }
      return true;
    } catch (error) {
      onNotification(topic, 'failed');
      await store.notifications.forget([...made]);
      throw error;
    }
  }
}

/** Whether a promise is fulfilled within a time. */
async function within(
  milliseconds: number,
  promise: Promise<unknown>,
): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>(resolve => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([promise.then(() => true), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function byCluster(findings: RuleFindings[]): Map<string, RuleFindings[]> {
  const found = new Map<string, RuleFindings[]>();
  for (const finding of findings) {
    const key = stringifyClusterRef(finding.cluster);
    const known = found.get(key);
    if (known) known.push(finding);
    else found.set(key, [finding]);
  }
  return found;
}
