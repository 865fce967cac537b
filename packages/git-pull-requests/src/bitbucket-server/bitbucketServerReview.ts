import { collectPaths } from '../collectPaths';
import type {
  GitChangedPaths,
  GitCheckState,
  GitPullRequestStatus,
} from '../GitRepository';
import { sumChecks } from '../sumChecks';
import {
  buildStatsAnswer,
  changesAnswer,
  mergeAnswer,
  pullRequestAnswer,
} from './bitbucketServerAnswers';
import type { BitbucketServerHost } from './bitbucketServerRepository';

const PAGE_SIZE = 100;

/** See {@link GitRepository.getPullRequestStatus}. */
export async function getPullRequestStatus(
  host: BitbucketServerHost,
  number: number,
): Promise<GitPullRequestStatus> {
  const path = `/pull-requests/${number}`;
  const pull = await host.api.request(pullRequestAnswer, {
    path,
    doing: `reading pull request ${number} of ${host.url}`,
  });
  const merge = await host.api.request(mergeAnswer, {
    path: `${path}/merge`,
    doing: `reading whether pull request ${number} can be merged`,
  });
  const headCommit = pull.fromRef.latestCommit ?? '';
  const whose = (wanted: string) =>
    (pull.reviewers ?? [])
      .filter(({ status }) => (status ?? 'UNAPPROVED') === wanted)
      .map(({ user }) => user.name);
  return {
    headCommit,
    checks: sumChecks(await readChecks(host, number, headCommit)),
    reviews: {
      approvedBy: whose('APPROVED'),
      changesRequestedBy: whose('NEEDS_WORK'),
      pending: whose('UNAPPROVED'),
    },
    mergeability: mergeabilityOf(merge),
  };
}

/** See {@link GitRepository.listChangedPaths}. */
export async function listChangedPaths(
  { api, url }: BitbucketServerHost,
  number: number,
  { limit }: { limit?: number } = {},
): Promise<GitChangedPaths> {
  let start = 0;
  return collectPaths(limit, async () => {
    const page = await api.request(changesAnswer, {
      path: `/pull-requests/${number}/changes`,
      query: { limit: PAGE_SIZE, start },
      doing: `listing the files of pull request ${number} of ${url}`,
    });
    const next = page.isLastPage ? undefined : page.nextPageStart ?? undefined;
    start = next ?? start;
    return {
      files: page.values.map(({ path, srcPath }) =>
        [path, srcPath].map(each => each?.components.join('/')),
      ),
      last: next === undefined,
    };
  });
}

/** Builds are in an API of their own, by commit. */
async function readChecks(
  { build }: BitbucketServerHost,
  number: number,
  commit: string,
): Promise<GitCheckState[]> {
  const { successful, inProgress, failed } = await build.request(
    buildStatsAnswer,
    {
      path: `/commits/stats/${commit}`,
      doing: `reading the checks of pull request ${number}`,
    },
  );
  const counts: Array<[number, GitCheckState]> = [
    [failed, 'failed'],
    [inProgress, 'pending'],
    [successful, 'passed'],
  ];
  return counts.filter(([count]) => count > 0).map(([, state]) => state);
}

function mergeabilityOf({
  canMerge,
  conflicted,
  outcome,
}: {
  canMerge: boolean;
  conflicted?: boolean | null;
  outcome?: string | null;
}): GitPullRequestStatus['mergeability'] {
  if (conflicted) return 'conflict';
  if (canMerge) return 'mergeable';
  return outcome === 'UNKNOWN' ? 'unknown' : 'blocked';
}
