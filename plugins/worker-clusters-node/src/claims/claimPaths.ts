import { InputError } from '@backstage/errors';
import {
  checkClusterName,
  type ClusterRequestVerb,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import { requireClusterName } from './requireClusterName';

/** What identifies a claim in Git. @public */
export interface ClaimIdentity {
  environment: string;
  name: string;
}

const BRANCH_PREFIX = 'worker-cluster/';

/** Prefix of the branches of all requests, to select pull requests by. @public */
export const CLAIM_BRANCH_PREFIX = BRANCH_PREFIX;

/**
 * Returns the path of a claim's file in the GitOps repository: `<claims folder>/<environment>/<name>.yaml`. It is always
 * exactly two levels below the claims folder, whatever the parts hold.
 *
 * @throws InputError if environment or name is not a DNS label, or the folder leads out of the repository.
 * @public
 */
export function claimPath(
  options: ClaimIdentity & { claimsFolder: string },
): string {
  const { claimsFolder, environment, name } = options;
  requireEnvironment(environment);
  requireClusterName(name);
  return `${normalizeFolder(claimsFolder)}/${environment}/${name}.yaml`;
}

/**
 * Parses a path of {@link claimPath}. Returns undefined for every other path.
 *
 * @public
 */
export function parseClaimPath(
  path: string,
  claimsFolder: string,
): ClaimIdentity | undefined {
  const folder = `${normalizeFolder(claimsFolder)}/`;
  if (!path.startsWith(folder)) return undefined;
  const match = /^([^/]+)\/([^/]+)\.yaml$/.exec(path.slice(folder.length));
  return match ? identity(match[1], match[2]) : undefined;
}

/**
 * Returns the branch of a request: `worker-cluster/<environment>/<name>/<verb>`. It is the same for all requests of a
 * cluster and verb, so that concurrent ones collide; {@link numberedBranch} names the later ones.
 *
 * @throws InputError if environment or name is not a DNS label.
 * @public
 */
export function claimBranch(
  options: ClaimIdentity & { verb?: ClusterRequestVerb },
): string {
  const { environment, name, verb = 'create' } = options;
  requireEnvironment(environment);
  requireClusterName(name);
  return `${BRANCH_PREFIX}${environment}/${name}/${verb}`;
}

/**
 * Returns the branch of the n-th request of a cluster and verb: the first has the name of {@link claimBranch}, the second
 * ends with `-2`. A branch serves one pull request only: a Git host may still act on a name that was deleted a moment ago.
 *
 * @param branch - a plain name
 * @param number - from 1
 * @public
 */
export function numberedBranch(branch: string, number: number): string {
  return number === 1 ? branch : `${branch}-${number}`;
}

/**
 * Whether two branches belong to the same cluster and verb, whatever their numbers.
 *
 * @public
 */
export function isSameRequest(one: string, other: string): boolean {
  const [a, b] = [parseClaimBranch(one), parseClaimBranch(other)];
  return !!a && !!b && claimBranch(a) === claimBranch(b);
}

/**
 * Parses a branch of {@link claimBranch} or {@link numberedBranch}. Returns undefined for every other branch.
 *
 * @public
 */
export function parseClaimBranch(
  branch: string,
): (ClaimIdentity & { verb: ClusterRequestVerb }) | undefined {
  const match =
    /^worker-cluster\/([^/]+)\/([^/]+)\/(create|update|decommission)(?:-(?:[2-9]|[1-9]\d{1,3}))?$/.exec(
      branch,
    );
  const found = match ? identity(match[1], match[2]) : undefined;
  return found
    ? { ...found, verb: match![3] as ClusterRequestVerb }
    : undefined;
}

/**
 * Returns the namespace of an environment's claims in the management cluster.
 *
 * @public
 */
export function claimNamespace(environment: string): string {
  requireEnvironment(environment);
  return `clusters-${environment}`;
}

function identity(
  environment: string,
  name: string,
): ClaimIdentity | undefined {
  return isEnvironment(environment) && !checkClusterName(name)
    ? { environment, name }
    : undefined;
}

/** Whether `clusters-<environment>` is a namespace: at most 63 characters. */
function isEnvironment(environment: string): boolean {
  return (
    environment.length <= 40 &&
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(environment)
  );
}

function requireEnvironment(environment: string): void {
  if (!isEnvironment(environment)) {
    throw new InputError(
      `Environment '${environment.slice(
        0,
        80,
      )}' is not offered: choose one of those that the platform team has set up, for example dev.`,
    );
  }
}

/** Returns the folder without leading, trailing or double slashes. */
function normalizeFolder(folder: string): string {
  const segments = folder.split('/').filter(s => s !== '');
  if (segments.length === 0 || segments.some(s => /^\.+$/.test(s))) {
    throw new InputError(
      `'${folder}' cannot be the folder of the claims: workerClusters.gitops.claimsFolder must be a folder inside the GitOps repository, for example crossplane/claims`,
    );
  }
  return segments.join('/');
}
