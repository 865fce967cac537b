import type { CreatePullRequestOptions } from '../GitRepository';
import { encodeSegment } from '../http/answerParts';
import { OptionWarnings } from '../OptionWarnings';
import { PREVIEW, VERSION } from './azureFiles';
import { readAccount } from './azurePeople';
import type { AzureHost } from './azureRepository';

/**
 * Sets the options that Azure would otherwise refuse together with the pull request: labels, reviewers,
 * auto-complete. Never rejects.
 *
 * @returns a warning for each thing that it refused or does not have
 * @internal
 */
export async function setOptions(
  host: AzureHost,
  number: number,
  wanted: CreatePullRequestOptions,
): Promise<string[]> {
  const { api } = host;
  const path = `/pullrequests/${number}`;
  const warnings = new OptionWarnings();
  for (const label of wanted.labels ?? []) {
    await warnings.try(`It did not get the label ${label}`, () =>
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
    await warnings.try(
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
    warnings.list.push(
      `Azure DevOps has no assignees of pull requests: ${wanted.assignees.join(
        ', ',
      )} were left out.`,
    );
  }
  if (wanted.autoMerge) {
    await warnings.try('It does not merge by itself', () =>
      autoComplete(host, number),
    );
  }
  return warnings.list;
}

/** Azure completes a pull request in somebody's name: here, whose credentials are used. */
async function autoComplete(
  { api, client }: AzureHost,
  number: number,
): Promise<void> {
  const doing = `setting pull request ${number} to merge by itself`;
  const { id } = await readAccount(client, doing);
  await api.call({
    method: 'PATCH',
    path: `/pullrequests/${number}`,
    query: VERSION,
    doing,
    body: { autoCompleteSetBy: { id } },
  });
}
