import { type Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import {
  type Cidr,
  type Message,
  parseCidr,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ConfigProblemsService } from '../config';
import {
  type OwnershipPolicy,
  readOwnershipPolicy,
  STRICT_OWNERSHIP,
} from '../permissions/ownership';
import { ownerRef } from '../permissions/ownerRef';
import type { Lifetime } from './lifetime';

/** The policy of one environment. An absent list restricts nothing. @public */
export interface EnvironmentPolicy {
  regions?: string[];
  kubernetesVersions?: string[];
  nodeSizes?: string[];
  /** Upper bound of `nodes.max`. */
  maxNodes?: number;
  /** How long clusters live; absent: without an end. */
  lifetime?: Lifetime;
  /** Who must approve a pull request for this environment in addition to the usual reviewers. */
  secondApprover?: { reviewers: string[]; teams: string[] };
}

/** Monthly prices. @public */
export interface PriceTable {
  /** For example `USD`. */
  currency: string;
  /** Of a cluster without nodes: control plane, gateways. */
  cluster: number;
  /** Of a node, by its size. */
  nodes: Record<string, number>;
  /** Of a NAT gateway in a further zone, where a claim has one in each (`network.nat: perZone`). */
  natGateway?: number;
  /** Prices of clusters that another Composition than the default one creates. Those of others are not known. */
  compositions?: Array<{
    name: string;
    cluster: number;
    nodes: Record<string, number>;
    natGateway?: number;
  }>;
}

/** An allow-list of a field, beside the values that the XRD offers. @public */
export interface RestrictedField {
  /** Path in the claim, for example `spec.applications.repoURL`. */
  field: string;
  /** Values; `*` stands for one or more of `A-Z a-z 0-9 . _ ~ + -`, so that it never spans a `/`. */
  allow: string[];
}

/** What the platform team allows: `workerClusters.policy`. @public */
export interface Policy {
  /** Restricts names further than `checkClusterName`. */
  name?: { pattern: RegExp; description: string };
  /** By name. Undefined: every environment of the XRD, without restrictions. */
  environments?: Record<string, EnvironmentPolicy>;
  quota?: {
    /** Clusters that one owner may have, requests included. */
    clustersPerOwner?: number;
    /** By entity reference in its full form, instead of `clustersPerOwner`. */
    owners: Record<string, number>;
  };
  network?: {
    /** Where address ranges come from if none is given. */
    pool: Cidr;
    /** Of a cluster's range, in bits. */
    prefix: number;
    /** Ranges that are used elsewhere. */
    reserved: Cidr[];
  };
  prices?: PriceTable;
  /** Requests are made by the team that owns the cluster. Undefined: anybody requests for any team. */
  ownership?: OwnershipPolicy;
  /** Fields with an allow-list; see `checkRestrictedFields` for those that always have one. */
  restrictedFields?: RestrictedField[];
  /** Labels and annotations that anybody may set, beside those of the claims' API group. `example.org/*` is a domain. */
  metadataKeys?: string[];
  /**
   * Paths of fields that the platform team sets by pull requests of its own, for example
   * `spec.crossplane.compositionUpdatePolicy`.
   */
  platformFields?: string[];
  /** Names of Compositions that a new cluster may select, beside the XRD's default. */
  compositions?: string[];
  /**
   * Whether requesters may change their open request by submitting it again. Only for a Git host that dismisses
   * approvals when a commit is added.
   */
  amendRequests?: boolean;
  /** Set if the policy cannot be read: no request is allowed, for this reason. */
  refusal?: Message;
}

const KEY = 'workerClusters.policy';
const REFUSAL = writeMessage('policy-unreadable');

/**
 * Reads a policy: `workerClusters.policy` of the portal, or a file of the same form.
 *
 * @param config - the policy itself; undefined for none
 * @throws InputError that names the invalid field.
 * @public
 */
export function readPolicy(config: Config | undefined): Policy {
  return {
    ...readRules(config),
    ...(config && { prices: readPrices(config.getOptionalConfig('prices')) }),
  };
}

/**
 * Reads `workerClusters.policy` of the portal. While it is wrong no request is allowed; while the prices are wrong no cost is
 * estimated.
 *
 * @param config - the configuration of the portal
 * @public
 */
export function readPortalPolicy(
  config: Config,
  problems: ConfigProblemsService,
): Policy {
  const policy = problems.read<Policy>(
    {
      key: KEY,
      effect: 'Every request is refused until it is corrected.',
      fallback: { ownership: STRICT_OWNERSHIP, refusal: REFUSAL },
    },
    () => readRules(config.getOptionalConfig(KEY)),
  );
  if (policy.refusal) return policy;
  const key = `${KEY}.prices`;
  const prices = problems.read<PriceTable | undefined>(
    { key, effect: 'No cost is estimated.', fallback: undefined },
    () => readPrices(config.getOptionalConfig(key)),
  );
  return { ...policy, ...(prices && { prices }) };
}

/** Everything but the prices, which restrict nothing. */
function readRules(config: Config | undefined): Policy {
  const ownership = readOwnershipPolicy(config);
  if (!config) return { ownership };
  return {
    ownership,
    name: readName(config.getOptionalConfig('name')),
    environments: readEnvironments(config.getOptionalConfig('environments')),
    quota: readQuota(config.getOptionalConfig('quota')),
    network: readNetwork(config.getOptionalConfig('network')),
    restrictedFields: readRestrictedFields(
      config.getOptionalConfigArray('restrictedFields'),
    ),
    metadataKeys: config.getOptionalStringArray('metadataKeys'),
    platformFields: config.getOptionalStringArray('platformFields'),
    compositions: config.getOptionalStringArray('compositions'),
    amendRequests: config.getOptionalBoolean('amendRequests'),
  };
}

function readName(config: Config | undefined): Policy['name'] {
  if (!config) return undefined;
  const pattern = config.getString('pattern');
  try {
    return {
      pattern: new RegExp(`^(?:${pattern})$`),
      description:
        config.getOptionalString('description') ?? `it must match ${pattern}`,
    };
  } catch (error) {
    throw new InputError(
      `The policy's name.pattern is not a regular expression: ${
        (error as Error).message
      }`,
    );
  }
}

function readEnvironments(config: Config | undefined): Policy['environments'] {
  if (!config) return undefined;
  return Object.fromEntries(
    config.keys().map(name => {
      const one = config.getConfig(name);
      const approver = one.getOptionalConfig('secondApprover');
      return [
        name,
        {
          regions: one.getOptionalStringArray('regions'),
          kubernetesVersions: one.getOptionalStringArray('kubernetesVersions'),
          nodeSizes: one.getOptionalStringArray('nodeSizes'),
          maxNodes: one.getOptionalNumber('maxNodes'),
          ...(one.has('lifetime') && {
            lifetime: readLifetime(one.getConfig('lifetime'), name),
          }),
          ...(approver && {
            secondApprover: {
              reviewers: approver.getOptionalStringArray('reviewers') ?? [],
              teams: approver.getOptionalStringArray('teams') ?? [],
            },
          }),
        },
      ];
    }),
  );
}

function readLifetime(config: Config, environment: string): Lifetime {
  const read = (key: string) =>
    config.has(key)
      ? durationToMilliseconds(readDurationFromConfig(config, { key }))
      : undefined;
  const [defaultMs, longestMs] = [read('default'), read('longest')];
  if (
    (defaultMs === undefined && longestMs === undefined) ||
    (defaultMs !== undefined && defaultMs <= 0) ||
    (longestMs !== undefined && longestMs < (defaultMs ?? 1))
  ) {
    throw new InputError(
      `The policy's environments.${environment}.lifetime is not usable: set default, longest or both to a duration such as '30 days', the default no longer than the longest`,
    );
  }
  return { defaultMs, longestMs };
}

function readQuota(config: Config | undefined): Policy['quota'] {
  if (!config) return undefined;
  const owners = config.getOptionalConfigArray('owners') ?? [];
  return {
    clustersPerOwner: config.getOptionalNumber('clustersPerOwner'),
    owners: Object.fromEntries(
      owners.map(o => {
        const owner = o.getString('owner');
        return [ownerRef(owner) ?? owner, o.getNumber('clusters')];
      }),
    ),
  };
}

function readNetwork(config: Config | undefined): Policy['network'] {
  if (!config) return undefined;
  const read = (text: string, where: string): Cidr => {
    const cidr = parseCidr(text);
    if (cidr) return cidr;
    throw new InputError(
      `The policy's ${where} is '${text}': write an IPv4 range such as 10.0.0.0/8`,
    );
  };
  const pool = read(config.getString('pool'), 'network.pool');
  const prefix = config.getOptionalNumber('prefix') ?? 16;
  if (!Number.isInteger(prefix) || prefix < pool.prefix || prefix > 28) {
    throw new InputError(
      `The policy's network.prefix is ${prefix}: set it to a number from ${pool.prefix} (that of the pool) to 28`,
    );
  }
  return {
    pool,
    prefix,
    reserved: (config.getOptionalStringArray('reserved') ?? []).map((text, i) =>
      read(text, `network.reserved[${i}]`),
    ),
  };
}

/** Below `spec`: what identifies a cluster has rules of its own. */
const FIELD = /^spec(\.[A-Za-z][A-Za-z0-9_-]*)+$/;

function readRestrictedFields(
  config: Config[] | undefined,
): Policy['restrictedFields'] {
  return config?.map((one, i) => {
    const field = one.getString('field');
    if (!FIELD.test(field)) {
      throw new InputError(
        `The policy's restrictedFields[${i}].field is '${field}': write a path such as spec.applications.repoURL`,
      );
    }
    return { field, allow: one.getStringArray('allow') };
  });
}

function readPrices(config: Config | undefined): PriceTable | undefined {
  if (!config) return undefined;
  const readTable = (table: Config) => {
    const nodes = table.getConfig('nodes');
    return {
      cluster: table.getNumber('cluster'),
      nodes: Object.fromEntries(nodes.keys().map(k => [k, nodes.getNumber(k)])),
      ...(table.has('natGateway') && {
        natGateway: table.getNumber('natGateway'),
      }),
    };
  };
  return {
    currency: config.getString('currency'),
    ...readTable(config),
    compositions: config
      .getOptionalConfigArray('compositions')
      ?.map(one => ({ name: one.getString('name'), ...readTable(one) })),
  };
}
