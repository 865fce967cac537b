import { collectPaths } from '../collectPaths';
import type {
  GitChangedPaths,
  GitCheckState,
  GitPullRequestStatus,
} from '../GitRepository';
import { sumChecks } from '../sumChecks';
import {
  changesAnswer,
  evaluationsAnswer,
  iterationsAnswer,
  PullRequestAnswer,
  pullRequestAnswer,
  statusesAnswer,
} from './azureAnswers';
import { PREVIEW, VERSION } from './azureFiles';
import type { AzureHost } from './azureRepository';

const PAGE_SIZE = 100;

/** Types of policies that are checks: builds, and statuses of other systems. The others are about reviews. */
const CHECKS = [
  '0609b952-1397-4640-95ec-e00a01b2c241',
  'cbdc66da-9728-4af8-aada-9a5a32e4a226',
];

/** See {@link GitRepository.getPullRequestStatus}. */
export async function getPullRequestStatus(
  host: AzureHost,
  number: number,
): Promise<GitPullRequestStatus> {
  const pull = await host.api.request(pullRequestAnswer, {
    path: `/pullrequests/${number}`,
    query: VERSION,
    doing: `reading pull request ${number} of ${host.url}`,
  });
  const policies = await readPolicies(host, pull);
  const votes = (pull.reviewers ?? []).map(each => ({
    vote: each.vote,
    name: each.uniqueName ?? each.displayName ?? each.id ?? 'unknown',
  }));
  const whose = (test: (vote: number) => boolean) =>
    votes.filter(({ vote }) => test(vote)).map(({ name }) => name);
  return {
    headCommit: pull.lastMergeSourceCommit?.commitId ?? '',
    checks: sumChecks([
      ...policies
        .filter(policy => CHECKS.includes(policy.type))
        .map(policy => policy.state),
      ...(await readStatuses(host, number)),
    ]),
    reviews: {
      // 10 is approved, 5 approved with suggestions, -5 waits for the author, -10 rejected.
      approvedBy: whose(vote => vote > 0),
      changesRequestedBy: whose(vote => vote < 0),
      pending: whose(vote => vote === 0),
    },
    mergeability: mergeabilityOf(
      pull,
      policies.some(({ blocking, state }) => blocking && state !== 'passed'),
    ),
  };
}

/** See {@link GitRepository.listChangedPaths}: what the last iteration (push) changes in all. */
export async function listChangedPaths(
  { api, url }: AzureHost,
  number: number,
  { limit }: { limit?: number } = {},
): Promise<GitChangedPaths> {
  const path = `/pullrequests/${number}/iterations`;
  const doing = `listing the files of pull request ${number} of ${url}`;
  const { value } = await api.request(iterationsAnswer, {
    path,
    query: VERSION,
    doing,
  });
  const last = Math.max(...value.map(({ id }) => id), 1);
  let skip = 0;
  return collectPaths(limit, async () => {
    const answer = await api.request(changesAnswer, {
      path: `${path}/${last}/changes`,
      query: { ...VERSION, $top: PAGE_SIZE, $skip: skip },
      doing,
    });
    skip = answer.nextSkip ?? 0;
    return {
      files: answer.changeEntries.map(({ item, originalPath }) =>
        [item?.path, originalPath].map(each => each?.replace(/^\//, '')),
      ),
      last: skip === 0,
    };
  });
}

interface Policy {
  type: string;
  blocking: boolean;
  state: GitCheckState;
}

async function readPolicies(
  { client, projectPath, url }: AzureHost,
  { pullRequestId, repository }: PullRequestAnswer,
): Promise<Policy[]> {
  const project = repository?.project?.id;
  if (!project) return [];
  const call = {
    path: `${projectPath}/_apis/policy/evaluations`,
    query: {
      ...PREVIEW,
      artifactId: `vstfs:///CodeReview/CodeReviewId/${project}/${pullRequestId}`,
    },
    doing: `reading the policies of pull request ${pullRequestId} of ${url}`,
  };
  const answer = evaluationsAnswer.safeParse(await client.request(call));
  if (!answer.success) throw client.unexpectedAnswer(call);
  return answer.data.value
    .filter(({ status }) => status !== 'notApplicable')
    .map(({ status, configuration }) => ({
      type: configuration.type.id,
      blocking: !!configuration.isBlocking,
      state: policyState(status),
    }));
}

function policyState(status: string): GitCheckState {
  if (status === 'approved') return 'passed';
  return ['queued', 'running'].includes(status) ? 'pending' : 'failed';
}

async function readStatuses(
  { api }: AzureHost,
  number: number,
): Promise<GitCheckState[]> {
  const { value } = await api.request(statusesAnswer, {
    path: `/pullrequests/${number}/statuses`,
    query: PREVIEW,
    doing: `reading the checks of pull request ${number}`,
  });
  const last = new Map<string, string>();
  for (const { state, context } of [...value].sort((a, b) => a.id - b.id)) {
    last.set(`${context?.genre ?? ''}/${context?.name ?? ''}`, state);
  }
  return [...last.values()]
    .filter(state => !['notApplicable', 'notSet'].includes(state))
    .map(state => {
      if (state === 'succeeded') return 'passed';
      return state === 'pending' ? 'pending' : 'failed';
    });
}

function mergeabilityOf(
  { mergeStatus, isDraft }: PullRequestAnswer,
  blocked: boolean,
): GitPullRequestStatus['mergeability'] {
  if (mergeStatus === 'conflicts') return 'conflict';
  if (mergeStatus === 'rejectedByPolicy') return 'blocked';
  if (mergeStatus !== 'succeeded') return 'unknown';
  return blocked || isDraft ? 'blocked' : 'mergeable';
}
