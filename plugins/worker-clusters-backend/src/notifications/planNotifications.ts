import { hash } from 'node:crypto';
import type { NotificationRecord } from '../store/types';
import {
  type NotificationCause,
  NOTIFICATION_TOPICS,
  type NotificationTopic,
} from './types';

const HOUR_MS = 60 * 60_000;
/** What held for longer before it was seen first is no news: of a management cluster that is added, or after a long pause. */
const NEWS_MS = 24 * HOUR_MS;
/**
 * Clusters and requests that there were before a management cluster was read first are not told of for this long: until its worker
 * clusters are connected, all that is wrong with them seems to begin.
 */
const FIRST_READ_MS = 10 * 60_000;
/** What ends and begins again is told again after this long: something that flaps is told of four times a day at most. */
const QUIET_MS = 6 * HOUR_MS;

/** That a recipient is to be told of something. */
export interface DueNotification {
  record: NotificationRecord;
  recipient: string;
  cause: NotificationCause;
}

export interface NotificationPlan {
  /** Of what held before: recorded, so that nobody is told. */
  silent: NotificationRecord[];
  due: DueNotification[];
  /** Ids of records of what does not hold any more. */
  forget: string[];
  /** When the next cause that is known falls due, epoch milliseconds; `Infinity` if there is none. */
  nextDue: number;
}

/** A hash: of bounded length, whatever the parts are. */
export function idOf(...parts: string[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64url');
}

/** The record that says since when a topic is followed for a management cluster. */
function followed(
  topic: NotificationTopic,
  managementCluster: string,
): NotificationRecord {
  return { id: idOf('followed', topic, managementCluster), topic };
}

/**
 * Compares what holds with what was recorded.
 *
 * @param options - `causes`: all that hold now or later. `records`: when each record was made, epoch milliseconds by id.
 *   `managementClusters`: all that are known, and whether each has been read once. Until then nothing is told of its clusters.
 */
export function planNotifications(options: {
  causes: NotificationCause[];
  records: ReadonlyMap<string, number>;
  managementClusters: ReadonlyMap<string, { listed: boolean }>;
  now: number;
}): NotificationPlan {
  const { causes, records, managementClusters, now } = options;
  const plan: NotificationPlan = {
    silent: [],
    due: [],
    forget: [],
    nextDue: Infinity,
  };
  const held = new Set<string>();
  const since = new Map<string, number>();
  for (const topic of NOTIFICATION_TOPICS) {
    for (const [name, { listed }] of managementClusters) {
      const record = followed(topic, name);
      held.add(record.id);
      const begin = records.get(record.id);
      if (begin === undefined && listed) plan.silent.push(record);
      if (begin !== undefined || listed) since.set(record.id, begin ?? now);
    }
  }
  for (const cause of causes) {
    const { topic, subject, detail = '', from, managementCluster } = cause;
    const begin = since.get(followed(topic, managementCluster).id);
    if (begin === undefined) continue;
    for (const recipient of cause.recipients) {
      const record = { id: idOf(topic, subject, detail, recipient), topic };
      held.add(record.id);
      if (records.has(record.id)) continue;
      if (from !== undefined && from > now) {
        plan.nextDue = Math.min(plan.nextDue, from);
      } else if (isNews(cause, begin, now)) {
        plan.due.push({ record, recipient, cause });
      } else {
        plan.silent.push(record);
      }
    }
  }
  for (const [id, recordedAt] of records) {
    if (!held.has(id) && now - recordedAt > QUIET_MS) plan.forget.push(id);
  }
  return plan;
}

function isNews(
  { from, createdAt = 0 }: NotificationCause,
  followedSince: number,
  now: number,
): boolean {
  if (followedSince === now) return false;
  if (from !== undefined && now - from > NEWS_MS) return false;
  return createdAt >= followedSince || now - followedSince > FIRST_READ_MS;
}
