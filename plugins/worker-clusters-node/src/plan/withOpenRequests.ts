import { applyDefaults } from '@worker-clusters/kubernetes-schema';
import type { GitPullRequest } from '@worker-clusters/git-pull-requests';
import {
  type Claim,
  type ClaimIdentity,
  type ClaimSpec,
  claimPath,
  definitionOf,
  validateClaim,
  parseClaim,
  parseClaimBranch,
} from '../claims';
import { MAX_YAML_BYTES } from '../claims/parseYaml';
import { checkMachinery, checkPolicy, checkRestrictedFields } from '../policy';
import type { FleetCluster, PlanInput, Platform } from './Platform';

/** Open requests whose claims are read for one plan. */
const MAX_READ = 50;
/** Claims that are read at a time. */
const CONCURRENCY = 4;

/** What the open requests for new clusters take. */
export interface OpenRequests {
  /** The fleet with the clusters of valid requests that it does not know yet; undefined if the fleet cannot be read now. */
  fleet?: FleetCluster[];
  /** Open pull requests without those for a new cluster whose claim is not valid: these take nothing. */
  open: GitPullRequest[];
  /** Numbers of the pull requests that are left out. */
  invalid: number[];
  /** Number of requests that were not read, because there are too many. */
  unread: number;
}

/**
 * Adds the clusters that are requested and that the fleet does not know yet: until it does, their address ranges would be
 * free and their owners' quotas not used. Anybody who can push can open such a pull request, so its claim counts only if it
 * is valid by the XRD and the policy; a file that is too large is not read.
 *
 * @param open - open pull requests of requests
 */
export async function withOpenRequests(
  platform: Platform,
  open: GitPullRequest[],
  { name }: Pick<PlanInput, 'name'>,
): Promise<OpenRequests> {
  // Not those that are requested by a pull request that was not evaluated yet.
  const known = new Set(
    platform.fleet
      ?.filter(c => c.phase !== 'requested' || c.request)
      .map(c => c.name),
  );
  const requests = open
    .flatMap(pullRequest => {
      const place = parseClaimBranch(pullRequest.head);
      return place?.verb === 'create' && !known.has(place.name)
        ? [{ pullRequest, place }]
        : [];
    })
    // The ones in the way of this request first, then the oldest.
    .sort(
      (a, b) =>
        Number(b.place.name === name) - Number(a.place.name === name) ||
        a.pullRequest.number - b.pullRequest.number,
    );
  const read = requests
    .slice(0, MAX_READ)
    .sort((a, b) => a.pullRequest.number - b.pullRequest.number);
  const texts = await mapSome(read, request => readText(platform, request));
  const clusters = read.map(({ place }, i) =>
    validCluster(platform, place, texts[i]),
  );
  const names = new Set(read.map(({ place }) => place.name));
  const invalid = read
    .filter((_, i) => !clusters[i])
    .map(({ pullRequest }) => pullRequest.number);
  return {
    fleet: platform.fleet && [
      ...platform.fleet.filter(c => known.has(c.name) || !names.has(c.name)),
      ...clusters.filter(cluster => cluster !== undefined),
    ],
    open: open.filter(({ number }) => !invalid.includes(number)),
    invalid,
    unread: requests.length - read.length,
  };
}

interface OpenRequest {
  pullRequest: GitPullRequest;
  place: ClaimIdentity;
}

/** Text of the claim's file; undefined if there is none, for example on a fork, or if it is too large. */
async function readText(
  { repository, claimsFolder }: Platform,
  { pullRequest, place }: OpenRequest,
): Promise<string | undefined> {
  try {
    const file = await repository.getFile(
      claimPath({ ...place, claimsFolder }),
      pullRequest.head,
      { maxBytes: MAX_YAML_BYTES },
    );
    return file?.content;
  } catch (error) {
    if ((error as Error).name === 'FileTooLargeError') return undefined;
    throw error;
  }
}

/** The cluster that a claim requests; undefined if the claim is not valid. */
function validCluster(
  platform: Platform,
  { name, environment }: ClaimIdentity,
  text: string | undefined,
): FleetCluster | undefined {
  if (text === undefined) return undefined;
  const { definition: newest, others = [], policy } = platform;
  const definition = definitionOf(text, [newest, ...others]);
  let claim: Claim;
  try {
    claim = parseClaim(text, definition);
  } catch {
    return undefined;
  }
  const schema = (definition.schema as any).properties?.spec ?? {};
  const spec = applyDefaults(schema, claim.spec) as ClaimSpec;
  const findings = [
    ...checkMachinery(policy, { claim, author: 'committer', definition }),
    ...checkRestrictedFields(policy, { schema, spec }),
    // Whether it shares a range or a quota with others is the other requests' concern.
    ...checkPolicy(policy, { name, spec }),
  ];
  const isValid =
    claim.metadata.name === name &&
    spec.environment === environment &&
    validateClaim(claim, definition).problems.length === 0 &&
    !findings.some(({ severity }) => severity === 'error');
  if (!isValid) return undefined;
  return {
    name,
    environment,
    owner: spec.owner,
    vpcCidr: spec.network?.vpcCidr,
    phase: 'requested',
  };
}

/** Maps with bounded concurrency, in the order of the items. */
async function mapSome<T, R>(
  items: T[],
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await map(items[index]);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return results;
}
