import type { RequestFinding } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimSpec, ClaimVerdict } from '../claims';
import type { PlatformContext } from './PlatformContext';

/** Whether the owner is a group that the catalog has. */
export async function ownerFindings(
  { entityExists }: PlatformContext,
  owner: string | undefined,
  before: string | undefined,
): Promise<RequestFinding[]> {
  if (owner === undefined || owner === before) return [];
  const field = 'spec.owner';
  if (!owner.startsWith('group:')) {
    return [
      {
        severity: 'error',
        rule: 'owner',
        field,
        message: `Owner '${owner.slice(
          0,
          80,
        )}' is not a group: a cluster belongs to a team. Choose a group of the catalog, for example group:default/payments.`,
      },
    ];
  }
  if (!entityExists || (await entityExists(owner))) return [];
  return [
    {
      severity: 'error',
      rule: 'owner',
      field,
      message: `Owner '${owner}' is not in the catalog, or you may not see it: choose one of the groups that the form offers.`,
    },
  ];
}

const CHECKS: Array<[rules: string[], title: string, passed: string]> = [
  [['schema', 'unknown-field', 'immutable'], 'Schema', 'valid'],
  [['cel'], 'Rules of the XRD', 'hold'],
  [['name'], 'Name', 'follows the rules'],
  [
    ['environment', 'region', 'version', 'size'],
    'Environment',
    'region, version and size are offered there',
  ],
  [['owner'], 'Owner', 'is in the catalog'],
  [['quota'], 'Quota', 'not used up'],
  [['cidr'], 'Address range', 'free'],
  [
    ['taken'],
    'Name and requests',
    'no other claim, request, cluster or entity is in the way',
  ],
];

/**
 * Which checks ran and how they ended, for the reviewer.
 *
 * @param judged - `verdict`: what was said of the claim; absent for a decommission, which changes no claim
 */
export function passedChecks(
  context: PlatformContext,
  judged: {
    spec: ClaimSpec;
    verdict?: ClaimVerdict;
    findings: RequestFinding[];
  },
): Array<{ title: string; result: string }> {
  const { definition, definitionSource, policy, entityExists } = context;
  const { spec, verdict, findings } = judged;
  const ran = (title: string): boolean => {
    if (title === 'Name and requests') return true;
    if (!verdict) return false;
    switch (title) {
      case 'Rules of the XRD':
        return verdict.rules.evaluated + verdict.rules.skipped.length > 0;
      case 'Owner':
        return entityExists !== undefined;
      case 'Address range':
        return spec.network?.vpcCidr !== undefined;
      case 'Quota':
        return policy.quota !== undefined;
      default:
        return true;
    }
  };
  return CHECKS.filter(([, title]) => ran(title)).map(
    ([names, title, passed]) => {
      const said = findings.filter(
        f => names.includes(f.rule) && f.severity !== 'info',
      );
      const result = said.length ? said.map(f => f.message).join(' ') : passed;
      if (title === 'Schema') {
        const from =
          definitionSource === 'management-cluster'
            ? 'the XRD in the management cluster'
            : 'the XRD in this repository';
        return {
          title,
          result: said.length
            ? result
            : `valid by ${from} (${definition.group}/${definition.version})`,
        };
      }
      if (title === 'Rules of the XRD' && !said.length) {
        return { title, result: describeRules(verdict!) };
      }
      return { title, result };
    },
  );
}

/** Only of rules that were evaluated it can be said that they hold. */
function describeRules({ rules: { evaluated, skipped } }: ClaimVerdict) {
  const hold = `${evaluated} CEL ${
    evaluated === 1 ? 'rule holds' : 'rules hold'
  }`;
  const open = new Set(skipped.map(({ rule }) => rule)).size;
  return open
    ? `${hold}, ${open} could not be evaluated here: the API server will`
    : hold;
}
