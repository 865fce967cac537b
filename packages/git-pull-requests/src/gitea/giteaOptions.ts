import type { CreatePullRequestOptions } from '../GitRepository';
import { encodeSegment } from '../http/answerParts';
import type { Call } from '../http/GitHttpClient';
import type { RepositoryApi } from '../http/RepositoryApi';
import { OptionWarnings } from '../OptionWarnings';
import { unknownReviewer } from '../unknownReviewer';
import { labelsAnswer, usersAnswer } from './giteaAnswers';
import { findUnknownReviewers } from './giteaPeople';
import type { GiteaHost } from './giteaRepository';

const PAGE_SIZE = 50;
/** Labels beyond this many pages of a repository or an organization are not looked at. */
const MAX_PAGES = 40;

/**
 * Sets the options that Gitea accepts only after a pull request is open. Never rejects.
 *
 * @returns a warning for each thing that it refused
 * @internal
 */
export async function setOptions(
  host: GiteaHost,
  number: number,
  wanted: CreatePullRequestOptions,
): Promise<string[]> {
  const { api } = host;
  const warnings = new OptionWarnings();
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
  await assign(host, number, wanted.assignees ?? [], warnings);
  if (wanted.autoMerge) {
    await warnings.try('Auto-merge not enabled', () =>
      api.call({
        method: 'POST',
        path: `/pulls/${number}/merge`,
        doing: `enabling auto-merge of pull request ${number}`,
        body: { Do: 'merge', merge_when_checks_succeed: true },
      }),
    );
  }
  return warnings.list;
}

/** Gitea fails with an empty 500 if one of the names is unknown, so the unknown ones are taken out before. */
async function assign(
  { api, url }: GiteaHost,
  number: number,
  names: string[],
  warnings: OptionWarnings,
): Promise<void> {
  if (names.length === 0) return;
  await warnings.try(`Not assigned to ${names.join(', ')}`, async () => {
    const known = await api.request(usersAnswer, {
      path: '/assignees',
      doing: 'listing who can be assigned',
    });
    const logins = new Set(known.map(({ login }) => login.toLowerCase()));
    const some = names.filter(name => logins.has(name.toLowerCase()));
    for (const name of names.filter(n => !some.includes(n))) {
      warnings.list.push(
        `Not assigned to ${name}: ${
          unknownReviewer('reviewer', name, url).message
        }`,
      );
    }
    if (some.length === 0) return;
    await api.call({
      method: 'PATCH',
      path: `/issues/${number}`,
      doing: `assigning pull request ${number}`,
      body: { assignees: some },
    });
  });
}

/**
 * Looks labels up by name: those of the repository, then those of the organization that owns it. Never rejects.
 *
 * @returns their ids, and a warning for what was not found or could not be looked at
 * @internal
 */
export async function findLabels(
  { api, root, owner, url }: GiteaHost,
  names: string[],
): Promise<{ ids: number[]; warnings: string[] }> {
  const ids = new Map<string, number>();
  const missing = () => names.filter(name => !ids.has(name));
  const look = async (from: RepositoryApi, call: Call) => {
    for (let page = 1; page <= MAX_PAGES && missing().length; page += 1) {
      const query = { page, limit: PAGE_SIZE };
      const labels = await from.find(labelsAnswer, { ...call, query });
      // A user's repository has no organization. A host may be configured with shorter pages than
      // requested: only an empty page is certainly the last.
      if (!labels?.length) return;
      for (const { id, name } of labels) {
        if (names.includes(name) && !ids.has(name)) ids.set(name, id);
      }
    }
  };
  let reason = `neither ${url} nor its organization has it`;
  try {
    await look(api, {
      path: '/labels',
      doing: 'listing the labels of the repository',
    });
    await look(root, {
      path: `/orgs/${encodeSegment(owner)}/labels`,
      doing: `listing the labels of the organization ${owner}`,
    });
  } catch (error) {
    // A pull request without labels is better than none.
    reason = (error as Error).message;
  }
  return {
    ids: [...ids.values()],
    warnings: missing().length
      ? [
          `Label ${missing().join(
            ', ',
          )} not set: ${reason}. Create it, or remove it from the configuration.`,
        ]
      : [],
  };
}
