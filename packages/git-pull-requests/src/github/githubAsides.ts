import { InputError } from '@backstage/errors';
import type { CreatePullRequestOptions } from '../GitHost';
import type { GitHttpClient } from '../http/GitHttpClient';
import type { RepositoryApi } from '../http/RepositoryApi';
import { Asides } from '../pullRequestAsides';
import {
  assigneesAnswer,
  graphqlAnswer,
  repositoryAnswer,
} from './githubAnswers';

/** @internal */
export interface AsidesOptions {
  api: RepositoryApi;
  graphql: GitHttpClient;
  number: number;
  /** The pull request's id in GraphQL. */
  nodeId?: string | null;
  wanted: CreatePullRequestOptions;
}

/**
 * Sets what GitHub takes only after a pull request is open. Never rejects.
 *
 * @returns a warning for each thing that it refused
 * @internal
 */
export async function setAsides(options: AsidesOptions): Promise<string[]> {
  const { api, number, wanted } = options;
  const asides = new Asides();
  await asides.tryAll(
    wanted.labels ?? [],
    names => `It did not get the label ${names}`,
    labels =>
      api.call({
        method: 'POST',
        path: `/issues/${number}/labels`,
        doing: `labelling pull request ${number}`,
        body: { labels },
      }),
  );
  await asides.tryAll(
    wanted.assignees ?? [],
    names => `It was not assigned to ${names}`,
    names => assign(options, names),
  );
  for (const [field, who, names] of [
    ['reviewers', '', wanted.reviewers],
    ['team_reviewers', 'the team ', wanted.teamReviewers],
  ] as const) {
    await asides.tryAll(
      names ?? [],
      some => `No review was asked of ${who}${some}`,
      some =>
        api.call({
          method: 'POST',
          path: `/pulls/${number}/requested_reviewers`,
          doing: `asking for a review of pull request ${number}`,
          body: { [field]: some },
        }),
    );
  }
  if (wanted.autoMerge) {
    await asides.try('It does not merge by itself', () =>
      enableAutoMerge(options),
    );
  }
  return asides.warnings;
}

async function assign(
  { api, number }: AsidesOptions,
  names: string[],
): Promise<void> {
  const { assignees } = await api.request(assigneesAnswer, {
    method: 'POST',
    path: `/issues/${number}/assignees`,
    doing: `assigning pull request ${number}`,
    body: { assignees: names },
  });
  // GitHub leaves out whom it does not know, without a word.
  const taken = assignees.map(({ login }) => login.toLowerCase());
  const left = names.filter(name => !taken.includes(name.toLowerCase()));
  if (left.length) {
    throw new InputError(
      `GitHub left out ${left.join(
        ', ',
      )}. Check that the name is right and that the person has access to the repository.`,
    );
  }
}

async function enableAutoMerge(options: AsidesOptions): Promise<void> {
  const { api, graphql, number, nodeId } = options;
  const doing = `setting pull request ${number} to merge by itself`;
  const allowed = await api.request(repositoryAnswer, { path: '', doing });
  let mergeMethod = 'MERGE';
  if (allowed.allow_merge_commit === false) {
    mergeMethod = allowed.allow_squash_merge === false ? 'REBASE' : 'SQUASH';
  }
  const call = {
    method: 'POST' as const,
    path: '',
    doing,
    body: {
      query:
        'mutation ($id: ID!, $mergeMethod: PullRequestMergeMethod!) { enablePullRequestAutoMerge(input: { pullRequestId: $id, mergeMethod: $mergeMethod }) { clientMutationId } }',
      variables: { id: nodeId, mergeMethod },
    },
  };
  const answer = graphqlAnswer.safeParse(await graphql.request(call));
  if (!answer.success) throw graphql.unsound(call);
  // GraphQL refuses with status 200.
  const refusal = answer.data.errors?.[0];
  if (refusal) throw new InputError(`GitHub says: ${refusal.message}`);
}
