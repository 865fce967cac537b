import { ConflictError } from '@backstage/errors';
import { isAsRequested } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type {
  CommitOptions,
  GitPullRequest,
  GitRepository,
} from '@worker-clusters/git-pull-requests';
import { reading } from './errors';

interface AmendOptions {
  repository: GitRepository;
  branch: string;
  /** What the request changes: the claim's file first. */
  changes: CommitOptions['changes'];
  commitMessage: string;
  author: { name: string; email: string };
  title: string;
  body: string;
  log: (line: string) => void;
}

/**
 * Makes an open pull request say what its requester asks for now: one more commit with the claim's file, then title and
 * text. Doing it again, after whatever went wrong the first time, ends in the same. The kustomization beside it lists
 * the claim already.
 *
 * @throws ConflictError if somebody else has changed the file on the branch, or has finished the pull request.
 */
export async function amendPullRequest(
  options: AmendOptions,
  pullRequest: GitPullRequest,
): Promise<GitPullRequest> {
  const { repository, branch, title, body, log } = options;
  const [{ path, content, sha }] = options.changes;
  const where = `pull request #${pullRequest.number}: ${pullRequest.url}`;
  const gone = () =>
    new ConflictError(
      `Meanwhile somebody has merged or closed ${where}. Look at what has become of it, and ask again.`,
    );

  const head = await reading(repository.getBranch(branch));
  if (!head) throw gone();
  const found = await reading(repository.getFile(path, branch));
  if (found?.content !== content) {
    // What was worked out from the file on this very branch is guarded by its id.
    const untouched = sha
      ? found?.sha === sha
      : isAsRequested(pullRequest, found?.content);
    if (!untouched) {
      throw new ConflictError(
        `You have asked for this already, and somebody has changed ${path} since, in ${where}. Speak with them, or have it closed and ask again.`,
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
    body,
  });
  if (amended.state !== 'open') throw gone();
  log(`Changed your ${where}`);
  return amended;
}
