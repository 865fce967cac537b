import type {
  Application,
  ConnectionState,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { ClaimSpec } from '../claims';

/** More names than these are counted, not listed. */
const MAX_NAMES = 10;

/** What is known of what runs in a cluster. */
export interface Running {
  /** What its Argo CD deploys, or did when it was heard last; undefined if it has never been heard. */
  applications?: Application[];
  /** Why it cannot be heard now. */
  unreached?: ConnectionState;
}

/** What goes with a cluster, and in which order, a sentence each. */
export function consequencesOfDecommission(
  { nodes }: ClaimSpec,
  { applications, unreached }: Running,
): string[] {
  const addresses = [
    ...new Set(applications?.flatMap(a => a.externalUrls ?? [])),
  ].sort();
  return [
    ...(unreached ? [sayUnreached(unreached)] : []),
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

function sayUnreached({ lastSeen }: ConnectionState): string {
  return lastSeen
    ? `The cluster cannot be reached now: what follows is what was there at ${lastSeen}. Look into it before you remove it.`
    : 'The cluster has never been reached: what runs in it is not known. Look into it before you remove it.';
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
