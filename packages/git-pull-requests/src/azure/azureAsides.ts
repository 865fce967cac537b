import type { CreatePullRequestOptions } from '../GitHost';
import { encodeSegment } from '../http/answerParts';
import type { Call } from '../http/GitHttpClient';
import { Asides } from '../pullRequestAsides';
import { connectionAnswer } from './azureAnswers';
import { AzureApi, HEADERS, PREVIEW, VERSION } from './azureFiles';

/**
 * Sets what Azure would otherwise refuse together with the pull request: labels, reviewers, auto-complete.
 * Never rejects.
 *
 * @returns a warning for each thing that it refused or does not have
 * @internal
 */
export async function setAsides(
  host: AzureApi,
  number: number,
  wanted: CreatePullRequestOptions,
): Promise<string[]> {
  const { api } = host;
  const path = `/pullrequests/${number}`;
  const asides = new Asides();
  for (const label of wanted.labels ?? []) {
    await asides.try(`It did not get the label ${label}`, () =>
      api.call({
        method: 'POST',
        path: `${path}/labels`,
        query: PREVIEW,
        doing: `labelling pull request ${number}`,
        body: { name: label },
      }),
    );
  }
  const { reviewers = [], teamReviewers = [] } = wanted;
  const people = [
    ...reviewers.map(id => ({ id, who: id })),
    // A team is an identity as a person is.
    ...teamReviewers.map(id => ({ id, who: `the team ${id}` })),
  ];
  for (const { id, who } of people) {
    await asides.try(
      `No review was asked of ${who}, whom Azure DevOps takes by id only`,
      () =>
        api.call({
          method: 'PUT',
          path: `${path}/reviewers/${encodeSegment(id)}`,
          query: VERSION,
          doing: `asking ${who} for a review of pull request ${number}`,
          body: { vote: 0 },
        }),
    );
  }
  if (wanted.assignees?.length) {
    asides.warnings.push(
      `Azure DevOps has no assignees of pull requests: ${wanted.assignees.join(
        ', ',
      )} were left out.`,
    );
  }
  if (wanted.autoMerge) {
    await asides.try('It does not merge by itself', () =>
      autoComplete(host, number),
    );
  }
  return asides.warnings;
}

/** Azure completes a pull request in somebody's name: here, whose credentials are used. */
async function autoComplete(
  { api, client }: AzureApi,
  number: number,
): Promise<void> {
  const doing = `setting pull request ${number} to merge by itself`;
  const call: Call = {
    path: '/_apis/connectionData',
    query: PREVIEW,
    headers: HEADERS,
    doing,
  };
  const answer = connectionAnswer.safeParse(await client.request(call));
  if (!answer.success) throw client.unsound(call);
  await api.call({
    method: 'PATCH',
    path: `/pullrequests/${number}`,
    query: VERSION,
    doing,
    body: { autoCompleteSetBy: { id: answer.data.authenticatedUser.id } },
  });
}
