import { createHash } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  CLAIM_BRANCH_PREFIX,
  claimBranch,
  expiresAtAnnotation,
  type FleetCluster,
  isOver,
  isSameRequest,
  LIFETIME_ACTOR,
  loadPlatform,
  planRequest,
  type Platform,
  type PlatformPorts,
  requireAllowed,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type {
  GitPullRequest,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import {
  describeRequest,
  type DescribeOptions,
} from '../request/describeRequest';
import { oneLine } from '../request/errors';
import { submit } from '../request/submit';

/** Pull requests of one run; more clusters whose lifetime is over wait for the next one. */
const MAX_REQUESTS = 20;

export interface DecommissionOptions {
  ports: PlatformPorts & { repository: GitRepository };
  /** To which the claims of the repository belong. */
  managementCluster: string | undefined;
  describe: Omit<DescribeOptions, 'requester' | 'taskId' | 'reason'>;
  /** Author of the commit: the portal itself. */
  author: { name: string; email: string };
  logger: Pick<LoggerService, 'info' | 'warn'>;
  confirmAfterMs?: number;
}

/**
 * Requests the removal of the clusters whose lifetime is over, by a pull request each that somebody else merges or closes.
 * No user asks for it, so that no permission of a user is checked: what is removed is decided by the policy of the
 * environment and by the claim in Git, read again here, and `requireOwnership` has a rule for the portal itself. A removal
 * that was requested since the lifetime ended is not requested again, whatever has become of it: whoever closed that pull
 * request has decided. One cluster that fails does not stop the others.
 */
export async function decommissionExpired(
  options: DecommissionOptions,
): Promise<void> {
  const { ports, logger, managementCluster } = options;
  const platform = await loadPlatform(ports);
  const due = (platform.fleet ?? []).filter(
    cluster =>
      cluster.ref?.managementCluster === managementCluster &&
      isDue(platform, cluster),
  );
  if (due.length === 0) return;
  // Once for all of them: to look up a branch, most hosts list every pull request that there ever was.
  const known = await ports.repository.listPullRequests({
    state: 'all',
    headPrefix: CLAIM_BRANCH_PREFIX,
  });
  let requested = 0;
  for (const cluster of due) {
    if (requested === MAX_REQUESTS) break;
    if (wasRequested(known, cluster)) continue;
    try {
      if (await decommission(options, platform, cluster)) requested += 1;
    } catch (error) {
      logger.warn(
        `The lifetime of '${
          cluster.name
        }' is over, but its removal cannot be requested: ${oneLine(error)}`,
      );
    }
  }
}

function isDue(
  { policy, now }: Platform,
  { environment, expiresAt, phase }: FleetCluster,
): boolean {
  return (
    environment !== undefined &&
    !['requested', 'merged', 'closed', 'deleting'].includes(phase) &&
    isOver(policy, { environment, expiresAt }, now)
  );
}

/** Requests the removal of a cluster. Returns whether it did: not if the claim is extended in Git. */
async function decommission(
  options: DecommissionOptions,
  platform: Platform,
  { ref, name, environment }: FleetCluster,
): Promise<boolean> {
  const { ports, logger, author, describe, confirmAfterMs } = options;
  const { repository } = ports;
  const input = {
    verb: 'decommission' as const,
    environment: environment!,
    name,
    cluster: ref,
    actor: LIFETIME_ACTOR,
  };
  const plan = await planRequest(platform, input);
  const { metadata } = plan.claim.object;
  const inGit = metadata.annotations[expiresAtAnnotation(platform.definition)];
  // Extended in Git already; the management cluster has not applied that yet.
  if (!isOver(platform.policy, { ...input, expiresAt: inGit }, platform.now)) {
    return false;
  }
  requireAllowed(plan);
  const taskId = `lifetime-${createHash('sha256')
    .update(`${input.environment}/${name} ${inGit}`)
    .digest('hex')
    .slice(0, 32)}`;
  const pullRequest = await submit(
    plan.write,
    describeRequest(plan, {
      ...describe,
      requester: { displayName: author.name, author },
      taskId,
      reason: `The lifetime of the cluster ended at ${inGit}. To keep the cluster, close this pull request and extend its lifetime.`,
    }),
    {
      repository,
      signingKeys: platform.signingKeys,
      confirmAfterMs,
      log: line => logger.info(line),
    },
  );
  logger.info(
    `The lifetime of '${name}' is over: requested its removal by pull request #${pullRequest.number}`,
  );
  return true;
}

/** Whether the removal of a cluster is requested, or was since its lifetime ended. */
function wasRequested(
  known: GitPullRequest[],
  { name, environment, expiresAt }: FleetCluster,
): boolean {
  const branch = claimBranch({
    verb: 'decommission',
    environment: environment!,
    name,
  });
  return known.some(
    ({ head, state, createdAt }) =>
      isSameRequest(head, branch) &&
      (state === 'open' || Date.parse(createdAt) >= Date.parse(expiresAt!)),
  );
}
