import {
  CLAIM_BRANCH_PREFIX,
  isOfTask,
  isSameRequest,
  RequestPlan,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type {
  GitPullRequest,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import { reading } from './errors';
import {
  confirmOpen,
  openPullRequest,
  OpenPullRequestOptions,
} from './openPullRequest';

export interface RequestChangeOptions {
  repository: GitRepository;
  /** Plain name of the request's branch, see {@link claimBranch}. */
  branch: string;
  /** Works the request out; rejects if it is not allowed. */
  plan: () => Promise<RequestPlan>;
  /** What the pull request says, and who is asked to review it. */
  describe: (
    plan: RequestPlan,
  ) => Pick<
    OpenPullRequestOptions,
    'title' | 'body' | 'commitMessage' | 'author' | 'asides'
  >;
  taskId: string;
  /** Who may change the open request by asking again; undefined for nobody. */
  amendedBy?: string;
  /** See {@link confirmOpen}. */
  confirmAfterMs?: number;
  log: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * The pull request of this task: the one that an earlier attempt has opened, or else a new one, after every
 * check has passed.
 */
export async function requestChange(
  options: RequestChangeOptions,
): Promise<GitPullRequest> {
  const { repository, branch, taskId, amendedBy, log, signal } = options;

  // Before the checks: what this very task has asked for is taken by now.
  const earlier = await findOwn(options, 'open');
  const confirmed = earlier && (await confirmOpen(options, earlier));
  if (confirmed && confirmed.state !== 'closed') return confirmed;

  let plan: RequestPlan;
  try {
    plan = await options.plan();
  } catch (error) {
    // What it asked for may have been merged meanwhile, so that there is nothing to do any more.
    const merged = await findOwn(options, 'closed');
    if (merged?.state !== 'merged') throw error;
    return merged;
  }

  signal?.throwIfAborted();
  return openPullRequest({
    repository,
    base: plan.base,
    branch,
    rivals: plan.rivals,
    changes: plan.commit,
    ...options.describe(plan),
    taskId,
    amendedBy,
    confirmAfterMs: options.confirmAfterMs,
    log,
    signal,
  });
}

async function findOwn(
  { repository, branch, taskId, log }: RequestChangeOptions,
  state: 'open' | 'closed',
): Promise<GitPullRequest | undefined> {
  const found = await reading(
    repository.listPullRequests({ state, headPrefix: CLAIM_BRANCH_PREFIX }),
  );
  const own = found.find(
    p => isSameRequest(p.head, branch) && isOfTask(p, taskId),
  );
  if (own) {
    log(
      `An earlier attempt has opened pull request #${own.number}: ${own.url}`,
    );
  }
  return own;
}
