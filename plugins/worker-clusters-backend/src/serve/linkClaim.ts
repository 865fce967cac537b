import type {
  LifecyclePhase,
  WorkerClusterDetails,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  claimNamespace,
  claimPath,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';

/** The GitOps repository, as far as a link needs it. */
export interface ClaimFiles {
  claimsFolder: string;
  /** To which its claims belong. */
  managementCluster: string | undefined;
  /** Link to a file on the branch that the management Argo CD follows; undefined while that is not known. */
  fileUrl(path: string): string | undefined;
}

/**
 * Where the claim of a cluster stands in Git: where its pull request put it, else where the convention of the
 * GitOps repository has it, if its claims belong to the cluster's management cluster and the cluster's namespace follows
 * that convention too.
 */
export function linkClaim(
  files: ClaimFiles | undefined,
  cluster: {
    managementCluster: string;
    name: string;
    namespace: string;
    environment?: string;
    claimPath?: string;
    claimTracking?: WorkerClusterDetails['claimTracking'];
    phase: { phase: LifecyclePhase };
  },
): { claimPath?: string; claimUrl?: string } {
  // A claim that was applied by hand has no file: the convention would lead to one that is not there.
  const path =
    cluster.claimPath ??
    (cluster.claimTracking === 'none'
      ? undefined
      : conventionalPath(files, cluster));
  if (!path) return {};
  // A claim that is only requested is not on the followed branch: a link would lead nowhere.
  const isMerged = !['requested', 'closed'].includes(cluster.phase.phase);
  const claimUrl = isMerged ? files?.fileUrl(path) : undefined;
  return { claimPath: path, ...(claimUrl && { claimUrl }) };
}

function conventionalPath(
  files: ClaimFiles | undefined,
  cluster: {
    managementCluster: string;
    name: string;
    namespace: string;
    environment?: string;
  },
): string | undefined {
  const { name, namespace, environment } = cluster;
  // A cluster of another management cluster has its claim in another repository.
  if (files?.managementCluster !== cluster.managementCluster) return undefined;
  if (!environment) return undefined;
  try {
    return claimNamespace(environment) === namespace
      ? claimPath({ claimsFolder: files.claimsFolder, environment, name })
      : undefined;
  } catch {
    // Not a name that the convention knows.
    return undefined;
  }
}
