import {
  type Application,
  type ConnectionState,
  type Message,
  writeMessage,
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
): Array<Required<Message>> {
  const addresses = [
    ...new Set(applications?.flatMap(a => a.externalUrls ?? [])),
  ].sort();
  return [
    ...(unreached ? [describeUnreached(unreached)] : []),
    describeApplications(applications),
    ...(addresses.length ? [describeAddresses(addresses)] : []),
    writeMessage('removal-order'),
    ...(nodes?.min !== undefined && nodes.max !== undefined
      ? [describeNodes({ min: nodes.min, max: nodes.max, size: nodes.size })]
      : []),
    writeMessage('removal-final'),
  ];
}

function describeUnreached({ lastSeen }: ConnectionState) {
  return lastSeen
    ? writeMessage('removal-unreached', { time: lastSeen })
    : writeMessage('removal-never-reached');
}

function describeApplications(applications: Application[] | undefined) {
  if (!applications) return writeMessage('removal-applications-unknown');
  const count = applications.length;
  if (count === 0) return writeMessage('removal-applications-none');
  const { names, more } = listSome(applications.map(a => a.name));
  if (count === 1) return writeMessage('removal-application', { name: names });
  return more > 0
    ? writeMessage('removal-applications-more', { count, names, more })
    : writeMessage('removal-applications', { count, names });
}

function describeAddresses(addresses: string[]) {
  const { names, more } = listSome(addresses);
  return more > 0
    ? writeMessage('removal-addresses-more', { addresses: names, more })
    : writeMessage('removal-addresses', { addresses: names });
}

function describeNodes({
  min,
  max,
  size,
}: {
  min: number;
  max: number;
  size: string | undefined;
}) {
  const nodes = min === max ? min : `${min}–${max}`;
  return size === undefined
    ? writeMessage('removal-nodes-unsized', { nodes })
    : writeMessage('removal-nodes', { nodes, size });
}

/** `a, b`, and how many there are besides. */
function listSome(all: string[]) {
  const some = all.slice(0, MAX_NAMES);
  return { names: some.join(', '), more: all.length - some.length };
}
