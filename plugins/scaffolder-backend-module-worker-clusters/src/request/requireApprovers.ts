import { InputError } from '@backstage/errors';
import type { Policy } from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { GitRepository } from '@worker-clusters/git-pull-requests';
import { oneLine, withSentence } from './errors';

type SecondApprover = { reviewers: string[]; teams: string[] };

/** The second approver that the policy requires in an environment, if any. */
export function secondApproverOf(
  { environments }: Policy,
  environment: string,
): SecondApprover | undefined {
  return environments && Object.hasOwn(environments, environment)
    ? environments[environment].secondApprover
    : undefined;
}

/**
 * Checks that the Git host knows the second approver of an environment: without one, nobody but the usual reviewer would
 * be asked.
 *
 * @returns warnings, if the portal's account may not look
 * @throws InputError that names who is unknown.
 */
export async function requireApprovers(
  repository: Pick<GitRepository, 'findUnknownReviewers'>,
  policy: Policy,
  environment: string,
): Promise<string[]> {
  const second = secondApproverOf(policy, environment);
  if (!second?.reviewers.length && !second?.teams.length) return [];
  const { reviewers, teams: teamReviewers } = second;
  try {
    const unknown = await repository.findUnknownReviewers({
      reviewers,
      teamReviewers,
    });
    if (!unknown.length) return [];
    throw new InputError(
      `${unknown
        .map(({ message }) => message)
        .join(
          ' ',
        )} A request for ${environment} needs a second approval: the platform team must correct workerClusters.policy.environments.${environment}.secondApprover. Nothing was written.`,
    );
  } catch (error) {
    const { name } = error as Error;
    if (name === 'InputError') throw error;
    if (name !== 'NotAllowedError') {
      throw withSentence(error, 'Nothing was written.');
    }
    return [
      `Whether the Git host knows the second approvers was not checked: ${oneLine(
        error,
      )}`,
    ];
  }
}
