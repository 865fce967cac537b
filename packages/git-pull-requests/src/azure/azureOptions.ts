import type { CreatePullRequestOptions } from '../GitRepository';
import { encodeSegment } from '../http/answerParts';
import { OptionWarnings } from '../OptionWarnings';
import { PREVIEW, VERSION } from './azureFiles';
import { findUnknownReviewers, readAccount } from './azurePeople';
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
    await warnings.try(`Label ${label} not set`, () =>
      api.call({
        method: 'POST',
        path: `${path}/labels`,
        query: PREVIEW,
        doing: `labelling pull request ${number}`,
        body: { name: label },
      }),
    );
  }
  for (const [kind, option, names] of [
    ['reviewer', 'reviewers', wanted.reviewers],
    // A team is an identity as a person is.
    ['team', 'teamReviewers', wanted.teamReviewers],
  ] as const) {
    for (const id of names ?? []) {
      await warnings.requestReviews({
        kind,
        names: [id],
        request: () =>
          api.call({
            method: 'PUT',
            path: `${path}/reviewers/${encodeSegment(id)}`,
            query: VERSION,
            doing: `requesting a review of pull request ${number} from ${id}`,
            body: { vote: 0 },
          }),
        findUnknown: () => findUnknownReviewers(host, { [option]: [id] }),
      });
    }
  }
  if (wanted.assignees?.length) {
    warnings.list.push(
      `Not assigned to ${wanted.assignees.join(
        ', ',
      )}: Azure DevOps has no assignees of pull requests.`,
    );
  }
  if (wanted.autoMerge) {
    await warnings.try('Auto-merge not enabled', () =>
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
  const doing = `enabling auto-completion of pull request ${number}`;
  const { id } = await readAccount(client, doing);
  await api.call({
    method: 'PATCH',
    path: `/pullrequests/${number}`,
    query: VERSION,
    doing,
    body: { autoCompleteSetBy: { id } },
  });
}
