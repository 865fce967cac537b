import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';

/** What people are notified of: the topics by which they opt out in Backstage's notification settings. */
export const NOTIFICATION_TOPICS = [
  'pull-request-opened',
  'pull-request-merged',
  'pull-request-closed',
  'pull-request-stale',
  'cluster-ready',
  'cluster-degraded',
  'cluster-stale',
  'isolation-finding',
  'version-support',
  'lifetime',
] as const;

export type NotificationTopic = (typeof NOTIFICATION_TOPICS)[number];

/** When a state has lasted long enough to notify of it. */
export interface Thresholds {
  degradedAfterMs: number;
  staleAfterMs: number;
  pullRequestStaleAfterMs: number;
}

/** Something that recipients are to be told once, for as long as it holds. */
export interface NotificationCause {
  topic: NotificationTopic;
  /** What it is about: the key of a cluster, or `pull-request/<number>`. */
  subject: string;
  /** Tells causes of one topic and subject apart. */
  detail?: string;
  managementCluster: string;
  /** From when it holds, epoch milliseconds; absent: from whenever it is seen first. */
  from?: number;
  /** When its subject came to be: epoch milliseconds. */
  createdAt?: number;
  /** Entity references: whom it is for. */
  recipients: string[];
  /** Entity reference of the owner of the cluster. */
  owner?: string;
  message: Pick<
    NotificationSendOptions['payload'],
    'title' | 'description' | 'severity'
  > & {
    /** Path in the portal. */
    link: string;
    /** How it reads among others of its topic. */
    item: string;
  };
}

/**
 * What became of a notification that was to be sent: `failed` is retried, `given-up` is not, and of one that is `unanswered` it is not
 * known whether it was sent.
 */
export type NotificationResult = 'sent' | 'unanswered' | 'failed' | 'given-up';
