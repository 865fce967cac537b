import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { RequestReport } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import {
  Claim,
  claimNamespace,
  claimPath,
  claimTypeOf,
  parseClaim,
  parseClaimBranch,
} from '@worker-clusters/backstage-plugin-worker-clusters-node';
import type { GitPullRequest } from '@worker-clusters/git-pull-requests';
import type { ClusterRequest } from '../store/types';
import type { GitopsRepository } from './GitopsRepository';
import type { BranchHead, CommitReader } from './RequestFiles';

/**
 * Reads what a pull request requests: from its branch's name which cluster, and from the claim file on that branch
 * the rest. Both are untrusted. Undefined if the branch is not one of a request, or there is no claim file: on the branch, or
 * for a removal on the branch that the management Argo CD follows.
 *
 * @param managementCluster - to which the claim will go
 */
export async function readRequest(
  {
    repository,
    reader,
  }: { repository: GitopsRepository; reader: CommitReader },
  pullRequest: GitPullRequest,
  { base, managementCluster }: { base: BranchHead; managementCluster: string },
): Promise<ClusterRequest | undefined> {
  const identity = parseClaimBranch(pullRequest.head);
  if (!identity) return undefined;
  const { claimsFolder } = repository;
  const { verb } = identity;
  const path = claimPath({ ...identity, claimsFolder });
  // The branch of a removal has no such file any more.
  const file = await (verb === 'decommission'
    ? reader.getFile(path, base)
    : reader.getHeadFile(path, pullRequest));
  // Also the pull request of somebody's fork, whose branch is not in this repository.
  if (!file) return undefined;

  const content = file === 'tooLarge' ? '' : file.content;
  const claim = toClaim(content, identity.name);
  const { number, url, title, state, createdAt, finishedAt } = pullRequest;
  // The claim names the requester of the cluster, not of its change.
  const requestedBy =
    claim && verb === 'create' ? requesterOf(claim) : undefined;
  return {
    ref: {
      managementCluster,
      namespace: namespaceOf(claim) ?? claimNamespace(identity.environment),
      name: identity.name,
    },
    ...(verb !== 'create' && { verb }),
    claimPath: path,
    environment: identity.environment,
    ...(claim && {
      region: claim.spec.region,
      owner: claim.spec.owner,
      kubernetesVersion: claim.spec.kubernetesVersion,
      ...(claim.spec.network?.vpcCidr && {
        vpcCidr: claim.spec.network.vpcCidr,
      }),
    }),
    pullRequest: {
      number,
      url,
      title,
      state,
      createdAt,
      ...(requestedBy && { requestedBy }),
      ...(finishedAt && { finishedAt }),
    },
  };
}

/** What the scaffolder's action says of a pull request that it has just opened. */
export function reportedRequest(
  report: RequestReport,
  managementCluster: string,
): ClusterRequest {
  const { namespace, name, requestedBy, pullRequest, ...rest } = report;
  const requester = requestedBy && entityRef(requestedBy);
  return {
    ref: { managementCluster, namespace, name },
    ...rest,
    pullRequest: {
      ...pullRequest,
      state: 'open',
      ...(requester && { requestedBy: requester }),
    },
  };
}

/** The claim, if the file is sound: one that is not is for the review to find; the request is one all the same. */
function toClaim(content: string, name: string): Claim | undefined {
  try {
    const claim = parseClaim(content, claimTypeOf(content));
    return claim.metadata.name === name ? claim : undefined;
  } catch {
    return undefined;
  }
}

function namespaceOf(claim: Claim | undefined): string | undefined {
  const namespace = claim?.metadata.namespace;
  return namespace && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace)
    ? namespace
    : undefined;
}

/** The annotation `<API group>/requested-by`. */
function requesterOf({ apiVersion, metadata }: Claim): string | undefined {
  const group = apiVersion.split('/')[0];
  return entityRef(metadata.annotations[`${group}/requested-by`] ?? '');
}

function entityRef(text: string): string | undefined {
  try {
    return text.length <= 255
      ? stringifyEntityRef(parseEntityRef(text))
      : undefined;
  } catch {
    return undefined;
  }
}
