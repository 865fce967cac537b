import {
  type Cidr,
  cidrContains,
  cidrsOverlap,
  type ClusterRef,
  formatCidr,
  parseCidr,
  type RequestFinding,
  writeMessage,
  type Message,
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

function error(rule: string, field: string, message: Message): RequestFinding {
  return { severity: 'error', rule, field, ...message };
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
      writeMessage('name-rule', {
        name: input.name,
        rule: rule.description,
      }),
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
        writeMessage('environment-not-offered', {
          environment,
          choices: Object.keys(policy.environments).join(', '),
        }),
      ),
    ];
  }
  const rules = policy.environments[environment];
  const findings: RequestFinding[] = [];
  const oneOf = (
    rule: 'region' | 'version' | 'size',
    field: string,
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
        writeMessage(`${rule}-not-offered`, {
          value,
          environment,
          choices: allowed.join(', '),
        }),
      ),
    );
  };
  oneOf('region', 'spec.region', spec.region, before?.region, rules.regions);
  oneOf(
    'version',
    'spec.kubernetesVersion',
    spec.kubernetesVersion,
    before?.kubernetesVersion,
    rules.kubernetesVersions,
  );
  oneOf(
    'size',
    'spec.nodes.size',
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
        writeMessage('nodes-above-limit', {
          environment,
          limit: rules.maxNodes,
          max,
        }),
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
  const approvers = [...teams, ...reviewers].join(' / ');
  return [
    {
      severity: 'info',
      rule: 'approval',
      ...(approvers
        ? writeMessage('second-approval', { environment, approvers })
        : writeMessage('second-approval-platform', { environment })),
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
    return [unknownFleet('quota', writeMessage('quota-not-checked'))];
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
        writeMessage('quota-used', {
          owner: input.spec.owner,
          count: own.length,
          limit,
          names: named.map(c => c.name).join(', '),
        }),
      ),
      discloses: {
        clusters: named.map(c => c.ref),
        redacted: writeMessage('quota-used-hidden', {
          owner: input.spec.owner,
        }),
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
      error('cidr', field, writeMessage('range-invalid', { range: text })),
    ];
  }
  if (network && !cidrContains(network.pool, cidr)) {
    return [
      error(
        'cidr',
        field,
        writeMessage('range-outside-pool', {
          range: text,
          pool: formatCidr(network.pool),
        }),
      ),
    ];
  }
  if (network && cidr.prefix < network.prefix) {
    return [
      error(
        'cidr',
        field,
        writeMessage('range-too-large', {
          range: text,
          prefix: network.prefix,
        }),
      ),
    ];
  }
  const reserved = network?.reserved.find(r => cidrsOverlap(r, cidr));
  if (reserved) {
    return [
      error(
        'cidr',
        field,
        writeMessage('range-reserved', {
          range: text,
          reserved: formatCidr(reserved),
        }),
      ),
    ];
  }
  if (!input.fleet)
    return [unknownFleet('cidr', writeMessage('range-not-checked'))];
  const taken = input.fleet.find(
    c =>
      c.name !== input.name &&
      usedRange(c) &&
      cidrsOverlap(usedRange(c)!, cidr),
  );
  if (!taken) return [];
  // Without a pool an empty field gets the XRD's default, which may be the very range that is taken.
  const pool = network ? '-pool' : '';
  return [
    {
      ...error(
        'cidr',
        field,
        writeMessage(`range-taken${pool}`, {
          range: text,
          other: taken.vpcCidr!,
          name: taken.name,
        }),
      ),
      discloses: {
        clusters: [taken.ref],
        redacted: writeMessage(`range-taken-hidden${pool}`, { range: text }),
      },
    },
  ];
}

/** The range of a cluster, if it is known. */
export function usedRange(cluster: KnownCluster): Cidr | undefined {
  return cluster.vpcCidr === undefined ? undefined : parseCidr(cluster.vpcCidr);
}

function unknownFleet(rule: string, message: Message): RequestFinding {
  return { severity: 'warning', rule, ...message };
}
