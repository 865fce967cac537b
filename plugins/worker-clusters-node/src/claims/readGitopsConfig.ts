import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { ConfigProblemsService } from '../config';

/** `workerClusters.gitops`: where claims are kept. @public */
export interface GitopsConfig {
  /** `host?owner=o&repo=r` */
  repoUrl: string;
  /** Branch that the management Argo CD follows; the repository's default branch if not given. */
  branch?: string;
  claimsFolder: string;
  /** Path of the XRD in the repository. */
  xrdPath: string;
  /** Path of the Composition in the repository. */
  compositionPath: string;
  /** To which the claims of the repository belong; undefined if the portal has no management cluster. */
  managementCluster?: string;
}

/**
 * The management cluster to which the claims of the GitOps repository belong: `workerClusters.gitops.managementCluster`,
 * else the first one. Undefined if there is none.
 *
 * @throws InputError if it is not one of those that are configured.
 * @public
 */
export function readManagementCluster(config: Config): string | undefined {
  // Of one that is wrong otherwise as well: claims must not go to the next one.
  const names = (
    config.getOptionalConfigArray('workerClusters.managementClusters') ?? []
  ).map(c => c.getOptional('name'));
  const chosen = config.getOptionalString(
    'workerClusters.gitops.managementCluster',
  );
  if (chosen !== undefined && !names.includes(chosen)) {
    throw new InputError(
      `workerClusters.gitops.managementCluster is '${chosen}', which is not the name of one of workerClusters.managementClusters (${names.join(
        ', ',
      )})`,
    );
  }
  const [first] = names;
  if (chosen === undefined && names.length && typeof first !== 'string') {
    throw new InputError(
      'workerClusters.managementClusters[0].name must be a string: the claims of the GitOps repository go to the first management cluster, unless workerClusters.gitops.managementCluster names another one',
    );
  }
  return chosen ?? (first as string | undefined);
}

/**
 * Reads `workerClusters.gitops`; undefined if the portal has no GitOps repository configured.
 *
 * @public
 */
export function readGitopsConfig(config: Config): GitopsConfig | undefined {
  const gitops = config.getOptionalConfig('workerClusters.gitops');
  if (!gitops) return undefined;
  return {
    repoUrl: gitops.getString('repoUrl'),
    branch: gitops.getOptionalString('branch'),
    claimsFolder:
      gitops.getOptionalString('claimsFolder') ?? 'crossplane/claims',
    xrdPath:
      gitops.getOptionalString('xrdPath') ??
      'crossplane/xrds/workercluster.yaml',
    compositionPath:
      gitops.getOptionalString('compositionPath') ??
      'crossplane/compositions/workercluster-aws.yaml',
    managementCluster: readManagementCluster(config),
  };
}

/**
 * Reads `workerClusters.gitops` of the portal; undefined if it has none, or while it is wrong.
 *
 * @public
 */
export function readPortalGitops(
  config: Config,
  problems: ConfigProblemsService,
): GitopsConfig | undefined {
  return problems.read<GitopsConfig | undefined>(
    {
      key: 'workerClusters.gitops',
      effect:
        'No cluster can be requested, and pull requests are not followed.',
      fallback: undefined,
    },
    () => readGitopsConfig(config),
  );
}
