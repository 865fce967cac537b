import { InputError } from '@backstage/errors';
import { z } from 'zod/v4';
import type { CreatePullRequestOptions } from '../GitRepository';
import { OptionWarnings } from '../OptionWarnings';
import { unknownReviewer } from '../unknownReviewer';
import {
  assigneesAnswer,
  pullRequestAnswer,
  repositoryAnswer,
} from './githubAnswers';
import { findUnknownReviewers } from './githubPeople';
import type { GithubHost } from './githubRepository';
import { queryGraphql } from './queryGraphql';

type Opened = Pick<z.infer<typeof pullRequestAnswer>, 'number' | 'node_id'>;

/**
 * Sets the options that GitHub accepts only after a pull request is open. Never rejects.
 *
 * @returns a warning for each thing that it refused
 * @internal
 */
export async function setOptions(
  host: GithubHost,
  opened: Opened,
  wanted: CreatePullRequestOptions,
): Promise<string[]> {
  const { api } = host;
  const { number } = opened;
  const warnings = new OptionWarnings();
  await warnings.tryAll(
    wanted.labels ?? [],
    names => `Label ${names} not set`,
    labels =>
      api.call({
        method: 'POST',
        path: `/issues/${number}/labels`,
        doing: `labelling pull request ${number}`,
        body: { labels },
      }),
  );
  await warnings.tryAll(
    wanted.assignees ?? [],
    names => `Not assigned to ${names}`,
    names => assign(host, number, names),
  );
  for (const [kind, field, option, names] of [
    ['reviewer', 'reviewers', 'reviewers', wanted.reviewers],
    ['team', 'team_reviewers', 'teamReviewers', wanted.teamReviewers],
  ] as const) {
    await warnings.requestReviews({
      kind,
      names: names ?? [],
      request: some =>
        api.call({
          method: 'POST',
          path: `/pulls/${number}/requested_reviewers`,
          doing: `requesting a review of pull request ${number}`,
          body: { [field]: some },
        }),
      findUnknown: name => findUnknownReviewers(host, { [option]: [name] }),
    });
  }
  if (wanted.autoMerge) {
    await warnings.try('Auto-merge not enabled', () =>
      enableAutoMerge(host, opened),
    );
  }
  return warnings.list;
}

async function assign(
  { api, url }: GithubHost,
  number: number,
  names: string[],
): Promise<void> {
  const { assignees } = await api.request(assigneesAnswer, {
    method: 'POST',
    path: `/issues/${number}/assignees`,
    doing: `assigning pull request ${number}`,
    body: { assignees: names },
  });
  // GitHub silently leaves out whom it does not know.
  const taken = assignees.map(({ login }) => login.toLowerCase());
  const left = names.filter(name => !taken.includes(name.toLowerCase()));
  if (left.length) {
    throw new InputError(
      left
        .map(name => unknownReviewer('reviewer', name, url).message)
        .join(' '),
    );
  }
}

async function enableAutoMerge(
  host: GithubHost,
  { number, node_id: nodeId }: Opened,
): Promise<void> {
  const doing = `enabling auto-merge of pull request ${number}`;
  const allowed = await host.api.request(repositoryAnswer, { path: '', doing });
  let mergeMethod = 'MERGE';
  if (allowed.allow_merge_commit === false) {
    mergeMethod = allowed.allow_squash_merge === false ? 'REBASE' : 'SQUASH';
  }
  await queryGraphql(host, z.unknown(), {
    doing,
    body: {
      query:
        'mutation ($id: ID!, $mergeMethod: PullRequestMergeMethod!) { enablePullRequestAutoMerge(input: { pullRequestId: $id, mergeMethod: $mergeMethod }) { clientMutationId } }',
      variables: { id: nodeId, mergeMethod },
    },
  });
}
