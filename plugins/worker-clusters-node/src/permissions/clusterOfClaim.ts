import { ConflictError } from '@backstage/errors';
import type {
  ClusterRef,
  LifecyclePhase,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { claimNamespace } from '../claims';

/** Phases of rows of which there is no claim on the followed branch. */
const WITHOUT_CLAIM: LifecyclePhase[] = ['requested', 'closed'];

/**
 * A row of the fleet, as far as it is found by its claim.
 *
 * @public
 */
export interface ClusterWithClaim extends ClusterRef {
  environment?: string;
  phase: { phase: LifecyclePhase };
}

/**
 * The cluster of a claim of the GitOps repository. Its claims belong to one management cluster: a cluster of the same name
 * and environment in another one is another cluster.
 *
 * @param clusters - rows of that name
 * @param claim - `managementCluster`: to which the claims of the repository belong; undefined if that is not known
 * @returns undefined if there is none
 * @throws ConflictError if several namespaces have such a claim, and none of them is that of the environment.
 * @public
 */
export function clusterOfClaim<T extends ClusterWithClaim>(
  clusters: T[],
  claim: {
    managementCluster: string | undefined;
    environment: string;
    name: string;
  },
): T | undefined {
  const { managementCluster, environment, name } = claim;
  if (managementCluster === undefined) return undefined;
  const found = clusters.filter(
    cluster =>
      cluster.managementCluster === managementCluster &&
      cluster.environment === environment &&
      cluster.name === name &&
      !WITHOUT_CLAIM.includes(cluster.phase.phase),
  );
  if (found.length <= 1) return found[0];
  const own = found.find(c => c.namespace === claimNamespace(environment));
  if (own) return own;
  throw new ConflictError(
    `Worker cluster '${name}': claims in several namespaces have that name in environment ${environment}. The platform team must remove all but one.`,
  );
}

/**
 * Passes a claim file that is the claim of the cluster on which the permission was decided.
 *
 * @throws ConflictError if the file names another namespace.
 * @public
 */
export function requireClaimOf(
  claim: { metadata: { name: string; namespace?: string } },
  { namespace }: ClusterRef,
): void {
  const { metadata } = claim;
  if (
    metadata.namespace !== undefined &&
    metadata.namespace !== '' &&
    metadata.namespace !== namespace
  ) {
    throw new ConflictError(
      `The claim of '${metadata.name}' in Git is of namespace ${metadata.namespace}, the cluster of namespace ${namespace}: they are not the same cluster. The platform team must look at the file.`,
    );
  }
}
