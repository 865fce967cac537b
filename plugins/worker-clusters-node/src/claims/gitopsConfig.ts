import type { Config } from '@backstage/config';

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
  };
}
