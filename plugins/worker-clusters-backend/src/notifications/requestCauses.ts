import {
  type ClusterRequestVerb,
  type RequestedChange,
  stringifyClusterRef,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { QueuedRequest } from '../store/types';
import {
  duration,
  recipientsOf,
  requestPage,
  toEntityRef,
  toTime,
  word,
} from './texts';
import type { NotificationCause, NotificationTopic, Thresholds } from './types';

const CHANGES: Record<ClusterRequestVerb, string> = {
  create: 'new cluster',
  update: 'change of',
  decommission: 'removal of',
};

/**
 * What the owners of the clusters that a pull request changes, and its requester, are to be told of it. The change of a cluster
 * that exists is told to the owner that the cluster has, not to the one that the pull request names. An owner is told of his own
 * clusters, and who requested clusters of several owners, of the number of the pull request alone.
 *
 * @param owners - by key of the cluster, of those that exist
 */
export function requestCauses(
  request: QueuedRequest['request'],
  owners: ReadonlyMap<string, string | undefined>,
  thresholds: Thresholds,
): NotificationCause[] {
  const { number, changes } = request;
  const [first] = changes;
  if (!first) return [];
  const byOwner = new Map<string | undefined, RequestedChange[]>();
  for (const change of changes) {
    const owner = toEntityRef(ownerOf(change, owners));
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), change]);
  }
  const requester = toEntityRef(request.requestedBy);
  const parties = [...byOwner].map(([owner, own]) => ({
    owner,
    changes: own,
    recipients: recipientsOf(owner, byOwner.size === 1 ? requester : undefined),
  }));
  if (byOwner.size > 1) {
    parties.push({
      owner: undefined,
      changes: [],
      recipients: recipientsOf(requester),
    });
  }
  return states(request, thresholds).flatMap(
    ({ topic, from, text, severity }) =>
      parties
        .filter(({ recipients }) => recipients.length > 0)
        .map(party => {
          const what = describe(party.changes);
          return {
            topic,
            subject: `pull-request/${number}`,
            managementCluster: first.cluster.managementCluster,
            ...(from !== undefined && { from }),
            createdAt: toTime(request.createdAt),
            recipients: party.recipients,
            owner: party.owner,
            message: {
              title: `Pull request ${number} ${text}${what && `: ${what}`}`,
              severity,
              link: requestPage(number),
              item: `${number}${what && ` (${what})`}`,
            },
          };
        }),
  );
}

function ownerOf(
  change: RequestedChange,
  owners: ReadonlyMap<string, string | undefined>,
): string | undefined {
  const key = stringifyClusterRef(change.cluster);
  return change.verb !== 'create' && owners.has(key)
    ? owners.get(key)
    : change.owner;
}

function describe(changes: RequestedChange[]): string {
  if (changes.length === 0) return '';
  const [{ verb, cluster }] = changes;
  return changes.length === 1
    ? `${CHANGES[verb]} ${word(cluster.name)}`
    : `${changes.length} clusters`;
}

interface State {
  topic: NotificationTopic;
  from: number | undefined;
  text: string;
  severity: 'normal' | 'high';
}

function states(
  request: QueuedRequest['request'],
  { pullRequestStaleAfterMs }: Thresholds,
): State[] {
  const opened = toTime(request.createdAt);
  const finished = toTime(request.finishedAt);
  const severity = 'normal';
  switch (request.state) {
    case 'merged':
      return [
        {
          topic: 'pull-request-merged',
          from: finished,
          text: 'was merged',
          severity,
        },
      ];
    case 'closed':
      return [
        {
          topic: 'pull-request-closed',
          from: finished,
          text: 'was closed without a merge',
          severity,
        },
      ];
    default:
      return [
        {
          topic: 'pull-request-opened',
          from: opened,
          text: 'was opened',
          severity,
        },
        ...(opened === undefined
          ? []
          : [
              {
                topic: 'pull-request-stale' as const,
                from: opened + pullRequestStaleAfterMs,
                text: `has been open for ${duration(pullRequestStaleAfterMs)}`,
                severity: 'normal' as const,
              },
            ]),
      ];
  }
}
