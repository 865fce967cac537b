import { InputError } from '@backstage/errors';
import type { RepositoryLocation } from '../RepositoryLocation';
import { requireOwnerPart } from '../requireLocationPart';

/** GitLab nests groups as deep. */
const MAX_GROUPS = 20;

/**
 * The project's full path: `group/subgroup/project`. Each part is checked so that it cannot reach another part of
 * the host.
 *
 * @throws InputError if a part is missing or not a plain name.
 * @internal
 */
export function requireProjectPath(location: RepositoryLocation): string {
  const repo = requireOwnerPart(location, 'repo');
  // Each group alone is what an owner is elsewhere.
  const groups = (location.owner ?? '').split('/');
  const owners = groups.map(owner =>
    requireOwnerPart({ ...location, owner }, 'owner'),
  );
  // GitLab's own pages begin with `/-/`.
  if (owners.length > MAX_GROUPS || owners.some(o => o.startsWith('-'))) {
    throw new InputError(
      `'${location.owner}' is not a valid group of a repository on ${location.host}: use at most ${MAX_GROUPS} groups, none of which begins with '-'`,
    );
  }
  return [...owners, repo].join('/');
}
