import { InputError } from '@backstage/errors';
import type { RepositoryLocation } from './RepositoryLocation';

/** @internal */
export interface LocationPartOptions {
  /** What the whole location looks like on this type of host, after the `?`. */
  form: string;
  /** The whole value must match it. */
  pattern: RegExp;
  /** Completes "use …" in the message for a value that does not match. */
  allowed: string;
}

/**
 * One part of a repository's location, checked by its host's own rules. A part may hold slashes if its pattern
 * does; each piece between them is then checked not to be `.` or `..`, which would lead elsewhere in the API.
 *
 * @throws InputError if it is missing or not of the form.
 * @internal
 */
export function requireLocationPart(
  location: RepositoryLocation,
  part: Exclude<keyof RepositoryLocation, 'host'>,
  options: LocationPartOptions,
): string {
  const { form, pattern, allowed } = options;
  const value = location[part];
  if (!value) {
    throw new InputError(
      `The repository on ${location.host} has no '${part}'. Write it as ${location.host}?${form}`,
    );
  }
  if (!pattern.test(value) || value.split('/').some(s => /^\.*$/.test(s))) {
    throw new InputError(
      `'${value}' is not a valid ${part} of a repository on ${location.host}: use ${allowed}`,
    );
  }
  return value;
}

/**
 * An owner or a repository of a host that has no more parts than these.
 *
 * @throws InputError if it is missing or not a plain name.
 * @internal
 */
export function requireOwnerPart(
  location: RepositoryLocation,
  part: 'owner' | 'repo',
): string {
  return requireLocationPart(location, part, {
    form: 'owner=<owner>&repo=<repository>',
    pattern: /^[A-Za-z0-9._-]{1,100}$/,
    allowed: `letters, digits, '.', '-' and '_'`,
  });
}
