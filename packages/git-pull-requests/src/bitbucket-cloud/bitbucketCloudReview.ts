import { collectPaths } from '../collectPaths';
import type {
  GitChangedPaths,
  GitCheckState,
  GitPullRequestStatus,
} from '../GitRepository';
import { sumChecks } from '../sumChecks';
import {
  conflictsAnswer,
  diffstatAnswer,
  pullRequestAnswer,
  readAccount,
  statusesAnswer,
} from './bitbucketCloudAnswers';
import { nextPage } from './bitbucketCloudPages';
import type { BitbucketCloudHost } from './bitbucketCloudRepository';

/** Statuses that are read of one pull request. */
const MAX_STATUS_PAGES = 5;

/** See {@link GitRepository.getPullRequestStatus}. The API does not say whether the merge checks are met. */
export async function getPullRequestStatus(
  host: BitbucketCloudHost,
  number: number,
): Promise<GitPullRequestStatus> {
  const pull = await host.api.request(pullRequestAnswer, {
    path: `/pullrequests/${number}`,
    doing: `reading pull request ${number} of ${host.url}`,
  });
  const participants = (pull.participants ?? []).map(each => ({
    ...each,
    login: readAccount(each.user ?? {}).login ?? 'unknown',
  }));
  const whose = (test: (each: (typeof participants)[0]) => boolean) =>
    participants.filter(test).map(({ login }) => login);
  return {
    headCommit: pull.source.commit?.hash ?? '',
    checks: sumChecks(await readChecks(host, number)),
    reviews: {
      approvedBy: whose(({ approved }) => !!approved),
      changesRequestedBy: whose(({ state }) => state === 'changes_requested'),
      pending: whose(
        ({ role, approved, state }) =>
          role === 'REVIEWER' && !approved && state !== 'changes_requested',
      ),
    },
    mergeability: await readMergeability(host, number, !!pull.draft),
  };
}

async function readMergeability(
  host: BitbucketCloudHost,
  number: number,
  draft: boolean,
): Promise<GitPullRequestStatus['mergeability']> {
  const conflicts = await host.api.find(conflictsAnswer, {
    path: `/pullrequests/${number}/conflicts?pagelen=1`,
    doing: `reading the conflicts of pull request ${number} of ${host.url}`,
  });
  if (conflicts?.values.length) return 'conflict';
  return draft ? 'blocked' : 'unknown';
}

/** See {@link GitRepository.listChangedPaths}. */
export async function listChangedPaths(
  host: BitbucketCloudHost,
  number: number,
  { limit }: { limit?: number } = {},
): Promise<GitChangedPaths> {
  let next: string | undefined = `/pullrequests/${number}/diffstat?pagelen=100`;
  return collectPaths(limit, async () => {
    const call = {
      path: next!,
      doing: `listing the files of pull request ${number} of ${host.url}`,
    };
    // It is answered with a redirect to the diffstat of two commits.
    const answer = await host.api.request(diffstatAnswer, call);
    next = nextPage(host, call, answer.next);
    return {
      files: answer.values.map(each => [each.new?.path, each.old?.path]),
      last: next === undefined,
    };
  });
}

async function readChecks(
  host: BitbucketCloudHost,
  number: number,
): Promise<GitCheckState[]> {
  const states: GitCheckState[] = [];
  let next: string | undefined = `/pullrequests/${number}/statuses?pagelen=100`;
  for (let page = 0; next && page < MAX_STATUS_PAGES; page += 1) {
    const call = {
      path: next,
      doing: `reading the checks of pull request ${number}`,
    };
    const answer: ReturnType<(typeof statusesAnswer)['parse']> =
      await host.api.request(statusesAnswer, call);
    states.push(...answer.values.map(({ state }) => checkState(state)));
    next = nextPage(host, call, answer.next);
  }
  return states;
}

function checkState(state: string): GitCheckState {
  if (state === 'SUCCESSFUL') return 'passed';
  return state === 'INPROGRESS' ? 'pending' : 'failed';
}
