import type { ConfigProblemsService } from '@worker-clusters/backstage-plugin-worker-clusters-node/config';
import { FileTooLargeError } from '@worker-clusters/git-pull-requests';
import type { GitopsRepository } from './GitopsRepository';

const KEY = 'workerClusters.gitops';
/** Most folders of environments in which a claim is looked for. */
const MAX_ENVIRONMENTS = 10;

/**
 * Reports what `workerClusters.gitops` names and the repository does not have, and withdraws what it has by now. Reads a few
 * files and folders.
 *
 * @param options - `environments`: those that claims may be for; `paths`: keys of the files that are configured, and not
 *   left to their defaults
 * @throws whatever the Git host says if it refuses a request or does not answer
 */
export async function checkRepository(options: {
  repository: GitopsRepository;
  environments: readonly string[];
  paths: ReadonlyArray<'xrdPath' | 'compositionPath'>;
  problems: Pick<ConfigProblemsService, 'report' | 'resolve'>;
}): Promise<void> {
  const { repository, problems } = options;
  const { git, config, claimsFolder } = repository;
  const branch = await repository.branch();
  const say = (
    key: string,
    exists: boolean,
    problem: { message: string; effect: string },
  ) => {
    if (exists) problems.resolve(`${KEY}.${key}`);
    else
      problems.report({
        key: `${KEY}.${key}`,
        severity: 'warning',
        ...problem,
      });
  };

  const hasBranch = (await git.getBranch(branch)) !== undefined;
  say('branch', hasBranch, {
    message: `there is no branch '${branch}' in ${git.url}`,
    effect: 'No cluster can be requested.',
  });
  if (!hasBranch) return;

  const folders = [
    claimsFolder,
    ...options.environments
      .slice(0, MAX_ENVIRONMENTS)
      .map(environment => `${claimsFolder}/${environment}`),
  ];
  let hasClaims = false;
  for (const folder of folders) {
    hasClaims ||= (await git.listFiles(folder, branch)).length > 0;
  }
  say('claimsFolder', hasClaims, {
    message: `there is no file in '${claimsFolder}' and its folders of environments on the branch '${branch}' of ${git.url}: correct it, unless no cluster was requested yet`,
    effect: 'New claims are written there, and no other ones are found.',
  });

  for (const key of options.paths) {
    const path = config[key];
    say(key, await hasFile(git, path, branch), {
      message: `there is no file '${path}' on the branch '${branch}' of ${git.url}`,
      effect:
        'Requests are not checked by it while the management cluster cannot be reached.',
    });
  }
}

async function hasFile(
  git: GitopsRepository['git'],
  path: string,
  branch: string,
): Promise<boolean> {
  try {
    return (await git.getFile(path, branch)) !== undefined;
  } catch (error) {
    if (error instanceof FileTooLargeError) return true;
    throw error;
  }
}
