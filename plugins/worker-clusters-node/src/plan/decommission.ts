import type { Application } from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimSpec } from '../claims';

/** More names than these are counted, not listed. */
const MAX_NAMES = 10;

/**
 * What goes with a cluster, and in which order, a sentence each.
 *
 * @param applications - What its Argo CD deploys; undefined if that is not known.
 */
export function consequencesOfDecommission(
  { nodes }: ClaimSpec,
  applications: Application[] | undefined,
): string[] {
  const addresses = [
    ...new Set(applications?.flatMap(a => a.externalUrls ?? [])),
  ].sort();
  return [
    sayApplications(applications),
    ...(addresses.length
      ? [`Nothing answers any more at ${listSome(addresses)}.`]
      : []),
    'Then its Argo CD, its nodes and add-ons, the control plane, the roles and at last the network are deleted, in this order, in about half an hour.',
    ...(nodes?.min !== undefined && nodes.max !== undefined
      ? [
          `${
            nodes.min === nodes.max ? nodes.min : `${nodes.min} to ${nodes.max}`
          } nodes (${nodes.size ?? 'of one size'}) are given back.`,
        ]
      : []),
    'It cannot be taken back: a cluster of the same name that is asked for later is a new one.',
  ];
}

function sayApplications(applications: Application[] | undefined): string {
  const lost = 'What is not backed up elsewhere is lost.';
  if (!applications) {
    return `Every application in it is removed first, with its load balancers and volumes. ${lost}`;
  }
  if (!applications.length) {
    return `Its Argo CD deploys no application. Load balancers and volumes that somebody made by hand go too. ${lost}`;
  }
  const names = listSome(applications.map(a => a.name));
  return applications.length === 1
    ? `1 application is removed first, with its load balancers and volumes: ${names}. ${lost}`
    : `${applications.length} applications are removed first, with their load balancers and volumes: ${names}. ${lost}`;
}

/** `a, b and 3 more` */
function listSome(all: string[]): string {
  const some = all.slice(0, MAX_NAMES).join(', ');
  return all.length > MAX_NAMES
    ? `${some} and ${all.length - MAX_NAMES} more`
    : some;
}
