import { ConflictError } from '@backstage/errors';
import {
  isAsRequested,
  type MarkerContext,
  type RequestWrite,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type {
  GitPullRequest,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import type { RequestDescription } from './describeRequest';
import { reading } from './errors';
import { markedBody } from './markedBody';

interface AmendOptions
  extends Pick<RequestWrite, 'branch' | 'changes'>,
    Omit<RequestDescription, 'pullRequestOptions'> {
  repository: GitRepository;
  markers: MarkerContext;
  log: (line: string) => void;
}

/**
 * Changes an open pull request to its requester's latest request: one more commit with the claim's file, then title and
 * body. Idempotent. The kustomization lists the claim already.
 *
 * @throws ConflictError if somebody else has changed the file on the branch, or the pull request is not open any more.
 */
export async function amendPullRequest(
  options: AmendOptions,
  pullRequest: GitPullRequest,
): Promise<GitPullRequest> {
  const { repository, branch, title, log, markers } = options;
  const [{ path, content, sha }] = options.changes;
  const where = `pull request #${pullRequest.number}: ${pullRequest.url}`;
  const gone = () =>
    new ConflictError(
      `Meanwhile somebody has merged or closed ${where}. Look at it, and request again.`,
    );

  const head = await reading(repository.getBranch(branch));
  if (!head) throw gone();
  const found = await reading(repository.getFile(path, branch));
  if (found?.content !== content) {
    // A change of the file on this very branch is guarded by the file's id.
    const untouched = sha
      ? found?.sha === sha
      : isAsRequested(pullRequest, found?.content, markers);
    if (!untouched) {
      throw new ConflictError(
        `You have requested this already, and somebody has changed ${path} since, in ${where}. Ask them, or have it closed and request again.`,
      );
    }
    await repository.commitOnBranch({
      branch,
      expectedHead: head.commit,
      message: options.commitMessage,
      author: options.author,
      changes: [
        {
          path,
          ...(content !== undefined && { content }),
          ...(found && { sha: found.sha }),
        },
      ],
    });
    log(`Changed ${path} on branch ${branch}`);
  }
  const amended = await repository.updatePullRequest(pullRequest.number, {
    title,
    body: markedBody(options, pullRequest, markers),
  });
  if (amended.state !== 'open') throw gone();
  log(`Changed your ${where}`);
  return amended;
}
