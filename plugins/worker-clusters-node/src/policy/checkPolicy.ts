import {
  type Cidr,
  cidrContains,
  cidrsOverlap,
  type ClusterRef,
  formatCidr,
  parseCidr,
  type RequestFinding,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimSpec } from '../claims';
import { ownerRef } from '../permissions/ownerRef';
import type { DisclosingFinding } from '../permissions/redactFindings';
import type { Policy } from './readPolicy';
import { checkVersion } from './checkVersion';

/**
 * The fields of a cluster of the fleet, or of a request, that the policy uses.
 *
 * @public
 */
export interface KnownCluster {
  /** Absent for a cluster that is known from Git only. */
  ref?: ClusterRef;
  name: string;
  environment?: string;
  /** Entity reference. */
  owner?: string;
  vpcCidr?: string;
}

/**
 * A claim to check against the policy.
 *
 * @public
 */
export interface PolicyInput {
  name: string;
  /** With the XRD's defaults. */
  spec: ClaimSpec;
  /** As it was; absent for a new cluster. */
  before?: ClaimSpec;
  /** The fleet, with or without the cluster itself; undefined if it cannot be read now. */
  fleet?: KnownCluster[];
}

/**
 * Checks a claim against the policy. Returns no finding for a claim that it allows.
 *
 * @public
 */
export function checkPolicy(
  policy: Policy,
  input: PolicyInput,
): DisclosingFinding[] {
  return [
    ...checkName(policy, input),
    ...checkEnvironment(policy, input),
    ...checkVersion(
      input.spec.kubernetesVersion,
      input.before?.kubernetesVersion,
    ),
    ...checkQuota(policy, input),
    ...checkCidr(policy, input),
  ];
}

function error(rule: string, field: string, message: string): RequestFinding {
  return { severity: 'error', rule, field, message };
}

function checkName(
  { name: rule }: Policy,
  input: PolicyInput,
): RequestFinding[] {
  // Who has a name keeps it.
  if (!rule || input.before || rule.pattern.test(input.name)) return [];
  return [
    error(
      'name',
      'metadata.name',
      `The name '${input.name}' does not follow the platform team's rule: ${rule.description}.`,
    ),
  ];
}

function checkEnvironment(
  policy: Policy,
  input: PolicyInput,
): RequestFinding[] {
  const { spec, before } = input;
  const { environment } = spec;
  if (!policy.environments) return [];
  if (!Object.hasOwn(policy.environments, environment)) {
    return [
      error(
        'environment',
        'spec.environment',
        `Environment '${environment}' is not offered: choose one of ${Object.keys(
          policy.environments,
        ).join(', ')}.`,
      ),
    ];
  }
  const rules = policy.environments[environment];
  const findings: RequestFinding[] = [];
  const oneOf = (
    rule: string,
    field: string,
    label: string,
    value: string | undefined,
    was: string | undefined,
    allowed: string[] | undefined,
  ) => {
    // What is so already may stay so.
    if (
      !allowed ||
      value === undefined ||
      value === was ||
      allowed.includes(value)
    )
      return;
    findings.push(
      error(
        rule,
        field,
        `${label} '${value}' is not offered in ${environment}: choose one of ${allowed.join(
          ', ',
        )}.`,
      ),
    );
  };
  oneOf(
    'region',
    'spec.region',
    'Region',
    spec.region,
    before?.region,
    rules.regions,
  );
  oneOf(
    'version',
    'spec.kubernetesVersion',
    'Kubernetes version',
    spec.kubernetesVersion,
    before?.kubernetesVersion,
    rules.kubernetesVersions,
  );
  oneOf(
    'size',
    'spec.nodes.size',
    'Node size',
    spec.nodes?.size,
    before?.nodes?.size,
    rules.nodeSizes,
  );
  const max = spec.nodes?.max;
  if (
    rules.maxNodes !== undefined &&
    max !== undefined &&
    max > Math.max(rules.maxNodes, before?.nodes?.max ?? 0)
  ) {
    findings.push(
      error(
        'size',
        'spec.nodes.max',
        `A cluster in ${environment} has at most ${rules.maxNodes} nodes, not ${max}: lower the maximum, or ask the platform team.`,
      ),
    );
  }
  return findings;
}

/** Who must approve as well: for every verb, a removal included. */
export function approvalFindings(
  policy: Policy,
  environment: string,
): RequestFinding[] {
  const rules =
    policy.environments && Object.hasOwn(policy.environments, environment)
      ? policy.environments[environment]
      : undefined;
  if (!rules?.secondApprover) return [];
  const { teams, reviewers } = rules.secondApprover;
  return [
    {
      severity: 'info',
      rule: 'approval',
      message: `A request for ${environment} needs a second approval, by ${
        [...teams, ...reviewers].join(' or ') ||
        'somebody else of the platform team'
      }.`,
    },
  ];
}

/** Of clusters in a message. */
const MAX_NAMES = 10;

function checkQuota(
  { quota }: Policy,
  input: PolicyInput,
): DisclosingFinding[] {
  const owner = ownerRef(input.spec.owner);
  if (!quota || !owner) return [];
  const limit = Object.hasOwn(quota.owners, owner)
    ? quota.owners[owner]
    : quota.clustersPerOwner;
  if (limit === undefined || ownerRef(input.before?.owner) === owner) return [];
  if (!input.fleet)
    return [unknownFleet('quota', 'how many clusters the owner has')];
  const own = input.fleet.filter(
    c => ownerRef(c.owner) === owner && c.name !== input.name,
  );
  if (own.length < limit) return [];
  const named = own
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, MAX_NAMES);
  return [
    {
      ...error(
        'quota',
        'spec.owner',
        `${input.spec.owner} has ${own.length} of ${limit} clusters (${named
          .map(c => c.name)
          .join(', ')}): decommission one, or ask the platform team for more.`,
      ),
      discloses: {
        clusters: named.map(c => c.ref),
        redacted: `The quota of ${input.spec.owner} is used up: decommission a cluster, or ask the platform team for more.`,
      },
    },
  ];
}

function checkCidr(
  { network }: Policy,
  input: PolicyInput,
): DisclosingFinding[] {
  const text = input.spec.network?.vpcCidr;
  const field = 'spec.network.vpcCidr';
  if (text === undefined || text === input.before?.network?.vpcCidr) return [];
  const cidr = parseCidr(text);
  if (!cidr) {
    return [
      error(
        'cidr',
        field,
        `'${text}' is not an IPv4 range: write one such as 10.42.0.0/16, with nothing set behind the prefix.`,
      ),
    ];
  }
  if (network && !cidrContains(network.pool, cidr)) {
    return [
      error(
        'cidr',
        field,
        `${text} is outside of the platform's pool ${formatCidr(
          network.pool,
        )}: choose a range in it, or leave it empty to get one.`,
      ),
    ];
  }
  if (network && cidr.prefix < network.prefix) {
    return [
      error(
        'cidr',
        field,
        `${text} is larger than the range of a cluster (/${network.prefix}): choose a smaller one, or leave it empty to get one.`,
      ),
    ];
  }
  const reserved = network?.reserved.find(r => cidrsOverlap(r, cidr));
  if (reserved) {
    return [
      error(
        'cidr',
        field,
        `${text} overlaps ${formatCidr(
          reserved,
        )}, which is used elsewhere: choose another range, or leave it empty to get one.`,
      ),
    ];
  }
  if (!input.fleet)
    return [unknownFleet('cidr', 'whether the address range is free')];
  const taken = input.fleet.find(
    c =>
      c.name !== input.name &&
      usedRange(c) &&
      cidrsOverlap(usedRange(c)!, cidr),
  );
  if (!taken) return [];
  // Without a pool an empty field gets the XRD's default, which may be the very range that is taken.
  const remedy = network
    ? 'choose another range, or leave it empty to get one'
    : 'choose another range';
  return [
    {
      ...error(
        'cidr',
        field,
        `${text} overlaps ${taken.vpcCidr} of the cluster ${taken.name}: ${remedy}.`,
      ),
      discloses: {
        clusters: [taken.ref],
        redacted: `${text} overlaps the range of another cluster: ${remedy}.`,
      },
    },
  ];
}

/** The range of a cluster, if it is known. */
export function usedRange(cluster: KnownCluster): Cidr | undefined {
  return cluster.vpcCidr === undefined ? undefined : parseCidr(cluster.vpcCidr);
}

function unknownFleet(rule: string, what: string): RequestFinding {
  return {
    severity: 'warning',
    rule,
    message: `The fleet cannot be read now, so it was not checked ${what}: the reviewer should.`,
  };
}
