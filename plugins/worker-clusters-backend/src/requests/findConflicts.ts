import {
  cidrsOverlap,
  parseCidr,
  type RequestConflict,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { QueuedRequest } from '../store/types';

/** Conflicts that are kept of one request. */
const MAX_CONFLICTS = 20;

/** What two requests are compared by. */
type Compared = Pick<QueuedRequest, 'files' | 'ranges'> & {
  request: Pick<
    QueuedRequest['request'],
    'number' | 'url' | 'changes' | 'problem'
  >;
};

/**
 * Finds which open requests get in each other's way. Of each pair the first reason counts: the same cluster, overlapping
 * ranges, the same file. A request that could not be evaluated gets in nobody's way.
 *
 * @returns by the number of the pull request, lowest other number first
 */
export function findConflicts(
  requests: Compared[],
): Map<number, RequestConflict[]> {
  const found = new Map<number, RequestConflict[]>();
  const sound = requests
    .filter(({ request }) => !request.problem)
    .sort((a, b) => a.request.number - b.request.number)
    .map(({ request, files, ranges }) => ({
      request,
      names: new Set(request.changes.map(change => change.cluster.name)),
      files: new Set(files),
      ranges: ranges.flatMap(range => parseCidr(range) ?? []),
    }));
  const add = (number: number, conflict: RequestConflict) => {
    const known = found.get(number) ?? [];
    if (known.length < MAX_CONFLICTS) found.set(number, [...known, conflict]);
  };
  sound.forEach((one, i) => {
    for (const other of sound.slice(i + 1)) {
      const kind = kindOf(one, other);
      if (!kind) continue;
      const [a, b] = [one.request, other.request];
      add(a.number, { kind, number: b.number, url: b.url });
      add(b.number, { kind, number: a.number, url: a.url });
    }
  });
  return found;
}

interface Prepared {
  names: Set<string>;
  files: Set<string>;
  ranges: Array<NonNullable<ReturnType<typeof parseCidr>>>;
}

function kindOf(
  one: Prepared,
  other: Prepared,
): RequestConflict['kind'] | undefined {
  if (share(one.names, other.names)) return 'cluster';
  if (one.ranges.some(a => other.ranges.some(b => cidrsOverlap(a, b)))) {
    return 'range';
  }
  return share(one.files, other.files) ? 'file' : undefined;
}

function share(one: Set<string>, other: Set<string>): boolean {
  for (const item of one) if (other.has(item)) return true;
  return false;
}
