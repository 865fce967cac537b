import { setTimeout as sleep } from 'node:timers/promises';
import {
  CLAIM_BRANCH_PREFIX,
  isOfTask,
  isSameRequest,
  type MarkerContext,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type {
  GitPullRequest,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import { reading, withSentence } from './errors';

/**
 * Finds the pull request that an earlier attempt of the task has opened, if any.
 *
 * @param request - `branch`: plain name of the request's branch, see `claimBranch`
 */
export async function findSubmitted(
  repository: GitRepository,
  {
    branch,
    taskId,
    signingKeys,
  }: { branch: string; taskId: string } & Pick<MarkerContext, 'signingKeys'>,
  state: 'open' | 'closed',
): Promise<GitPullRequest | undefined> {
  const found = await reading(
    repository.listPullRequests({ state, headPrefix: CLAIM_BRANCH_PREFIX }),
  );
  const markers = { repository: repository.url, signingKeys };
  return found.find(
    p => isSameRequest(p.head, branch) && isOfTask(p, taskId, markers),
  );
}

/** By then a Git host has done what it does after its response, for example to pull requests of a deleted branch. */
const CONFIRM_AFTER_MS = 3000;

export interface ConfirmOptions {
  repository: GitRepository;
  /** Milliseconds after which the pull request is read again; 3000 if not given. */
  confirmAfterMs?: number;
  log: (line: string) => void;
}

/**
 * Reads a pull request once more, a little after it was opened or found, and logs if it is not open any more. Some hosts
 * close pull requests after they have responded: Gitea handles a deleted branch in a queue, and closes whatever pull
 * request has that branch's name by then.
 */
export async function confirmOpen(
  { repository, confirmAfterMs = CONFIRM_AFTER_MS, log }: ConfirmOptions,
  { number, url }: Pick<GitPullRequest, 'number' | 'url'>,
): Promise<GitPullRequest> {
  await sleep(confirmAfterMs);
  const now = await repository.getPullRequest(number).catch(error => {
    throw withSentence(
      error,
      `Pull request #${number} was opened, but whether it has stayed open is not known: ${url}. Run the request again to find it.`,
    );
  });
  if (now.state !== 'open') {
    log(`Pull request #${number} is ${now.state} already: ${url}`);
  }
  return now;
}
