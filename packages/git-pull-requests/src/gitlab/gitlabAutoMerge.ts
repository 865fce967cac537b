import { setTimeout as sleep } from 'node:timers/promises';
import type { RepositoryApi } from '../http/RepositoryApi';
import { mergeRequestAnswer, MergeRequestAnswer } from './gitlabAnswers';

/** GitLab looks at a merge request, and starts its pipeline, only after it has answered. */
const NOT_LOOKED_AT = [
  'preparing',
  'unchecked',
  'checking',
  'approvals_syncing',
];
const MAX_LOOKS = 6;
const WAIT_MS = 500;

/**
 * Sets a merge request that was just opened to merge by itself. GitLab refuses if nothing is there to wait for;
 * it does not merge at once.
 *
 * @returns the merge request afterwards
 * @internal
 */
export async function setAutoMerge(
  api: RepositoryApi,
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
