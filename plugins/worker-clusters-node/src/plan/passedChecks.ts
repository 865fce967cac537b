import type { RequestFinding } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimSpec, ClaimValidation } from '../claims';
import { lifetimeOf } from '../policy';
import type { Platform } from './Platform';

const CHECKS: Array<[rules: string[], title: string, passed: string]> = [
  [['schema', 'unknown-field', 'immutable'], 'Schema', 'valid'],
  [['cel'], 'Rules of the XRD', 'hold'],
  [['machinery'], 'Fields of Crossplane and Argo CD', 'not changed'],
  [['restricted'], 'Sources and versions', 'allowed'],
  [['name'], 'Name', 'follows the rules'],
  [
    ['environment', 'region', 'version', 'size'],
    'Environment',
    'region, version and size are offered there',
  ],
  [['lifetime'], 'Lifetime', 'within the policy'],
  [['owner', 'ownership'], 'Owner', 'is in the catalog'],
  [['quota'], 'Quota', 'not used up'],
  [['cidr'], 'Address range', 'free'],
  [
    ['taken'],
    'Name and requests',
    'no other claim, request, cluster or entity is in the way',
  ],
];

/**
 * Lists the checks that ran with their results, for the reviewer. Owner, quota and address range are checked where they
 * change.
 *
 * @param request - `before`: the spec as it is, absent for a new cluster; `validation`: the evaluated claim, absent for a
 *   decommission, which changes no claim
 */
export function passedChecks(
  platform: Platform,
  request: {
    spec: ClaimSpec;
    before?: ClaimSpec;
    validation?: ClaimValidation;
    findings: RequestFinding[];
  },
): Array<{ title: string; result: string }> {
  const { definition, source, policy, entityExists } = platform;
  const { spec, before, validation, findings } = request;
  const hasNewOwner = spec.owner !== before?.owner;
  const vpcCidr = spec.network?.vpcCidr;
  const ran = (title: string): boolean => {
    if (title === 'Name and requests') return true;
    if (!validation) return false;
    switch (title) {
      case 'Rules of the XRD':
        return validation.rules.evaluated + validation.rules.skipped.length > 0;
      case 'Owner':
        return entityExists !== undefined && hasNewOwner;
      case 'Address range':
        return vpcCidr !== undefined && vpcCidr !== before?.network?.vpcCidr;
      case 'Lifetime':
        return lifetimeOf(policy, spec.environment) !== undefined;
      case 'Quota':
        return policy.quota !== undefined && hasNewOwner;
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
          source === 'management-cluster'
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
        return { title, result: describeRules(validation!) };
      }
      return { title, result };
    },
  );
}

/** Counts the rules that hold apart from those that could not be evaluated. */
function describeRules({ rules: { evaluated, skipped } }: ClaimValidation) {
  const hold = `${evaluated} CEL ${
    evaluated === 1 ? 'rule holds' : 'rules hold'
  }`;
  const open = new Set(skipped.map(({ rule }) => rule)).size;
  return open
    ? `${hold}, ${open} could not be evaluated here: the API server will`
    : hold;
}
