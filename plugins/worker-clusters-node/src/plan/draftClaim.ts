import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  formatCidr,
  mergePatch,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { GitFile } from '@worker-clusters/git-pull-requests';
import {
  type Claim,
  createClaim,
  editClaim,
  expiresAtAnnotation,
  parseClaim,
  renderClaim,
  revisionSelector,
} from '../claims';
import { withSelector } from '../claims/revisionChannel';
import { ownerRef } from '../permissions/ownerRef';
import { compositionOf, endFrom, lifetimeOf, nextRange } from '../policy';
import type { PlanInput, Platform, WrittenClaim } from './Platform';

/** The claim of a request and the text of its file. */
export interface ClaimDraft {
  /** As it would be; for a decommission as it is. */
  claim: Claim;
  /** Text of the file as it would be; absent if the file is removed. */
  text?: string;
  /** As it is; absent for a new cluster. */
  before?: Claim;
}

/**
 * Drafts the claim of a new cluster. Without an address range it gets the first free one of the policy's pool, without an
 * end the one that the policy gives to its environment. It follows the revisions of the default Composition that are
 * released to its environment, where the XRD has channels.
 *
 * @throws InputError if the pool has no free range.
 */
export function draftNewClaim(
  { definition, policy, fleet, now }: Platform,
  input: PlanInput,
): ClaimDraft {
  const { name, environment, requestedBy } = input;
  const expiresAt =
    input.expiresAt || endFrom(lifetimeOf(policy, environment), now);
  const claim = createClaim(
    {
      name,
      environment,
      spec: withFullOwner(input.spec),
      requestedBy,
      expiresAt,
    },
    definition,
  );
  // Kubernetes drops a field that is null.
  const network = claim.spec.network ?? {};
  // A network that is not an object is for the schema to refuse.
  const isObject = typeof network === 'object' && !Array.isArray(network);
  if (policy.network && fleet && isObject && !network.vpcCidr) {
    // An open request for this very cluster gets the same range again.
    const others = fleet.filter(cluster => cluster.name !== name);
    const vpcCidr = nextRange(policy.network, others);
    if (!vpcCidr) {
      throw new InputError(
        `No address range is free in the platform's pool (${formatCidr(
          policy.network.pool,
        )}): the platform team must make workerClusters.policy.network.pool larger. Nothing was written.`,
      );
    }
    claim.spec.network = { ...network, vpcCidr };
  }
  const released = withChannel(claim, definition);
  return { claim: released, text: renderClaim(released) };
}

function withChannel(claim: Claim, definition: Platform['definition']): Claim {
  const selector = revisionSelector(definition, claim.spec.environment);
  const { name, selected } = compositionOf(claim);
  return !selector || name !== undefined || selected
    ? claim
    : withSelector(claim, selector);
}

/** The claim's files. */
interface ClaimFiles {
  path: string;
  /** On the base branch. */
  file?: GitFile;
  /** On the branch of the requester's open pull request, to which a change is added. */
  amended?: GitFile;
}

/**
 * Takes a claim that is written already for the draft.
 *
 * @throws NotFoundError if it changes a claim that does not exist; ConflictError if the file holds another one.
 */
export function draftWrittenClaim(
  platform: Platform,
  input: PlanInput,
  { claim, text }: WrittenClaim,
  files: ClaimFiles,
): ClaimDraft {
  return input.verb === 'create'
    ? { claim, text }
    : { claim, text, before: readBefore(platform, input, files).before };
}

/** @throws NotFoundError if there is no such claim; ConflictError if the file holds another one. */
function readBefore(
  { definition, repository, base }: Platform,
  { name, environment }: PlanInput,
  { path, file }: ClaimFiles,
): { file: GitFile; before: Claim } {
  if (!file) {
    throw new NotFoundError(
      `There is no claim of '${name}' in environment ${environment}: ${repository.fileUrl(
        path,
        base,
      )} does not exist. It may have been removed, or its pull request is not merged yet.`,
    );
  }
  const before = parseClaim(file.content, definition);
  if (
    before.metadata.name !== name ||
    before.spec.environment !== environment
  ) {
    throw new ConflictError(
      `${path} holds the claim of '${before.metadata.name}' in ${before.spec.environment}. Correct the file in Git first.`,
    );
  }
  return { file, before };
}

/**
 * Drafts the change or removal of a claim that is in Git.
 *
 * @throws NotFoundError if there is no such claim; ConflictError if the file holds another one; InputError for a change
 *   of its environment.
 */
export function draftChangedClaim(
  platform: Platform,
  input: PlanInput,
  files: ClaimFiles,
): ClaimDraft {
  const { definition, policy, now } = platform;
  const { name, environment, verb } = input;
  const { file, before } = readBefore(platform, input, files);
  const { amended } = files;
  if (verb === 'decommission') return { claim: before, before };
  const patch = withFullOwner(input.spec);
  if (patch.environment !== undefined && patch.environment !== environment) {
    throw new InputError(
      `The environment of '${name}' is ${environment} and cannot change. Request a new cluster in the other environment.`,
    );
  }
  const from = amended?.content ?? file.content;
  const { spec, metadata } = amended ? parseClaim(from, definition) : before;
  const key = expiresAtAnnotation(definition);
  const end = input.extend
    ? extendedEnd(policy, environment, now)
    : input.expiresAt;
  const annotations: Record<string, string> = end ? { [key]: end } : {};
  const expiresAt = end ?? metadata.annotations[key];
  return {
    claim: {
      ...before,
      metadata: {
        ...before.metadata,
        annotations: {
          ...before.metadata.annotations,
          ...(expiresAt && { [key]: expiresAt }),
        },
      },
      spec: mergePatch(spec, patch),
    },
    text: editClaim(from, { ...definition, name }, patch, annotations),
    before,
  };
}

/** @throws InputError if the clusters of an environment have no end. */
function extendedEnd(
  policy: Platform['policy'],
  environment: string,
  now: Date,
): string {
  const end = endFrom(lifetimeOf(policy, environment), now);
  if (end) return end;
  throw new InputError(
    `Clusters in ${environment} have no lifetime that can be extended.`,
  );
}

function withFullOwner(
  spec: Record<string, unknown> | undefined,
): Record<string, unknown> {
  return typeof spec?.owner === 'string'
    ? { ...spec, owner: ownerRef(spec.owner) ?? spec.owner }
    : { ...spec };
}
