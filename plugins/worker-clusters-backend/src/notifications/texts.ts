import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  type ClusterRef,
  clusterPath,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

const PAGES = '/worker-clusters';
const MAX_WORD = 80;
const MAX_REF = 255;
/** What Backstage takes for kind, namespace and name. */
const ENTITY_REF =
  /^[a-z][a-z0-9]{0,62}:[a-z0-9-]{1,63}\/[a-z0-9][a-z0-9_.-]{0,62}$/;

/**
 * A name as it may stand in a notification: letters, digits, `.`, `_` and `-`, and at most 80 of them. So a processor may put it
 * into HTML or the markup of a chat, and nothing of it is more than a name.
 */
export function word(text: string): string {
  const cut =
    text.length > MAX_WORD ? `${text.slice(0, MAX_WORD - 3)}...` : text;
  return cut.replace(/[^\p{L}\p{N}._-]/gu, '?');
}

/** `2026-11-29` */
export const day = (time: number) => new Date(time).toISOString().slice(0, 10);

/** `2026-11-29 23:10 UTC` */
export const minute = (time: number) =>
  `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const UNITS = [
  ['day', 1440],
  ['hour', 60],
  ['minute', 1],
] as const;

/** `3 days`, `90 minutes`: in the largest unit that divides it. */
export function duration(milliseconds: number): string {
  const minutes = Math.max(1, Math.round(milliseconds / 60_000));
  const [unit, size] = UNITS.find(([, length]) => minutes % length === 0)!;
  const count = minutes / size;
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Epoch milliseconds of a time that may be none. */
export function toTime(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** A reference of an entity as Backstage writes it; undefined for any other text. */
export function toEntityRef(text: string | undefined): string | undefined {
  if (!text || text.length > MAX_REF) return undefined;
  try {
    const ref = stringifyEntityRef(parseEntityRef(text));
    return ENTITY_REF.test(ref) ? ref : undefined;
  } catch {
    return undefined;
  }
}

/** The references among texts, each once. */
export function recipientsOf(...texts: Array<string | undefined>): string[] {
  const refs = texts.map(toEntityRef).filter(ref => ref !== undefined);
  return [...new Set(refs)];
}

/** The page of a cluster; of one whose name cannot stand in a path, the fleet page. */
export function clusterPage(cluster: ClusterRef, tab = ''): string {
  try {
    return `${PAGES}/clusters/${clusterPath(cluster)}${tab && `/${tab}`}`;
  } catch {
    return `${PAGES}/clusters`;
  }
}

export const requestPage = (number: number) => `${PAGES}/requests/${number}`;

/** A page of the portal with filters: of the fleet, or of the requests. */
export function listPage(
  page: 'clusters' | 'requests',
  filters: Array<[name: string, value: string]>,
): string {
  const query = new URLSearchParams(filters).toString();
  return `${PAGES}/${page}${query && `?${query}`}`;
}
