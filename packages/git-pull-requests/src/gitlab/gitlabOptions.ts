import { setTimeout as sleep } from 'node:timers/promises';
import type { CreatePullRequestOptions } from '../GitRepository';
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
 * Looks up what GitLab takes together with a merge request. Never rejects.
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
  const warnings: string[] = [];
  const wanted = {
    labels,
    reviewerIds: await findUsers(
      host,
      reviewers,
      'review this merge request',
      warnings,
    ),
    assigneeIds: await findUsers(
      host,
      assignees,
      'be assigned this merge request',
      warnings,
    ),
  };
  if (teamReviewers.length) {
    warnings.push(
      `No review was asked of ${teamReviewers.join(
        ', ',
      )}: GitLab has no teams as reviewers. Name people, or use approval rules.`,
    );
  }
  return { wanted, warnings };
}

/** GitLab's ids of people, and a warning for each that it does not know. */
async function findUsers(
  host: GitlabHost,
  logins: string[],
  what: string,
  warnings: string[],
): Promise<number[]> {
  const ids: number[] = [];
  for (const login of logins) {
    try {
      const id = await findUser(host, login);
      if (id !== undefined) ids.push(id);
      else {
        warnings.push(
          `${login} cannot ${what}: GitLab knows nobody of that name. Check the name.`,
        );
      }
    } catch (error) {
      warnings.push(`${login} cannot ${what}: ${(error as Error).message}`);
    }
  }
  return ids;
}

/** GitLab leaves out what a person may not set, without a word, and more than one person on its free plan. */
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
      `GitLab took only these labels: ${
        (answer.labels ?? []).join(', ') || 'none'
      }. Check that the account may set labels.`,
    );
  }
  if (lacks(wanted.reviewerIds, ids(answer.reviewers))) {
    warnings.push(
      `GitLab asked only ${names(
        answer.reviewers,
      )} for a review. Check that the others have access to the project, and that the host's plan allows several.`,
    );
  }
  if (lacks(wanted.assigneeIds, ids(answer.assignees))) {
    warnings.push(
      `GitLab assigned only ${names(
        answer.assignees,
      )}. Check that the others have access to the project, and that the host's plan allows several.`,
    );
  }
  return warnings;
}

/**
 * Sets a merge request that was just opened to merge by itself. GitLab refuses if nothing is there to wait for;
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
  const doing = `setting merge request ${opened.iid} to merge by itself`;
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
