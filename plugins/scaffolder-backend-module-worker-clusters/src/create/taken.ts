import { ConflictError } from '@backstage/errors';
import type { WorkerCluster } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  CLAIM_BRANCH_PREFIX,
  claimPath,
  GitPullRequest,
  GitRepository,
  parseClaimBranch,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import { taskMarker } from './pullRequestText';

/** The message for a cluster that somebody has asked for already. */
export function askedAlready(pullRequest: GitPullRequest): ConflictError {
  return new ConflictError(
    `This cluster has been asked for already, in pull request #${pullRequest.number}: ${pullRequest.url}. Wait until it is merged, or choose another name.`,
  );
}

/**
 * Looks for the name in Git, which decides: a claim in any environment on the base branch, or an open pull
 * request for one. A cluster's name is also the name of its cloud resources and of its catalog entity, hence
 * unique over all environments.
 *
 * @throws ConflictError that says where it is taken.
 */
export async function checkTakenInGit(options: {
  repository: GitRepository;
  base: string;
  claimsFolder: string;
  name: string;
  environments: string[];
  taskId: string;
}): Promise<void> {
  const { repository, base, claimsFolder, name, environments, taskId } =
    options;

  for (const environment of environments) {
    const path = claimPath({ claimsFolder, environment, name });
    if (await repository.getFile(path, base)) {
      throw new ConflictError(
        `The name '${name}' is taken: there is a claim of this name in environment ${environment}, ${repository.fileUrl(
          path,
          base,
        )}. Choose another name.`,
      );
    }
  }

  const open = await repository.listPullRequests({
    state: 'open',
    headPrefix: CLAIM_BRANCH_PREFIX,
  });
  const other = open.find(
    pullRequest =>
      parseClaimBranch(pullRequest.head)?.name === name &&
      !pullRequest.body.includes(taskMarker(taskId)),
  );
  if (other) throw askedAlready(other);
}

/**
 * The cluster of this name that lives in the fleet, if there is one. Rows that stand for pull requests only are
 * left out: Git itself has been asked about those.
 */
export function findLiving(
  clusters: WorkerCluster[],
  name: string,
): WorkerCluster | undefined {
  return clusters.find(
    cluster =>
      cluster.name === name &&
      !['requested', 'merged', 'closed'].includes(cluster.phase.phase),
  );
}
