import {
  ApplicationCounts,
  ApplicationRevision,
  HEALTH_STATUSES,
  HealthStatus,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';

const UNITS: Array<[string, number]> = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** `3 min`, `2 h`, `4 d`: the largest unit, rounded down. */
export function formatDuration(ms: number): string {
  const [unit, size] = UNITS.find(([, s]) => ms >= s) ?? ['s', 1_000];
  return `${Math.max(0, Math.floor(ms / size))} ${unit}`;
}

/** `4 Healthy, 1 Degraded`: in words, best first; `none` for none. */
export function describeHealth(counts: ApplicationCounts): string {
  const parts = healthParts(counts).map(([s, n]) => `${n} ${s}`);
  return parts.length ? parts.join(', ') : 'none';
}

/** The health statuses that occur, with their numbers, best first. */
export function healthParts(
  counts: ApplicationCounts,
): Array<[HealthStatus, number]> {
  return HEALTH_STATUSES.flatMap((status): Array<[HealthStatus, number]> => {
    const number = counts.byHealth[status];
    return number > 0 ? [[status, number]] : [];
  });
}

/** Where an http(s) URL leads; undefined for anything else, which a page must not link. */
export function webLink(url: string | undefined): string | undefined {
  return url && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
    ? url
    : undefined;
}

/** What browsers call a backend that they cannot reach: Chromium, Firefox, Safari. */
export const UNREACHABLE = /^(Failed to fetch|NetworkError .*|Load failed)$/;

/**
 * What an error says to a person: of a backend's answer the backend's own words, which a `ResponseError` keeps as its
 * cause.
 */
export function messageOf(error: Error): string {
  const { cause } = error as { cause?: { message?: unknown } };
  if (typeof cause?.message === 'string' && cause.message) return cause.message;
  return UNREACHABLE.test(error.message)
    ? "The portal's backend does not answer: try again in a moment."
    : error.message;
}

/** A commit or a digest as people write it; everything else as it is. */
export function shortRevision({ value, kind }: ApplicationRevision): string {
  if (kind === 'commit') return value.slice(0, 8);
  return kind === 'digest' ? value.replace(/^sha256:/, '').slice(0, 12) : value;
}

/** Owner and name of a repository, or what comes closest: the last two parts of its address. */
export function repositoryName(url: string | undefined): string | undefined {
  const parts = url
    // Looks back, or many slashes in the middle would take time by the square of their number.
    ?.replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/^\w+:\/\//, '')
    .split(/[/:]/);
  return parts?.slice(-2).join('/');
}

/** The last two parts of a path, which tell most. */
export function shortPath(path: string | undefined): string | undefined {
  const parts = path?.split('/').filter(Boolean);
  return parts && parts.length > 2 ? `…/${parts.slice(-2).join('/')}` : path;
}

/** An owner as people write it: of a group of the default namespace its name alone. */
export const shortOwner = (ref: string) =>
  ref.replace(/^group:(default\/)?/, '');

/** The name of an image without registry and owner, and its tag; of one without a tag the digest as people write it. */
export function imageParts(image: string): { name: string; version?: string } {
  const [reference, digest] = image.split('@', 2);
  const last = reference.slice(reference.lastIndexOf('/') + 1);
  const [name, tag] = last.split(':', 2);
  const version = tag || digest?.replace(/^sha256:/, '').slice(0, 12);
  return { name, ...(version && { version }) };
}
