import { parseEntityRef } from '@backstage/catalog-model';
import type { RequestFinding } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Platform } from './Platform';

/** Checks that a new owner is a group that the catalog has. */
export async function ownerFindings(
  { entityExists }: Platform,
  owner: string | undefined,
  before: string | undefined,
): Promise<RequestFinding[]> {
  if (owner === undefined || owner === before) return [];
  const field = 'spec.owner';
  if (!isGroup(owner)) {
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

/** Whether a text is the reference of a group, in its full form or without the namespace. */
function isGroup(owner: string): boolean {
  try {
    return parseEntityRef(owner).kind === 'group';
  } catch {
    return false;
  }
}
