import { ConflictError } from '@backstage/errors';
import type { RequestFinding } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  claimPath,
  escapeMarkdown,
  isAsRequested,
  markersOf,
  parseClaim,
  type PlanInput,
  planRequest,
  type Platform,
  type RequestPlan,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type {
  GitFile,
  GitPullRequest,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import { amendPullRequest } from './amendPullRequest';
import { type DescribeOptions, describeRequest } from './describeRequest';
import { oneLine } from './errors';

/** Begins title and text of a pull request that is withdrawn. */
const WITHDRAWN = 'Withdrawn: ';

export interface RecheckOptions {
  repository: GitRepository;
  /** How the pull request is described if it is amended. */
  description: DescribeOptions;
  log: (line: string) => void;
}

/**
 * Checks the open pull request of a new cluster against those that were opened before it: of requests that are planned at
 * the same moment none sees the others. An address range of the pool that an earlier one has too is replaced by the next
 * free range; a range that the requester has chosen, and a quota that is used up, withdraw the request. Every request
 * checks only earlier ones, so that exactly one of several keeps what they share. A request is withdrawn too if the pool
 * has no other range. Idempotent.
 *
 * @returns the pull request with the plan that it has now; no plan where its file cannot be evaluated, which is left to
 *   the reviewer
 * @throws ConflictError if the request is withdrawn.
 */
export async function recheckOpened(
  platform: Platform,
  input: PlanInput,
  pullRequest: GitPullRequest,
  options: RecheckOptions,
): Promise<{ pullRequest: GitPullRequest; plan?: RequestPlan }> {
  const opened = { ...input, openedAs: pullRequest.number };
  const file = await readClaimFile(platform, input, pullRequest, options);
  const isWithdrawn = pullRequest.title.startsWith(WITHDRAWN);
  if (!file && isWithdrawn) {
    // After a crash between the last two steps of withdrawing it.
    await options.repository.closePullRequest(pullRequest.number);
    throw new ConflictError(
      `Pull request #${pullRequest.number} was withdrawn, because another request was opened first: ${pullRequest.url}. Request the cluster again.`,
    );
  }
  const spec = file && readSpec(platform, file);
  if (!spec) return { pullRequest };

  const plan = await planRequest(platform, { ...opened, spec });
  const conflicts = conflictsOf(plan);
  if (!conflicts.length) {
    // After a crash between the commit and the description, or between two steps of withdrawing it.
    const isDescribed =
      !isWithdrawn &&
      isAsRequested(pullRequest, file.content, markersOf(platform));
    return isDescribed || plan.preview.after !== file.content
      ? { pullRequest, plan }
      : amend(platform, plan, pullRequest, options);
  }

  const chosen = (input.spec?.network as { vpcCidr?: unknown })?.vpcCidr;
  if (conflicts.every(({ rule }) => rule === 'cidr') && !chosen) {
    const moved = await planWithNextRange(platform, opened);
    if (moved && !conflictsOf(moved).length) {
      return amend(platform, moved, pullRequest, options);
    }
  }
  return withdraw(conflicts, pullRequest, options);
}

/**
 * The same for a claim that the requester has written: what it shares with an earlier request withdraws it.
 *
 * @throws ConflictError if the request is withdrawn.
 */
export async function recheckWritten(
  platform: Platform,
  input: PlanInput,
  pullRequest: GitPullRequest,
  options: Pick<RecheckOptions, 'repository' | 'log'>,
): Promise<void> {
  const { network, quota } = platform.policy;
  const shares = network || quota || input.written?.claim.spec.network;
  if (!shares) return;
  const plan = await planRequest(platform, {
    ...input,
    openedAs: pullRequest.number,
  });
  const conflicts = conflictsOf(plan);
  if (conflicts.length) await withdraw(conflicts, pullRequest, options);
}

/** Plans a request anew, with the next free range of the pool. Returns undefined if none is free. */
async function planWithNextRange(
  platform: Platform,
  input: PlanInput,
): Promise<RequestPlan | undefined> {
  try {
    return await planRequest(platform, input);
  } catch (error) {
    if ((error as Error).name === 'InputError') return undefined;
    throw error;
  }
}

async function readClaimFile(
  platform: Platform,
  input: PlanInput,
  { head }: GitPullRequest,
  { repository }: RecheckOptions,
): Promise<GitFile | undefined> {
  const { claimsFolder } = platform;
  const path = claimPath({ ...input, claimsFolder });
  return repository.getFile(path, head);
}

/** The spec of the claim on the branch, where a reviewer may have changed it. */
function readSpec(
  { definition }: Platform,
  { content }: GitFile,
): Record<string, unknown> | undefined {
  try {
    return parseClaim(content, definition).spec;
  } catch {
    return undefined;
  }
}

function conflictsOf({ preview }: RequestPlan): RequestFinding[] {
  return preview.findings.filter(
    ({ severity, rule }) =>
      severity === 'error' && (rule === 'cidr' || rule === 'quota'),
  );
}

async function amend(
  platform: Platform,
  plan: RequestPlan,
  pullRequest: GitPullRequest,
  { repository, description, log }: RecheckOptions,
): Promise<{ pullRequest: GitPullRequest; plan: RequestPlan }> {
  const { pullRequestOptions: _, ...text } = describeRequest(plan, description);
  const amended = await amendPullRequest(
    {
      repository,
      branch: pullRequest.head,
      changes: plan.write.changes,
      ...text,
      markers: markersOf(platform),
      log,
    },
    pullRequest,
  );
  return { pullRequest: amended, plan };
}

/**
 * Says in the pull request why, deletes its branch, without which nothing can be merged, and closes it: not every host does
 * that by itself.
 */
async function withdraw(
  conflicts: RequestFinding[],
  { number, head, title, body }: GitPullRequest,
  { repository, log }: Pick<RecheckOptions, 'repository' | 'log'>,
): Promise<never> {
  const reason = conflicts.map(({ message }) => message).join(' ');
  try {
    if (!title.startsWith(WITHDRAWN)) {
      await repository.updatePullRequest(number, {
        title: `${WITHDRAWN}${title}`,
        body: `${WITHDRAWN}another request was opened first. ${escapeMarkdown(
          reason,
        )}\n\n${body}`,
      });
    }
    await repository.deleteBranch(head);
    await repository.closePullRequest(number);
    log(`Withdrew pull request #${number} and deleted branch ${head}`);
  } catch (error) {
    throw new ConflictError(
      `${reason} Pull request #${number} could not be withdrawn (${oneLine(
        error,
      )}): run the request again to withdraw it.`,
    );
  }
  throw new ConflictError(
    `Another request was opened at the same moment, before this one. ${reason} Pull request #${number} was withdrawn: nothing is left behind.`,
  );
}
