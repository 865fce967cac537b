import {
  type RequestFinding,
  writeMessage,
  type Message,
} from '@worker-clusters/backstage-plugin-worker-clusters-common';
import type { Policy } from './readPolicy';

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long clusters of an environment live. @public */
export interface Lifetime {
  /** What a new cluster gets that names no end, in milliseconds; undefined: no end, or the longest if there is one. */
  defaultMs?: number;
  /** How far ahead an end may lie, in milliseconds; undefined: any, or none at all. */
  longestMs?: number;
}

/**
 * The lifetime that the policy gives to an environment; undefined: its clusters have no end.
 *
 * @public
 */
export function lifetimeOf(
  { environments }: Pick<Policy, 'environments'>,
  environment: string,
): Lifetime | undefined {
  return environments && Object.hasOwn(environments, environment)
    ? environments[environment].lifetime
    : undefined;
}

/**
 * Whether any environment has a lifetime.
 *
 * @public
 */
export function hasLifetimes({
  environments,
}: Pick<Policy, 'environments'>): boolean {
  return Object.values(environments ?? {}).some(({ lifetime }) => lifetime);
}

/** The end of a cluster that begins, or is extended, now; undefined if its environment has no lifetime. */
export function endFrom(
  lifetime: Lifetime | undefined,
  now: Date,
): string | undefined {
  const length = lifetime?.defaultMs ?? lifetime?.longestMs;
  return length === undefined
    ? undefined
    : formatEnd(new Date(now.getTime() + length));
}

/** Reads the end of a cluster; undefined for anything but a time in UTC such as `2026-12-31T12:00:00Z`, with or without milliseconds. */
export function parseEnd(text: string | undefined): Date | undefined {
  const time = new Date(text ?? '');
  // Back again as the same text: `new Date` takes 31 February for a day in March, and a date alone for a time.
  return !Number.isNaN(time.getTime()) &&
    [formatEnd(time), time.toISOString()].includes(text!)
    ? time
    : undefined;
}

/**
 * Whether the portal requests the removal of a cluster by itself: its environment has a lifetime, and its claim an end that
 * is over.
 *
 * @public
 */
export function isOver(
  policy: Pick<Policy, 'environments'>,
  cluster: { environment: string; expiresAt: string | undefined },
  now: Date,
): boolean {
  const end = parseEnd(cluster.expiresAt);
  return (
    lifetimeOf(policy, cluster.environment) !== undefined &&
    end !== undefined &&
    end <= now
  );
}

function formatEnd(time: Date): string {
  return time.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/**
 * The end of a cluster's lifetime, as a claim has it.
 *
 * @public
 */
export interface LifetimeInput {
  environment: string;
  /** As the claim would have it; undefined: no end. */
  expiresAt: string | undefined;
  /** As the claim has it; undefined for a new one, or one without an end. */
  before: string | undefined;
  isNew: boolean;
  /** What findings are about. */
  field: string;
  /** Lifetimes are counted from here. */
  now: Date;
}

/**
 * Checks the end of a cluster: a time to come, no further ahead than the policy allows. An end that the claim had before
 * may stay, also one that is over.
 *
 * @public
 */
export function checkLifetime(
  policy: Pick<Policy, 'environments'>,
  input: LifetimeInput,
): RequestFinding[] {
  const { environment, expiresAt, before, isNew, field, now } = input;
  if (!isNew && expiresAt === before) return [];
  const longest = lifetimeOf(policy, environment)?.longestMs;
  const refuse = (message: Message): RequestFinding[] => [
    { severity: 'error', rule: 'lifetime', field, ...message },
  ];
  if (expiresAt === undefined) {
    return longest === undefined
      ? []
      : refuse(
          writeMessage('lifetime-missing', {
            environment,
            longest: shownLength(longest),
          }),
        );
  }
  const end = parseEnd(expiresAt);
  if (!end) {
    return refuse(
      writeMessage('lifetime-invalid', { end: expiresAt.slice(0, 80) }),
    );
  }
  if (end <= now) {
    return refuse(writeMessage('lifetime-past', { end: expiresAt }));
  }
  if (longest !== undefined && end.getTime() - now.getTime() > longest) {
    return refuse(
      writeMessage('lifetime-too-long', {
        end: expiresAt,
        environment,
        longest: shownLength(longest),
      }),
    );
  }
  return [];
}

/** `14 d` or `6 h`: with the symbols of the units, which are the same in each language. */
function shownLength(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  return days < 1 ? `${Math.floor(ms / (DAY_MS / 24))} h` : `${days} d`;
}
