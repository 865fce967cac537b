import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import type { NotificationRecord } from '../store/types';
import { type DueNotification, idOf } from './planNotifications';
import { listPage } from './texts';
import type { NotificationCause, NotificationTopic } from './types';

/** More than this many of a topic for the same recipient become one notification. */
const FEW = 3;
/** Names in such a notification. */
const MAX_ITEMS = 20;
/** Backstage's notifications have columns of this length. */
const MAX_TITLE = 255;

/** A notification as it is sent, with the records that it makes. */
export interface Notification {
  topic: NotificationTopic;
  records: NotificationRecord[];
  options: NotificationSendOptions;
}

const TITLES: Record<NotificationTopic, (count: number) => string> = {
  'pull-request-opened': count => `${count} pull requests were opened`,
  'pull-request-merged': count => `${count} pull requests were merged`,
  'pull-request-closed': count =>
    `${count} pull requests were closed without a merge`,
  'pull-request-stale': count => `${count} pull requests wait for a review`,
  'cluster-ready': count => `${count} clusters are ready`,
  'cluster-degraded': count => `${count} clusters are degraded`,
  'cluster-stale': count => `The state of ${count} clusters is stale`,
  'isolation-finding': count => `${count} isolation findings`,
  'version-support': count => `Support of ${count} versions ends or has ended`,
  lifetime: count => `The lifetime of ${count} clusters ends or is over`,
};

type Filters = Array<[name: string, value: string]>;

/** Which page lists what a topic is about. */
const LISTS: Record<
  NotificationTopic,
  { page: 'clusters' | 'requests'; filters: Filters }
> = {
  'pull-request-opened': { page: 'requests', filters: [] },
  'pull-request-merged': { page: 'requests', filters: [['state', 'merged']] },
  'pull-request-closed': { page: 'requests', filters: [['state', 'closed']] },
  'pull-request-stale': { page: 'requests', filters: [['order', 'asc']] },
  'cluster-ready': { page: 'clusters', filters: [['phase', 'ready']] },
  'cluster-degraded': {
    page: 'clusters',
    filters: [
      ['phase', 'degraded'],
      ['phase', 'failed'],
    ],
  },
  'cluster-stale': {
    page: 'clusters',
    filters: [
      'stale',
      'paused',
      'unauthorized',
      'forbidden',
      'unreachable',
    ].map(status => ['connection', status]),
  },
  'isolation-finding': {
    page: 'clusters',
    filters: ['high', 'medium', 'low'].map(severity => ['findings', severity]),
  },
  'version-support': { page: 'clusters', filters: [] },
  lifetime: { page: 'clusters', filters: [] },
};

/**
 * Makes notifications of what is due. What is due to several recipients for the same cause is one notification, which reaches a
 * person once. More than three of a topic for one recipient become one, with a link to the page that lists them.
 */
export function groupNotifications(due: DueNotification[]): Notification[] {
  const byRecipient = groupBy(
    due,
    ({ cause, recipient }) => `${cause.topic} ${recipient}`,
  );
  const many = [...byRecipient.values()].filter(group => group.length > FEW);
  const digested = new Set(many.flat());
  const single = groupBy(
    due.filter(notification => !digested.has(notification)),
    // Of one cause there is one object.
    ({ cause }) => cause,
  );
  return [...many.map(digestOf), ...[...single.values()].map(singleOf)];
}

function singleOf(group: DueNotification[]): Notification {
  const [{ cause }] = group;
  const { topic, subject, detail = '' } = cause;
  const { item: _, title, ...payload } = cause.message;
  return {
    topic,
    records: group.map(({ record }) => record),
    options: {
      recipients: {
        type: 'entity',
        entityRef: group.map(({ recipient }) => recipient),
      },
      payload: {
        ...payload,
        title: title.slice(0, MAX_TITLE),
        topic,
        // Sent again, it takes the place of the one before.
        scope: idOf(topic, subject, detail),
      },
    },
  };
}

function digestOf(group: DueNotification[]): Notification {
  const [{ cause, recipient }] = group;
  const { topic } = cause;
  const { page, filters } = LISTS[topic];
  const items = group
    .slice(0, MAX_ITEMS)
    .map(({ cause: { message } }) => message.item);
  const more = group.length - items.length;
  return {
    topic,
    records: group.map(({ record }) => record),
    options: {
      recipients: { type: 'entity', entityRef: recipient },
      payload: {
        title: TITLES[topic](group.length),
        description: `${items.join(', ')}${
          more > 0 ? ` and ${more} more` : ''
        }`,
        severity: worstSeverity(group.map(d => d.cause)),
        topic,
        link: listPage(page, [
          ...filters,
          ...(group.every(d => d.cause.owner === recipient)
            ? [['owner', recipient] satisfies Filters[number]]
            : []),
        ]),
      },
    },
  };
}

function worstSeverity(causes: NotificationCause[]) {
  const given = new Set(causes.map(({ message }) => message.severity));
  return (['high', 'normal', 'low'] as const).find(s => given.has(s));
}

function groupBy<T, K>(items: T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
