import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '@backstage/errors';
import type { CreatePullRequestOptions } from '../GitRepository';
import { noReview, OptionWarnings } from '../OptionWarnings';
import { noTeams, unknownReviewer } from '../unknownReviewer';
import { mergeRequestAnswer, MergeRequestAnswer } from './gitlabAnswers';
import { findUser } from './gitlabPeople';
import type { GitlabHost } from './gitlabRepository';

/** GitLab looks at a merge request, and starts its pipeline, only after it has answered. */
export const NOT_LOOKED_AT = [
  'preparing',
  'unchecked',
  'checking',
  'approvals_syncing',
];
const MAX_LOOKS = 6;
const WAIT_MS = 500;

/** Options of a merge request in GitLab's terms. */
interface WantedOptions {
  labels: string[];
  reviewerIds: number[];
  assigneeIds: number[];
}

/**
 * Looks up the options that GitLab accepts together with a merge request. Never rejects.
 *
 * @returns what GitLab knows, and a warning for each name that it does not
 * @internal
 */
export async function findOptions(
  host: GitlabHost,
  options: CreatePullRequestOptions,
): Promise<{ wanted: WantedOptions; warnings: string[] }> {
  const {
    labels = [],
    reviewers = [],
    teamReviewers = [],
    assignees = [],
  } = options;
  const warnings = new OptionWarnings();
  const wanted = {
    labels,
    reviewerIds: await findUsers(
      host,
      reviewers,
      login => noReview('reviewer', login),
      warnings,
    ),
    assigneeIds: await findUsers(
      host,
      assignees,
      login => `Not assigned to ${login}`,
      warnings,
    ),
  };
  for (const { name, message } of noTeams(teamReviewers, 'GitLab')) {
    warnings.list.push(`${noReview('team', name)}: ${message}`);
  }
  return { wanted, warnings: warnings.list };
}

/** GitLab's ids of people, and a warning for each that it does not know. */
async function findUsers(
  host: GitlabHost,
  logins: string[],
  lost: (login: string) => string,
  warnings: OptionWarnings,
): Promise<number[]> {
  const ids: number[] = [];
  for (const login of logins) {
    await warnings.try(lost(login), async () => {
      const id = await findUser(host, login);
      if (id === undefined) {
        const { message } = unknownReviewer('reviewer', login, host.url);
        throw new InputError(message);
      }
      ids.push(id);
    });
  }
  return ids;
}

/** GitLab silently drops what an account may not set, and more than one person on its free plan. */
export function leftOut(
  answer: MergeRequestAnswer,
  wanted: WantedOptions,
): string[] {
  const lacks = <T>(want: T[], have: T[]) => want.some(w => !have.includes(w));
  const ids = (people: MergeRequestAnswer['reviewers']) =>
    (people ?? []).map(({ id }) => id);
  const names = (people: MergeRequestAnswer['reviewers']) =>
    (people ?? []).map(({ username }) => username).join(', ') || 'nobody';
  const warnings: string[] = [];
  if (lacks(wanted.labels, answer.labels ?? [])) {
    warnings.push(
      `Labels not set: GitLab set only ${
        (answer.labels ?? []).join(', ') || 'none'
      }. Check that the portal's account may set labels.`,
    );
  }
  if (lacks(wanted.reviewerIds, ids(answer.reviewers))) {
    warnings.push(
      `Reviews not requested: GitLab requested one only from ${names(
        answer.reviewers,
      )}. Check that the others have access to the project, and that the host's plan allows several.`,
    );
  }
  if (lacks(wanted.assigneeIds, ids(answer.assignees))) {
    warnings.push(
      `Not assigned: GitLab assigned only ${names(
        answer.assignees,
      )}. Check that the others have access to the project, and that the host's plan allows several.`,
    );
  }
  return warnings;
}

/**
 * Enables auto-merge of a merge request that was just opened. GitLab refuses if nothing is there to wait for;
 * it does not merge at once.
 *
 * @returns the merge request afterwards
 * @internal
 */
export async function setAutoMerge(
  { api }: GitlabHost,
  opened: MergeRequestAnswer,
): Promise<MergeRequestAnswer> {
  const path = `/merge_requests/${opened.iid}`;
  const doing = `enabling auto-merge of merge request ${opened.iid}`;
  let current = opened;
  for (let look = 1; look <= MAX_LOOKS; look += 1) {
    const status = current.detailed_merge_status ?? '';
    // Before the pipeline is there, GitLab says that nothing is there to wait for.
    if (current.head_pipeline && !NOT_LOOKED_AT.includes(status)) break;
    await sleep(WAIT_MS);
    current = await api.request(mergeRequestAnswer, { path, doing });
  }
  return api.request(mergeRequestAnswer, {
    method: 'PUT',
    path: `${path}/merge`,
    doing,
    body: {
      // The older and the newer name (from 17.11) of the same.
      merge_when_pipeline_succeeds: true,
      auto_merge: true,
      // What is merged is what was opened.
      sha: opened.sha ?? undefined,
    },
  });
}
