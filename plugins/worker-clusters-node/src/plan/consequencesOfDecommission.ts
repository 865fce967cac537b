import type {
  Application,
  ConnectionState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimSpec } from '../claims';

/** More names than these are counted, not listed. */
const MAX_NAMES = 10;

/** What is known of the applications in a cluster. */
export interface Running {
  /** What its Argo CD deploys, or did when it was last reached; undefined if it was never reached. */
  applications?: Application[];
  /** Set if it cannot be reached now. */
  unreached?: ConnectionState;
}

/** Lists what is deleted with a cluster, in order, a sentence each. */
export function consequencesOfDecommission(
  { nodes }: ClaimSpec,
  { applications, unreached }: Running,
): string[] {
  const addresses = [
    ...new Set(applications?.flatMap(a => a.externalUrls ?? [])),
  ].sort();
  return [
    ...(unreached ? [describeUnreached(unreached)] : []),
    describeApplications(applications),
    ...(addresses.length
      ? [`These addresses stop answering: ${listSome(addresses)}.`]
      : []),
    'Then its Argo CD, nodes and add-ons, control plane, roles and network are deleted, in this order, in about half an hour.',
    ...(nodes?.min !== undefined && nodes.max !== undefined
      ? [
          `${
            nodes.min === nodes.max ? nodes.min : `${nodes.min} to ${nodes.max}`
          } nodes (${nodes.size ?? 'of one size'}) are released.`,
        ]
      : []),
    'It cannot be undone: a cluster of the same name that is requested later is a new one.',
  ];
}

function describeUnreached({ lastSeen }: ConnectionState): string {
  return lastSeen
    ? `The cluster cannot be reached now: the following is its state at ${lastSeen}. Check it before you remove it.`
    : 'The cluster has never been reached: what runs in it is not known. Check it before you remove it.';
}

function describeApplications(applications: Application[] | undefined): string {
  const lost = 'What is not backed up elsewhere is lost.';
  if (!applications) {
    return `Every application in it is removed first, with its load balancers and volumes. ${lost}`;
  }
  if (!applications.length) {
    return `Its Argo CD deploys no application. Load balancers and volumes that were created by hand are deleted too. ${lost}`;
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
