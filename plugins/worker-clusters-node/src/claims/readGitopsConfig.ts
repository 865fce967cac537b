import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

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
  const names = (
    config.getOptionalConfigArray('workerClusters.managementClusters') ?? []
  ).map(c => c.getString('name'));
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
  return chosen ?? names[0];
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
