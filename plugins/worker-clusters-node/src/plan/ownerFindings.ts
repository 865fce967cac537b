import { parseEntityRef } from '@backstage/catalog-model';
import {
  type RequestFinding,
  writeMessage,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
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
        ...writeMessage('owner-not-group', { owner: owner.slice(0, 80) }),
      },
    ];
  }
  if (!entityExists || (await entityExists(owner))) return [];
  return [
    {
      severity: 'error',
      rule: 'owner',
      field,
      ...writeMessage('owner-unknown', { owner }),
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
