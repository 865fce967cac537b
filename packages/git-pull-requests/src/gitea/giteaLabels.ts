import { encodeSegment } from '../http/answerParts';
import type { Call, GitHttpClient } from '../http/GitHttpClient';
import { labelsAnswer } from './giteaAnswers';

const PAGE_SIZE = 50;
/** Labels beyond this many pages of a repository or an organization are not looked at. */
const MAX_PAGES = 40;

/** @internal */
export interface FindLabelsOptions {
  client: GitHttpClient;
  /** Path of the repository in the API: `/repos/<owner>/<repository>`. */
  path: string;
  owner: string;
  names: string[];
}

/**
 * Looks labels up by name: those of the repository, then those of the organization that owns it. Never rejects.
 *
 * @returns their ids, and a warning for what was not found or could not be looked at
 * @internal
 */
export async function findLabels({
  client,
  path,
  owner,
  names,
}: FindLabelsOptions): Promise<{ ids: number[]; warnings: string[] }> {
  const ids = new Map<string, number>();
  const missing = () => names.filter(name => !ids.has(name));
  const look = async (call: Pick<Call, 'path' | 'doing'>) => {
    for (let page = 1; page <= MAX_PAGES && missing().length; page += 1) {
      const query = { page, limit: PAGE_SIZE };
      const answer = await client.find({ ...call, query });
      // A user's repository has no organization.
      if (answer === undefined) return;
      const labels = labelsAnswer.safeParse(answer);
      if (!labels.success) throw client.unsound({ ...call, query });
      // A host may be set to shorter pages than asked for: only an empty one is certainly the last.
      if (labels.data.length === 0) return;
      for (const { id, name } of labels.data) {
        if (names.includes(name) && !ids.has(name)) ids.set(name, id);
      }
    }
  };
  let reason = 'neither the repository nor its organization has it';
  try {
    await look({
      path: `${path}/labels`,
      doing: 'listing the labels of the repository',
    });
    await look({
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
          `It does not get the label ${missing().join(
            ', ',
          )}: ${reason}. Create it, or take it out of the configuration`,
        ]
      : [],
  };
}
